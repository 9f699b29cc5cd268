import { ConflictError } from '../../kernel/errors.ts'
import type { Attention } from '../../attention/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../db/db.ts'
import type { PlannedOperation, PlanOwner, Plans } from '../../plans/index.ts'
import { lookAtItems } from '../batches/look-at-items.ts'
import { batchIdOf, itemMoveOf } from '../batches/take-plan-owner.ts'
import type { ArchiveFolders } from '../folders.ts'
import { findItems } from '../items/store.ts'
import type { Batch, Item } from '../model.ts'
import { type KeptCopy, listKept, setReleased } from '../sorting/kept-store.ts'
import { withdrawCopies } from '../syncing/proof-store.ts'
import { forgetGone } from '../syncing/tell-copies.ts'

export const RELEASE_PLAN = 'archive.release'

interface ReleaseDeps {
  db: Db
  plans: Plans
  folders: ArchiveFolders
}

/**
 * Plans to clear the files that sorting by copy left in the batch folder. Each goes to the trash only while the archive
 * holds the same bytes, which is looked at again right before. The plan waits for a person.
 * @throws ConflictError when none is left, or a plan for them waits already
 */
export async function planRelease(
  deps: ReleaseDeps,
  batch: Batch,
  { actor, signal }: { actor: string; signal: AbortSignal },
): Promise<{ planId: number }> {
  const { db, plans, folders } = deps
  const { batchId, name } = batch
  const kept = await listKept(db.read, batchId)
  const items = new Map(
    (
      await findItems(
        db.read,
        kept.map(({ itemId }) => itemId),
      )
    ).map((item) => [item.itemId, item]),
  )
  const lying = kept.flatMap((copy) => {
    const item = items.get(copy.itemId)
    // One that is not in the archive any more is the only one left: it stays.
    return item?.state === 'filed' ? [asItem(copy, item)] : []
  })
  const { present } = await lookAtItems(folders.pathOf, lying, { signal, progress: () => undefined })
  if (present.length === 0) throw new ConflictError('archive/nothing-to-release', { params: { batch: name } })
  const operations = present.flatMap((copy) => {
    const keeper = items.get(copy.itemId)
    return keeper === undefined ? [] : [releaseOperation(deps, copy, keeper)]
  })
  const subject = `archive.batch:${batchId}`
  return db.tx(async (tx) => {
    const open = await plans.findOpen(tx, RELEASE_PLAN, subject)
    if (open?.state === 'draft') return { planId: open.planId }
    if (open !== undefined) throw new ConflictError('archive/nothing-to-release', { params: { batch: name } })
    const title = { code: RELEASE_PLAN, params: { batch: name, count: operations.length } }
    const data = { batchId, batch: name }
    return { planId: await plans.draft(tx, { kind: RELEASE_PLAN, subject, title, actor, data, operations }) }
  })
}

const asItem = ({ rootId, relPath }: KeptCopy, item: Item): Item => ({ ...item, rootId, relPath, relRaw: null })

function releaseOperation({ folders }: ReleaseDeps, copy: Item, keeper: Item): PlannedOperation {
  return {
    kind: 'file.trash',
    group: String(copy.itemId),
    params: {
      itemId: copy.itemId,
      from: { rootId: copy.rootId, relPath: copy.relPath },
      identity: copy.identity,
      sha256: copy.sha256,
      keeper: { rootId: keeper.rootId, relPath: keeper.relPath },
    },
    before: { root: folders.rootName(copy.rootId), path: copy.relPath, size: copy.size, itemId: copy.itemId },
    after: { root: folders.rootName(keeper.rootId), path: keeper.relPath },
    reason: { code: 'release.is-in-archive', params: {} },
  }
}

/** What is released is proven nowhere any more: the other machine may delete it, too. */
export function releasePlanOwner({ attention, clock }: { attention: Attention; clock: Clock }): PlanOwner {
  return {
    kind: RELEASE_PLAN,
    scopeOf: () => 'files:move',
    async onOutcomes(tx, _plan, came) {
      const of = (state: string): number[] =>
        came.filter(({ outcome }) => outcome.state === state).map(({ operation }) => itemMoveOf(operation).itemId)
      await setReleased(tx, of('done'), clock.now())
      await withdrawCopies(tx, of('done'), clock.now())
      await setReleased(tx, of('undone'), null)
    },
    onDiscarded: (tx, plan) => attention.resolve(tx, `plan:${plan.planId}`),
    async onSettled(tx, plan, direction) {
      await attention.resolve(tx, `plan:${plan.planId}`)
      if (direction === 'apply') await forgetGone({ attention }, tx, batchIdOf(plan))
    },
  }
}
