import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, RunStarted, Said } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'

const FindingId = rowId('finding')

export const CheckView = z.object({
  checkId: z.number().int(),
  runId: z.number().int(),
  scope: z.enum(['share', 'new', 'all', 'folder']),
  folder: z.string(),
  state: z.enum(['running', 'done', 'out-of-time', 'stopped', 'failed']),
  actor: z.string(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  filesRead: z.number().int(),
  bytesRead: z.number().int(),
  filesAdded: z.number().int().describe('Files in the archive that nobody had told of; they got their first hash'),
  findings: z.number().int(),
  bytesPerSecond: z.number().nullable(),
})
export type CheckView = z.output<typeof CheckView>

export const FindingView = z.object({
  findingId: z.number().int(),
  itemId: z.number().int(),
  kind: z.enum(['rotten', 'changed', 'unsteady', 'unreadable', 'missing']),
  path: z.string(),
  size: z.number().int(),
  state: z.enum(['open', 'accepted', 'mended']),
  /** What is wrong, why, and what to do. */
  said: Said,
  foundAt: Instant,
  decidedAt: Instant.nullable(),
  decidedBy: z.string().nullable(),
  expectedSha256: z.string().nullable(),
  foundSha256: z.string().nullable(),
  /** Whether a person may say that it is right as it is. */
  isAcceptable: z.boolean(),
  /** Where the bytes on record can be had, verified copies first. */
  copies: z.array(
    z.object({
      name: z.string(),
      path: z.string().nullable(),
      isVerified: z.boolean(),
      verifiedAt: Instant.nullable(),
    }),
  ),
})
export type FindingView = z.output<typeof FindingView>

export const IntegrityOverview = z.object({
  files: z.number().int(),
  bytes: z.number().int(),
  /** Filed files by how long ago they were last looked at, in days: up to 1, 7, 30, 90, 180, 365, longer, never. */
  ages: z.array(z.object({ upToDays: z.number().int().nullable(), count: z.number().int() })),
  never: z.number().int(),
  open: z.object({ damaged: z.number().int(), unreadable: z.number().int(), missing: z.number().int() }),
  sharePercent: z.number(),
  hours: z.number(),
  maxMbPerS: z.number().nullable(),
  /** Nights until each file has been read again. */
  nights: z.number().int(),
  nextAt: Instant.nullable().describe('Null while the nightly check is switched off'),
  running: CheckView.nullable(),
})
export type IntegrityOverview = z.output<typeof IntegrityOverview>

export const integrityRoutes = defineRoutes('archive.integrity', {
  overview: {
    method: 'GET',
    path: '/api/v1/archive/integrity',
    scope: 'read',
    summary: 'How lately the archive was read, what is wrong, and when it is read next',
    reply: IntegrityOverview,
  },
  listChecks: {
    method: 'GET',
    path: '/api/v1/archive/integrity/checks',
    scope: 'read',
    summary: 'Checks of the archive, newest first',
    query: PageQuery,
    reply: pageOf(CheckView),
  },
  startCheck: {
    method: 'POST',
    path: '/api/v1/archive/integrity/checks',
    scope: 'files:move',
    summary: 'Read files of the archive and hold them against the hashes on record',
    body: z
      .object({
        scope: z
          .enum(['share', 'new', 'all', 'folder'])
          .default('share')
          .describe('share: as each night; new: what was never read where it is filed'),
        folder: z.string().max(4000).default('').describe('Below the archive, or one file; of the scope folder'),
      })
      .prefault({}),
    reply: RunStarted,
    status: 202,
  },
  listFindings: {
    method: 'GET',
    path: '/api/v1/archive/integrity/findings',
    scope: 'read',
    summary: 'Files that are not what their record says, and where their bytes can be had',
    query: PageQuery.extend({ state: z.enum(['open', 'accepted', 'mended']).default('open') }),
    reply: pageOf(FindingView),
  },
  acceptFinding: {
    method: 'POST',
    path: '/api/v1/archive/integrity/findings/:findingId/accept',
    scope: 'files:move',
    summary: 'Say that a changed file is right as it is, or that a missing one may be gone',
    params: z.object({ findingId: FindingId }),
    body: z.object({}).default({}),
    reply: FindingView,
  },
})
