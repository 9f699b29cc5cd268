import { z } from 'zod'
import { InboxId, startRoutes } from './start/contract.ts'
import { defineRoutes, Instant, Said } from '../../kernel/contract.ts'
import { AudioPolicyView, AudioView, EpisodeOfFile, HydrationView, ModeName, Pattern } from './episodes/contract.ts'

export { InboxId }

const TypeCode = z
  .string()
  .trim()
  .min(1)
  .max(16)
  .nullable()
  .describe('Code of a track type of the library; null for none')
const IsWatched = z.boolean().describe('Import by itself what lies still')
const SettleSec = z
  .number()
  .int()
  .min(1)
  .max(86_400)
  .describe('Seconds without a change before a file counts as complete')

const ArchiveFolder = z
  .string()
  .trim()
  .min(1)
  .max(4096)
  .nullable()
  .describe('Absolute; where files go when all is verified. Null for the trash of the inbox')
const NO_POLICY = { leastKbps: null, mostKbps: null, sampleRateHz: null, shortBySec: null, silenceSec: null }

export const InboxView = z.object({
  inboxId: z.number().int(),
  stationId: z.number().int(),
  stationName: z.string(),
  path: z.string(),
  typeCode: z.string().nullable(),
  isWatched: z.boolean(),
  settleSec: z.number().int(),
  mode: ModeName,
  cmsConnectionId: z.number().int().nullable().describe('Its station’s connection with a CMS'),
  keepsProgramme: z.boolean().describe('Patchbay itself keeps the shows and episodes of its station'),
  pattern: z.string().nullable(),
  audio: AudioPolicyView,
  archiveFolder: z.string().nullable().describe('Where files go when all is verified; null for the trash'),
  /** The run that is under way. */
  runId: z.number().int().nullable(),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type InboxView = z.output<typeof InboxView>

const VerdictName = z.enum([
  'ready',
  'failed',
  'waiting',
  'unmatched',
  'ambiguous',
  'ineligible',
  'left-out',
  'empty',
  'no-audio',
  'left-alone',
])

export const InboxFileView = z.object({
  relPath: z.string(),
  sizeBytes: z.number().int(),
  modifiedAt: Instant,
  verdict: VerdictName,
  reason: Said.nullable().describe('Why it is not imported now'),
  episode: EpisodeOfFile.nullable().describe('Of an inbox of episodes'),
  candidates: z.array(z.string()).describe('Ids of the episodes that it could be'),
  audio: AudioView.nullable().describe('What was measured'),
  troubles: z.array(Said).describe('What the inbox asks of audio, and this file is not'),
  hydration: HydrationView.nullable(),
})
export type InboxFileView = z.output<typeof InboxFileView>

export const InboxFiles = z.object({
  items: z.array(InboxFileView).describe('At most 1,000'),
  counts: z.object({
    ready: z.number().int(),
    failed: z
      .number()
      .int()
      .describe('Tried, and nothing about them has changed since: tried again when a person imports'),
    waiting: z.number().int(),
    left: z.number().int(),
  }),
  total: z.number().int(),
  problem: Said.nullable().describe('Why the CMS could not be asked; no file is imported then'),
  done: z.array(HydrationView).describe('What was verified last, newest first'),
  unreadable: z.array(z.object({ relPath: z.string(), errno: z.string() })).describe('What lies there is not known'),
})
export type InboxFiles = z.output<typeof InboxFiles>

const inboxParams = z.object({ inboxId: InboxId })

export const inboxRoutes = defineRoutes('radio.inboxes', {
  list: {
    method: 'GET',
    path: '/api/v1/radio/inboxes',
    scope: 'read',
    summary: 'Folders whose audio goes into a playout library',
    reply: z.object({ items: z.array(InboxView) }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/radio/inboxes/:inboxId',
    scope: 'read',
    summary: 'One inbox',
    params: inboxParams,
    reply: InboxView,
  },
  files: {
    method: 'GET',
    path: '/api/v1/radio/inboxes/:inboxId/files',
    scope: 'read',
    summary: 'What lies there now, and what an import would do with it; moves and sends nothing',
    params: inboxParams,
    reply: InboxFiles,
  },
  add: {
    method: 'POST',
    path: '/api/v1/radio/inboxes',
    scope: 'config:write',
    summary: 'Make a folder the inbox of a station',
    body: z.object({
      stationId: z.number().int().positive(),
      path: z.string().trim().min(1).max(4096).describe('Absolute'),
      typeCode: TypeCode.default(null),
      isWatched: IsWatched.default(false),
      settleSec: SettleSec.default(30),
      mode: ModeName.default('tracks'),
      pattern: Pattern.default(null),
      audio: AudioPolicyView.default(NO_POLICY),
      archiveFolder: ArchiveFolder.default(null),
    }),
    reply: InboxView,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/radio/inboxes/:inboxId',
    scope: 'config:write',
    summary: 'Change an inbox (If-Match needed)',
    params: inboxParams,
    body: z.object({
      typeCode: TypeCode.optional(),
      isWatched: IsWatched.optional(),
      settleSec: SettleSec.optional(),
      mode: ModeName.optional(),
      pattern: Pattern.optional(),
      audio: AudioPolicyView.optional(),
      archiveFolder: ArchiveFolder.optional(),
    }),
    reply: InboxView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/radio/inboxes/:inboxId',
    scope: 'config:write',
    summary: 'Let a folder go; what lies in it stays',
    params: inboxParams,
    reply: z.object({ removed: z.number().int() }),
  },
  ...startRoutes.routes,
})
