import type { Attention } from '../../attention/index.ts'
import type { Reader, Tx } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { Operation, Outcome, Plan, PlanOwner, Plans } from '../../plans/index.ts'
import type { Roots } from '../../transfer/index.ts'
import { identityAt } from '../batches/look-at-items.ts'
import { batchIdOf, type ItemOutcome, itemMoveOf, itemOutcomeOf } from '../batches/take-plan-owner.ts'
import { lockGate } from '../batches/gate.ts'
import { requireNotPutBack } from '../batches/put-back.ts'
import { changeBatch, findBatch, getBatch } from '../batches/store.ts'
import { tellHeld } from '../batches/tell-held.ts'
import type { ArchiveFolders } from '../folders.ts'
import { changeEach, type ItemChange } from '../items/edit-store.ts'
import { noteReadBacks } from '../integrity/note-read-backs.ts'
import { forgetReadings, forgetReadTime } from '../integrity/store.ts'
import { countItemsIn, listBatchItems } from '../items/store.ts'
import { SortBatches } from '../jobs.ts'
import { type Batch, DEFAULT_ARCHIVE, isLeftBehind, type SaidCode } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { withdrawCopies } from '../syncing/proof-store.ts'
import { forgetFailures } from '../workflow/tell-failure.ts'
import { tellUndone } from '../workflow/tell-left.ts'
import { deleteKept, findKept, insertKept } from './kept-store.ts'
import { SORT_PLAN } from './sort-batches.ts'
import { sortModeOf } from './sort-mode.ts'

export interface SortOwnerDeps {
  attention: Attention
  jobs: Jobs
  plans: Plans
  clock: Clock
  roots: Roots
  folders: ArchiveFolders
  settings: () => ArchiveSettings
  /** What had to wait for the batch goes on. */
  goOn: (tx: Tx) => Promise<void>
  /** What was filed is read back where it lies now. */
  readFiled: (tx: Tx) => Promise<void>
}

/** Keeps items and batches in line with what a sort plan did. */
export function sortPlanOwner(deps: SortOwnerDeps): PlanOwner {
  return {
    kind: SORT_PLAN,
    scopeOf: () => 'files:move',
    async beforeApply(tx, plan) {
      const batch = await getBatch(tx, batchIdOf(plan))
      requireMode(deps, batch, plan)
      await requireNotPutBack(deps, tx, batch)
      await changeBatch(tx, batchIdOf(plan), { state: 'SORTING', reason: null, from: ['PENDING', 'SYNCED', 'SORTING'] })
    },
    beforeUndo: (tx) => lockGate(tx, DEFAULT_ARCHIVE),
    listUndoable: (reader, operations) => listStanding(deps, reader, operations),
    async onOutcomes(tx, plan, came) {
      const now = deps.clock.now()
      await noteCopies(tx, { batchId: batchIdOf(plan), came, now })
      const outcomes = came.map(itemOutcomeOf)
      await changeEach(
        tx,
        outcomes.map((one) => ({ itemId: one.itemId, change: changeOf(one, now) })),
      )
      const idsOf = (end: Outcome['state']): number[] =>
        outcomes.filter(({ outcome }) => outcome.state === end).map(({ itemId }) => itemId)
      await forgetReadTime(tx, idsOf('done'))
      await noteReadBacks(tx, outcomes)
      // What was read lay in the archive.
      await forgetReadings(tx, idsOf('undone'))
    },
    async onDiscarded(tx, plan) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
      if (plan.state === 'draft') await hold(deps, tx, { plan, code: 'batch.held-by-discard' })
    },
    async onSettled(tx, plan, direction) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
      const archive = deps.folders.current().archive
      await deps.roots.expectFiles(tx, archive.id, await countItemsIn(tx, archive.id, ['filed']))
      if (direction === 'undo') {
        await tellUndone(deps, tx, plan)
        return hold(deps, tx, { plan, code: 'batch.held-by-undo' })
      }
      if (plan.state === 'stale') return planAnew(deps, tx, plan)
      await deps.readFiled(tx)
      await settleBatch(deps, tx, plan)
    },
  }
}

/**
 * A plan that was made before syncing was switched on would have the other machine delete what it takes out of the folder.
 * @throws ConflictError when the settings say that nothing may
 */
function requireMode({ settings }: SortOwnerDeps, batch: Batch, plan: Plan): void {
  if (plan.data['mode'] === 'copy' || sortModeOf(batch, settings()) !== 'copy') return
  throw new ConflictError('archive/planned-to-move', { params: { batch: batch.name } })
}

const isCopy = ({ kind }: Pick<Operation, 'kind'>): boolean => kind === 'file.copy'

/**
 * A copy is taken back only while the file that it was made of stands in the batch folder: else it may be the only one
 * left. What was released is brought back by the undo of that.
 */
async function listStanding(
  { folders }: SortOwnerDeps,
  reader: Reader,
  operations: readonly Operation[],
): Promise<Operation[]> {
  const idOf = (operation: Operation): number => itemMoveOf(operation).itemId
  const kept = await findKept(reader, operations.filter(isCopy).map(idOf))
  const standing: Operation[] = []
  for (const operation of operations) {
    if (!isCopy(operation) || (kept.has(idOf(operation)) && (await stands(folders, operation))))
      standing.push(operation)
  }
  return standing
}

async function stands({ pathOf }: ArchiveFolders, operation: Operation): Promise<boolean> {
  const { from } = itemMoveOf(operation)
  const now = await identityAt(pathOf({ ...from, relRaw: null }))
  return now !== undefined && bytesMark(now) === bytesMark(String(operation.params['identity']))
}

/** Size and time of the last write; the rest of `dev:ino:size:mtimeNs:ctimeNs` changes with a name or a mode. */
const bytesMark = (identity: string): string => identity.split(':').slice(2, 4).join(':')

/** What stays in the batch folder, and what leaves it: nothing is proven any more of what another machine may delete. */
async function noteCopies(
  tx: Tx,
  { batchId, came, now }: { batchId: number; came: readonly { operation: Operation; outcome: Outcome }[]; now: number },
): Promise<void> {
  const of = (state: Outcome['state']) => came.filter(({ outcome }) => outcome.state === state)
  const itemOf = ({ operation }: { operation: Operation }): number => itemMoveOf(operation).itemId
  const done = Object.groupBy(of('done'), ({ operation }) => (isCopy(operation) ? 'copied' : 'moved'))
  const copies = (done.copied ?? []).map(({ operation }) => {
    const { itemId, from } = itemMoveOf(operation)
    return { itemId, batchId, ...from, size: Number(operation.before['size']) }
  })
  await insertKept(tx, copies, now)
  await withdrawCopies(tx, (done.moved ?? []).map(itemOf), now)
  await deleteKept(tx, of('undone').map(itemOf))
}

function changeOf({ outcome, from, to }: ItemOutcome, now: number): ItemChange {
  if (outcome.state === 'done') return { state: 'filed', ...to, filedAt: now, reason: null }
  if (outcome.state === 'undone') return { state: 'batched', ...from, filedAt: null, reason: null }
  return { reason: 'error' in outcome ? outcome.error : null }
}

/** Something in the batch is no longer as it was planned; what is on disk now gets a plan of its own. */
async function planAnew({ jobs }: SortOwnerDeps, tx: Tx, plan: Plan): Promise<void> {
  const batchId = batchIdOf(plan)
  const { state } = await waitingState(tx, plan)
  await changeBatch(tx, batchId, { state, sortPlanId: null, from: ['SORTING'] })
  const payload = { archiveId: DEFAULT_ARCHIVE, batchId, apply: 'no' as const }
  await jobs.enqueue(tx, SortBatches, payload, { actor: plan.appliedBy ?? plan.madeBy })
}

/** The files stay in the batch until a person sorts it. */
async function hold(deps: SortOwnerDeps, tx: Tx, { plan, code }: { plan: Plan; code: string }): Promise<void> {
  await changeBatch(tx, batchIdOf(plan), {
    ...(await waitingState(tx, plan)),
    sortPlanId: null,
    sortedAt: null,
    reason: { code, params: {} },
  })
  await tellHeld(deps, tx)
}

/** As before it was sorted. What was taken out of a folder that is synced and put back there has to be synced anew. */
async function waitingState(tx: Tx, plan: Plan): Promise<Pick<Batch, 'state' | 'syncedAt'>> {
  const syncedAt = (await findBatch(tx, batchIdOf(plan)))?.syncedAt ?? null
  const wasMoved = plan.state === 'undone' && plan.data['mode'] !== 'copy'
  return syncedAt === null || wasMoved ? { state: 'PENDING', syncedAt: null } : { state: 'SYNCED', syncedAt }
}

async function settleBatch(deps: SortOwnerDeps, tx: Tx, plan: Plan): Promise<void> {
  const batchId = batchIdOf(plan)
  const left = await listBatchItems(tx, batchId, ['batched'])
  const cause = `archive.batch-error:${batchId}`
  if (left.length === 0) {
    await deps.attention.resolve(tx, cause)
    await forgetFailures(deps.attention, tx)
    await changeBatch(tx, batchId, { state: 'SORTED', sortedAt: deps.clock.now(), reason: null })
    return deps.goOn(tx)
  }
  const params = { batch: String(plan.data['batch']), count: left.length }
  await changeBatch(tx, batchId, { state: 'ERROR', reason: { code: 'archive/sort-incomplete', params } })
  const problem = left.find(isLeftBehind)?.reason ?? NOT_REACHED
  await deps.attention.raise(tx, {
    cause,
    code: 'archive.sort-incomplete',
    params: { ...problem.params, ...params, errorCode: problem.code },
    severity: 'bad',
    subject: `archive.batch:${batchId}`,
    actions: [
      { code: 'retry-batch', call: { operationId: 'archive.retryBatch', params: { batchId } } },
      { code: 'abandon-batch', call: { operationId: 'archive.abandonBatch', params: { batchId } } },
      { code: 'open-plan', open: `/archive/plans/${plan.planId}` },
    ],
  })
}

const NOT_REACHED: SaidCode = { code: 'transfer/not-run', params: {} }
