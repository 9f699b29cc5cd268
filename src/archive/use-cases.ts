import type { Attention } from '../attention/index.ts'
import type { Db, Tx } from '../db/db.ts'
import type { Deliveries } from '../deliveries/index.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError } from '../kernel/errors.ts'
import type { EventLog } from '../live/event-log.ts'
import type { Plans } from '../plans/index.ts'
import type { NameFinder, Roots } from '../transfer/index.ts'
import { type Blocking, blockedReason, findBlocking, lockGate } from './batches/gate.ts'
import { requireNotPutBack } from './batches/put-back.ts'
import { changeBatch, listMissingIds } from './batches/store.ts'
import { reserveBatch } from './batches/take-batch.ts'
import { putBackCopies } from './cleanup/put-back-copies.ts'
import type { StepName } from './contract.ts'
import type { ArchiveFolders } from './folders.ts'
import type { Examiner } from './intake/examine-items.ts'
import { changeItems } from './items/edit-store.ts'
import { setCaptureDate } from './items/set-capture-date.ts'
import { findReadySince, listItemsInState } from './items/store.ts'
import { CleanUp, RunArchive, SortBatches, TakeBatch, UndoRun } from './jobs.ts'
import { type Batch, type BatchState, DEFAULT_ARCHIVE, isHeld } from './model.ts'
import type { ArchiveSettings } from './settings.ts'
import { forgetMissing } from './sorting/missing-files.ts'
import { releasePause } from './workflow/pause-run.ts'
import { isSortable, isSyncingOn, sortableStates } from './sorting/sort-mode.ts'
import { startsAnew } from './syncing/use-cases.ts'
import { startSync } from './syncing/start-sync.ts'
import { findSync } from './syncing/store.ts'
import { startWhenWaiting, usualSteps } from './workflow/run-archive.ts'

export interface UseCaseDeps {
  db: Db
  jobs: Jobs
  plans: Plans
  attention: Attention
  events: EventLog
  roots: Roots
  nameFinder: (rootId: number) => Promise<NameFinder>
  clock: Clock
  folders: ArchiveFolders
  examiner: Examiner
  settings: () => ArchiveSettings
  deliveries: Pick<Deliveries, 'find'>
}

const archiveId = DEFAULT_ARCHIVE
const madeBy = (runId: number | null, batchId: number | null, planId: number | null = null) => ({
  planId,
  runId,
  batchId,
  reason: null,
})

export type ArchiveUseCases = ReturnType<typeof archiveUseCases>

export function archiveUseCases(deps: UseCaseDeps) {
  const { db, jobs, folders } = deps
  return {
    ...itemUseCases(deps),

    ...batchUseCases(deps),
    ...mendUseCases(deps),

    /** @throws UnavailableError while the folders can't be used, ConflictError when it shall sync and syncing is off */
    startRun: (
      { steps, isStepwise }: { steps?: readonly StepName[] | undefined; isStepwise: boolean },
      actor: string,
    ) =>
      db.tx(async (tx) => {
        folders.current()
        if (steps?.includes('sync') === true && !isSyncingOn(deps.settings()))
          throw new ConflictError('archive/no-syncing')
        const wanted = steps === undefined ? usualSteps(deps.settings()) : [...steps]
        const { runId, isNew } = await jobs.enqueue(
          tx,
          RunArchive,
          { archiveId, steps: wanted, isStepwise },
          { actor, priority: 3 },
        )
        return { started: isNew, runId }
      }),

    /** @throws ConflictError `archive/not-paused` */
    goOn: (runId: number, actor: string) => db.tx((tx) => releasePause(deps, tx, { runId, actor })),

    undoRun: (runId: number, actor: string) =>
      db.tx(async (tx) => ({
        runId: (await jobs.enqueue(tx, UndoRun, { archiveId, runId }, { actor, priority: 3 })).runId,
      })),
  }
}

function batchUseCases({ db, jobs, plans, clock, settings, folders }: UseCaseDeps) {
  return {
    /**
     * @throws ConflictError when nothing can be taken or a batch that is not sorted yet stands in the way,
     * UnavailableError while the folders can't be used
     */
    createBatch: (options: { dryRun: boolean }, actor: string) =>
      db.tx(async (tx) => {
        folders.current()
        const wanted = { archiveId, runId: null, now: clock.now(), settings: settings(), drafts: 'block' as const }
        const reserved = await reserveBatch({ plans }, tx, wanted)
        if ('blockedBy' in reserved) throw refusedBy(reserved.blockedBy)
        if ((await findReadySince(tx, archiveId)) === null) throw new ConflictError('archive/nothing-to-take')
        const payload = {
          archiveId,
          batchId: reserved.batchId,
          apply: options.dryRun ? ('no' as const) : ('yes' as const),
        }
        const { runId } = await jobs.enqueue(tx, TakeBatch, payload, { actor })
        await changeBatch(tx, reserved.batchId, { runId })
        return madeBy(runId, reserved.batchId)
      }),

    /** Applies the plan that waits for the batch, else makes one; a dry run only makes one. */
    sortBatch: (batch: Batch, options: { dryRun: boolean }, actor: string) =>
      db.tx(async (tx) => {
        requireSortable(batch, settings())
        await requireNotPutBack({ plans }, tx, batch)
        if (batch.sortPlanId !== null && options.dryRun) return madeBy(null, batch.batchId, batch.sortPlanId)
        if (batch.sortPlanId !== null) {
          await changeBatch(tx, batch.batchId, { state: 'SORTING', from: [batch.state] })
          const { runId } = await plans.apply(tx, batch.sortPlanId, { actor })
          return madeBy(runId, batch.batchId, batch.sortPlanId)
        }
        const payload = {
          archiveId,
          batchId: batch.batchId,
          apply: options.dryRun ? ('no' as const) : ('yes' as const),
        }
        const { runId } = await jobs.enqueue(tx, SortBatches, payload, { actor })
        return madeBy(runId, batch.batchId)
      }),
  }
}

/** @throws ConflictError when it can't be sorted now */
function requireSortable(batch: Batch, settings: ArchiveSettings): void {
  if (isSortable(batch, settings)) return
  const params = { batch: batch.name, state: batch.state }
  const isToSync = isSyncingOn(settings) && (batch.state === 'PENDING' || batch.state === 'SYNCING')
  throw new ConflictError(isToSync ? 'archive/batch-not-synced' : 'archive/batch-not-sortable', { params })
}

function mendUseCases(deps: UseCaseDeps) {
  const { db, jobs, plans } = deps
  return {
    /**
     * What could not be synced or sorted, and what had vanished and is back, is taken up again from what is on disk now.
     */
    async retryBatch(batch: Batch, actor: string): Promise<void> {
      const isAnew = await startsAnew(deps, batch)
      await db.tx(async (tx) => {
        await requireNotPutBack(deps, tx, batch)
        const from = await mendableFrom(tx, batch)
        if (batch.state !== 'ERROR') await requireGate(deps, tx, batch)
        if (await stoppedOnItsWay(deps, tx, batch)) return void (await startSync(deps, tx, { batch, actor, isAnew }))
        const state = batch.syncedAt === null ? ('PENDING' as const) : ('SYNCED' as const)
        await changeBatch(tx, batch.batchId, { state, reason: null, sortPlanId: null, from })
        await forgetMissing(deps, tx, batch.batchId)
        if (sortableStates(deps.settings()).includes(state))
          await jobs.enqueue(tx, SortBatches, { archiveId, batchId: batch.batchId, apply: 'yes' }, { actor })
        else await startWhenWaiting(deps, tx, archiveId)
      })
    },

    /** Puts the files that are still in the batch back where they came from, and gives up those that have vanished. */
    abandonBatch: (batch: Batch, actor: string) =>
      db.tx(async (tx) => {
        await requireNotPutBack(deps, tx, batch)
        const isWaiting = isHeld(batch) || ON_ITS_WAY.includes(batch.state)
        if (!isWaiting) await mendableFrom(tx, batch)
        await forgetMissing(deps, tx, batch.batchId)
        const { takePlanId } = batch
        if ((batch.state === 'ERROR' || isWaiting) && takePlanId !== null)
          return { runId: (await plans.undo(tx, takePlanId, { actor })).runId }
        return { runId: (await jobs.enqueue(tx, CleanUp, { archiveId }, { actor })).runId }
      }),
  }
}

/** A person may end the syncing at any time, and what was synced may be put back as long as it is not sorted. */
const ON_ITS_WAY: readonly BatchState[] = ['SYNCING', 'SYNCED']

/** Whether it was syncing that stopped, and not sorting. */
const stoppedOnItsWay = async ({ settings }: UseCaseDeps, tx: Tx, batch: Batch): Promise<boolean> =>
  batch.state === 'ERROR' &&
  batch.syncedAt === null &&
  isSyncingOn(settings()) &&
  (await findSync(tx, batch.batchId)) !== undefined

/** @throws ConflictError unless something is wrong with the batch */
async function mendableFrom(tx: Tx, { batchId, name, state }: Batch): Promise<BatchState[]> {
  const isDone = state === 'SORTED' || state === 'ABANDONED'
  if (state === 'ERROR' || (isDone && (await listMissingIds(tx, batchId)).length > 0)) return [state]
  throw new ConflictError('archive/batch-not-in-error', { params: { batch: name, state } })
}

/** @throws ConflictError while another batch is not sorted and batches may not run in parallel */
async function requireGate({ plans, settings }: UseCaseDeps, tx: Tx, { batchId }: Batch): Promise<void> {
  await lockGate(tx, archiveId)
  if (settings().batch.allow_parallel) return
  const blocking = await findBlocking({ plans }, tx, { archiveId, drafts: 'pass', batchId })
  if (blocking !== undefined) throw refusedBy(blocking)
}

function refusedBy(blocking: Blocking): ConflictError {
  const { code, params } = blockedReason(blocking)
  return new ConflictError(code, { params })
}

function itemUseCases(deps: UseCaseDeps) {
  const { db, events } = deps
  return {
    setCaptureDate: setCaptureDate(deps),

    putBackCopies: (actor: string) => putBackCopies(deps, actor),

    /** @returns how many were let go */
    releaseItems: (itemIds: readonly number[] | undefined, actor: string): Promise<number> =>
      db.tx(async (tx) => {
        const held = await listItemsInState(tx, archiveId, ['held'])
        const chosen = itemIds === undefined ? held : held.filter((item) => itemIds.includes(item.itemId))
        await changeItems(tx, { itemIds: chosen.map((item) => item.itemId) }, { state: 'unique', reason: null })
        await events.append(tx, {
          kind: 'archive.items.released',
          actor,
          subject: `archive:${archiveId}`,
          data: { count: chosen.length },
        })
        if (chosen.length > 0) await startWhenWaiting(deps, tx, archiveId)
        return chosen.length
      }),
  }
}
