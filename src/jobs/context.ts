import type { Tx } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { JobId } from '../kernel/ids.ts'
import type { Log } from '../kernel/log.ts'
import type { JobContract, PayloadInputOf, PayloadOf } from './define-job.ts'
import type { Reason } from './model.ts'

export interface ProgressReport {
  current: number
  /** Null or left out while it is not known. */
  total?: number | null
  /** `files`, `bytes`, … */
  unit: string
  /** The item at hand; cut at 200 characters. */
  message?: string
}

declare const childMark: unique symbol
/** A child that will exist when the parent completes; good for `after` of a later one. */
export interface ChildHandle {
  readonly [childMark]: true
}

export interface ChildOptions {
  priority?: number
  /** Epoch ms. */
  runAt?: number
  after?: readonly (ChildHandle | JobId)[]
  label?: string
  onChildFailure?: 'fail' | 'ignore'
  /** How much it is, before it starts: the progress of a parent is that of its children together. */
  work?: { total: number; unit: string }
}

/** What a handler may do beside its own work. */
export interface JobContext {
  readonly jobId: JobId
  readonly runId: JobId
  /** 1 for the first start. */
  readonly attempt: number
  readonly actor: string
  /** Aborts on cancel, timeout, loss of the lease and stop of the server. */
  readonly signal: AbortSignal
  readonly log: Log
  readonly clock: Clock
  /** Kept in the ledger and streamed, at most 10 times a second, the last value always. */
  progress(report: ProgressReport): void
  /** Starts a new phase: streamed at once, the counters begin anew. */
  phase(name: string): void
  /** A child, committed together with this job's completion: all of them or none. */
  enqueue<Contract extends JobContract>(
    contract: Contract,
    payload: PayloadInputOf<Contract>,
    options?: ChildOptions,
  ): ChildHandle
  /**
   * A transaction that first checks that this attempt still owns the job.
   * @throws ConflictError `jobs/lost-lease` when it does not; nothing was written then
   */
  commit<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs in the transaction that completes the job; when it throws, the job did not complete. */
  finishWith(work: (tx: Tx) => Promise<void>): void
  /** Ends the attempt; the job goes on after `ms`, and no attempt is used up. Throws, so that nothing runs after it. */
  snooze(ms: number, why: Reason): never
  /** Ends the job as cancelled. Throws, so that nothing runs after it. */
  cancel(why: Reason): never
}

/** Returning completes the job (a JSON value is kept as its result), throwing fails it or has it tried again. */
export type JobHandler<Contract extends JobContract> = (
  payload: PayloadOf<Contract>,
  job: JobContext,
) => Promise<unknown>
