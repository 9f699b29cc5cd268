import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

const MINUTE_MS = 60_000

/**
 * Writes the NFO and the chosen artwork of one title beside its media, where they differ and are Patchbay's own. Running it
 * again is harmless: what is there as it should be is not written.
 */
export const PublishTitle = defineJob('library.publish', {
  payload: z.object({
    titleId: z.number().int().positive(),
    /** Files of other people that a person gave over; each is put into the trash first. */
    takeOver: z.array(z.string().max(4096)).max(200).default([]),
  }),
  queue: 'disk',
  maxAttempts: 5,
  timeoutMs: 10 * MINUTE_MS,
  priority: 7,
  isQuiet: true,
  // Not deduplicated: what changes while one runs is for the next.
  serialBy: ({ titleId }) => `library.publish:${titleId}`,
})

/** Forgets publications that can't be taken back any more. Repeating it is harmless. */
export const PrunePublications = defineJob('library.prune-publications', {
  payload: z.object({}),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: 60 * MINUTE_MS,
  priority: 9,
  dedupeBy: () => 'publications',
})
