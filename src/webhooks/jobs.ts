import { z } from 'zod'
import { defineJob } from '../jobs/index.ts'

const MINUTE_MS = 60_000

/**
 * The run of one call: the jobs that it leads to are its children, made in the transaction that stored it. It does
 * nothing itself, so running it again is harmless.
 */
export const FollowCall = defineJob('webhook.follow', {
  payload: z.object({ callId: z.number().int() }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: MINUTE_MS,
})

/** Drops calls that are older than seven days, and secrets that have ended. Repeating it is harmless. */
export const PruneCalls = defineJob('webhook.prune', {
  payload: z.object({}),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: 60 * MINUTE_MS,
  priority: 9,
  dedupeBy: () => 'calls',
})
