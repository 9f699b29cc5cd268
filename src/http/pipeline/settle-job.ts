import { setTimeout as wait } from 'node:timers/promises'
import { type JobDetail, jobRoutes } from '../../jobs/contract.ts'
import { isFinished } from '../../jobs/model.ts'
import { DeadlineError, RejectedError } from '../../kernel/errors.ts'
import type { Ask } from '../alias.ts'

const LONGEST_MS = 10 * 60_000
const FIRST_LOOK_MS = 20
const LOOK_EVERY_MS = 500

/**
 * Waits until a job with all its children has ended, for callers whose program answered only then.
 * @throws RejectedError when it did not complete, DeadlineError after ten minutes; it goes on in either case of waiting
 */
export async function settleJob(ask: Ask, jobId: number, signal: AbortSignal): Promise<JobDetail> {
  const startedAt = performance.now()
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LOOK_EVERY_MS)) {
    const job = await ask(jobRoutes.routes.getJob, { params: { jobId } })
    if (isFinished(job.state)) {
      if (job.state === 'completed') return job
      throw new RejectedError('pipeline/did-not-complete', {
        params: { jobId, state: job.state, why: job.error?.text ?? '' },
      })
    }
    if (performance.now() - startedAt > LONGEST_MS)
      throw new DeadlineError('pipeline/still-running', { params: { jobId } })
    await wait(pause, undefined, { signal })
  }
}
