import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { archiveRoutes, type BatchView } from '../../archive/contract.ts'
import { ConflictError, InvariantError, NotFoundError } from '../../kernel/errors.ts'
import { hasWords, say, sayCode } from '../../kernel/words.ts'
import type { Ask } from '../alias.ts'
import { settleJob } from './settle-job.ts'

const { routes } = archiveRoutes

const NOT_CREATED = {
  created: false,
  batch_id: null,
  batch_name: null,
  file_count: 0,
  size_bytes: 0,
  manifest_path: null,
  created_at: null,
  files: [],
  reason: null,
  blocking_batch: null,
  blocking_batch_id: null,
  blocking_status: null,
}

interface ManifestFile {
  source_path: string
  batch_path: string
  relative_path: string
  size: number
  sha256: string
}

/** Makes a batch and waits for it. That another one stands in the way, or nothing waits, is an answer and no error. */
export async function createBatch(ask: Ask, signal: AbortSignal) {
  const made = await startBatch(ask)
  if ('refusedBy' in made) return refusedAnswer(ask, made.refusedBy)
  const job = await settleJob(ask, made.runId, signal)
  const result = job.result as { created?: boolean; reason?: { code: string; params: Record<string, string> } } | null
  if (result?.created === false) return { ...NOT_CREATED, reason: reasonText(result.reason) }
  const batch = await ask(routes.getBatch, { params: { batchId: made.batchId } })
  const manifest = await readManifest(ask, made.batchId)
  return {
    ...NOT_CREATED,
    created: true,
    batch_id: batch.batchId,
    batch_name: batch.name,
    file_count: batch.fileCount,
    size_bytes: batch.sizeBytes,
    manifest_path: manifest.path,
    created_at: batch.createdAt,
    files: manifest.files,
  }
}

async function startBatch(ask: Ask): Promise<{ runId: number; batchId: number } | { refusedBy: ConflictError }> {
  try {
    const { runId, batchId } = await ask(routes.createBatch, { body: { dryRun: false } })
    return { runId: runId ?? 0, batchId: batchId ?? 0 }
  } catch (error) {
    if (error instanceof ConflictError && ANSWERS.has(error.code)) return { refusedBy: error }
    throw error
  }
}

const ANSWERS = new Set(['archive/batch-blocks', 'archive/nothing-to-take'])

async function refusedAnswer(ask: Ask, { code, params }: ConflictError) {
  if (params['batch'] === undefined) return { ...NOT_CREATED, reason: sayCode(code, params).text }
  const name = String(params['batch'])
  const blocking = await findBatch(ask, name)
  return {
    ...NOT_CREATED,
    reason: sayCode(code, params).text,
    blocking_batch: name,
    blocking_batch_id: blocking?.batchId ?? null,
    blocking_status: blocking?.state ?? null,
  }
}

function reasonText(reason: { code: string; params: Record<string, string> } | undefined): string | null {
  if (reason === undefined) return null
  const key = `reason.${reason.code}`
  return hasWords(key) ? say(key, reason.params) : sayCode(reason.code, reason.params).text
}

async function readManifest(ask: Ask, batchId: number): Promise<{ files: ManifestFile[]; path: string | null }> {
  const { data } = await ask.raw(routes.getManifest, { params: { batchId } })
  if (typeof data !== 'object' || !('relPath' in data)) throw new InvariantError('pipeline/manifest-not-a-file')
  const path = join(data.folder, data.relPath)
  const { files } = JSON.parse(await readFile(path, 'utf8')) as { files: ManifestFile[] }
  return { files, path }
}

const PAGE = 200

/** By name or, where no batch is named so, by id. */
async function findBatch(ask: Ask, nameOrId: string): Promise<BatchView | undefined> {
  let byId: BatchView | undefined
  let cursor: string | undefined
  for (;;) {
    const page = await ask(routes.listBatches, { query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) } })
    const named = page.items.find(({ name }) => name === nameOrId)
    if (named !== undefined) return named
    byId ??= page.items.find(({ batchId }) => String(batchId) === nameOrId)
    if (page.nextCursor === null) return byId
    cursor = page.nextCursor
  }
}

export async function needBatch(ask: Ask, nameOrId: string): Promise<BatchView> {
  const batch = await findBatch(ask, nameOrId)
  if (batch === undefined) throw new NotFoundError('pipeline/no-such-batch', { params: { batch: nameOrId } })
  return batch
}

/** Sorts a batch and waits for it; one that is sorted or being sorted is not started again. */
export async function sortBatch(ask: Ask, batch: BatchView, signal: AbortSignal) {
  const isStarted = batch.state !== 'SORTED' && batch.state !== 'SORTING'
  if (isStarted) {
    const { runId } = await ask(routes.sortBatch, { params: { batchId: batch.batchId }, body: { dryRun: false } })
    if (runId !== null) await settleJob(ask, runId, signal)
  }
  const after = await ask(routes.getBatch, { params: { batchId: batch.batchId } })
  return {
    batch: after.name,
    sorted_files: after.filedCount,
    skipped_files: after.state === 'SORTING' ? 0 : after.fileCount - after.filedCount,
    started: isStarted,
  }
}

export async function listAllBatches(ask: Ask): Promise<BatchView[]> {
  const all: BatchView[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await ask(routes.listBatches, { query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) } })
    all.push(...page.items)
    if (page.nextCursor === null) return all
    cursor = page.nextCursor
  }
}
