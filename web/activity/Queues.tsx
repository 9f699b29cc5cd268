import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { jobRoutes, type QueueView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { QUIET_JOBS_MS, useAct, useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { Panel, PanelBody, PanelRows } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import styles from './Queues.module.css'

const routes = jobRoutes.routes

/** Where jobs wait. */
export function Queues() {
  const say = useWords()
  const queues = useRead(routes.listQueues, {}, { everyMs: QUIET_JOBS_MS })
  return (
    <Page title={say('web.nav.activity.queues')} subtitle={say('web.queues.subtitle')}>
      <Panel title={say('web.nav.activity.queues')} isLined>
        {queues.error !== null && (
          <PanelBody>
            <ProblemPanel error={queues.error} onRetry={() => void queues.refetch()} />
          </PanelBody>
        )}
        <PanelRows>
          {(queues.data?.items ?? []).map((queue) => (
            <QueueRow key={queue.name} queue={queue} />
          ))}
        </PanelRows>
      </Panel>
    </Page>
  )
}

function QueueRow({ queue }: { queue: QueueView }) {
  const say = useWords()
  const mayWrite = useMay('jobs:write')
  const change = useAct(routes.changeQueue)
  const drain = useAct(routes.drainQueue)
  const params = { queue: queue.name }
  const error = change.error ?? drain.error
  return (
    <div className="col">
      <div className="row wrap">
        <span className={`col gap2 grow ${styles.name}`}>
          <b className="s13">{queue.name}</b>
          <span className="s12 t3 num">
            {say('web.queues.what', {
              running: formatNumber(queue.running),
              places: formatNumber(queue.concurrency),
              waiting: formatNumber(queue.waiting),
            })}
          </span>
        </span>
        <StateChip
          state={queue.isPaused ? 'waiting' : 'done'}
          word={say(queue.isPaused ? 'web.queues.paused' : 'web.queues.open')}
          isBare
        />
        {mayWrite && (
          <>
            <Button
              isSmall
              isWrite
              icon={queue.isPaused ? IconPlayerPlay : IconPlayerPause}
              onClick={() => change.mutate({ params, body: { isPaused: !queue.isPaused } })}
            >
              {say(queue.isPaused ? 'web.log.resume' : 'web.log.pause')}
            </Button>
            <Button
              isSmall
              isWrite
              look="danger"
              whyNot={queue.waiting === 0 ? say('web.queues.nothingWaits') : null}
              onClick={() => drain.mutate({ params })}
            >
              {say('web.queues.drain', { count: queue.waiting })}
            </Button>
          </>
        )}
      </div>
      {error !== null && <ProblemPanel error={error} />}
    </div>
  )
}
