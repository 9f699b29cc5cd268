import type { Tx } from '../db/db.ts'
import type { JobId } from '../kernel/ids.ts'
import type { JobHandler } from './context.ts'
import type { JobContract, PayloadInputOf, PayloadOf } from './define-job.ts'
import type { FinishedState, Reason } from './model.ts'

export interface EnqueueOptions {
  /** `person:3`, `key:7`, `system`. */
  actor: string
  /** 1 (most urgent) to 10. */
  priority?: number
  /** Epoch ms; left out or past means at once. */
  runAt?: number
  /** A live job that shall not complete before this one has ended. */
  parentId?: JobId
  /** Jobs that must have completed before; when one fails, this one is cancelled. */
  after?: readonly JobId[]
  /** What a person reads beside the kind: a name or path. */
  label?: string
  /** Whether children that fail make this job fail (the default) or not. */
  onChildFailure?: 'fail' | 'ignore'
}

export interface Enqueued {
  jobId: JobId
  /** The run that it belongs to; its own id when it has no parent. */
  runId: JobId
  /** False when an active job with the same dedupe key stands for it. */
  isNew: boolean
}

export interface ScheduleSpec<Contract extends JobContract> {
  /** Names the schedule for good. */
  name: string
  contract: Contract
  payload: PayloadInputOf<Contract>
  /** Five or six fields, e.g. `30 2 * * *`. */
  cron: string
  /** IANA zone. */
  timeZone: string
}

/** How a job ended, for the room that owns its kind. */
export interface SettledJob<Contract extends JobContract> {
  jobId: JobId
  runId: JobId
  payload: PayloadOf<Contract>
  state: FinishedState
  /** Why it did not complete. */
  reason: Reason | null
}

export interface HandlerHooks<Contract extends JobContract> {
  /**
   * Runs in the transaction that moves a job of the kind to the history, however it ended: after its children too,
   * and also when it was cancelled while it waited or was quarantined. For bringing the room's own rows in line.
   */
  onSettled?(tx: Tx, settled: SettledJob<Contract>): Promise<void>
}

/** How rooms give work to the engine. All writing calls work in the caller's transaction. */
export interface Jobs {
  /** @throws InvariantError when the kind has a handler already, or the engine has started */
  handle<Contract extends JobContract>(
    contract: Contract,
    handler: JobHandler<Contract>,
    hooks?: HandlerHooks<Contract>,
  ): void
  /**
   * @throws InvalidInputError when the payload does not fit or a predecessor does not exist
   * @throws ConflictError when the parent has finished
   */
  enqueue<Contract extends JobContract>(
    tx: Tx,
    contract: Contract,
    payload: PayloadInputOf<Contract>,
    options: EnqueueOptions,
  ): Promise<Enqueued>
  /** The same options for all, in the order of `payloads`; in statements of 500 rows. */
  enqueueMany<Contract extends JobContract>(
    tx: Tx,
    contract: Contract,
    payloads: readonly PayloadInputOf<Contract>[],
    options: EnqueueOptions,
  ): Promise<Enqueued[]>
  /** Cancels waiting jobs at once and asks running ones to stop; children go with it. */
  cancel(tx: Tx, jobId: JobId, options: { actor: string }): Promise<void>
  /** Puts a failed, cancelled or quarantined job back, with fresh attempts. A parent's failed children go with it. */
  retry(tx: Tx, jobId: JobId, options: { actor: string }): Promise<void>
  /** Lets a job that waits for its time, or for a person, go on now. @returns false when it waits for neither; nothing has changed then */
  goOn(tx: Tx, jobId: number): Promise<boolean>
  /** Declares a schedule; call before `start`. A changed cron or zone takes effect, what a person switched off stays off. */
  schedule<Contract extends JobContract>(spec: ScheduleSpec<Contract>): void
  /**
   * The same for a thing that people make while the server runs; at each start whoever keeps it declares it again. Another
   * cron or zone than declared before drops what a person chose in its place.
   */
  putSchedule<Contract extends JobContract>(tx: Tx, spec: ScheduleSpec<Contract>): Promise<void>
  /** Nothing happens when there is none of these names. */
  dropSchedules(tx: Tx, names: readonly string[]): Promise<void>
  /** Calls a second that jobs of the target may start; null lifts the limit. */
  limitTarget(tx: Tx, target: string, limit: { perSecond: number; burst: number } | null): Promise<void>
  /** @throws InvariantError when a kind that waits or was declared has no handler */
  start(): Promise<void>
  /** Takes no further jobs, lets the running ones end for `graceMs` (5 s), aborts the rest and gives up their leases. */
  stop(options?: { graceMs?: number }): Promise<void>
  /** Resolves when nothing is ready or running in this process; for tests and benches. */
  idle(): Promise<void>
}
