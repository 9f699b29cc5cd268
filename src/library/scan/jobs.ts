import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'
import { SCAN_MODES } from './model.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const id = z.number().int().positive()
const providerId = z.string().max(200).optional()

const stepsKey = (steps: Readonly<Record<string, boolean | undefined>>): string =>
  Object.entries(steps)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([step, isWanted]) => `${step}=${isWanted}`)
    .join()

/**
 * A whole scan; its parts are its children, so it ends when they have, however they ended. Running it again is harmless: the
 * scan of a run is made once.
 */
export const ScanLibrary = defineJob('library.scan', {
  payload: z.object({
    libraryId: id,
    mode: z.enum(SCAN_MODES).default('changed'),
    /** Below the root, when the mode is `folder`. */
    folder: z.string().max(4096).nullable().default(null),
    steps: z
      .object({
        probe: z.boolean(),
        artwork: z.boolean(),
        cache: z.boolean(),
        enrich: z.boolean(),
        publish: z.boolean(),
      })
      .partial()
      .default({}),
    mostFolders: z.number().int().positive().nullable().default(null),
    acceptMissing: z.number().int().min(0).default(0),
    /** What another program said of the folder. */
    told: z
      .object({
        ids: z.object({ tmdb: providerId, imdb: providerId, tvdb: providerId }),
        isGone: z.boolean(),
      })
      .nullable()
      .default(null),
    /** Tells scans of the same folder apart: what asks again after it changed again must not be taken for the first. */
    ref: z.string().max(200).default(''),
    /** The newest scan that had read all when this one was asked for: it may have passed by what changed since. */
    since: z.number().int().min(0).default(0),
  }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: MINUTE_MS,
  // One that is asked for less does not stand for one that is asked for more.
  dedupeBy: ({ libraryId, folder, ref, since, ...wish }) =>
    `${libraryId}:${folder ?? '*'}:${ref}:${since}:${wish.mode}:${wish.acceptMissing}:${wish.mostFolders ?? ''}:${stepsKey(wish.steps)}`,
})

/** Finds the folders and hands those on that have changed. Running it again is harmless: it looks anew. */
export const DiscoverFolders = defineJob('library.discover', {
  payload: z.object({ scanId: id }),
  queue: 'disk',
  maxAttempts: 3,
  timeoutMs: 6 * HOUR_MS,
  isQuiet: true,
})

/**
 * Reads some folders and writes what they hold, in the transaction of its completion. Running it again is harmless: they are
 * read anew.
 */
export const ReadFolders = defineJob('library.read-folders', {
  payload: z.object({
    scanId: id,
    /** Below the root: the folder, and the one of the series or artist that it is part of. */
    places: z.array(z.tuple([z.string(), z.string()])),
  }),
  queue: 'disk',
  maxAttempts: 3,
  timeoutMs: 2 * HOUR_MS,
  priority: 6,
  isQuiet: true,
})

/** Says what is gone, once all that is there was read. Running it again is harmless. */
export const SettleScan = defineJob('library.settle-scan', {
  payload: z.object({ scanId: id }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: 30 * MINUTE_MS,
  isQuiet: true,
})

/** Hands the titles that a scan read on to the room of the phase. Running it again is harmless: their jobs are deduplicated. */
export const FollowScan = defineJob('library.follow-scan', {
  payload: z.object({ scanId: id, phase: z.enum(['caching', 'enriching', 'publishing']) }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: 30 * MINUTE_MS,
  isQuiet: true,
})

/** Takes titles out that have been missing for long enough. Running it again is harmless. */
export const CleanUpLibrary = defineJob('library.clean-up', {
  payload: z.object({ libraryId: id }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  priority: 8,
  dedupeBy: ({ libraryId }) => String(libraryId),
})
