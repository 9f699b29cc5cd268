import { Link } from '@tanstack/react-router'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { jobStateOf } from '../activity/job-states.ts'
import { jobName, useJobProgress } from '../activity/job-view.tsx'
import { formatSaid } from '../format.ts'
import { Panel, PanelBody, PanelRows, Question } from '../parts/Panel.tsx'
import { Progress } from '../parts/Progress.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useWords, type Say } from '../words.ts'
import styles from './Home.module.css'

const routes = jobRoutes.routes
const ENDED: readonly JobView['state'][] = ['completed', 'failed', 'cancelled', 'quarantined']
const MOST = 6

/** The runs that are not over, with rate and time left, or with what they wait for. */
export function Doing() {
  const say = useWords()
  const read = useRead(routes.listRuns, { query: { limit: 50 } })
  const queues = useRead(routes.listQueues, {}, { everyMs: 10_000 })
  const open = read.data?.items.filter((run) => !ENDED.includes(run.state)) ?? []
  const atWork = queues.data?.items.reduce((sum, queue) => sum + queue.running, 0) ?? 0
  const waiting = queues.data?.items.reduce((sum, queue) => sum + queue.waiting, 0) ?? 0
  const isPaused = queues.data?.items.every((queue) => queue.isPaused) ?? false
  return (
    <Panel
      name={say('web.home.doing')}
      footer={
        <>
          <span className="s12 t3">{say('web.home.waiting', { count: waiting })}</span>
          <Link to="/activity" className="end s12">
            {say('web.nav.activity')}
          </Link>
        </>
      }
    >
      <Question
        asks={say('web.home.doing')}
        answer={answerOf(say, { runs: read.data && open.length, atWork, isPaused })}
      />
      {read.error !== null && (
        <PanelBody>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </PanelBody>
      )}
      {read.data !== undefined && open.length === 0 && (
        <p className={`${styles.calm} s13 t2`}>{say(isPaused ? 'web.home.paused.todo' : 'web.home.idle.why')}</p>
      )}
      <PanelRows>
        {open.slice(0, MOST).map((run) => (
          <div key={run.jobId}>
            {run.because === null || run.state === 'waiting' ? <RunProgress run={run} /> : <Waiting run={run} />}
          </div>
        ))}
      </PanelRows>
    </Panel>
  )
}

interface Work {
  /** Runs that are not over; undefined until they were read. */
  runs: number | undefined
  atWork: number
  isPaused: boolean
}

function answerOf(say: Say, { runs, atWork, isPaused }: Work): string {
  if (runs === undefined) return say('web.home.looking')
  if (isPaused && atWork === 0) return say('web.home.paused')
  if (runs === 0) return say('web.home.idle')
  return `${say('web.home.runs', { count: runs })}, ${say('web.home.jobs', { count: atWork })}`
}

function RunProgress({ run }: { run: JobView }) {
  const own = useJobProgress(run)
  const { total, open } = run.children
  const { current = 0, ...more } = own
  const moving = own.current === undefined && total > 0 ? { current: total - open, total } : { current, ...more }
  return <Progress name={jobName(run)} {...moving} />
}

function Waiting({ run }: { run: JobView }) {
  return (
    <div className="col gap4">
      <div className="row s13">
        <b className="cut">{jobName(run)}</b>
        <span className="end">
          <StateChip state={jobStateOf(run)} />
        </span>
      </div>
      <div className="s12 t2">
        {run.because !== null && formatSaid(run.because)} {run.because?.todo}
      </div>
    </div>
  )
}
