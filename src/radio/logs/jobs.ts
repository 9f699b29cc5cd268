import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

const HOUR_MS = 3_600_000

/** Fills days by their clocks. Running it again is harmless: a day that is filled already comes to the same. */
export const GenerateLogs = defineJob('radio.generate-logs', {
  payload: z.object({
    stationId: z.number().int(),
    from: z.iso.date(),
    to: z.iso.date(),
    /** Days that have entries are left as they are. */
    onlyNew: z.boolean(),
  }),
  queue: 'network',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  dedupeBy: ({ stationId, from, to, onlyNew }) => `${stationId}:${from}:${to}:${onlyNew ? 'new' : 'all'}`,
  serialBy: ({ stationId }) => `radio.logs:${stationId}`,
})
