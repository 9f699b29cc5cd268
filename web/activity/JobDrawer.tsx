import { IconClock } from '@tabler/icons-react'
import { jobRoutes, type JobDetail } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatClock, formatDuration, formatExact, formatMoment, formatSaid } from '../format.ts'
import { DetailDrawer, DrawerPart } from '../parts/DetailDrawer.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Progress } from '../parts/Progress.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useNow } from '../parts/use-now.ts'
import { Actor } from '../session/Actor.tsx'
import { useWords } from '../words.ts'
import { JobActions } from './JobActions.tsx'
import { jobStateOf } from './job-states.ts'
import { jobName, useJobProgress } from './job-view.tsx'
import styles from './Runs.module.css'

/** One job: state, cause, what happens next by itself, what can be done, facts and tries. */
export function JobDrawer({ jobId, onClose }: { jobId: number; onClose: () => void }) {
  const say = useWords()
  const read = useRead(jobRoutes.routes.getJob, { params: { jobId } })
  const job = read.data
  return (
    <DetailDrawer title={job === undefined ? say('web.jobs.job') : jobName(job)} onClose={onClose}>
      {read.error !== null && (
        <DrawerPart>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </DrawerPart>
      )}
      {job !== undefined && (
        <>
          <DrawerPart>
            <span>
              <StateChip state={jobStateOf(job)} />
            </span>
            <Cause job={job} />
            <NextAct job={job} />
            {job.state === 'running' && <JobProgress job={job} />}
            <JobActions job={job} />
          </DrawerPart>
          <DrawerPart title={say('web.jobs.facts')}>
            <JobFacts job={job} />
          </DrawerPart>
          {job.attempts.length > 0 && (
            <DrawerPart title={say('web.jobs.tries')}>
              <Tries job={job} />
            </DrawerPart>
          )}
        </>
      )}
    </DetailDrawer>
  )
}

function Cause({ job }: { job: JobDetail }) {
  const said = job.because ?? (job.state === 'completed' ? null : job.error)
  if (said === null) return null
  return (
    <div className="col gap4 s13">
      <b>{formatSaid(said)}</b>
      <span className="t2">
        {said.why} {said.todo}
      </span>
    </div>
  )
}

/** The next automatic act, with its countdown. */
function NextAct({ job }: { job: JobDetail }) {
  const say = useWords()
  const atMs = job.runAt === null ? 0 : Date.parse(job.runAt)
  const nowMs = useNow(atMs)
  if (job.state !== 'scheduled' || atMs <= nowMs) return null
  return (
    <div className="well row pad s13">
      <Icon of={IconClock} size={15} />
      <b>{say('web.jobs.nextTry', { time: formatMoment(atMs, nowMs) })}</b>
      <span className="end t3 s12 num">{say('web.jobs.in', { time: formatDuration(atMs - nowMs) })}</span>
    </div>
  )
}

function JobProgress({ job }: { job: JobDetail }) {
  const say = useWords()
  return <Progress name={say('web.runs.progress')} current={0} {...useJobProgress(job)} />
}

function JobFacts({ job }: { job: JobDetail }) {
  const say = useWords()
  return (
    <Facts>
      <Fact name={say('web.jobs.id')}>
        <span className="mono s12">{job.jobId}</span>
      </Fact>
      {job.runId !== job.jobId && (
        <Fact name={say('web.runs.run')}>
          <span className="mono s12">{job.runId}</span>
        </Fact>
      )}
      <Fact name={say('web.jobs.kind')}>
        <span className="mono s12">{job.kind}</span>
      </Fact>
      <Fact name={say('web.jobs.queue')}>{job.queue}</Fact>
      <Fact name={say('web.jobs.priority')}>{job.priority}</Fact>
      <Fact name={say('web.jobs.startedBy')}>
        <Actor id={job.actor} />
      </Fact>
      <Fact name={say('web.jobs.made')}>{formatExact(Date.parse(job.createdAt))}</Fact>
      {job.target !== null && (
        <Fact name={say('web.jobs.target')}>
          <span className="mono s12">{job.target}</span>
        </Fact>
      )}
      {job.error !== null && (
        <Fact name={say('web.jobs.code')}>
          <span className="mono s12">{job.error.code}</span>
        </Fact>
      )}
    </Facts>
  )
}

function Tries({ job }: { job: JobDetail }) {
  const say = useWords()
  return (
    <ol className="col gap4">
      {job.attempts.toReversed().map((attempt) => (
        <li key={attempt.attempt} className={styles.try}>
          <span className="t3 num">{formatClock(Date.parse(attempt.startedAt))}</span>
          <span>
            {attempt.error?.text ?? say(`web.jobs.outcome.${attempt.outcome}`)}
            <span className="t3">, {formatDuration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}
