import type { Tx } from '../../db/db.ts'
import type { Deliveries } from '../../deliveries/index.ts'
import type { JobContext, Jobs, PayloadOf } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { Plans } from '../../plans/index.ts'
import { requireNotPutBack } from '../batches/put-back.ts'
import { changeBatch, listFreeBatches } from '../batches/store.ts'
import { forgetHeld } from '../batches/tell-held.ts'
import { type StartSyncs, SyncBatch } from '../jobs.ts'
import type { Batch, BatchState } from '../model.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import type { SyncDeps } from './deps.ts'
import type { Sync } from './model.ts'
import { changeSync, findSync, insertSync } from './store.ts'
import { forgetSync } from './tell-sync.ts'

/** States from which a batch can set out: one that was synced can be synced anew while nothing is planned for it. */
const CAN_START: readonly BatchState[] = ['PENDING', 'SYNCED', 'ERROR']

/** One that is sorted is brought over anew when something of it is gone there; it stays sorted. */
export const canStart = ({ state, sortPlanId }: Pick<Batch, 'state' | 'sortPlanId'>, isLost: boolean): boolean =>
  state === 'SORTED' ? isLost : CAN_START.includes(state) && (sortPlanId === null || state === 'ERROR')

type StartDeps = Pick<SyncDeps, 'attention' | 'events'> & {
  jobs: Jobs
  clock: Clock
  deliveries: Pick<Deliveries, 'find'>
  plans: Pick<Plans, 'find'>
}

/**
 * Sends a batch on its way, in the caller's transaction. One that had stopped goes on with the same delivery.
 * @throws ConflictError when it is not in a state for it, or its files are being put back
 */
export async function startSync(
  deps: StartDeps,
  tx: Tx,
  { batch, actor, isAnew }: { batch: Batch; actor: string; isAnew: boolean },
): Promise<{ runId: number; jobId: number }> {
  const { batchId, archiveId, name, state } = batch
  await requireNotPutBack(deps, tx, batch)
  const isFree = batch.sortPlanId === null || state === 'ERROR'
  // A plan by which it was sorted in part is over: what is left gets another one.
  const change = { state: 'SYNCING', syncedAt: null, sortPlanId: null, reason: null } as const
  const moved = isFree && (await changeBatch(tx, batchId, { ...change, from: CAN_START }))
  if (!moved) throw new ConflictError('archive/batch-not-syncable', { params: { batch: name, state } })
  const before = await findSync(tx, batchId)
  const now = deps.clock.now()
  const attempt = before === undefined ? 1 : before.attempt + (isAnew ? 1 : 0)
  const fresh: Sync = { ...NOTHING_YET, batchId, archiveId, attempt, startedAt: now, progressedAt: now }
  if (before === undefined) await insertSync(tx, fresh)
  else await changeSync(tx, batchId, { ...fresh, way: before.way, deliveryId: isAnew ? null : before.deliveryId })
  await forgetSync(deps, tx, batchId)
  await forgetHeld(deps, tx, batchId)
  const { jobId, runId } = await deps.jobs.enqueue(tx, SyncBatch, { archiveId, batchId }, { actor, label: name })
  await changeSync(tx, batchId, { jobId })
  const subject = `archive.batch:${batchId}`
  await deps.events.append(tx, { kind: 'archive.sync.started', actor, subject, runId, jobId, data: { batch: name } })
  return { jobId, runId }
}

const NOTHING_YET: Omit<Sync, 'batchId' | 'archiveId' | 'attempt' | 'startedAt' | 'progressedAt'> = {
  way: null,
  deliveryId: null,
  jobId: null,
  endedAt: null,
  lookedAt: null,
  rescannedAt: null,
  hold: null,
  holdSince: null,
  needItems: null,
  needBytes: null,
  doneBytes: 0,
  bytesPerSecond: null,
  thereCount: null,
  provedAt: null,
  lacking: [],
}

/** A delivery that was rejected or taken back never moves again: the next try is another one. */
export async function isDeliveryOver(
  { deliveries }: Pick<StartDeps, 'deliveries'>,
  sync: Sync | undefined,
): Promise<boolean> {
  if (sync?.deliveryId == null) return false
  const delivery = await deliveries.find(sync.deliveryId)
  return delivery === undefined || delivery.state === 'rejected' || delivery.state === 'undone'
}

/** Starts every batch that waits for it. Repeating it is harmless: what is on its way waits no more. */
export function startSyncs(deps: SyncDeps) {
  return async ({ archiveId }: PayloadOf<typeof StartSyncs>, job: JobContext): Promise<{ batchIds: number[] }> => {
    if (!isSyncingOn(deps.settings())) return { batchIds: [] }
    const batchIds = await job.commit(async (tx) => {
      const batches = await listFreeBatches(tx, archiveId, ['PENDING'])
      for (const batch of batches) await startSync(deps, tx, { batch, actor: job.actor, isAnew: true })
      return batches.map(({ batchId }) => batchId)
    })
    return { batchIds }
  }
}
