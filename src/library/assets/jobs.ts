import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const id = z.number().int().positive()

/** As many titles as one job of `CacheArtwork` takes. */
export const TITLES_A_JOB = 100

/**
 * Takes the pictures beside some titles into the cache and chooses anew for each kind that nobody locked. What a provider has
 * to bring is fetched by jobs of its own. Running it again is harmless: what is in the cache is only looked at.
 */
export const CacheArtwork = defineJob('library.cache-artwork', {
  payload: z.object({ titleIds: z.array(id).min(1).max(TITLES_A_JOB) }),
  queue: 'disk',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  priority: 7,
  isQuiet: true,
})

/** Brings the chosen pictures of some titles that a provider has. Running it again is harmless: it brings what is missing. */
export const FetchArtwork = defineJob('library.fetch-artwork', {
  payload: z.object({ titleIds: z.array(id).min(1).max(TITLES_A_JOB), connectionId: id }),
  queue: 'network',
  maxAttempts: 5,
  timeoutMs: 30 * MINUTE_MS,
  priority: 8,
  isQuiet: true,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})

/** Looks whether the pictures of a library are in the cache as their names say. Its part is a child that goes on after a stop. */
export const VerifyArtwork = defineJob('library.verify-artwork', {
  payload: z.object({ libraryId: id }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: MINUTE_MS,
  priority: 9,
  dedupeBy: ({ libraryId }) => String(libraryId),
})

/** Reads each picture that was not read since `before`. Running it again goes on where it stopped. */
export const VerifyPictures = defineJob('library.verify-pictures', {
  payload: z.object({ libraryId: id, before: z.number().int() }),
  queue: 'disk',
  maxAttempts: 5,
  timeoutMs: 12 * HOUR_MS,
  priority: 9,
})

/** Takes pictures that nothing uses any more out of the cache. Running it again is harmless. */
export const CollectArtwork = defineJob('library.collect-artwork', {
  payload: z.object({}),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  priority: 9,
  dedupeBy: () => 'cache',
})
