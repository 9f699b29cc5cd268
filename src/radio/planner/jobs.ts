import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

const MINUTE_MS = 60_000

/**
 * Brings the playout and the CMS in line with an airing. Running it again is harmless: each step looks first, and goes on
 * from what is there.
 */
export const PublishAiring = defineJob('radio.publish-airing', {
  payload: z.object({
    airingId: z.number().int(),
    connectionId: z.number().int(),
    /** So that a new wish does not wait for one that sleeps. */
    wish: z.number().int(),
  }),
  queue: 'network',
  maxAttempts: 20,
  timeoutMs: 15 * MINUTE_MS,
  priority: 3,
  dedupeBy: ({ airingId, wish }) => `airing:${airingId}:${wish}`,
  // What is planned for one playout is done one after the other: each must see what the other made.
  serialBy: ({ connectionId }) => `radio.plan:${connectionId}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})

/** Has the playout read its schedule at once, where it can't wait for its own next look. Once for many changes. */
export const ReloadPlayout = defineJob('radio.reload-playout', {
  payload: z.object({
    connectionId: z.number().int(),
    stationId: z.number().int(),
    /** What was changed starts before the playout would surely know of it by itself. */
    isNear: z.boolean(),
    /** Changes of the same moment are told together. */
    moment: z.number().int(),
  }),
  queue: 'network',
  maxAttempts: 5,
  timeoutMs: 5 * MINUTE_MS,
  priority: 2,
  dedupeBy: ({ connectionId, isNear, moment }) => `${connectionId}:${moment}:${isNear ? 'near' : 'far'}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})

/** Finds out which airings were on air, and tries again what is not in line. Repeating it is harmless. */
export const SettleAirings = defineJob('radio.settle-airings', {
  payload: z.object({}),
  queue: 'network',
  maxAttempts: 3,
  timeoutMs: 15 * MINUTE_MS,
  isQuiet: true,
  dedupeBy: () => 'airings',
})
