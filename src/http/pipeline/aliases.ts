import { join } from 'node:path'
import { archiveRoutes } from '../../archive/contract.ts'
import { configRoutes, pipelineConfigRoutes } from '../../config/contract.ts'
import { jobRoutes } from '../../jobs/contract.ts'
import { instant } from '../../kernel/contract.ts'
import type { AliasTable, Ask } from '../alias.ts'
import { createBatch, listAllBatches, needBatch, sortBatch } from './batches.ts'
import { pipelineRoutes } from './contract.ts'
import { settleJob } from './settle-job.ts'
import { syncHandlers, syncingBatches, syncthingOf } from './syncing.ts'
import { fileFigures, percent, toPipelineBatch } from './views.ts'
import { advance, debugOf, dedupStatus, runResult, workflowOf } from './workflow.ts'

const { routes } = archiveRoutes
type Handlers = AliasTable<typeof pipelineRoutes>['handlers']

const NEWEST = 200

const start = (ask: Ask, steps?: ('dedup' | 'cleanup')[]) =>
  ask(routes.startRun, { body: steps === undefined ? {} : { steps } })

type SystemKeys = 'health' | 'config' | 'startDedup' | 'dedupStatus' | 'runCleanup'

const systemHandlers: Pick<Handlers, SystemKeys> = {
  health: async () => ({ status: 'ok' }),
  config: ({ ask }) => ask(pipelineConfigRoutes.routes.get, {}),
  startDedup: async ({ ask }) => ({ started: (await start(ask, ['dedup'])).started }),
  dedupStatus: ({ ask }) => dedupStatus(ask),
  runCleanup: async ({ ask, signal }) => {
    const { runId } = await start(ask, ['cleanup'])
    await settleJob(ask, runId, signal)
    const batches = await ask(routes.getOverview, {})
    return cleanupAnswer(ask, runId, batches.folders.find(({ role }) => role === 'batches')?.path ?? '')
  },
}

type BatchKeys = 'createBatch' | 'listBatches' | 'startSort' | 'sortStatus' | 'workflowSort'

const batchHandlers: Pick<Handlers, BatchKeys> = {
  createBatch: ({ ask, signal }) => createBatch(ask, signal),
  listBatches: async ({ ask }) => {
    const { items } = await ask(routes.listBatches, { query: { limit: NEWEST } })
    return { batches: items.map(toPipelineBatch) }
  },
  startSort: async ({ ask, params, signal }) => sortBatch(ask, await needBatch(ask, params.batchName), signal),
  sortStatus: async ({ ask, params }) => {
    const { name, state, fileCount, filedCount } = await needBatch(ask, params.batchName)
    return { batch: name, status: state, total_files: fileCount, sorted_files: filedCount }
  },
  workflowSort: async ({ ask, params, signal }) => {
    const batch = await ask(routes.getBatch, { params: { batchId: params.batchId } })
    const { started, ...data } = await sortBatch(ask, batch, signal)
    return { status: started ? 'completed' : 'skipped', message: null, data }
  },
}

type WorkflowKeys = 'runWorkflow' | 'workflowStatus' | 'workflowOverview' | 'workflowDebugAdvance' | 'dashboard'

const workflowHandlers: Pick<Handlers, WorkflowKeys> = {
  runWorkflow: async ({ ask }) => ({ started: (await start(ask)).started }),
  workflowStatus: async ({ ask }) => {
    const { running, last } = await workflowOf(ask)
    const last_result = last === undefined ? null : await runResult(ask, last)
    return { running, last_result, error: last?.error?.text ?? null, debug: await debugOf(ask) }
  },
  workflowOverview: async ({ ask }) => {
    const overview = await ask(routes.getOverview, {})
    const { running, last } = await workflowOf(ask)
    const { file, logFolder } = await ask(configRoutes.routes.getConfig, {})
    return {
      running,
      dedup: await dedupStatus(ask),
      recent_batches: overview.recentBatches.map(toPipelineBatch),
      file_counts: fileFigures(overview.states).byStatus,
      syncing_batches: (await syncingBatches(ask)).batches,
      config: {
        path: file.path,
        log_dir: logFolder,
        syncthing: await syncthingOf(ask),
      },
      last_run: last === undefined ? null : await runResult(ask, last),
    }
  },
  workflowDebugAdvance: async ({ ask }) => ({ advanced: await advance(ask), debug: await debugOf(ask) }),
  dashboard: ({ ask }) => dashboard(ask),
}

async function dashboard(ask: Ask) {
  const overview = await ask(routes.getOverview, {})
  const files = fileFigures(overview.states)
  const batches = await listAllBatches(ask)
  const byState = Object.groupBy(batches, ({ state }) => state)
  const sorted = byState.SORTED?.length ?? 0
  return {
    generated_at: instant(Date.now()),
    files: {
      total: files.total,
      by_status: files.byStatus,
      total_size_bytes: files.bytes,
      completion_percent: percent(files.byStatus['SORTED'] ?? 0, files.total),
    },
    batches: {
      total: batches.length,
      by_status: Object.fromEntries(Object.entries(byState).map(([state, list]) => [state, list.length])),
      synced: batches.filter(({ syncedAt }) => syncedAt !== null).length,
      sorted,
      completion_percent: percent(sorted, batches.length),
    },
    storage: { batch_dir_bytes: overview.states.batched.bytes, sorted_dir_bytes: overview.states.filed.bytes },
    recent_batches: overview.recentBatches.map(toPipelineBatch),
  }
}

interface Cleaned {
  removedBatchFolders: string[]
  /** Unknown to cleanups of earlier versions. */
  deletedTempFiles?: string[]
}

async function cleanupAnswer(ask: Ask, runId: number, batchFolder: string) {
  const { jobs } = await ask(jobRoutes.routes.getRun, { params: { jobId: runId } })
  const clean = jobs.find(({ kind }) => kind === 'archive.clean')
  const detail =
    clean === undefined ? undefined : await ask(jobRoutes.routes.getJob, { params: { jobId: clean.jobId } })
  const result = detail?.result as Cleaned | null | undefined
  return {
    removed_batch_dirs: (result?.removedBatchFolders ?? []).map((name) => join(batchFolder, name)),
    deleted_temp_files: result?.deletedTempFiles ?? [],
    rotated_logs: [],
  }
}

export const pipelineAliases: AliasTable<typeof pipelineRoutes> = {
  table: pipelineRoutes,
  handlers: { ...systemHandlers, ...batchHandlers, ...syncHandlers, ...workflowHandlers },
  problemMembers: ({ text }) => ({ message: text }),
}
