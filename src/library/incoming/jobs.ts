import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'
import { ARRIVALS, SENDERS } from './model.ts'

const MINUTE_MS = 60_000
const Id = z.string().max(200).optional()

/**
 * Has the folders of one call looked at. What was said of the same folder in the meantime is one look; running it again
 * takes what it took before.
 */
export const TakeArrival = defineJob('library.take-arrival', {
  payload: z.object({
    sourceId: z.number().int(),
    sender: z.enum(SENDERS),
    what: z.enum(ARRIVALS),
    folders: z.array(z.string()).max(10_000).readonly(),
    title: z.string(),
    ids: z.object({ tmdb: Id, imdb: Id, tvdb: Id }),
  }),
  queue: 'control',
  maxAttempts: 8,
  timeoutMs: 10 * MINUTE_MS,
  priority: 3,
})
