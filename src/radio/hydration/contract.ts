import { z } from 'zod'
import { defineRoutes, Instant, RunStarted, Said } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'

export const InboxId = rowId('inbox')

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

export const InboxView = z.object({
  inboxId: z.number().int(),
  stationId: z.number().int(),
  stationName: z.string(),
  path: z.string(),
  typeCode: z.string().nullable(),
  isWatched: z.boolean(),
  settleSec: z.number().int(),
  /** The run that is under way. */
  runId: z.number().int().nullable(),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type InboxView = z.output<typeof InboxView>

export const InboxFileView = z.object({
  relPath: z.string(),
  sizeBytes: z.number().int(),
  modifiedAt: Instant,
  verdict: z.enum(['ready', 'waiting', 'empty', 'no-audio', 'left-alone']),
  reason: Said.nullable().describe('Why it is not imported now'),
})
export type InboxFileView = z.output<typeof InboxFileView>

export const InboxFiles = z.object({
  items: z.array(InboxFileView).describe('At most 1,000'),
  counts: z.object({ ready: z.number().int(), waiting: z.number().int(), left: z.number().int() }),
  total: z.number().int(),
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
    body: z.object({ typeCode: TypeCode.optional(), isWatched: IsWatched.optional(), settleSec: SettleSec.optional() }),
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
  importFiles: {
    method: 'POST',
    path: '/api/v1/radio/inboxes/:inboxId/import',
    scope: 'files:move',
    summary: 'Import what is ready; a file leaves the inbox once the library showed it',
    params: inboxParams,
    reply: RunStarted,
    status: 202,
  },
})
