import type { ClaimedJob } from '../ledger/claim.ts'

/** A job brought to a worker. At least once: the ledger decides whether the attempt may start. */
export interface Delivery {
  jobId: number
  /** The attempt, when the dispatcher has started it in the ledger itself. */
  claimed?: ClaimedJob
}

export interface DispatcherHealth {
  isWell: boolean
  /** Jobs that run in this process, by queue. */
  running: Readonly<Record<string, number>>
}

/** Brings ready jobs of the ledger to the workers of this process. Delays, gates and retries are the ledger's. */
export interface Dispatcher {
  /** These jobs have become ready; called after the commit, and again by the reconciler for jobs that nobody holds. */
  dispatch(ids: readonly number[], to: { queue: string }): void
  /**
   * Delivers jobs of a queue, at most `concurrency` at a time; called again it changes the number.
   * The promise of `handler` ends when the place is free again, and never rejects.
   */
  consume(queue: string, concurrency: number, handler: (delivery: Delivery) => Promise<void>): void
  /** The job is not to be delivered any more; what is on its way dies at the ledger. */
  revoke(jobId: number): void
  /** What runs goes on, nothing new is brought. */
  pause(queue: string): void
  resume(queue: string): void
  /** Nothing new is brought from any queue. */
  close(): void
  health(): DispatcherHealth
}
