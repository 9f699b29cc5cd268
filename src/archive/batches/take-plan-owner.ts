import { z } from 'zod'
import type { Attention } from '../../attention/index.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { CleanUp, RunArchive } from '../jobs.ts'
import { DEFAULT_ARCHIVE, INTAKE_STATES } from '../model.ts'
import type { Tx } from '../../db/db.ts'
import type { Operation, Outcome, Plan, PlanOwner, Plans } from '../../plans/index.ts'
import { noteReadBacks } from '../integrity/note-read-backs.ts'
import { forgetMissing } from '../sorting/missing-files.ts'
import { SORT_PLAN } from '../sorting/sort-batches.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import { withdrawCopies } from '../syncing/proof-store.ts'
import { forgetSync } from '../syncing/tell-sync.ts'
import { changeEach, changeItems, type ItemChange, type ItemEdit } from '../items/edit-store.ts'
import { findItems, listBatchItems } from '../items/store.ts'
import type { Item } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { forgetFailures } from '../workflow/tell-failure.ts'
import { tellLeftBehind, tellUndone } from '../workflow/tell-left.ts'
import { findBlocking, lockGate } from './gate.ts'
import { type BatchChange, changeBatch, listBlockingBatches } from './store.ts'
import { forgetHeld } from './tell-held.ts'
import { TAKE_PLAN } from './take-batch.ts'

const Place = z.object({ rootId: z.number().int(), relPath: z.string() })
const ItemMove = z.looseObject({ itemId: z.number().int(), from: Place, to: Place.optional() })
const BatchData = z.looseObject({ batchId: z.number().int() })

export interface ItemOutcome {
  itemId: number
  from: z.output<typeof Place>
  to: z.output<typeof Place> | undefined
  outcome: Outcome
}

/** Which item an operation of ours moves, from where to where. */
export const itemMoveOf = (operation: Pick<Operation, 'params'>): Omit<ItemOutcome, 'outcome'> => {
  const { itemId, from, to } = ItemMove.parse(operation.params)
  return { itemId, from, to }
}

export const itemOutcomeOf = ({ operation, outcome }: { operation: Operation; outcome: Outcome }): ItemOutcome => ({
  ...itemMoveOf(operation),
  outcome,
})

export const batchIdOf = (plan: Plan): number => BatchData.parse(plan.data).batchId

export interface TakeOwnerDeps {
  clock: Clock
  attention: Attention
  jobs: Jobs
  plans: Plans
  settings: () => ArchiveSettings
  /** What had to wait for the batch goes on. */
  goOn: (tx: Tx) => Promise<void>
}

/** Keeps items and batches in line with what a take plan did. */
export function takePlanOwner(deps: TakeOwnerDeps): PlanOwner {
  return {
    kind: TAKE_PLAN,
    scopeOf: () => 'files:move',
    beforeApply: (tx, plan) => passGate(deps, tx, batchIdOf(plan)),
    beforeUndo: (tx, plan) => beginPuttingBack(tx, batchIdOf(plan)),
    async listUndoable(reader, operations) {
      const ids = operations.map((operation) => itemMoveOf(operation).itemId)
      const inBatch = (await findItems(reader, ids)).filter(({ state }) => state === 'batched')
      const batched = new Set(inBatch.map((item) => item.itemId))
      return operations.filter((operation) => batched.has(itemMoveOf(operation).itemId))
    },
    async onOutcomes(tx, plan, came) {
      const batchId = batchIdOf(plan)
      const outcomes = came.map(itemOutcomeOf)
      await changeEach(
        tx,
        outcomes.map((one) => editOf(one, plan.state, batchId)),
      )
      await noteReadBacks(tx, outcomes)
      const back = came.filter(({ outcome }) => outcome.state === 'undone')
      await withdrawCopies(
        tx,
        back.map(({ operation }) => itemMoveOf(operation).itemId),
        deps.clock.now(),
      )
    },
    async onDiscarded(tx, plan) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
      await giveBack(tx, batchIdOf(plan), { state: 'held', reason: { code: 'held-by-discard', params: {} } })
      await deps.goOn(tx)
    },
    async onSettled(tx, plan, direction) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
      const batchId = batchIdOf(plan)
      if (plan.state === 'stale') {
        await giveBack(tx, batchId, {})
        return deps.goOn(tx)
      }
      if (direction === 'apply') await freeUntouched(tx, batchId)
      if (direction === 'apply') await tellLeftBehind(deps, tx, { state: 'unique', plan })
      else await tellUndone(deps, tx, plan)
      if (direction === 'undo') await discardSortDraft(deps.plans, tx, plan)
      const change = await settledBatch(tx, batchId, direction)
      await changeBatch(tx, batchId, change)
      if (change.state === 'PENDING') await sortNext(deps, tx, plan)
      if (change.state === 'ABANDONED') await clearFolder(deps, tx, plan)
      if (change.state !== 'ERROR') await deps.attention.resolve(tx, `archive.batch-error:${batchId}`)
      if (direction === 'undo') {
        await forgetMissing(deps, tx, batchId)
        await forgetHeld(deps, tx, batchId)
        await forgetSync(deps, tx, batchId)
        if (change.state === 'ERROR') return
        await forgetFailures(deps.attention, tx)
        await deps.goOn(tx)
      }
    },
  }
}

/** @throws ConflictError while another batch is not sorted yet and batches may not run in parallel */
async function passGate({ plans, settings }: TakeOwnerDeps, tx: Tx, batchId: number): Promise<void> {
  await lockGate(tx, DEFAULT_ARCHIVE)
  const blocking = settings().batch.allow_parallel
    ? undefined
    : await findBlocking({ plans }, tx, { archiveId: DEFAULT_ARCHIVE, drafts: 'pass', batchId })
  if (blocking !== undefined) {
    const { name, state } = blocking.batch
    throw new ConflictError('archive/draft-must-wait', { params: { batch: name, state: state.toLowerCase() } })
  }
  await changeBatch(tx, batchId, { reason: { code: 'batch.being-taken', params: {} } })
}

/** The job of one that is on its way finds that it is so no more. */
async function beginPuttingBack(tx: Tx, batchId: number): Promise<void> {
  await lockGate(tx, DEFAULT_ARCHIVE)
  const reason = { code: 'batch.being-put-back', params: {} }
  await changeBatch(tx, batchId, { state: 'ERROR', reason, from: ['SYNCING'] })
  await changeBatch(tx, batchId, { reason })
}

/** What was taken is synced and sorted next; a run that is under way does it, or is followed by one that does. */
async function sortNext({ jobs, settings }: TakeOwnerDeps, tx: Tx, plan: Plan): Promise<void> {
  const steps = isSyncingOn(settings()) ? (['sync', 'sort'] as const) : (['sort'] as const)
  const payload = { archiveId: DEFAULT_ARCHIVE, steps: [...steps] }
  await jobs.enqueue(tx, RunArchive, payload, { actor: plan.appliedBy ?? 'system' })
}

/** Undoing takes away the folders of what was moved; those that were made for what could not be moved are still there. */
async function clearFolder({ jobs, plans }: TakeOwnerDeps, tx: Tx, plan: Plan): Promise<void> {
  const failed = await plans.operationsOf(tx, plan.planId, { withError: true })
  if (failed.length > 0) await jobs.enqueue(tx, CleanUp, { archiveId: DEFAULT_ARCHIVE }, { actor: 'system' })
}

/** A plan to sort files that are no longer in the batch waits for nothing. */
async function discardSortDraft(plans: Plans, tx: Tx, plan: Plan): Promise<void> {
  const open = await plans.findOpen(tx, SORT_PLAN, plan.subject)
  if (open?.state === 'draft') await plans.discard(tx, open.planId, plan.appliedBy ?? plan.madeBy)
}

function editOf({ itemId, outcome, from, to }: ItemOutcome, planState: Plan['state'], batchId: number): ItemEdit {
  if (outcome.state === 'done') return { itemId, change: { state: 'batched', ...to, batchId, reason: null } }
  if (outcome.state === 'undone') {
    const reason = { code: 'held-by-undo', params: {} }
    return { itemId, change: { state: 'held', ...from, batchId: null, reason } }
  }
  const reason = 'error' in outcome ? outcome.error : null
  if (planState === 'undoing') return { itemId, change: { reason } }
  return { itemId, whileInRoot: from.rootId, change: { batchId: null, reason } }
}

/** Nothing was moved: the items are free again, whatever has become of them meanwhile, and the batch was never one. */
async function giveBack(tx: Tx, batchId: number, change: ItemChange): Promise<void> {
  const items = await listBatchItems(tx, batchId, INTAKE_STATES)
  const isReady = ({ state }: Item): boolean => state === 'unique'
  await changeItems(tx, { itemIds: items.map((item) => item.itemId) }, { batchId: null })
  await changeItems(tx, { itemIds: items.filter(isReady).map((item) => item.itemId) }, { ...change, batchId: null })
  await changeBatch(tx, batchId, { state: 'ABANDONED', reason: null, from: ['CREATING'] })
}

const Planned = z.looseObject({ itemId: z.number().int(), identity: z.string() })

/** Puts drafts away whose files have changed or gone since: the others of them get a new one. */
export async function withdrawOutdated(
  { plans, attention }: Pick<TakeOwnerDeps, 'plans' | 'attention'>,
  tx: Tx,
  archiveId: number,
): Promise<void> {
  for (const { batchId, state, takePlanId } of await listBlockingBatches(tx, archiveId)) {
    if (state !== 'CREATING' || takePlanId === null) continue
    const planned = (await plans.operationsOf(tx, takePlanId)).map(({ params }) => Planned.parse(params))
    const items = await listBatchItems(tx, batchId, INTAKE_STATES)
    const identityOf = new Map(items.map(({ itemId, state: now, identity }) => [itemId, now === 'unique' && identity]))
    if (planned.every(({ itemId, identity }) => identityOf.get(itemId) === identity)) continue
    if (!(await plans.withdraw(tx, takePlanId))) continue
    await attention.resolve(tx, `plan:${takePlanId}`)
    await giveBack(tx, batchId, {})
  }
}

/** What a job never came to, because it was stopped, waits for the next batch. */
async function freeUntouched(tx: Tx, batchId: number): Promise<void> {
  const items = await listBatchItems(tx, batchId, INTAKE_STATES)
  await changeItems(tx, { itemIds: items.map((item) => item.itemId) }, { batchId: null })
}

const countsOf = (items: readonly Item[]): Pick<BatchChange, 'fileCount' | 'sizeBytes'> => ({
  fileCount: items.length,
  sizeBytes: items.reduce((sum, item) => sum + item.size, 0),
})

async function settledBatch(tx: Tx, batchId: number, direction: 'apply' | 'undo'): Promise<BatchChange> {
  const inBatch = await listBatchItems(tx, batchId, ['batched'])
  const counts = countsOf(inBatch)
  if (inBatch.length === 0) {
    const filed = await listBatchItems(tx, batchId, ['filed'])
    return filed.length === 0
      ? { ...counts, state: 'ABANDONED', reason: null }
      : { ...countsOf(filed), state: 'SORTED', reason: null }
  }
  if (direction === 'apply') return { ...counts, state: 'PENDING', reason: null }
  return { ...counts, state: 'ERROR', reason: { code: 'archive/undo-incomplete', params: { count: inBatch.length } } }
}
