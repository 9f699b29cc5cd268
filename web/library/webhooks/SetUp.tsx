import type { SourceView } from '../../../src/webhooks/contract.ts'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Copied } from '../../webhooks/Copied.tsx'
import { stepsOf } from '../../webhooks/MadeSecret.tsx'
import { addressOf } from '../../webhooks/use-senders.ts'
import { useWords } from '../../words.ts'
import styles from './webhooks.module.css'

/** The steps in the other program, for those that have not called yet. */
export function SetUp({ senders }: { senders: readonly SourceView[] }) {
  const say = useWords()
  const waiting = senders.filter(({ state }) => state === 'new')
  return waiting.map((sender) => (
    <Panel key={sender.sourceId} title={say('web.library.webhooks.setUp', { name: sender.name })}>
      <PanelBody>
        <ol className={`${styles.steps} s13`}>
          {stepsOf(say, sender.kind).map((step, at) => (
            <li key={step}>
              {step}
              {at === 1 && (
                <Copied value={addressOf(sender)} name={say('web.webhooks.copyAddressOf', { name: sender.name })} />
              )}
            </li>
          ))}
        </ol>
        <p className="s12 t3">{say('web.library.webhooks.secretOnce')}</p>
      </PanelBody>
    </Panel>
  ))
}
