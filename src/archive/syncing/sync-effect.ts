import { z } from 'zod'
import type { EffectContext, EffectExecutor, Fields, Look } from '../../deliveries/index.ts'
import { AppError, ConflictError, DeadlineError, LimitedError, UnavailableError } from '../../kernel/errors.ts'
import { findBatch } from '../batches/store.ts'
import type { SyncDeps } from './deps.ts'
import { type FileProof, isSameWay, type SyncFile, type SyncWay } from './model.ts'
import { lookAtSync, type Seen } from './look-at-sync.ts'
import { namesOf, type OpenWay, openWay } from './open-way.ts'
import { copyEndOf, noteCopies, tellCopies } from './note-copies.ts'
import { listCopiesOfBatch, saveCopies } from './proof-store.ts'
import { findSync } from './store.ts'
import { bytesOf, listReplaced, listSyncFiles } from './sync-files.ts'
import { forgetGone } from './tell-copies.ts'

/** Stands in rows. */
export const SYNC_BATCH = 'archive.sync-batch'

export const SyncParams = z.object({
  batchId: z.number().int(),
  batch: z.string(),
  folderId: z.string(),
  deviceId: z.string(),
})
type SyncParams = z.output<typeof SyncParams>

/** What must be read back: as many files and bytes as the manifest has, each proven at the other machine. */
export const meantOf = (files: readonly SyncFile[], { peer }: Pick<SyncWay, 'peer'>): Fields => ({
  'sync-files': String(files.length),
  'sync-bytes': String(bytesOf(files)),
  'sync-peer': peer,
})

/**
 * A batch at another machine. What is sent is one request: that the service reads the batch folder; it brings the files
 * over by itself, and what a look finds is proven file by file.
 */
export function syncEffect(deps: SyncDeps): EffectExecutor<typeof SyncParams> {
  return {
    kind: SYNC_BATCH,
    params: SyncParams,
    remoteKind: 'folder',
    isToldByItsRoom: true,
    // To have the folder read once more is harmless.
    absenceIsSureAfterMs: 0,
    // What the index says before the folder was read is older than the batch.
    look: async (params, context) => (context.sentAt === null ? { is: 'absent' } : look(deps, params, context)),
    async send(params, { signal }) {
      const opened = await open(deps, params, signal)
      await opened.folder.rescan([opened.pathOf(params.batch)], signal)
      return { ref: refOf(params) }
    },
  }
}

const refOf = ({ folderId, batch }: SyncParams): string => `${folderId}/${batch}`

/** @throws ConflictError when the connection leads elsewhere now: what is there proves nothing about here */
async function open(deps: SyncDeps, { folderId, deviceId }: SyncParams, signal: AbortSignal): Promise<OpenWay> {
  const opened = await openWay(deps, signal)
  const { way } = opened
  if (isSameWay({ ...way, folderId, deviceId }, way)) return opened
  throw new ConflictError('archive/sync-led-elsewhere', { params: { place: way.place, peer: way.peer } })
}

async function look(deps: SyncDeps, params: SyncParams, context: EffectContext): Promise<Look> {
  const { signal, onProgress } = context
  const opened = await open(deps, params, signal)
  const files = await listSyncFiles(deps.db.read, params.batchId, opened.pathOf)
  // Its files have left the shared folder here: the service knows nothing of them any more.
  if (files.length === 0) return { is: 'no-way' }
  const seen = await lookAtSync({
    folder: opened.folder,
    names: namesOf(opened),
    files,
    prove: 'always',
    signal,
    onProgress: (done) => onProgress(done, files.length),
  })
  const replaced = seen.isProven ? await listReplaced(deps, files, signal) : []
  if (seen.isProven && replaced.length === 0) {
    await noteSeen(deps, { batchId: params.batchId, files, way: opened.way })
    return { is: 'there', ref: refOf(params), found: meantOf(files, opened.way) }
  }
  const { batchId } = params
  return (await wasThere(deps, batchId))
    ? lookAgain(deps, { batchId, way: opened.way, files, seen, replaced })
    : pending(params)
}

const pending = (params: SyncParams): Look => ({ is: 'pending', ref: refOf(params) })

/** That it was proven once, so that what is missing now is gone. */
async function wasThere({ db }: SyncDeps, batchId: number): Promise<boolean> {
  const batch = await findBatch(db.read, batchId)
  return batch !== undefined && batch.syncedAt !== null && batch.state !== 'SYNCING'
}

async function noteSeen(
  { db, clock, attention }: SyncDeps,
  { batchId, files, way }: { batchId: number; files: readonly SyncFile[]; way: SyncWay },
): Promise<void> {
  if ((await findSync(db.read, batchId))?.endedAt == null) return
  const { connectionId, deviceId, peer, folderId } = way
  const copies = files.map((file) => ({ ...file, batchId, connectionId, deviceId, peer, folderId }))
  await db.tx(async (tx) => {
    await saveCopies(tx, copies, clock.now())
    await forgetGone({ attention }, tx, batchId)
  })
}

interface LookedAgain {
  batchId: number
  way: SyncWay
  files: readonly SyncFile[]
  seen: Seen
  replaced: readonly SyncFile[]
}

/** @throws UnavailableError when it can't be told now: that is no absence */
async function lookAgain(deps: SyncDeps, { batchId, way, files, seen, replaced }: LookedAgain): Promise<Look> {
  const lacking = new Map(seen.proof?.lacking.map(({ relPath, proof }) => [relPath, proof]))
  const proofs = files.map((file): FileProof =>
    replaced.includes(file) ? 'changed' : (lacking.get(file.relPath) ?? 'there'),
  )
  const gone = files.filter((_file, at) => copyEndOf(proofs[at]) === 'gone')
  const before = await listCopiesOfBatch(deps.db.read, batchId)
  await deps.db.tx(async (tx) => {
    await noteCopies(deps, tx, { batchId, way, files, proofs })
    await tellCopies(deps, tx, { batchId, way, gone, before })
  })
  if (gone.length === 0) throw new UnavailableError('archive/sync-not-told', { params: { batchId } })
  return { is: 'absent' }
}

/** Nobody answers now; anything else that is thrown stays as it is until a person does something. */
export const mayHeal = (error: unknown): boolean =>
  error instanceof UnavailableError || error instanceof DeadlineError || error instanceof LimitedError

/** Why a look or a request of ours failed, for the batch. */
export const reasonOf = (error: unknown): { code: string; params: AppError['params'] } =>
  error instanceof AppError ? { code: error.code, params: error.params } : { code: 'internal/unexpected', params: {} }
