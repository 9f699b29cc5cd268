import { setTimeout as wait } from 'node:timers/promises'
import { type JobDetail, jobRoutes } from '../jobs/contract.ts'
import { isFinished } from '../jobs/model.ts'
import { connectionRoutes } from '../connections/contract.ts'
import type { Said } from '../kernel/contract.ts'
import { type AppError, ConflictError, CredentialsRefusedError, UnavailableError } from '../kernel/errors.ts'
import { stationRoutes } from '../radio/stations/contract.ts'
import type { Ask } from './alias.ts'

const FIRST_LOOK_MS = 20
const LOOK_EVERY_MS = 500

interface Following {
  signal: AbortSignal
  longestMs: number
  /** Throws what makes waiting on senseless. */
  onLook?: (job: JobDetail) => Promise<void> | void
  /** Thrown when it still goes on. */
  tooLong: () => AppError
}

/** Waits for a run, as paths do that answer when all is done. @returns how it ended, well or not */
export async function untilEnded(ask: Ask, runId: number, following: Following): Promise<JobDetail> {
  const startedAt = performance.now()
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LOOK_EVERY_MS)) {
    const job = await ask(jobRoutes.routes.getJob, { params: { jobId: runId } })
    if (isFinished(job.state)) return job
    await following.onLook?.(job)
    if (performance.now() - startedAt > following.longestMs) throw following.tooLong()
    await wait(pause, undefined, { signal: following.signal })
  }
}

/** A connection that failed too often rests: what waits for it would wait for minutes. @throws UnavailableError */
export async function assertMayRun(ask: Ask, stationId: number): Promise<void> {
  const connectionId = await libraryOf(ask, stationId)
  const { name, pausedUntil, problem } = await ask(connectionRoutes.routes.get, { params: { connectionId } })
  if (pausedUntil === null) return
  throw new UnavailableError('radio/library-rests', {
    params: { name, until: pausedUntil, problem: problem?.text ?? '' },
  })
}

/** @throws ConflictError `radio/no-library` */
export async function libraryOf(ask: Ask, stationId: number): Promise<number> {
  const { name, libraryConnectionId } = await ask(stationRoutes.routes.get, { params: { stationId } })
  if (libraryConnectionId === null) throw new ConflictError('radio/no-library', { params: { name } })
  return libraryConnectionId
}

/** A LibreTime that refused the key answered: that is another thing than one that is dead. */
export const keyRefused = (why: Said | null): AppError | undefined =>
  why?.code === 'remote/key-refused' ? new CredentialsRefusedError(why.code, { params: why.params }) : undefined

/** What scripts of a log program look for in a problem, beside its own members. */
export const problemMembers = ({ text, code }: Pick<Said, 'text' | 'code'>) => ({
  success: false,
  error: text,
  error_code: code,
})
