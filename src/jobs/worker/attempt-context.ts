import type { Db, Tx } from '../../db/db.ts'
import { breathe } from '../../kernel/breathe.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { JobId } from '../../kernel/ids.ts'
import type { Log } from '../../kernel/log.ts'
import type { ChildHandle, ChildOptions, JobContext, ProgressReport } from '../context.ts'
import type { JobContract, PayloadInputOf } from '../define-job.ts'
import type { ClaimedJob } from '../ledger/claim.ts'
import { prepareJob } from '../ledger/enqueue.ts'
import { holdsAttempt } from '../ledger/fence.ts'
import type { Reason } from '../model.ts'
import type { ProgressBook } from './progress.ts'
import { type BufferedChild, type Judge, Leave } from './verdict.ts'

export interface AttemptDeps {
  db: Db
  clock: Clock
  log: Log
  progress: ProgressBook
  judge: Judge
}

interface Hold {
  readonly signal: AbortSignal
  /** The lease is gone. */
  lose(): void
}

/** What one attempt gives to its handler, and what the handler leaves there for the ending. */
export class AttemptContext implements JobContext {
  readonly children: BufferedChild[] = []
  readonly endings: ((tx: Tx) => Promise<void>)[] = []
  readonly #job: ClaimedJob
  readonly #deps: AttemptDeps
  readonly #hold: Hold

  constructor(deps: AttemptDeps, job: ClaimedJob, hold: Hold) {
    this.#deps = deps
    this.#job = job
    this.#hold = hold
  }

  get jobId(): JobId {
    return this.#job.id
  }

  get runId(): JobId {
    return this.#job.run_id ?? this.#job.id
  }

  get attempt(): number {
    return this.#job.attempt
  }

  get actor(): string {
    return this.#job.actor
  }

  get signal(): AbortSignal {
    return this.#hold.signal
  }

  get log(): Log {
    return this.#deps.log
  }

  get clock(): Clock {
    return this.#deps.clock
  }

  progress(report: ProgressReport): void {
    this.#deps.progress.report(this.#job, report)
  }

  phase(name: string): void {
    this.#deps.progress.phase(this.#job, name)
  }

  enqueue<Contract extends JobContract>(
    contract: Contract,
    payload: PayloadInputOf<Contract>,
    options: ChildOptions = {},
  ): ChildHandle {
    const handle = Object.freeze({}) as ChildHandle
    this.children.push({ handle, contract, job: prepareJob(contract, payload), options })
    return handle
  }

  async commit<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    await breathe()
    return this.#deps.db.txTogether(async (tx) => {
      if (!(await holdsAttempt(tx, this.#job))) {
        this.#hold.lose()
        throw new ConflictError('jobs/lost-lease', { params: { jobId: this.#job.id } })
      }
      return work(tx)
    })
  }

  finishWith(work: (tx: Tx) => Promise<void>): void {
    this.endings.push(work)
  }

  snooze(ms: number, why: Reason): never {
    throw new Leave({ kind: 'snoozed', delayMs: Math.max(1, ms), error: why, hasAnswered: false })
  }

  cancel(why: Reason): never {
    throw new Leave({ kind: 'cancelled', error: why })
  }
}
