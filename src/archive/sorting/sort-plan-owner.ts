import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Plan, PlanOwner, Plans } from '../../plans/index.ts'
import type { Roots } from '../../transfer/index.ts'
import { batchIdOf, type ItemOutcome, itemOutcomeOf } from '../batches/take-plan-owner.ts'
import { changeBatch } from '../batches/store.ts'
import { tellHeld } from '../batches/tell-held.ts'
import type { ArchiveFolders } from '../folders.ts'
import { changeEach, type ItemChange } from '../items/edit-store.ts'
import { forgetReadTime } from '../integrity/store.ts'
import { countItemsIn, listBatchItems } from '../items/store.ts'
import { SortBatches } from '../jobs.ts'
import { DEFAULT_ARCHIVE, isLeftBehind, type SaidCode } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { forgetFailures } from '../workflow/tell-failure.ts'
import { tellUndone } from '../workflow/tell-left.ts'
import { SORT_PLAN } from './sort-batches.ts'

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
    async beforeApply(tx, plan) {
      await changeBatch(tx, batchIdOf(plan), { state: 'SORTING', reason: null, from: ['PENDING', 'SORTING'] })
    },
    async onOutcomes(tx, _plan, came) {
      const now = deps.clock.now()
      const outcomes = came.map(itemOutcomeOf)
      await changeEach(
        tx,
        outcomes.map((one) => ({ itemId: one.itemId, change: changeOf(one, now) })),
      )
      const moved = outcomes.filter(({ outcome: { state } }) => state === 'done' || state === 'undone')
      await forgetReadTime(
        tx,
        moved.map(({ itemId }) => itemId),
      )
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

function changeOf({ outcome, from, to }: ItemOutcome, now: number): ItemChange {
  if (outcome.state === 'done') return { state: 'filed', ...to, filedAt: now, reason: null }
  if (outcome.state === 'undone') return { state: 'batched', ...from, filedAt: null, reason: null }
  return { reason: 'error' in outcome ? outcome.error : null }
}

/** Something in the batch is no longer as it was planned; what is on disk now gets a plan of its own. */
async function planAnew({ jobs }: SortOwnerDeps, tx: Tx, plan: Plan): Promise<void> {
  const batchId = batchIdOf(plan)
  await changeBatch(tx, batchId, { state: 'PENDING', sortPlanId: null, from: ['SORTING'] })
  const payload = { archiveId: DEFAULT_ARCHIVE, batchId, apply: 'no' as const }
  await jobs.enqueue(tx, SortBatches, payload, { actor: plan.appliedBy ?? plan.madeBy })
}

/** The files stay in the batch until a person sorts it. */
async function hold(deps: SortOwnerDeps, tx: Tx, { plan, code }: { plan: Plan; code: string }): Promise<void> {
  await changeBatch(tx, batchIdOf(plan), {
    state: 'PENDING',
    sortPlanId: null,
    sortedAt: null,
    reason: { code, params: {} },
  })
  await tellHeld(deps, tx)
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
