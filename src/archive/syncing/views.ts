import type { Db } from '../../db/db.ts'
import { instant, instantOrNull } from '../../kernel/contract.ts'
import { say } from '../../kernel/words.ts'
import { findBatch } from '../batches/store.ts'
import { sayReason } from '../items/views.ts'
import type { NameOfConnection } from '../ports.ts'
import type { ArchiveSettings } from '../settings.ts'
import { sumKept } from '../sorting/kept-store.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import { canStart } from './start-sync.ts'
import type { SyncView } from './contract.ts'
import { MOST_LACKING, secondsLeft, type Sync } from './model.ts'
import { listGone, sumCopies } from './proof-store.ts'
import { listSyncFiles } from './sync-files.ts'

interface ViewDeps {
  db: Db
  settings: () => Pick<ArchiveSettings, 'syncing'>
  nameOfConnection: NameOfConnection
}

/** @returns undefined when its batch is gone */
export async function toSyncView(
  { db, settings, nameOfConnection }: ViewDeps,
  sync: Sync,
): Promise<SyncView | undefined> {
  const reader = db.read
  const batch = await findBatch(reader, sync.batchId)
  if (batch === undefined) return undefined
  const { way, hold } = sync
  const isGoing = batch.state === 'SYNCING'
  const proven = way === null ? undefined : await sumCopies(reader, { batchId: sync.batchId, way })
  const kept = await sumKept(reader, sync.batchId)
  const lost = await lostOf(reader, sync)
  return {
    batchId: sync.batchId,
    batch: batch.name,
    state: batch.state,
    // One that is gone was called so last.
    place: way === null ? null : ((await nameOfConnection(way.connectionId)) ?? way.place),
    connectionId: way?.connectionId ?? null,
    folderId: way?.folderId ?? null,
    peer: way?.peer ?? null,
    totalBytes: batch.sizeBytes,
    doneBytes: batch.syncedAt === null ? Math.min(sync.doneBytes, batch.sizeBytes) : batch.sizeBytes,
    fileCount: batch.fileCount,
    thereCount: sync.thereCount,
    needItems: sync.needItems,
    bytesPerSecond: isGoing ? sync.bytesPerSecond : null,
    secondsLeft: isGoing ? secondsLeft(sync) : null,
    hold: hold === null || (!isGoing && batch.state !== 'ERROR') ? null : sayReason(hold),
    holdSince: instantOrNull(sync.holdSince),
    lacking: sync.lacking.map(({ relPath, proof }) => ({ path: relPath, text: say(`sync.proof.${proof}`) })),
    startedAt: instant(sync.startedAt),
    lookedAt: instantOrNull(sync.lookedAt),
    syncedAt: instantOrNull(batch.syncedAt),
    proof:
      proven === undefined || proven.lookedAt === null
        ? null
        : { files: proven.count, bytes: proven.bytes, lookedAt: instant(proven.lookedAt) },
    lost,
    canStart: isSyncingOn(settings()) && canStart(batch, lost !== null),
    deliveryId: sync.deliveryId,
    sortMode: settings().syncing.sort_mode,
    jobId: sync.jobId,
    kept: { files: kept.count, bytes: kept.bytes },
  }
}

/** What has left the shared folder here is not lost there: nobody looks for it. */
export async function lostOf(reader: Db['read'], { batchId, endedAt, way }: Sync): Promise<SyncView['lost']> {
  if (endedAt === null || way === null) return null
  const gone = await listGone(reader, { batchId, way })
  if (gone.length === 0) return null
  const here = new Set((await listSyncFiles(reader, batchId, (relPath) => relPath)).map(({ itemId }) => itemId))
  const lost = gone.filter(({ itemId }) => here.has(itemId))
  if (lost.length === 0) return null
  return {
    files: lost.length,
    since: instant(Math.min(...lost.map(({ goneSince }) => goneSince ?? 0))),
    lastSeenAt: instant(Math.max(...lost.map(({ lookedAt }) => lookedAt))),
    first: lost
      .slice(0, MOST_LACKING)
      .map(({ relPath, lookedAt }) => ({ path: relPath, lastSeenAt: instant(lookedAt) })),
  }
}

export async function toSyncViews(deps: ViewDeps, syncs: readonly Sync[]): Promise<SyncView[]> {
  const views = await Promise.all(syncs.map((sync) => toSyncView(deps, sync)))
  return views.filter((view) => view !== undefined)
}
