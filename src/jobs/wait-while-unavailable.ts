import { UnavailableError } from '../kernel/errors.ts'
import type { JobContext } from './context.ts'

/**
 * Does the work; while what it needs is away and says when to ask again (a disk that is full or not mounted), the job
 * waits for it however long that takes, and uses up no attempt.
 */
export async function waitWhileUnavailable<T>(job: Pick<JobContext, 'snooze'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UnavailableError) || error.retryAfterMs === undefined) throw error
    return job.snooze(error.retryAfterMs, { code: error.code, params: error.params })
  }
}
