import { z } from 'zod'
import { countedPageOf, defineRoutes, Instant, pageOf, PageQuery, RunStarted, Said } from '../kernel/contract.ts'
import { decimal, rowId } from '../kernel/ids.ts'

export const ItemId = rowId('item')
export const BatchId = rowId('batch')
const RunId = rowId('run')

export const ItemStateName = z.enum([
  'arriving',
  'incomplete',
  'unique',
  'duplicate',
  'batched',
  'filed',
  'aside',
  'trashed',
  'held',
  'gone',
])
export const BatchStateName = z.enum([
  'CREATING',
  'PENDING',
  'SYNCING',
  'SYNCED',
  'SORTING',
  'SORTED',
  'ERROR',
  'ABANDONED',
])
export const MediaKindName = z.enum(['photo', 'video', 'raw', 'sidecar', 'other'])

export const CaptureDateView = z.object({
  /** `2021-07-02T00:30:00`, or shorter when less is known. */
  local: z.string(),
  offsetMinutes: z.number().int().nullable(),
  instant: Instant.nullable(),
  precision: z.string(),
  source: z.string(),
  /** The source in words. */
  sourceText: z.string(),
  byHand: z.boolean(),
})

export const ItemView = z.object({
  itemId: z.number().int(),
  root: z.string().describe('inbox, batches, archive, duplicates, trash, or a further intake folder'),
  path: z.string(),
  name: z.string(),
  size: z.number().int(),
  state: ItemStateName,
  /** Why it is in this state, when there is something to say. */
  reason: Said.nullable(),
  staysOut: z
    .boolean()
    .describe('Lies in an intake folder and is never taken as it is: empty, linked, unfinished, ...'),
  mediaKind: MediaKindName,
  mediaType: z.string().nullable(),
  sha256: z.string().nullable(),
  captured: CaptureDateView.nullable(),
  duplicateOf: z.number().int().nullable(),
  batchId: z.number().int().nullable(),
  groupKey: z.string(),
  groupRole: z.string(),
  firstSeenAt: Instant,
  filedAt: Instant.nullable(),
})
export type ItemView = z.output<typeof ItemView>

export const BatchView = z.object({
  batchId: z.number().int(),
  number: z.number().int(),
  name: z.string(),
  state: BatchStateName,
  fileCount: z.number().int(),
  sizeBytes: z.number().int(),
  createdAt: Instant,
  syncedAt: Instant.nullable().describe('When each of its files was proven at the other machine'),
  sortedAt: Instant.nullable(),
  /** Files of it that are in the archive by now. */
  filedCount: z.number().int(),
  takePlanId: z.number().int().nullable(),
  sortPlanId: z.number().int().nullable(),
  runId: z.number().int().nullable(),
  /** Left unsorted by an undo or by putting its plan away: it waits for a person to sort it or to put its files back. */
  isHeld: z.boolean(),
  /** What it waits for, or what went wrong. */
  reason: Said.nullable(),
})
export type BatchView = z.output<typeof BatchView>

const CountOf = z.object({ count: z.number().int(), bytes: z.number().int() })

export const FolderView = z.object({
  role: z.enum(['source', 'batches', 'archive', 'duplicates', 'trash']),
  name: z.string(),
  path: z.string(),
  mode: z.enum(['auto', 'review']).nullable(),
  state: z.enum(['online', 'offline']),
  reason: Said.nullable(),
  freeBytes: z.number().int().nullable().describe('On its disk; null while it is away, or where that is not known'),
  fileCount: z.number().int().describe('Known files that lie in it'),
})

export const ArchiveOverview = z.object({
  folders: z.array(FolderView),
  pattern: z.string(),
  allowParallel: z.boolean(),
  isSyncing: z.boolean().describe('Batches go to another machine before they are sorted'),
  watching: z.boolean(),
  states: z.record(ItemStateName, CountOf),
  staysOut: z.number().int().describe('Of the arriving ones: those that never enter as they are'),
  filedLast24h: CountOf,
  /** Items without a date of their own: filed by the file's time, or waiting. */
  inferredDates: z.number().int(),
  recentBatches: z.array(BatchView),
  /** Drafts that wait for a person. */
  openPlanIds: z.array(z.number().int()),
  activeRunId: z.number().int().nullable(),
})
export type ArchiveOverview = z.output<typeof ArchiveOverview>

export const StorageView = z.object({
  kinds: z.array(
    z.object({
      kind: z.enum(['photo', 'video', 'raw', 'other', 'aside', 'trashed']),
      count: z.number().int(),
      bytes: z.number().int(),
    }),
  ),
  diskBytes: z.number().int(),
  freeBytes: z.number().int(),
})

export type StorageView = z.output<typeof StorageView>

export const StepName = z.enum(['dedup', 'batch', 'sync', 'sort', 'cleanup'])
export type StepName = z.output<typeof StepName>

export const RunView = z.object({
  runId: z.number().int(),
  state: z.string(),
  steps: z.array(StepName),
  actor: z.string(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  planIds: z.array(z.number().int()),
  filed: z.number().int(),
  duplicates: z.number().int(),
  waitsBefore: StepName.nullable().describe(
    'It goes step by step, and waits until a person lets it go on with this step',
  ),
  /** What kept it from taking a batch, as long as that lasts; null when it took one, or there was nothing to take. */
  blockedBy: Said.nullable(),
  /** Whether an undo of everything it did can be started now. */
  isUndoable: z.boolean(),
  /** When all that it did had been undone. */
  undoneAt: Instant.nullable(),
  error: Said.nullable(),
})
export type RunView = z.output<typeof RunView>

export const ItemWhy = ItemView.extend({
  /** In order: where it was found, what it is, which date won and which were refused, which rule put it where it is. */
  because: z.array(Said),
  original: ItemView.nullable(),
  partners: z.array(ItemView),
})

export type ItemWhy = z.output<typeof ItemWhy>

const noBody = z.object({}).default({})
const dryRun = z
  .object({ dryRun: z.boolean().default(false).describe('Only make the plan; nothing moves') })
  .prefault({})
const MadePlan = z.object({
  planId: z.number().int().nullable(),
  runId: z.number().int().nullable(),
  batchId: z.number().int().nullable(),
  reason: Said.nullable(),
})

/** A day of the calendar, alone or with a time: `2021-07-02`, `2021-07-02T10:30`, `2021-07-02T10:30:15`. */
export function isLocalTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/.test(text)) return false
  const at = new Date(text.length === 10 ? text : `${text}Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

export const archiveRoutes = defineRoutes('archive', {
  getOverview: {
    method: 'GET',
    path: '/api/v1/archive',
    scope: 'read',
    summary: 'Folders, counts, recent batches, what waits',
    reply: ArchiveOverview,
  },
  getStorage: {
    method: 'GET',
    path: '/api/v1/archive/storage',
    scope: 'read',
    summary: 'What the archive holds by kind, and how long the disk lasts',
    reply: StorageView,
  },
  getTimeline: {
    method: 'GET',
    path: '/api/v1/archive/timeline',
    scope: 'read',
    summary: 'Filed items by the month of their capture date',
    reply: z.object({
      months: z.array(z.object({ month: z.string(), count: z.number().int(), bytes: z.number().int() })),
    }),
  },
  getActivity: {
    method: 'GET',
    path: '/api/v1/archive/activity',
    scope: 'read',
    summary: 'Items filed on each of the last days of the server’s zone, oldest first',
    query: z.object({ days: decimal(z.number().int().min(1).max(366)).default(30) }),
    reply: z.object({
      days: z.array(
        z.object({ day: z.string(), filed: z.number().int(), bytes: z.number().int(), duplicates: z.number().int() }),
      ),
    }),
  },
  listItems: {
    method: 'GET',
    path: '/api/v1/archive/items',
    scope: 'read',
    summary: 'Items by state, batch, month or text, newest first',
    query: PageQuery.extend({
      state: ItemStateName.optional(),
      batchId: BatchId.optional(),
      month: z
        .string()
        .regex(/^\d{4}-\d{2}$/)
        .optional(),
      text: z.string().max(200).optional(),
      inferredOnly: z.stringbool().default(false),
      staysOut: z.stringbool().optional().describe('Only what never enters as it is; false leaves that out'),
    }),
    reply: countedPageOf(ItemView),
  },
  getItem: {
    method: 'GET',
    path: '/api/v1/archive/items/:itemId',
    scope: 'read',
    summary: 'One item, and why it is where it is',
    params: z.object({ itemId: ItemId }),
    reply: ItemWhy,
  },
  getThumbnail: {
    method: 'GET',
    path: '/api/v1/archive/items/:itemId/thumbnail',
    scope: 'read',
    summary: 'A picture of at most 320 px (WebP); 404 with the reason where none can be made',
    params: z.object({ itemId: ItemId }),
    reply: 'raw',
  },
  setCaptureDate: {
    method: 'PUT',
    path: '/api/v1/archive/items/:itemId/capture-date',
    scope: 'files:move',
    summary: 'Say when an item was taken; null goes back to what its file says',
    params: z.object({ itemId: ItemId }),
    body: z.object({
      local: z
        .string()
        .refine(isLocalTime, 'archive/no-date')
        .nullable()
        .describe('2021-07-02, 2021-07-02T10:30 or with seconds'),
    }),
    reply: ItemView,
  },
  releaseItems: {
    method: 'POST',
    path: '/api/v1/archive/items/release',
    scope: 'files:move',
    summary: 'Let items that an undo put back be filed again',
    body: z.object({
      itemIds: z.array(z.number().int()).max(1000).optional().describe('All held items when left out'),
    }),
    reply: z.object({ released: z.number().int() }),
  },
  putBackCopies: {
    method: 'POST',
    path: '/api/v1/archive/duplicates/put-back',
    scope: 'files:move',
    summary: 'Put copies back into the intake that are the only ones left of a file',
    body: noBody,
    reply: RunStarted,
    status: 202,
  },
  listDuplicates: {
    method: 'GET',
    path: '/api/v1/archive/duplicates',
    scope: 'read',
    summary: 'Originals with their exact copies',
    query: PageQuery,
    reply: pageOf(z.object({ original: ItemView.nullable(), copies: z.array(ItemView) })),
  },
  listBatches: {
    method: 'GET',
    path: '/api/v1/archive/batches',
    scope: 'read',
    summary: 'Batches, newest first',
    query: PageQuery.extend({ state: BatchStateName.optional() }),
    reply: pageOf(BatchView),
  },
  getBatch: {
    method: 'GET',
    path: '/api/v1/archive/batches/:batchId',
    scope: 'read',
    summary: 'One batch',
    params: z.object({ batchId: BatchId }),
    reply: BatchView,
  },
  getManifest: {
    method: 'GET',
    path: '/api/v1/archive/batches/:batchId/manifest',
    scope: 'read',
    summary: 'The manifest as it stands on disk',
    params: z.object({ batchId: BatchId }),
    reply: 'raw',
  },
  createBatch: {
    method: 'POST',
    path: '/api/v1/archive/batches',
    scope: 'files:move',
    summary: 'Take what is complete into a new batch; a dry run makes the plan only',
    body: dryRun,
    reply: MadePlan,
    status: 202,
  },
  sortBatch: {
    method: 'POST',
    path: '/api/v1/archive/batches/:batchId/sort',
    scope: 'files:move',
    summary: 'Sort a batch into the date tree; a dry run makes the plan only',
    params: z.object({ batchId: BatchId }),
    body: dryRun,
    reply: MadePlan,
    status: 202,
  },
  retryBatch: {
    method: 'POST',
    path: '/api/v1/archive/batches/:batchId/retry',
    scope: 'files:move',
    summary: 'Go on with a batch in ERROR, or whose files had vanished, from what is on disk',
    params: z.object({ batchId: BatchId }),
    body: noBody,
    reply: BatchView,
  },
  abandonBatch: {
    method: 'POST',
    path: '/api/v1/archive/batches/:batchId/abandon',
    scope: 'files:move',
    summary:
      'Put the files of a batch in ERROR, or that waits after an undo, back where they came from; give up what vanished',
    params: z.object({ batchId: BatchId }),
    body: noBody,
    reply: RunStarted,
    status: 202,
  },
  startRun: {
    method: 'POST',
    path: '/api/v1/archive/runs',
    scope: 'files:move',
    summary: 'Run all steps, or the ones named, in order',
    body: z
      .object({
        steps: z.array(StepName).min(1).max(5).optional(),
        isStepwise: z.boolean().default(false).describe('Wait after each step until somebody says go on'),
      })
      .prefault({}),
    reply: z.object({ started: z.boolean(), runId: z.number().int() }),
    status: 202,
  },
  listRuns: {
    method: 'GET',
    path: '/api/v1/archive/runs',
    scope: 'read',
    summary: 'Runs, newest first',
    query: PageQuery,
    reply: countedPageOf(RunView),
  },
  undoRun: {
    method: 'POST',
    path: '/api/v1/archive/runs/:runId/undo',
    scope: 'files:move',
    summary: 'Bring back everything that the run moved, last plan first',
    params: z.object({ runId: RunId }),
    body: noBody,
    reply: RunStarted,
    status: 202,
  },
})
