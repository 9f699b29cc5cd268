import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const id = z.number().int().positive()

/**
 * Asks the provider about one title: which it is, what is known of it, which pictures there are. Of a series its seasons
 * and episodes too. Running it again is harmless: what is known is merged, nothing is cleared.
 */
export const EnrichTitle = defineJob('library.enrich', {
  payload: z.object({
    titleId: id,
    connectionId: id,
    /** Not in a scan, which caches and publishes in phases of its own. */
    isAlone: z.boolean().default(false),
    /** That it is a part of: it does not wait long for a provider that is away. */
    scanId: id.nullable().default(null),
    /** Of a person's choice: one that is under way asks about another, and must not be taken for it. */
    ref: z.string().max(100).default(''),
  }),
  queue: 'network',
  // A provider that is away for a day is waited for.
  maxAttempts: 50,
  timeoutMs: 15 * MINUTE_MS,
  priority: 6,
  isQuiet: true,
  dedupeBy: ({ titleId, isAlone, ref }) => `${titleId}:${isAlone}:${ref}`,
  serialBy: ({ titleId }) => `library.enrich:${titleId}`,
  // A scan is not held up by those that wait for the provider outside of it.
  targetBy: ({ connectionId, scanId }) => `connection:${connectionId}${scanId === null ? '' : ':scan'}`,
})

/** Asks about many, each as a child of its own. Running it again is harmless: a job that waits stands for the next. */
export const EnrichTitles = defineJob('library.enrich-titles', {
  payload: z.object({ libraryId: id, connectionId: id, titleIds: z.array(id).min(1).max(500) }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: MINUTE_MS,
})

/**
 * The run of a library's titles that scans have put off, which are its children. It does nothing itself, and lasts as long
 * as one of them waits.
 */
export const EnrichPutOff = defineJob('library.enrich-put-off', {
  payload: z.object({ libraryId: id }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: MINUTE_MS,
  dedupeBy: ({ libraryId }) => String(libraryId),
})

/**
 * Asks the provider what it changed since the last time, and about those of the library anew. Running it again is
 * harmless: it goes on from where it came to.
 */
export const RefreshChanged = defineJob('library.refresh-changed', {
  payload: z.object({ libraryId: id }),
  queue: 'network',
  maxAttempts: 5,
  timeoutMs: HOUR_MS,
  priority: 7,
  dedupeBy: ({ libraryId }) => String(libraryId),
})
