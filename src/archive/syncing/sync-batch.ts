import type { Tx } from '../../db/db.ts'
import type { JobContext, PayloadOf, SettledJob } from '../../jobs/index.ts'
import { type Turns, turnsOf } from '../../kernel/turns.ts'
import { changeBatch, findBatch, listMissingIds } from '../batches/store.ts'
import { endOfEmptied } from '../batches/emptied.ts'
import { lookAtItems } from '../batches/look-at-items.ts'
import { changeItems } from '../items/edit-store.ts'
import { findItems, listBatchItems } from '../items/store.ts'
import type { SyncBatch } from '../jobs.ts'
import type { Batch, SaidCode } from '../model.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import { tellMissing } from '../sorting/missing-files.ts'
import type { SyncDeps } from './deps.ts'
import { isSameHold, nextLookMs, type Sync } from './model.ts'
import { openWay } from './open-way.ts'
import { changeSync, findSync } from './store.ts'
import { mayHeal, reasonOf } from './sync-effect.ts'
import { type Looker, type RoundEnd, syncRound } from './sync-round.ts'
import { failSync, forgetSync, tellSync } from './tell-sync.ts'

export type LookEnd = RoundEnd | { is: 'over' }

export interface SyncLooks {
  /** One look at a batch, unless it is not on its way. A second one for the same batch waits for the first. */
  lookAt(batchId: number, looker: Looker): Promise<LookEnd>
}

export function createSyncLooks(deps: SyncDeps): SyncLooks {
  const turns: Turns<number> = turnsOf()
  return { lookAt: (batchId, looker) => turns.inTurn(batchId, () => lookOnce(deps, batchId, looker)) }
}

async function lookOnce(deps: SyncDeps, batchId: number, looker: Looker): Promise<LookEnd> {
  const { db, settings } = deps
  const batch = await findBatch(db.read, batchId)
  const sync = await findSync(db.read, batchId)
  if (batch?.state !== 'SYNCING' || sync === undefined) return { is: 'over' }
  if (!isSyncingOn(settings())) return stop(deps, batch, looker)
  try {
    if (sync.rescannedAt === null && (await isEmptied(deps, batch, looker))) return { is: 'over' }
    const end = await syncRound(deps, { batch, opened: await openWay(deps, looker.signal) }, looker)
    if (end.is === 'broken')
      await looker.commit(async (tx) =>
        failSync(deps, tx, { batch, sync: await findSync(tx, batchId), reason: end.reason }),
      )
    return end
  } catch (error) {
    if (looker.signal.aborted || !mayHeal(error)) throw error
    return keep(deps, { batch, hold: reasonOf(error) }, looker)
  }
}

/** The service can't be asked: what it said before stands, and what it is held by is written down. */
async function keep(
  deps: SyncDeps,
  { batch, hold }: { batch: Batch; hold: SaidCode },
  looker: Looker,
): Promise<RoundEnd> {
  const now = deps.clock.now()
  const doneBytes = await looker.commit(async (tx) => {
    const before = await findSync(tx, batch.batchId)
    if (before === undefined) return 0
    const holdSince = isSameHold(before.hold, hold) ? before.holdSince : now
    await changeSync(tx, batch.batchId, { hold, holdSince, bytesPerSecond: null })
    await tellSync(deps, tx, { batch, sync: { ...before, hold, holdSince }, now })
    return before.doneBytes
  })
  // That it can't be asked is news to whoever looks on.
  looker.onProgress(doneBytes, batch.sizeBytes)
  return { is: 'going', hold }
}

/** Syncing was switched off: the batch goes on as if it had never been on. */
async function stop(deps: SyncDeps, { batchId }: Batch, looker: Looker): Promise<LookEnd> {
  await looker.commit(async (tx) => {
    if (!(await changeBatch(tx, batchId, { state: 'PENDING', reason: null, from: ['SYNCING'] }))) return
    await changeSync(tx, batchId, { endedAt: deps.clock.now(), hold: null, holdSince: null })
    await forgetSync(deps, tx, batchId)
    await deps.goOn(tx)
  })
  return { is: 'over' }
}

/** Files that something took out of the batch folder are told of, and not waited for. @returns whether none is left */
async function isEmptied(deps: SyncDeps, batch: Batch, looker: Looker): Promise<boolean> {
  const { db, folders, roots } = deps
  await roots.requireOnline(folders.current().batches.id)
  const vanished = await findItems(db.read, await listMissingIds(db.read, batch.batchId))
  const inBatch = await listBatchItems(db.read, batch.batchId, ['batched'])
  const progress = (): void => undefined
  const found = await lookAtItems(folders.pathOf, [...inBatch, ...vanished], { signal: looker.signal, progress })
  await looker.commit(async (tx) => {
    const back = found.present.filter(({ state }) => state === 'gone').map((item) => item.itemId)
    await changeItems(tx, { itemIds: back }, { state: 'batched', reason: null })
    await tellMissing(deps, tx, { batch, missing: found.missing })
    if (found.present.length > 0) return
    await changeSync(tx, batch.batchId, { endedAt: deps.clock.now() })
    await changeBatch(tx, batch.batchId, { ...(await endOfEmptied(tx, batch.batchId)), from: ['SYNCING'] })
  })
  return found.present.length === 0
}

/**
 * Sees a batch to the other machine. It looks, sleeps and looks again, however long that takes, and uses up no attempt by
 * that. Repeating a look is harmless.
 */
export function syncBatch(deps: SyncDeps, looks: SyncLooks) {
  return async ({ batchId }: PayloadOf<typeof SyncBatch>, job: JobContext): Promise<{ state: string }> => {
    const end = await looks.lookAt(batchId, {
      signal: job.signal,
      actor: job.actor,
      jobId: job.jobId,
      runId: job.runId,
      commit: (work) => job.commit(work),
      onProgress: (current, total) => job.progress({ current, total, unit: 'bytes' }),
    })
    if (end.is !== 'going') return { state: end.is }
    const sync = await findSync(deps.db.read, batchId)
    return job.snooze(pauseOf(deps, sync, end.hold), { code: 'archive/syncing', params: { batchId } })
  }
}

function pauseOf({ settings, clock }: SyncDeps, sync: Sync | undefined, hold: SaidCode | null): number {
  const pollMs = settings().syncing.poll_interval_sec * 1000
  return hold === null || hold.code === 'sync.peer-silent'
    ? nextLookMs(clock.now() - (sync?.startedAt ?? 0), pollMs)
    : pollMs
}

/** A job that ended without having brought it there leaves nobody who looks: a person has to say how it goes on. */
export function afterSync(deps: SyncDeps) {
  return async (tx: Tx, { payload, state, reason }: SettledJob<typeof SyncBatch>): Promise<void> => {
    const batch = await findBatch(tx, payload.batchId)
    if (state === 'completed' || batch?.state !== 'SYNCING') return
    const why = state === 'cancelled' ? { code: 'archive/sync-cancelled' } : (reason ?? { code: 'internal/unexpected' })
    await failSync(deps, tx, {
      batch,
      sync: await findSync(tx, payload.batchId),
      reason: { params: {}, ...why },
    })
  }
}
