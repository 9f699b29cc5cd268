import { z } from 'zod'
import { defineJob } from '../jobs/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const Id = z.number().int()

/** Reads the log from where it was left, and plans what channels are told. What was read once is not read again. */
export const ListenToEvents = defineJob('alerts.listen', {
  payload: z.object({
    /** The event that woke it; 0 at a start. */
    seq: Id,
  }),
  queue: 'control',
  maxAttempts: 20,
  timeoutMs: 10 * MINUTE_MS,
  isQuiet: true,
  priority: 3,
  dedupeBy: ({ seq }) => `alerts:${seq}`,
  serialBy: () => 'alerts.listen',
})

/** Tells a channel what waits for it and is due. Running it again finds nothing. */
export const FlushChannel = defineJob('alerts.flush', {
  payload: z.object({
    channelId: Id,
    /** Tells flushes apart: the time that was due, or the newest that waited. */
    mark: Id,
  }),
  queue: 'control',
  maxAttempts: 20,
  timeoutMs: MINUTE_MS,
  isQuiet: true,
  dedupeBy: ({ channelId, mark }) => `alerts:${channelId}:${mark}`,
  serialBy: ({ channelId }) => `alerts.flush:${channelId}`,
})

/** Brings one message to its channel. Running it again is harmless: its delivery knows whether it left. */
export const SendAlert = defineJob('alerts.send', {
  payload: z.object({ messageId: Id, channelId: Id, deliveryId: Id, target: z.string().max(200), isTest: z.boolean() }),
  queue: 'network',
  maxAttempts: 60,
  timeoutMs: 5 * MINUTE_MS,
  priority: 4,
  isQuiet: true,
  dedupeBy: ({ deliveryId }) => `alerts:${deliveryId}`,
  serialBy: ({ channelId }) => `alerts.channel:${channelId}`,
  targetBy: ({ target }) => target,
})

/** Drops old rows of what was sent. Repeating it is harmless. */
export const PruneMessages = defineJob('alerts.prune', {
  payload: z.object({}),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  priority: 9,
  dedupeBy: () => 'alerts',
})
