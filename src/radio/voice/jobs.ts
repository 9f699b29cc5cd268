import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

/**
 * Brings a take into the library, and into its log where it is chosen. Running it again is harmless: the library is asked
 * for its bytes before anything is sent, and a log that has it already is left as it is.
 */
export const SendTake = defineJob('radio.send-take', {
  payload: z.object({ takeId: z.number().int(), connectionId: z.number().int() }),
  queue: 'network',
  maxAttempts: 12,
  timeoutMs: 2 * 3_600_000,
  priority: 3,
  dedupeBy: ({ takeId, connectionId }) => `${takeId}:${connectionId}`,
  // As every upload: the library analyses one at a time.
  serialBy: ({ connectionId }) => `radio.upload:${connectionId}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})
