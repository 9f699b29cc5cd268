import { z } from 'zod'
import { defineRoutes } from '../../kernel/contract.ts'
import { decimal } from '../../kernel/ids.ts'

const count = z.number().int()
const text = z.string()
const maybe = z.string().nullable()
const byName = z.record(z.string(), z.number().int())
const noBody = z.object({}).default({})

const PipelineBatch = z.object({
  id: count,
  name: text,
  status: text,
  file_count: count,
  size_bytes: count,
  created_at: text,
  synced_at: maybe,
  sorted_at: maybe,
})

const Dedup = z.object({
  running: z.boolean(),
  total_files: count,
  processed_files: count,
  duplicate_files: count,
  error: maybe,
  last_processed: maybe,
})

const StepResult = z.object({
  name: text,
  status: z.enum(['completed', 'skipped', 'warning', 'error']),
  message: maybe,
  data: z.record(z.string(), z.unknown()),
})

const RunResult = z.object({
  started_at: text,
  finished_at: text,
  steps: z.array(StepResult),
  errors: z.array(text),
})

const SyncingBatch = z.object({
  batch_id: count,
  batch: text,
  status: text,
  progress: z.number(),
  synced_at: maybe,
  detail: maybe,
  syncthing: z.record(z.string(), z.unknown()),
})

const SyncingBatches = z.object({ count, batches: z.array(SyncingBatch) })

const ActionResult = StepResult.omit({ name: true })

/** A run that was started to go step by step, while it waits. */
const Debug = z.object({
  enabled: z.boolean(),
  waiting: z.boolean(),
  current_step: maybe,
  last_step: maybe,
  history: z.array(z.never()),
  note: maybe,
  settings: z.object({ auto_advance: z.boolean(), step_timeout_sec: z.literal(0) }),
})

const batchId = z.object({ batchId: decimal(z.number().int().positive()) })
const batchName = z.object({ batchName: z.string().min(1).max(200) })

/** The media pipeline's own paths and shapes, each on top of a route of ours. */
export const pipelineRoutes = defineRoutes('pipeline', {
  health: {
    method: 'GET',
    path: '/health',
    scope: 'anonymous',
    summary: 'The process answers',
    reply: z.object({ status: z.literal('ok') }),
  },
  config: {
    method: 'GET',
    path: '/config',
    scope: 'read',
    summary: 'All settings in force, merged; secrets masked',
    reply: z.record(z.string(), z.unknown()),
  },
  startDedup: {
    method: 'POST',
    path: '/api/dedup/start',
    scope: 'files:move',
    summary: 'Look at the intake and label duplicates',
    body: noBody,
    reply: z.object({ started: z.boolean() }),
  },
  dedupStatus: {
    method: 'GET',
    path: '/api/dedup/status',
    scope: 'read',
    summary: 'How far the look at the intake is',
    reply: Dedup,
  },
  createBatch: {
    method: 'POST',
    path: '/api/batch/create',
    scope: 'files:move',
    summary: 'Make a batch of what is complete; answers when it is made',
    body: noBody,
    reply: z.object({
      created: z.boolean(),
      batch_id: count.nullable(),
      batch_name: maybe,
      file_count: count,
      size_bytes: count,
      manifest_path: maybe,
      created_at: maybe,
      files: z.array(z.object({ source_path: text, batch_path: text, relative_path: text, size: count, sha256: text })),
      reason: maybe,
      blocking_batch: maybe,
      blocking_batch_id: count.nullable(),
      blocking_status: maybe,
    }),
  },
  listBatches: {
    method: 'GET',
    path: '/api/batch/list',
    scope: 'read',
    summary: 'The newest 200 batches',
    reply: z.object({ batches: z.array(PipelineBatch) }),
  },
  startSync: {
    method: 'POST',
    path: '/api/sync/start/:batchId',
    scope: 'files:move',
    summary: 'Send a batch on its way, unless it is or no Syncthing is connected',
    params: batchId,
    body: noBody,
    reply: z.object({ batch: text, started: z.boolean(), status: text }),
  },
  syncStatus: {
    method: 'GET',
    path: '/api/sync/status/:batchId',
    scope: 'read',
    summary: 'How far a batch is on its way; progress in percent',
    params: batchId,
    reply: z.object({ batch: text, status: text, progress: z.number(), synced_at: maybe, detail: maybe }),
  },
  syncDiagnostics: {
    method: 'GET',
    path: '/api/sync/diagnostics',
    scope: 'read',
    summary: 'What is known about the connection to Syncthing',
    reply: z.object({
      batch_dir: text,
      folder_id: maybe,
      device_id: maybe,
      last_error: maybe,
      syncthing_status: z.record(z.string(), z.unknown()),
    }),
  },
  startSort: {
    method: 'POST',
    path: '/api/sort/start/:batchName',
    scope: 'files:move',
    summary: 'Sort a batch, by its name or id, into the date tree; answers when it is sorted',
    params: batchName,
    body: noBody,
    reply: z.object({ batch: text, sorted_files: count, skipped_files: count, started: z.boolean() }),
  },
  sortStatus: {
    method: 'GET',
    path: '/api/sort/status/:batchName',
    scope: 'read',
    summary: 'How much of a batch, by its name or id, is sorted',
    params: batchName,
    reply: z.object({ batch: text, status: text, total_files: count, sorted_files: count }),
  },
  runWorkflow: {
    method: 'POST',
    path: '/api/workflow/run',
    scope: 'files:move',
    summary: 'Run all steps, unless a run is under way',
    body: noBody,
    reply: z.object({ started: z.boolean() }),
  },
  workflowStatus: {
    method: 'GET',
    path: '/api/workflow/status',
    scope: 'read',
    summary: 'Whether a run is under way, and how the last one ended',
    reply: z.object({ running: z.boolean(), last_result: RunResult.nullable(), error: maybe, debug: Debug }),
  },
  workflowOverview: {
    method: 'GET',
    path: '/api/workflow/overview',
    scope: 'read',
    summary: 'Everything about the workflow at a glance',
    reply: z.object({
      running: z.boolean(),
      dedup: Dedup,
      recent_batches: z.array(PipelineBatch),
      file_counts: byName,
      syncing_batches: z.array(SyncingBatch),
      config: z.object({
        path: text,
        log_dir: maybe,
        syncthing: z.object({ api_url: maybe, folder_id: maybe, device_id: maybe, last_error: maybe }),
      }),
      last_run: RunResult.nullable(),
    }),
  },
  workflowSync: {
    method: 'POST',
    path: '/api/workflow/sync/:batchId',
    scope: 'files:move',
    summary: 'Send a batch on its way; skipped when it is there or on its way, or no Syncthing is connected',
    params: batchId,
    body: noBody,
    reply: ActionResult,
  },
  workflowSyncRefresh: {
    method: 'POST',
    path: '/api/workflow/sync/refresh',
    scope: 'files:move',
    summary: 'Ask Syncthing now about every batch that is on its way',
    body: noBody,
    reply: SyncingBatches,
  },
  syncRefresh: {
    method: 'POST',
    path: '/api/sync/refresh',
    scope: 'files:move',
    summary: 'Ask Syncthing now about every batch that is on its way',
    body: noBody,
    reply: SyncingBatches,
  },
  workflowSort: {
    method: 'POST',
    path: '/api/workflow/sort/:batchId',
    scope: 'files:move',
    summary: 'Sort a batch into the date tree; answers when it is sorted',
    params: batchId,
    body: noBody,
    reply: ActionResult,
  },
  workflowDebugAdvance: {
    method: 'POST',
    path: '/api/workflow/debug/advance',
    scope: 'files:move',
    summary: 'Let the run that goes step by step begin its next step; false when none waits',
    body: noBody,
    reply: z.object({ advanced: z.boolean(), debug: Debug }),
  },
  runCleanup: {
    method: 'POST',
    path: '/api/cleanup/run',
    scope: 'files:move',
    summary:
      'Remove empty batch folders, half-written files of ours and what was in the trash for long enough; answers when it is done',
    body: noBody,
    reply: z.object({
      removed_batch_dirs: z.array(text),
      deleted_temp_files: z.array(text),
      rotated_logs: z.array(text).describe('Empty: a log is closed as soon as it is full, not by a cleanup'),
    }),
  },
  dashboard: {
    method: 'GET',
    path: '/api/dashboard',
    scope: 'read',
    summary: 'Figures of files, batches and storage',
    reply: z.object({
      generated_at: text,
      files: z.object({
        total: count,
        by_status: byName,
        total_size_bytes: count,
        completion_percent: z.number(),
      }),
      batches: z.object({
        total: count,
        by_status: byName,
        synced: count,
        sorted: count,
        completion_percent: z.number(),
      }),
      storage: z.object({ batch_dir_bytes: count, sorted_dir_bytes: count }),
      recent_batches: z.array(PipelineBatch),
    }),
  },
})
