import { z } from 'zod'
import { InvariantError } from '../kernel/errors.ts'
import { DEFAULT_PRIORITY, LEAST_URGENT, MOST_URGENT } from './model.ts'

export interface JobSpec<Schema extends z.ZodType> {
  /** Version of the payload; 1 unless said. */
  v?: number
  /** Ids and paths, no objects. It must accept its own output: payloads are parsed when stored and when run. */
  payload: Schema
  queue: string
  /** Attempts in total, at least 1. */
  maxAttempts: number
  /** Of one attempt; then its signal aborts, and it ends soon after whether it listens or not. */
  timeoutMs: number
  /** 1 (most urgent) to 10; 5 unless said. */
  priority?: number
  /** A mass kind: its success writes no event, even when it is a run. */
  isQuiet?: boolean
  /** While a job with this key is active, enqueuing returns that one. */
  dedupeBy?(payload: z.output<Schema>): string
  /** Jobs with the same key never run at the same time, whatever their kind. */
  serialBy?(payload: z.output<Schema>): string
  /** What it talks to (a connection, root or host): the key of breaker and rate limit. */
  targetBy?(payload: z.output<Schema>): string
  /** Brings the payload of an older version up to `v`. */
  upgrade?(payload: unknown, fromV: number): unknown
}

/** What is known of a kind of job apart from its handler. */
export interface JobContract<
  Kind extends string = string,
  Schema extends z.ZodType = z.ZodType,
> extends JobSpec<Schema> {
  readonly kind: Kind
  readonly v: number
  readonly priority: number
  readonly isQuiet: boolean
}

/** What a handler gets. */
export type PayloadOf<Contract extends { payload: z.ZodType }> = z.output<Contract['payload']>
/** What an enqueuer gives. */
export type PayloadInputOf<Contract extends { payload: z.ZodType }> = z.input<Contract['payload']>

/**
 * @param kind `area.verb`; stands in rows, so it is never renamed
 * @throws InvariantError when a limit makes no sense
 */
export function defineJob<const Kind extends string, Schema extends z.ZodType>(
  kind: Kind,
  spec: JobSpec<Schema>,
): JobContract<Kind, Schema> {
  const contract = {
    ...spec,
    kind,
    v: spec.v ?? 1,
    priority: spec.priority ?? DEFAULT_PRIORITY,
    isQuiet: spec.isQuiet ?? false,
  }
  const wrong = Object.entries({
    kind: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(kind),
    maxAttempts: Number.isInteger(spec.maxAttempts) && spec.maxAttempts >= 1,
    timeoutMs: spec.timeoutMs > 0,
    priority: isPriority(contract.priority),
    v: Number.isInteger(contract.v) && contract.v >= 1,
  }).find(([, isRight]) => !isRight)
  if (wrong !== undefined) throw new InvariantError('jobs/bad-contract', { params: { kind, field: wrong[0] } })
  return contract
}

export const isPriority = (priority: number): boolean =>
  Number.isInteger(priority) && priority >= MOST_URGENT && priority <= LEAST_URGENT
