import { Link } from '@tanstack/react-router'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { QUIET_JOBS_MS, useRead } from '../api/use-api.ts'
import { jobStateOf } from '../activity/job-states.ts'
import { jobName, useJobProgress } from '../activity/job-view.tsx'
import { formatExact, formatSaid } from '../format.ts'
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
  const queues = useRead(routes.listQueues, {}, { everyMs: QUIET_JOBS_MS })
  const open = read.data?.items.filter((run) => !ENDED.includes(run.state)) ?? []
  const rows = rowsOf(open)
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
        answer={answerOf(say, { runs: read.data && open.filter((run) => !isPutOff(run)).length, atWork, isPaused })}
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
        {rows.slice(0, MOST).map(([run, ...more]) => (
          <div key={run.jobId}>
            {more.length > 0 ? (
              <PutOff runs={[run, ...more]} />
            ) : run.because === null || run.state === 'waiting' ? (
              <RunProgress run={run} />
            ) : (
              <Waiting run={run} />
            )}
          </div>
        ))}
      </PanelRows>
    </Panel>
  )
}

/** It does nothing before its time. */
const isPutOff = ({ because }: JobView): boolean => because?.code === 'scheduled'

type Row = [JobView, ...JobView[]]

/** A row for each; those of one kind that only wait for their time, such as digests, are one. */
function rowsOf(runs: readonly JobView[]): Row[] {
  const rows: Row[] = []
  for (const run of runs) {
    const same = isPutOff(run) && rows.find(([first]) => first.kind === run.kind && isPutOff(first))
    if (same) same.push(run)
    else rows.push([run])
  }
  return rows
}

/** Several of a kind, and when the first of them goes on. */
function PutOff({ runs }: { runs: Row }) {
  const say = useWords()
  const times = runs.flatMap(({ runAt }) => (runAt === null ? [] : [Date.parse(runAt)]))
  return (
    <div className="col gap4">
      <div className="row s13">
        <b className="cut">{runs[0].title}</b>
        <span className="end">
          <StateChip state={jobStateOf(runs[0])} />
        </span>
      </div>
      <div className="s12 t2">
        {say('web.home.putOff', { count: runs.length, at: formatExact(Math.min(...times)) })}
      </div>
    </div>
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
