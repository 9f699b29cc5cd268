import type { Tx } from '../../db/db.ts'
import { AppError, DeadlineError, LimitedError, UnavailableError } from '../../kernel/errors.ts'
import type { ChildHandle, ChildOptions } from '../context.ts'
import type { JobContract } from '../define-job.ts'
import type { ClaimedJob } from '../ledger/claim.ts'
import type { NewJob } from '../ledger/enqueue.ts'
import type { Outcome } from '../ledger/finish.ts'
import { hadToGiveWay } from '../ledger/repeated-tx.ts'
import type { Reason } from '../model.ts'

export interface BufferedChild {
  handle: ChildHandle
  contract: JobContract
  job: NewJob
  options: ChildOptions
}

/** How an attempt ended, with what is to be committed together with that. */
export interface Verdict {
  outcome: Outcome
  children: readonly BufferedChild[]
  finishWith: readonly ((tx: Tx) => Promise<void>)[]
}

export const verdictOf = (outcome: Outcome): Verdict => ({ outcome, children: [], finishWith: [] })

/** Thrown by `job.snooze` and `job.cancel`. */
export class Leave extends Error {
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super(`the job left by ${outcome.kind}`)
    this.name = 'Leave'
    this.outcome = outcome
  }
}

export type Interruption = 'cancelled' | 'timed-out' | 'stopped' | 'lost'

const BASE_MS = 2_000
const LONGEST_BACKOFF_MS = 15 * 60_000
/** No service is believed that asks for more. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000
const LONGEST_MESSAGE = 300

export interface Judge {
  random: () => number
  /** Takes secrets out of a text. */
  redact: (text: string) => string
}

/** What a thrown value means for the job. */
export function outcomeOf(error: unknown, job: ClaimedJob, judge: Judge): Outcome {
  if (error instanceof Leave) return error.outcome
  if (hadToGiveWay(error))
    return {
      kind: 'again',
      delayMs: backoffMs(job.failures, undefined, judge.random()),
      error: unexpected(error, judge),
    }
  if (!(error instanceof AppError)) return { kind: 'failed', error: unexpected(error, judge) }
  const reason: Reason = { code: error.code, params: error.params }
  if (error instanceof LimitedError) {
    const delayMs = Math.min(error.retryAfterMs, LONGEST_RETRY_AFTER_MS)
    return { kind: 'snoozed', delayMs: Math.max(1, delayMs), error: reason, hasAnswered: true }
  }
  if (!error.isRetryable) return { kind: 'failed', error: reason }
  const asked = error instanceof UnavailableError ? error.retryAfterMs : undefined
  return { kind: 'again', delayMs: backoffMs(job.failures, asked, judge.random()), error: reason }
}

/** Doubles with every failure, half of it by chance; what the other side asked for is honoured, up to an hour. */
export function backoffMs(failures: number, askedMs: number | undefined, random: number): number {
  if (askedMs !== undefined && Number.isFinite(askedMs)) {
    return Math.min(Math.max(askedMs, 1), LONGEST_RETRY_AFTER_MS) * (1 + random / 10)
  }
  return Math.min(BASE_MS * 2 ** failures, LONGEST_BACKOFF_MS) * (0.5 + random / 2)
}

export const timedOut = (timeoutMs: number): DeadlineError =>
  new DeadlineError('jobs/timed-out', { params: { seconds: Math.round(timeoutMs / 1000) } })

function unexpected(error: unknown, { redact }: Judge): Reason {
  const name = error instanceof Error ? error.name : typeof error
  const message = redact(error instanceof Error ? error.message : String(error)).slice(0, LONGEST_MESSAGE)
  return { code: 'jobs/unexpected', params: { name, message } }
}
