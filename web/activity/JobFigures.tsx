import { jobRoutes } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { QUIET_JOBS_MS, useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Figure, FigureRow } from '../parts/Figure.tsx'
import { Panel } from '../parts/Panel.tsx'
import { useWords } from '../words.ts'

/** What runs, waits, is done and failed, over all queues. */
export function JobFigures() {
  const say = useWords()
  const counters = useRead(jobRoutes.routes.countJobs, {}, { everyMs: QUIET_JOBS_MS })
  const queues = useRead(jobRoutes.routes.listQueues, {}, { everyMs: QUIET_JOBS_MS })
  const error = counters.error ?? queues.error
  // What was known stays while it can't be read again: the list below says why.
  if (counters.data === undefined || queues.data === undefined) {
    if (error === null) return null
    return <ProblemPanel error={error} onRetry={() => void Promise.all([counters.refetch(), queues.refetch()])} />
  }
  const sum = (states: readonly string[]) =>
    counters.data.items.filter((one) => states.includes(one.state)).reduce((total, one) => total + one.count, 0)
  const places = queues.data.items.reduce((total, queue) => total + queue.concurrency, 0)
  const failed = sum(['failed', 'quarantined'])
  return (
    <Panel name={say('web.jobs.figures')}>
      <FigureRow>
        <Figure
          value={say('web.jobs.atWork', { n: formatNumber(sum(['running'])) })}
          label={say('web.jobs.places', { count: places })}
        />
        <Figure
          value={say('web.jobs.waiting', { n: formatNumber(sum(['ready', 'scheduled', 'blocked', 'held'])) })}
          label={say('web.jobs.inQueues', { count: queues.data.items.length })}
        />
        <Figure value={say('web.jobs.done', { n: formatNumber(sum(['completed'])) })} label={say('web.jobs.kept')} />
        <Figure
          value={say('web.jobs.failed', { n: formatNumber(failed) })}
          label={say(failed === 0 ? 'web.jobs.failed.none' : 'web.jobs.failed.some')}
        />
      </FigureRow>
    </Panel>
  )
}
