import { once } from 'node:events'
import type { Db } from '../../db/db.ts'
import type { Deliveries } from '../../deliveries/index.ts'
import { ConflictError, DeadlineError, NotFoundError } from '../../kernel/errors.ts'
import { findBatch, getBatch } from '../batches/store.ts'
import { planRelease } from '../cleanup/release-copies.ts'
import { sayReason } from '../items/views.ts'
import { type Batch, DEFAULT_ARCHIVE } from '../model.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import { bringAgain } from './bring-again.ts'
import type { SyncDiagnostics, SyncView } from './contract.ts'
import type { SyncDeps } from './deps.ts'
import { holdOf } from './model.ts'
import { openWay } from './open-way.ts'
import { isDeliveryOver, startSync } from './start-sync.ts'
import { findSync, listOpenSyncs } from './store.ts'
import type { SyncLooks } from './sync-batch.ts'
import { reasonOf } from './sync-effect.ts'
import { failSync } from './tell-sync.ts'
import { toSyncView, toSyncViews } from './views.ts'

export type SyncUseCases = ReturnType<typeof syncUseCases>

/** A person waits no longer than that for a service that does not answer. */
const PATIENCE_MS = 20_000

export function syncUseCases(deps: SyncDeps, looks: SyncLooks) {
  const { db, settings } = deps
  const need = (batchId: number): Promise<Batch> => getBatch(db.read, batchId)
  const listOpen = async (): Promise<{ isOn: boolean; items: SyncView[] }> => ({
    isOn: isSyncingOn(settings()),
    items: (await toSyncViews(deps, await listOpenSyncs(db.read, DEFAULT_ARCHIVE))).filter(isOnItsWay),
  })
  return {
    /** @throws ConflictError while syncing is off, or the batch is in no state for it */
    async start(batchId: number, actor: string, asked: AbortSignal): Promise<{ runId: number }> {
      if (!isSyncingOn(settings())) throw new ConflictError('archive/no-syncing')
      const batch = await need(batchId)
      const { signal } = withPatience(asked)
      if (batch.state === 'SORTED') return bringAgain(deps, { batch, actor, signal })
      const isAnew = await startsAnew(deps, batch)
      return db.tx(async (tx) => ({ runId: (await startSync(deps, tx, { batch, actor, isAnew })).runId }))
    },

    /** @throws NotFoundError for a batch that was never synced */
    async get(batchId: number): Promise<SyncView> {
      const batch = await need(batchId)
      const sync = await findSync(db.read, batchId)
      const view = sync === undefined ? undefined : await toSyncView(deps, sync)
      if (view === undefined) throw new NotFoundError('archive/never-synced', { params: { batch: batch.name } })
      return view
    },

    listOpen,

    /**
     * Looks at them now, one after the other; what can't go on by itself is stopped, as its job would. What was not looked at
     * in time stays as it is, for its job.
     */
    async refresh(batchId: number | undefined, { actor, signal }: { actor: string; signal: AbortSignal }) {
      const open = await listOpenSyncs(db.read, DEFAULT_ARCHIVE)
      const asked = withPatience(signal)
      for (const sync of open.filter((one) => batchId === undefined || one.batchId === batchId)) {
        // Its job may be at it, and take hours.
        await Promise.race([lookNow(deps, looks, { batchId: sync.batchId, actor, asked }), once(asked.signal, 'abort')])
        signal.throwIfAborted()
        if (asked.late.aborted) break
      }
      return listOpen()
    },

    diagnose: (signal: AbortSignal) => diagnose(deps, withPatience(signal)),

    release: async (batchId: number, actor: string, signal: AbortSignal) =>
      planRelease(deps, await need(batchId), { actor, signal }),
  }
}

interface Asked {
  /** Of who asks. */
  by: AbortSignal
  late: AbortSignal
  /** Either of them. */
  signal: AbortSignal
}

function withPatience(by: AbortSignal): Asked {
  const late = AbortSignal.timeout(PATIENCE_MS)
  return { by, late, signal: AbortSignal.any([by, late]) }
}

const isOnItsWay = ({ state }: SyncView): boolean => state === 'SYNCING' || state === 'ERROR'

/** One that had stopped goes on with its delivery, unless that one never moves again. */
export async function startsAnew(
  deps: { db: Db; deliveries: Pick<Deliveries, 'find'> },
  batch: Batch,
): Promise<boolean> {
  return batch.state !== 'ERROR' || isDeliveryOver(deps, await findSync(deps.db.read, batch.batchId))
}

async function lookNow(
  deps: SyncDeps,
  looks: SyncLooks,
  { batchId, actor, asked }: { batchId: number; actor: string; asked: Asked },
): Promise<void> {
  const { db } = deps
  const { by, late, signal } = asked
  try {
    const commit = <T>(work: Parameters<typeof db.tx<T>>[0]): Promise<T> => db.tx(work)
    await looks.lookAt(batchId, { signal, actor, jobId: null, runId: null, commit, onProgress: () => undefined })
  } catch (error) {
    by.throwIfAborted()
    if (late.aborted) return
    const batch = await findBatch(db.read, batchId)
    const sync = await findSync(db.read, batchId)
    if (batch !== undefined) await db.tx((tx) => failSync(deps, tx, { batch, sync, reason: reasonOf(error) }))
  }
}

async function diagnose(deps: SyncDeps, { by, late, signal }: Asked): Promise<SyncDiagnostics> {
  const { connection, sort_mode } = deps.settings().syncing
  const known = {
    isOn: connection !== undefined,
    connection: connection ?? null,
    batchFolder: deps.folders.current().batches.path,
    sortMode: sort_mode,
  }
  try {
    const { way, about, folder, pathOf } = await openWay(deps, signal)
    const { hold, need } = await folder.look(signal)
    return {
      ...known,
      connection: way.place,
      connectionId: way.connectionId,
      sharedFolder: about.path,
      folderId: about.folderId,
      folderLabel: about.label,
      batchFolderWithin: pathOf(''),
      peer: about.peer.name,
      deviceId: about.peer.deviceId,
      passesDeletesOn: about.passesDeletesOn,
      problem: hold === null ? null : sayReason(holdOf(hold.code, hold.params)),
      need:
        need === null
          ? null
          : {
              items: need.needItems,
              bytes: need.needBytes,
              deletes: need.needDeletes,
              globalItems: need.globalItems,
              globalBytes: need.globalBytes,
            },
    }
  } catch (error) {
    by.throwIfAborted()
    const params = { host: connection ?? '', seconds: PATIENCE_MS / 1000 }
    const cause = late.aborted ? new DeadlineError('remote/no-answer', { params }) : error
    return { ...known, ...UNKNOWN, problem: sayReason(reasonOf(cause)) }
  }
}

const UNKNOWN = {
  connectionId: null,
  sharedFolder: null,
  folderId: null,
  folderLabel: null,
  batchFolderWithin: null,
  peer: null,
  deviceId: null,
  passesDeletesOn: null,
  need: null,
}
