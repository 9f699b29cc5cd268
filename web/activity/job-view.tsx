import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { useRead } from '../api/use-api.ts'
import {
  formatAgo,
  formatDuration,
  formatExact,
  formatMoment,
  formatNumber,
  formatSaid,
  formatShare,
} from '../format.ts'
import { progressWords, useProgress, type ProgressWords } from '../live/progress.ts'
import { Bar } from '../parts/Bar.tsx'
import { useNow } from '../parts/use-now.ts'
import { useWords } from '../words.ts'

const { getJob } = jobRoutes.routes
const DAY_MS = 86_400_000

/** What a job is called: its label where it has one. */
export const jobName = (job: JobView): string => (job.label === null ? job.title : `${job.title}, ${job.label}`)

/** The newest progress: of the stream, else of the ledger. */
export function useJobProgress(job: JobView): ProgressWords {
  const live = useProgress(job.jobId)
  if (live !== undefined) return progressWords(live)
  return job.progress === null
    ? {}
    : progressWords({ ...job.progress, jobId: job.jobId, runId: job.runId, kind: job.kind })
}

/** Where a run stands as a whole, with what it is at. */
export function useRunProgress(runId: number | null): ProgressWords {
  const read = useRead(getJob, { params: { jobId: runId ?? 0 } }, { isEnabled: runId !== null })
  const job = read.data
  if (job?.progress == null) return {}
  return progressWords({ ...job.progress, jobId: job.jobId, runId: job.runId, kind: job.kind })
}

/** A bar while it runs, else the cause, else how many of its children are done; for a run also when it ended. */
export function JobDetailCell({ job, tellsEnd = false }: { job: JobView; tellsEnd?: boolean }) {
  const say = useWords()
  const progress = useJobProgress(job)
  if (job.error !== null && job.state !== 'completed') return <span title={job.error.text}>{job.error.text}</span>
  const isAtWork = (job.state === 'running' || job.state === 'waiting') && job.because?.code !== 'person'
  if (job.because !== null && !isAtWork) {
    const because = formatSaid(job.because)
    return <span title={because}>{because}</span>
  }
  const { open, total } = job.children
  if (total > 0 && open > 0 && progress.current === undefined)
    return (
      <Share
        name={jobName(job)}
        done={total - open}
        of={total}
        words={say('web.progress.ofTotal', { n: formatNumber(total - open), total: formatNumber(total) })}
      />
    )
  if (isAtWork && progress.current !== undefined && progress.total !== undefined)
    return (
      <Share
        name={jobName(job)}
        done={progress.current}
        of={progress.total}
        words={
          progress.current < progress.total ? formatShare(progress.current, progress.total) : say('web.progress.ending')
        }
      />
    )
  if (isAtWork && progress.current !== undefined)
    return (
      <span className="num">
        {say('web.progress.soFar', { n: formatNumber(progress.current), unit: progress.unit ?? '' })}
      </span>
    )
  if (tellsEnd && job.parentId === null && job.finishedAt !== null)
    return <Ended at={job.finishedAt} jobs={total > 0 ? say('web.jobs.children', { count: total }) : undefined} />
  return <span>{total > 0 ? say('web.jobs.children', { count: total }) : isAtWork && progress.item}</span>
}

/** How many jobs a run had, and when it ended; no stop for the Tab key, since each row has one. */
function Ended({ at, jobs }: { at: string; jobs: string | undefined }) {
  const say = useWords()
  const atMs = Date.parse(at)
  const nowMs = useNow(atMs)
  return (
    <span>
      {jobs !== undefined && `${jobs}, `}
      <time dateTime={at} title={formatExact(atMs)} className="num">
        {nowMs - atMs < DAY_MS ? say('web.format.ago', { time: formatAgo(atMs, nowMs) }) : formatAgo(atMs, nowMs)}
      </time>
    </span>
  )
}

function Share({ name, done, of, words }: { name: string; done: number; of: number; words: string }) {
  return (
    <span className="row">
      <span className="grow">
        <Bar name={name} value={words} parts={[{ share: of === 0 ? 0 : done / of }]} />
      </span>
      <span className="s12 t3 num nowrap">{words}</span>
    </span>
  )
}

/** How long it took or has taken; when it will be tried, for one that waits. */
export function JobTime({ job }: { job: JobView }) {
  const say = useWords()
  const startMs = Date.parse(job.startedAt ?? job.createdAt)
  const nowMs = useNow(job.finishedAt === null ? startMs : undefined)
  if (job.finishedAt !== null) return <>{formatDuration(Date.parse(job.finishedAt) - startMs)}</>
  if (job.failures > 0 && job.state !== 'running')
    return <>{say('web.jobs.try', { n: job.attempt, of: job.maxAttempts })}</>
  if (job.runAt !== null && Date.parse(job.runAt) > nowMs) return <>{formatMoment(Date.parse(job.runAt), nowMs)}</>
  return <>{formatDuration(Math.max(0, nowMs - startMs))}</>
}
