import { z } from 'zod'
import { defineRoutes, Instant, Said } from '../../kernel/contract.ts'
import { decimal } from '../../kernel/ids.ts'
import { isSystemFile } from '../../media/model.ts'

export const MOST_HASHES = 1000

/** Whether a file of this name is nobody's: of the system, or one of ours, such as the marker of a root. */
export const isNobodys = (name: string): boolean => isSystemFile(name) || name.startsWith('.patchbay-')

const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('Lower-case hex')

export const Verdict = z.enum(['safe', 'not-safe', 'unknown', 'could-not-look'])
export type Verdict = z.output<typeof Verdict>

export const CopyView = z.object({
  place: z.enum(['archive', 'peer', 'intake', 'batch', 'duplicates', 'trash']),
  /** Folder or peer. */
  name: z.string(),
  path: z.string().nullable(),
  itemId: z.number().int().nullable(),
  /** Whether its bytes were read there and nothing has changed since. Only such copies make a file safe. */
  isVerified: z.boolean(),
  verifiedAt: Instant.nullable(),
  verifiedBy: z.enum(['move', 'check', 'peer']).nullable(),
  /** Why it does not count, and when it will. */
  reason: Said.nullable(),
})
export type CopyView = z.output<typeof CopyView>

export const WhereView = z.object({
  sha256: Sha256,
  verdict: Verdict,
  copies: z.array(CopyView),
  /** What it takes to be safe; empty when it is. */
  missing: z.array(Said),
})
export type WhereView = z.output<typeof WhereView>

const AskedFile = z.object({
  sha256: Sha256,
  /** Where the asker has it: that very file is no copy of itself. */
  self: z
    .object({ path: z.string().max(5000).describe('Absolute'), dev: z.string().max(24), ino: z.string().max(24) })
    .optional(),
})
export type AskedFile = z.output<typeof AskedFile>

const LookedFile = z.object({
  path: z.string().describe('Below the folder that was asked for, as a person reads it'),
  size: z.number().int(),
  /** Null when its bytes could not be read, or it is no file of its own. */
  where: WhereView.nullable(),
  /** Why nothing can be said of it. */
  reason: Said.nullable(),
})

export const whereRoutes = defineRoutes('archive.where', {
  ask: {
    method: 'POST',
    path: '/api/v1/archive/where',
    scope: 'read',
    summary: 'Which verified copies exist of files, by their sha256; in the order asked',
    body: z.object({ files: z.array(AskedFile).min(1).max(MOST_HASHES) }),
    reply: z.object({ answers: z.array(WhereView), wants: z.array(z.enum(['archive', 'peer'])) }),
    bodyLimit: 8 << 20,
  },
  look: {
    method: 'GET',
    path: '/api/v1/archive/where/files',
    scope: 'read',
    summary: 'The same of a file or folder below a root of the server, read and answered page by page',
    query: z.object({
      root: z.string().min(1).max(1000).describe('inbox, archive, … or a further intake folder'),
      path: z.string().max(4000).default('').describe('Below the root; all of it when left out'),
      cursor: z.string().max(8000).optional(),
      limit: decimal(z.number().int().min(1).max(1000)).default(200),
    }),
    reply: z.object({
      files: z.array(LookedFile),
      nextCursor: z.string().nullable(),
      wants: z.array(z.enum(['archive', 'peer'])),
    }),
  },
})
