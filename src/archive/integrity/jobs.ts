import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

const DAY_MS = 86_400_000

/** Reads files of the archive and holds them against the hashes on record. */
export const CheckIntegrity = defineJob('archive.check', {
  payload: z.object({
    archiveId: z.number().int(),
    /** `share`: as the settings say, those first whose last look is the longest ago. `new`: what was never read where it is filed. */
    scope: z.enum(['share', 'new', 'all', 'folder']),
    /** Below the archive, or one file; of the scope `folder`. */
    folder: z.string().default(''),
  }),
  queue: 'disk',
  maxAttempts: 20,
  timeoutMs: 7 * DAY_MS,
  priority: 7,
  dedupeBy: ({ archiveId, scope, folder }) => `check:${archiveId}:${scope}:${folder}`,
  serialBy: ({ archiveId }) => `archive-check:${archiveId}`,
})
