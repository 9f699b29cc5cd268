import type { KindView, SourceView, WithSecret } from '../../src/webhooks/contract.ts'
import { Ago } from '../parts/Ago.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { Copied } from './Copied.tsx'
import { SENDER_STATES } from './sender-look.ts'
import { SenderActs } from './SenderActs.tsx'
import { addressOf } from './use-senders.ts'
import styles from './webhooks.module.css'

interface SendersProps {
  items: readonly SourceView[]
  kinds: readonly KindView[]
  onMade: (made: WithSecret) => void
}

/** Who may call: where, how it goes, and what was wrong with the last one that was turned away. */
export function Senders({ items, kinds, onMade }: SendersProps) {
  const say = useWords()
  const mayWrite = useMay('secrets:write')
  return (
    <Panel title={say('web.webhooks.senders')} isLined>
      <PanelRows>
        {items.map((sender) => (
          <div key={sender.sourceId} className={styles.sender}>
            <span className="col gap4">
              <span className="row gap4 wrap">
                <b className="break">{sender.name}</b>
                <span className="s12 t3">{sender.title}</span>
              </span>
              <Copied value={addressOf(sender)} name={say('web.webhooks.copyAddressOf', { name: sender.name })} />
            </span>
            <How sender={sender} />
            {mayWrite && (
              <SenderActs
                sender={sender}
                connectionKind={kinds.find(({ kind }) => kind === sender.kind)?.connectionKind ?? null}
                onMade={onMade}
              />
            )}
          </div>
        ))}
      </PanelRows>
    </Panel>
  )
}

function How({ sender }: { sender: SourceView }) {
  const say = useWords()
  const { state, lastCall, lastRefusal, secrets } = sender
  const former = secrets.find(({ endsAt }) => endsAt !== null)
  return (
    <span className="col gap4 s13">
      <StateChip state={SENDER_STATES[state]} word={say(`web.webhooks.state.${state}`)} isBare />
      <span className="s12 t2">{say(`web.webhooks.state.${state}.why`)}</span>
      {state === 'former-secret' && former === undefined && (
        <span className="s12 t2">{say('web.webhooks.formerEnded')}</span>
      )}
      <span className="s12 t2">
        {lastCall === null ? (
          say('web.webhooks.noCall')
        ) : (
          <>
            {say('web.webhooks.lastCall')} <Ago at={lastCall.receivedAt} isSentence />: {lastCall.text}
          </>
        )}
      </span>
      {lastRefusal !== null && (
        <span className="s12 t2">
          {say('web.webhooks.turnedAway')} <Ago at={lastRefusal.at} isSentence />: {lastRefusal.text}
        </span>
      )}
    </span>
  )
}
