import { Link } from '@tanstack/react-router'
import { alertRoutes, type MessageView } from '../../src/alerts/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList } from '../api/use-api.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { ProofChip } from '../parts/ProofChip.tsx'
import { Tag } from '../parts/small.tsx'
import { useWords } from '../words.ts'
import styles from './alerts.module.css'

/** What was put off or held back is no event. */
const EVERY_MS = 5000

const useMessages = (limit: number) =>
  useList(alertRoutes.routes.listMessages, { query: { limit } }, { everyMs: EVERY_MS })

/** What was sent, with its proof; newest first. */
export function SentList() {
  const say = useWords()
  const list = useMessages(50)
  if (list.error !== null) return <ProblemPanel error={list.error} onRetry={list.retry} />
  return (
    <Panel
      title={say('web.alerts.sent')}
      isLined
      footer={list.hasMore ? <Button onClick={list.more}>{say('web.alerts.more')}</Button> : undefined}
    >
      {list.items.length === 0 && list.state !== 'first' && (
        <EmptyState title={say('web.alerts.noneSent')} steps={4}>
          {say('web.alerts.noneSent.how')}
        </EmptyState>
      )}
      <PanelRows>
        {list.items.map((message) => (
          <SentRow key={message.messageId} message={message} />
        ))}
      </PanelRows>
    </Panel>
  )
}

const MOST_LATELY = 5

/** The newest, beside the matrix. */
export function SentLately() {
  const say = useWords()
  const list = useMessages(MOST_LATELY)
  if (list.items.length === 0) return null
  return (
    <Panel
      title={say('web.alerts.lately')}
      isLined
      actions={
        <Link to="/alerts/{-$view}" params={{ view: 'sent' }} className="s12">
          {say('web.alerts.all')}
        </Link>
      }
    >
      <PanelRows>
        {list.items.slice(0, MOST_LATELY).map((message) => (
          <SentRow key={message.messageId} message={message} />
        ))}
      </PanelRows>
    </Panel>
  )
}

function SentRow({ message }: { message: MessageView }) {
  const say = useWords()
  const { title, channelName, state, because, accepted, refused, mode, plannedAt, deliveryId } = message
  const reached = accepted === null || refused.length === 0 ? undefined : reachedOf(accepted, refused.length)
  return (
    <div className={styles.sent}>
      <span>
        <Ago at={plannedAt} />
      </span>
      <span className="col gap4">
        <span className="row gap4 wrap">
          <Link to="/activity/deliveries/$deliveryId" params={{ deliveryId: String(deliveryId) }} className="s13 break">
            <b>{say('web.alerts.sentTitle', { channel: channelName, title })}</b>
          </Link>
          {mode === 'test' && <Tag>{say('web.alerts.test')}</Tag>}
          {mode === 'loud' && <Tag>{say('web.alerts.mode.loud')}</Tag>}
        </span>
        {state !== null && (
          <ProofChip
            state={state}
            isBare
            {...(reached === undefined ? {} : { detail: say('web.alerts.reached', reached) })}
          />
        )}
        {because !== null && <span className="s12 t2 break">{because.text}</span>}
        {refused.map(({ receiver, status, said }) => (
          <span key={receiver} className="s12 t2 break">
            {say('web.alerts.refused', { receiver, said, status: status ?? '' })}
          </span>
        ))}
      </span>
    </div>
  )
}

const reachedOf = (accepted: number, refused: number) => ({ accepted, all: accepted + refused })
