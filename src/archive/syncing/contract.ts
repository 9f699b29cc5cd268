import { z } from 'zod'
import { BatchId, BatchStateName } from '../contract.ts'
import { defineRoutes, Instant, RunStarted, Said } from '../../kernel/contract.ts'

const count = z.number().int()

export const SyncView = z.object({
  batchId: count,
  batch: z.string(),
  state: BatchStateName,
  place: z.string().nullable().describe('What the connection is called'),
  connectionId: count.nullable(),
  folderId: z.string().nullable(),
  peer: z.string().nullable().describe('What the other machine is called'),
  /** Files and bytes of the batch, and what of them the other machine has by now. */
  totalBytes: count,
  doneBytes: count,
  fileCount: count,
  thereCount: count.nullable().describe('Files proven at the last look at each; null before the first'),
  needItems: count.nullable().describe('What the other machine needs of the whole folder; null while it has not told'),
  bytesPerSecond: count.nullable(),
  secondsLeft: count.nullable().describe('Null while nothing moves'),
  hold: Said.nullable().describe('What keeps it, with its cure'),
  holdSince: Instant.nullable(),
  lacking: z.array(z.object({ path: z.string(), text: z.string() })).describe('The first files that are not there'),
  startedAt: Instant,
  lookedAt: Instant.nullable(),
  syncedAt: Instant.nullable(),
  proof: z
    .object({ files: count, bytes: count, lookedAt: Instant })
    .nullable()
    .describe('Files that are proven at the other machine now, and when the first of them was last seen there'),
  lost: z
    .object({
      files: count,
      since: Instant.describe('When the first of them was found to be gone'),
      lastSeenAt: Instant.describe('When the last of them was seen there'),
      first: z.array(z.object({ path: z.string(), lastSeenAt: Instant })).describe('The first of them, by their paths'),
    })
    .nullable()
    .describe('Files that lie in the shared folder here, and are at the other machine no more'),
  canStart: z.boolean().describe('Whether it can be synced anew now'),
  deliveryId: count.nullable(),
  sortMode: z.enum(['copy', 'move']).describe('move: the other machine deletes what is sorted'),
  jobId: count.nullable(),
  kept: z.object({ files: count, bytes: count }).describe('What sorting by copy left in the batch folder'),
})
export type SyncView = z.output<typeof SyncView>

export const SyncDiagnostics = z.object({
  isOn: z.boolean(),
  connection: z.string().nullable(),
  connectionId: count.nullable(),
  batchFolder: z.string(),
  sharedFolder: z.string().nullable(),
  folderId: z.string().nullable(),
  folderLabel: z.string().nullable(),
  /** Where the batch folder lies within the shared one. */
  batchFolderWithin: z.string().nullable(),
  peer: z.string().nullable(),
  deviceId: z.string().nullable(),
  passesDeletesOn: z.boolean().nullable(),
  sortMode: z.enum(['copy', 'move']),
  /** What stands in the way right now. */
  problem: Said.nullable(),
  need: z
    .object({ items: count, bytes: count, deletes: count, globalItems: count, globalBytes: count })
    .nullable()
    .describe('Null while the other machine has not told'),
})
export type SyncDiagnostics = z.output<typeof SyncDiagnostics>

const params = z.object({ batchId: BatchId })
const noBody = z.object({}).default({})

export const syncRoutes = defineRoutes('archive.sync', {
  start: {
    method: 'POST',
    path: '/api/v1/archive/batches/:batchId/sync',
    scope: 'files:move',
    summary: 'Send a batch on its way to the other machine, or try again what had stopped or is gone there',
    params,
    body: noBody,
    reply: RunStarted,
    status: 202,
  },
  get: {
    method: 'GET',
    path: '/api/v1/archive/batches/:batchId/sync',
    scope: 'read',
    summary: 'How far a batch is on its way to the other machine',
    params,
    reply: SyncView,
  },
  list: {
    method: 'GET',
    path: '/api/v1/archive/syncs',
    scope: 'read',
    summary: 'Batches on their way, and whether syncing is on',
    reply: z.object({ isOn: z.boolean(), items: z.array(SyncView) }),
  },
  refresh: {
    method: 'POST',
    path: '/api/v1/archive/syncs/refresh',
    scope: 'files:move',
    summary: 'Look now at batches on their way, instead of at the next turn',
    body: z.object({ batchId: count.optional().describe('All of them when left out') }).prefault({}),
    reply: z.object({ isOn: z.boolean(), items: z.array(SyncView) }),
  },
  diagnose: {
    method: 'GET',
    path: '/api/v1/archive/syncs/diagnostics',
    scope: 'read',
    summary: 'Ask the service now: folder, other machine, what is in the way and what to do',
    reply: SyncDiagnostics,
  },
  release: {
    method: 'POST',
    path: '/api/v1/archive/batches/:batchId/release',
    scope: 'files:move',
    summary:
      'Plan to clear the files that sorting by copy left in the batch folder; nothing moves until the plan is applied',
    params,
    body: noBody,
    reply: z.object({ planId: count }),
  },
})
