import { ConflictError, UnavailableError } from '../../kernel/errors.ts'
import type { JobHandler } from '../context.ts'
import type { JobContract } from '../define-job.ts'
import type { ClaimedJob } from '../ledger/claim.ts'
import { parsePayload } from '../ledger/enqueue.ts'
import type { Reason } from '../model.ts'
import { AttemptContext, type AttemptDeps } from './attempt-context.ts'
import { type Interruption, Leave, outcomeOf, timedOut, type Verdict, verdictOf } from './verdict.ts'

export interface Handled {
  contract: JobContract
  handler: JobHandler<JobContract>
}

/** After an abort a handler has this long to end; then the attempt ends without it. */
const LINGER_MS = 5_000

/** One attempt at a job: runs its handler and says how it ended. */
export class Attempt {
  readonly job: ClaimedJob
  readonly #deps: AttemptDeps
  readonly #handled: Handled
  #controller: AbortController | undefined
  #interruption: { cause: Interruption; reason: Reason } | undefined
  #abandon: (() => void) | undefined

  constructor(deps: AttemptDeps, handled: Handled, job: ClaimedJob) {
    this.#deps = deps
    this.#handled = handled
    this.job = job
  }

  /** @returns undefined when the lease was lost: then there is nothing to write */
  async run(): Promise<Verdict | undefined> {
    const { clock, progress } = this.#deps
    const { contract } = this.#handled
    const cancelTimeout = clock.after(contract.timeoutMs, () => {
      const error = timedOut(contract.timeoutMs)
      this.interrupt('timed-out', error, { code: error.code, params: error.params })
    })
    try {
      return await this.#handledOrAbandoned()
    } finally {
      cancelTimeout()
      progress.flush(this.job.id)
    }
  }

  /** Aborts the handler's signal; the first cause counts. */
  interrupt(cause: Interruption, error: Error, reason: Reason): void {
    if (this.#interruption !== undefined) return
    this.#interruption = { cause, reason }
    this.#abort.abort(error)
    this.#deps.clock.after(LINGER_MS, () => this.#abandon?.())
  }

  /** Made when it is first asked for: most handlers of short jobs never look. */
  get #abort(): AbortController {
    this.#controller ??= new AbortController()
    return this.#controller
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  cancel(reason: Reason): void {
    this.interrupt('cancelled', new ConflictError('jobs/cancelled'), reason)
  }

  stop(): void {
    this.interrupt('stopped', new UnavailableError('jobs/stopping'), { code: 'jobs/stopping' })
  }

  lose(): void {
    this.interrupt('lost', new ConflictError('jobs/lost-lease'), { code: 'jobs/lost-lease' })
  }

  /** Whichever comes first: the handler's end, or the end of our patience after an interruption. */
  #handledOrAbandoned(): Promise<Verdict | undefined> {
    return new Promise((resolve, reject) => {
      this.#abandon = () => resolve(this.#interrupted())
      this.#handle().then(resolve, reject)
    })
  }

  async #handle(): Promise<Verdict | undefined> {
    const { contract, handler } = this.#handled
    try {
      const context = new AttemptContext(this.#deps, this.job, this)
      const result = await handler(this.#payload(contract), context)
      if (this.#interruption?.cause === 'lost') return undefined
      return {
        outcome: { kind: 'done', result: toJson(result) },
        children: context.children,
        finishWith: context.endings,
      }
    } catch (error) {
      return this.#thrown(error)
    }
  }

  #payload(contract: JobContract): unknown {
    const raw: unknown = JSON.parse(this.job.payload)
    const { v } = this.job
    return parsePayload(contract, v < contract.v && contract.upgrade !== undefined ? contract.upgrade(raw, v) : raw)
  }

  #thrown(error: unknown): Verdict | undefined {
    if (this.#interruption !== undefined && !(error instanceof Leave)) return this.#interrupted()
    return this.#failed(error)
  }

  #failed(error: unknown): Verdict {
    const { log, clock, judge } = this.#deps
    const { id, kind, attempt, failures, max_attempts } = this.job
    const outcome = outcomeOf(error, this.job, judge)
    const fields = { err: error, jobId: id, kind, attempt }
    if (outcome.kind === 'again' && failures + 1 < max_attempts) {
      const nextAt = new Date(clock.now() + outcome.delayMs).toISOString()
      log.warn({ ...fields, code: outcome.error.code, nextAt }, 'job attempt failed; it is tried again')
    } else if (outcome.kind === 'failed' || outcome.kind === 'again') log.warn(fields, 'job attempt failed')
    return verdictOf(outcome)
  }

  #interrupted(): Verdict | undefined {
    const { cause, reason } = this.#interruption ?? { cause: 'lost', reason: { code: 'jobs/lost-lease' } }
    if (cause === 'lost') return undefined
    if (cause === 'stopped') return verdictOf({ kind: 'released' })
    if (cause === 'cancelled') return verdictOf({ kind: 'cancelled', error: reason })
    return this.#failed(timedOut(this.#handled.contract.timeoutMs))
  }
}

const toJson = (result: unknown): string | null => (result === undefined ? null : JSON.stringify(result))
