import { useMutation, useQueryClient } from '@tanstack/react-query'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { undoBy } from '../api/undo-by.ts'
import { call, inOneSentence, ProblemError } from '../api/client.ts'
import { Button } from '../parts/Button.tsx'
import { toast } from '../parts/toast.ts'
import { useWords } from '../words.ts'
import { type JobCounts, LIVE, RETRYABLE } from './use-job-counts.ts'

const routes = jobRoutes.routes

/** One act on many jobs. */
interface Act {
  /** How many it is about. */
  count: number
  run: () => Promise<Done>
}

interface Done {
  /** How many it was. */
  count: number
  undo?: () => Promise<Done>
}

/** The same act on each of the chosen. */
export function ChosenJobs({ jobs, onDone }: { jobs: readonly JobView[]; onDone: () => void }) {
  const toRetry = jobs.filter((job) => job.can.retry)
  const retry: Act = {
    count: toRetry.length,
    run: async () => ({ count: await actOnEach(toRetry, routes.retryJob) }),
  }
  const toCancel = jobs.filter((job) => job.can.cancel)
  const cancel: Act = {
    count: toCancel.length,
    run: async () => ({
      count: await actOnEach(toCancel, routes.cancelJob),
      undo: () => putBack({ jobIds: toCancel.map(({ jobId }) => jobId) }),
    }),
  }
  return <Acts retry={retry} cancel={cancel} onDone={onDone} />
}

/** Those that were cancelled; what was asked to stop and has not yet is not among them. */
async function putBack(which: { jobIds: number[] } | { kind?: string; endedSince: string }): Promise<Done> {
  const { retried } = await call(routes.retryJobs, { body: { ...which, state: 'cancelled' } })
  return { count: retried }
}

/** A retried job that is live again by then, a cancelled one that has ended. */
const WENT_ALONG: ReadonlySet<string> = new Set(['jobs/not-ended', 'jobs/ended'])

/** One after the other, parents first: what went along with its parent counts. A refusal is told when nothing was done. */
async function actOnEach(
  jobs: readonly JobView[],
  route: typeof routes.retryJob | typeof routes.cancelJob,
): Promise<number> {
  let [done, refusal]: [number, Error | undefined] = [0, undefined]
  for (const { jobId } of jobs.toSorted((a, b) => a.jobId - b.jobId)) {
    try {
      await call(route, { params: { jobId } })
      done += 1
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.status !== 409) throw error
      if (WENT_ALONG.has(error.problem.code)) done += 1
      else refusal ??= error
    }
  }
  if (done === 0 && refusal !== undefined) throw refusal
  return done
}

/** The same act on all that match the filters, also those that are not loaded: the server finds them. */
export function MatchingJobs({ counts, onDone }: { counts: JobCounts; onDone: () => void }) {
  const { state, kind } = counts.filter
  const body = kind === '' ? {} : { kind }
  const ended = RETRYABLE.filter((one) => counts.of(one) > 0 && (state === '' || state === one))
  const live = LIVE.filter((one) => counts.of(one) > 0 && (state === '' || state === one))
  const endedState = ended.find((one) => one === state)
  const retry: Act = {
    count: sum(ended.map(counts.of)),
    run: async () => {
      const reply = await call(routes.retryJobs, {
        body: { ...body, ...(endedState === undefined ? {} : { state: endedState }) },
      })
      return { count: reply.retried }
    },
  }
  const liveState = live.find((one) => one === state)
  const cancel: Act = {
    count: sum(live.map(counts.of)),
    run: async () => {
      const reply = await call(routes.cancelJobs, {
        body: { ...body, ...(liveState === undefined ? {} : { state: liveState }) },
      })
      return { count: reply.cancelled, undo: () => putBack({ ...body, endedSince: reply.since }) }
    },
  }
  return <Acts retry={retry} cancel={cancel} onDone={onDone} />
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

/** Each button names its number, and is not there for none; afterwards it is said how many it was. */
function Acts({ retry, cancel, onDone }: { retry: Act; cancel: Act; onDone: () => void }) {
  const say = useWords()
  const client = useQueryClient()
  const tell = ({ count, undo }: Done): void => {
    const title = say('web.jobs.actedOn', { count })
    if (undo === undefined) return toast({ title })
    const onUndo = undoBy(async () => {
      tell(await undo())
      await client.invalidateQueries()
    })
    toast({ title, onUndo })
  }
  const act = useMutation({
    mutationFn: (which: Act) => which.run(),
    onSuccess: (done) => {
      tell(done)
      onDone()
    },
    onSettled: () => client.invalidateQueries(),
  })
  const busy = act.isPending ? say('web.signin.busy') : null
  return (
    <>
      {retry.count > 0 && (
        <Button isSmall isWrite keys="r" whyNot={busy} onClick={() => act.mutate(retry)}>
          {say('web.jobs.retryCount', { count: retry.count })}
        </Button>
      )}
      {cancel.count > 0 && (
        <Button isSmall isWrite whyNot={busy} onClick={() => act.mutate(cancel)}>
          {say('web.jobs.cancelCount', { count: cancel.count })}
        </Button>
      )}
      {retry.count + cancel.count === 0 && <span className="s12">{say('web.jobs.noneToActOn')}</span>}
      {act.error !== null && <span className="s12 tone-bad">{inOneSentence(act.error)}</span>}
    </>
  )
}
