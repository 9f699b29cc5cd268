import type { WithSecret } from '../../src/webhooks/contract.ts'
import { Button } from '../parts/Button.tsx'
import { Panel } from '../parts/Panel.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import { useWords, type Say } from '../words.ts'
import { Copied } from './Copied.tsx'
import { addressOf } from './use-senders.ts'
import styles from './webhooks.module.css'

/** A new secret, this once, and where it goes. */
export function MadeSecret({ made, onClose }: { made: WithSecret; onClose: () => void }) {
  const say = useWords()
  const { source, secret } = made
  return (
    <Panel name={say('web.webhooks.made')}>
      <div className={styles.once} role="status">
        <b>{say('web.webhooks.once', { name: source.name })}</b>
        <Facts>
          <Fact name={say('web.webhooks.address')}>
            <Copied value={addressOf(source)} name={say('web.webhooks.copyAddress')} />
          </Fact>
          <Fact name={say('web.webhooks.secret')}>
            <Copied value={secret} name={say('web.webhooks.copySecret')} />
          </Fact>
        </Facts>
        <ol className={`${styles.steps} s13`}>
          {stepsOf(say, source.kind).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <div className="row">
          <Button isSmall onClick={onClose}>
            {say('web.webhooks.kept')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

/** Programs that are set up under Settings, Connect. */
const WITH_CONNECT: ReadonlySet<string> = new Set(['radarr', 'sonarr', 'lidarr'])

/** What is to be done in the other program. */
export function stepsOf(say: Say, kind: string): string[] {
  if (WITH_CONNECT.has(kind)) {
    const name = say(`webhook.kind.${kind}` as 'webhook.kind.radarr')
    return [
      say('web.webhooks.steps.connect', { name }),
      say('web.webhooks.steps.connect.address'),
      say('web.webhooks.steps.connect.password'),
      say('web.webhooks.steps.connect.triggers'),
      say('web.webhooks.steps.connect.test'),
    ]
  }
  const own = kind === 'payload' ? [say('web.webhooks.steps.payload'), say('web.webhooks.steps.payload.options')] : []
  return [...own, ...(own.length === 0 ? [say('web.webhooks.steps.any')] : []), say('web.webhooks.steps.verified')]
}
