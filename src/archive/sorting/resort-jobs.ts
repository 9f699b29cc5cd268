import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

const HOUR_MS = 3_600_000

/** Plans where the files of the archive would lie by another pattern. */
export const ResortArchive = defineJob('archive.resort', {
  payload: z.object({
    archiveId: z.number().int(),
    pattern: z.string(),
    /** Also files that Patchbay did not file itself. */
    includeFound: z.boolean(),
    /** Applies the plan at once; otherwise it waits. */
    apply: z.boolean(),
  }),
  queue: 'disk',
  maxAttempts: 10,
  timeoutMs: 12 * HOUR_MS,
  serialBy: ({ archiveId }) => `archive:${archiveId}`,
  dedupeBy: ({ archiveId, pattern, includeFound, apply }) => `resort:${archiveId}:${includeFound}:${apply}:${pattern}`,
})

/** Takes away folders that a re-sort left empty. */
export const RemoveEmptyFolders = defineJob('archive.remove-empty', {
  payload: z.object({ archiveId: z.number().int(), planId: z.number().int() }),
  queue: 'disk',
  maxAttempts: 10,
  timeoutMs: HOUR_MS,
  dedupeBy: ({ planId }) => `remove-empty:${planId}`,
})
