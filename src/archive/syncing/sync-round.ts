import { createHash } from 'node:crypto'
import type { Tx } from '../../db/db.ts'
import type { Delivery } from '../../deliveries/index.ts'
import { changeBatch } from '../batches/store.ts'
import type { Batch, SaidCode } from '../model.ts'
import type { SyncDeps } from './deps.ts'
import { lookAtSync, type Seen, whenToProve } from './look-at-sync.ts'
import { holdOf, isSameHold, isSameWay, MOST_LACKING, rateOf, type Sync, type SyncFile } from './model.ts'
import { namesOf, type OpenWay } from './open-way.ts'
import { saveCopies } from './proof-store.ts'
import { changeSync, findSync } from './store.ts'
import { meantOf, SYNC_BATCH } from './sync-effect.ts'
import { bytesOf, listReplaced, listSyncFiles } from './sync-files.ts'
import { forgetSync, tellSync } from './tell-sync.ts'

/** Who looks: a job, or a person who does not want to wait for it. */
export interface Looker {
  signal: AbortSignal
  actor: string
  jobId: number | null
  runId: number | null
  commit<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  onProgress(current: number, total: number): void
}

export type RoundEnd = { is: 'synced' } | { is: 'going'; hold: SaidCode | null } | { is: 'broken'; reason: SaidCode }

/** What is in the way here, so that nothing need be asked for. */
const HERE: readonly string[] = ['folder-paused', 'folder-error', 'receive-only']
/** The folder is read anew when nothing has moved for that long: what the service missed is found then. */
const READ_AGAIN_MS = 5 * 60_000

/**
 * One look at a batch that is on its way: has the folder read where that is due, asks how far it is, writes that down, and
 * ends the syncing once every file is proven. Repeating it is harmless.
 */
export async function syncRound(
  deps: SyncDeps,
  { batch, opened }: { batch: Batch; opened: OpenWay },
  looker: Looker,
): Promise<RoundEnd> {
  const files = await listSyncFiles(deps.db.read, batch.batchId, opened.pathOf)
  const { sync, delivery } = await looker.commit((tx) => ensureDelivery(deps, tx, { batch, opened, files, looker }))
  const first = await opened.folder.look(looker.signal)
  if (first.hold !== null && HERE.includes(first.hold.code)) {
    const seen = { hold: holdOf(first.hold.code, first.hold.params), need: null, isProven: false, proof: null }
    return going(deps, { batch, sync, seen }, looker)
  }
  const isFresh = await readFolder(deps, { batch, opened, sync, delivery }, looker)
  const prove = isFresh ? 'up-to-date' : whenToProve(sync, { fileCount: files.length, now: deps.clock.now() })
  const { folder } = opened
  const seen = await lookAtSync({ folder, names: namesOf(opened), files, prove, signal: looker.signal })
  if (seen.proof?.worst === 'changed') return changed(deps, { batch, sync, seen, isFresh }, looker)
  if (!seen.isProven) return going(deps, { batch, sync, seen }, looker)
  const { signal, onProgress } = looker
  const replaced = await listReplaced(deps, files, signal)
  if (replaced.length > 0) return { is: 'broken', reason: replacedReason(replaced) }
  const carried = await deps.deliveries.carryOut(delivery.deliveryId, {
    signal,
    onProgress: (n, m) => onProgress(n, m ?? 0),
  })
  if (carried.is !== 'verified') return going(deps, { batch, sync, seen: { ...seen, isProven: false } }, looker)
  return synced(deps, { batch, opened, files, seen }, looker)
}

interface Step {
  batch: Batch
  sync: Sync
  seen: Seen
}

/** One delivery for each time that it begins, and for each place that it goes to. */
export async function ensureDelivery(
  deps: SyncDeps,
  tx: Tx,
  {
    batch,
    opened,
    files,
    looker,
  }: { batch: Batch; opened: OpenWay; files: readonly SyncFile[]; looker: Pick<Looker, 'actor' | 'runId' | 'jobId'> },
): Promise<{ sync: Sync; delivery: Delivery }> {
  const { way } = opened
  const before = await needSync(tx, batch.batchId)
  const isElsewhere = before.way !== null && !isSameWay(before.way, way)
  const sync = isElsewhere ? { ...before, attempt: before.attempt + 1, rescannedAt: null, provedAt: null } : before
  const { batchId, name } = batch
  const { delivery } = await deps.deliveries.plan(tx, {
    key: `archive.sync:${batchId}:${sync.attempt}:${markOf(files, opened)}`,
    kind: SYNC_BATCH,
    connectionId: way.connectionId,
    target: `connection:${way.connectionId}`,
    place: way.peer,
    label: name,
    subject: `archive.batch:${batchId}`,
    runId: looker.runId,
    jobId: looker.jobId,
    actor: looker.actor,
    params: { batchId, batch: name, folderId: way.folderId, deviceId: way.deviceId },
    meant: meantOf(files, way),
  })
  const { attempt, rescannedAt, provedAt } = sync
  await changeSync(tx, batchId, { attempt, rescannedAt, provedAt, way, deliveryId: delivery.deliveryId })
  return { sync: { ...sync, way, deliveryId: delivery.deliveryId }, delivery }
}

/** Other files are another delivery. */
const markOf = (files: readonly SyncFile[], { way: { connectionId, folderId, deviceId, peer } }: OpenWay): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        connectionId,
        folderId,
        deviceId,
        peer,
        files.map(({ relPath, size, sha256 }) => [relPath, size, sha256]),
      ]),
    )
    .digest('hex')
    .slice(0, 16)

async function needSync(tx: Tx, batchId: number): Promise<Sync> {
  const sync = await findSync(tx, batchId)
  if (sync === undefined) throw new TypeError('a batch that is synced has a row of its own')
  return sync
}

/** @returns whether the folder was read just now */
async function readFolder(
  deps: SyncDeps,
  { batch, opened, sync, delivery }: Pick<Step, 'batch' | 'sync'> & { opened: OpenWay; delivery: Delivery },
  looker: Looker,
): Promise<boolean> {
  const { signal } = looker
  const now = deps.clock.now()
  if (delivery.state === 'planned' || delivery.state === 'sending') {
    await deps.deliveries.carryOut(delivery.deliveryId, { signal, onProgress: () => undefined })
  } else {
    const last = Math.max(sync.rescannedAt ?? 0, sync.progressedAt)
    if (sync.rescannedAt !== null && now - last < READ_AGAIN_MS) return false
    await opened.folder.rescan([opened.pathOf(batch.name)], signal)
  }
  await looker.commit((tx) => changeSync(tx, batch.batchId, { rescannedAt: now }))
  return true
}

/** A file here is not the one that was taken. What the folder says may be old; read anew, it is so. */
async function changed(
  deps: SyncDeps,
  { isFresh, ...step }: Step & { isFresh: boolean },
  looker: Looker,
): Promise<RoundEnd> {
  const { lacking } = step.seen.proof ?? { lacking: [] }
  await going(deps, step, looker)
  if (isFresh) return { is: 'broken', reason: replacedReason(lacking.filter(({ proof }) => proof === 'changed')) }
  await looker.commit((tx) => changeSync(tx, step.batch.batchId, { rescannedAt: null, provedAt: null }))
  return { is: 'going', hold: step.seen.hold }
}

const replacedReason = (files: readonly Pick<SyncFile, 'relPath'>[]): SaidCode => ({
  code: 'archive/sync-changed',
  params: { count: files.length, first: files[0]?.relPath ?? '' },
})

/** What the folder as a whole lacks tells it roughly; files that were asked for one by one tell it surely. */
function doneOf({ sizeBytes }: Batch, sync: Sync, { need, proof }: Seen): number {
  if (need === null) return 0
  const told = Math.max(0, sizeBytes - need.needBytes)
  if (proof !== null) return Math.min(told, proof.thereBytes)
  return sync.provedAt !== null && need.needBytes === sync.needBytes ? sync.doneBytes : told
}

async function going(deps: SyncDeps, { batch, sync, seen }: Step, looker: Looker): Promise<RoundEnd> {
  const now = deps.clock.now()
  const { need, proof } = seen
  const doneBytes = doneOf(batch, sync, seen)
  const thereCount = proof === null ? sync.thereCount : proof.there
  const isMoving =
    (need?.needBytes ?? null) !== sync.needBytes ||
    (need?.needItems ?? null) !== sync.needItems ||
    thereCount !== sync.thereCount
  const progressedAt = isMoving ? now : sync.progressedAt
  const stalledMs = deps.settings().syncing.stalled_after_sec * 1000
  const hold =
    seen.hold ??
    (now - progressedAt >= stalledMs
      ? holdOf('stalled', { device: sync.way?.peer ?? '', folder: sync.way?.folderId ?? '' })
      : null)
  const holdSince = hold === null ? null : isSameHold(sync.hold, hold) ? sync.holdSince : now
  const change: Partial<Sync> = {
    hold,
    holdSince: hold?.code === 'sync.stalled' ? progressedAt : holdSince,
    needItems: need?.needItems ?? null,
    needBytes: need?.needBytes ?? null,
    doneBytes,
    bytesPerSecond: rateOf(sync, { doneBytes, now }),
    progressedAt,
    lookedAt: now,
    thereCount,
    ...(proof === null ? {} : { provedAt: now, lacking: proof.lacking.slice(0, MOST_LACKING) }),
  }
  await looker.commit(async (tx) => {
    await changeSync(tx, batch.batchId, change)
    await tellSync(deps, tx, { batch, sync: { ...sync, ...change }, now })
  })
  looker.onProgress(doneBytes, batch.sizeBytes)
  return { is: 'going', hold }
}

async function synced(
  deps: SyncDeps,
  { batch, opened, files, seen }: { batch: Batch; opened: OpenWay; files: readonly SyncFile[]; seen: Seen },
  looker: Looker,
): Promise<RoundEnd> {
  const { way } = opened
  const { batchId, name } = batch
  await looker.commit(async (tx) => {
    const now = deps.clock.now()
    if (!(await changeBatch(tx, batchId, { state: 'SYNCED', syncedAt: now, reason: null, from: ['SYNCING'] }))) return
    const { connectionId, deviceId, peer, folderId } = way
    await saveCopies(
      tx,
      files.map((file) => ({ ...file, batchId, connectionId, deviceId, peer, folderId })),
      now,
    )
    await changeSync(tx, batchId, {
      endedAt: now,
      lookedAt: now,
      hold: null,
      holdSince: null,
      needItems: 0,
      needBytes: 0,
      doneBytes: bytesOf(files),
      thereCount: files.length,
      provedAt: now,
      lacking: [],
    })
    await forgetSync(deps, tx, batchId)
    await deps.events.append(tx, {
      kind: 'archive.batch.synced',
      actor: looker.actor,
      subject: `archive.batch:${batchId}`,
      ...(looker.runId === null ? {} : { runId: looker.runId }),
      data: { batch: name, peer, files: files.length, bytes: bytesOf(files), needDeletes: seen.need?.needDeletes ?? 0 },
    })
    await deps.goOn(tx)
  })
  return { is: 'synced' }
}
