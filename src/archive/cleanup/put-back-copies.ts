import { ConflictError } from '../../kernel/errors.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { PlannedOperation, PlanOwner, Plans } from '../../plans/index.ts'
import type { NameFinder } from '../../transfer/index.ts'
import { placeGroups } from '../batches/place-groups.ts'
import { moveOperation } from '../batches/take-batch.ts'
import { itemOutcomeOf } from '../batches/take-plan-owner.ts'
import { changeEach, type ItemChange } from '../items/edit-store.ts'
import { listOnlyCopies } from '../items/copy-store.ts'
import { ScanIntake } from '../jobs.ts'
import { identityAt } from '../batches/look-at-items.ts'
import { DEFAULT_ARCHIVE, folderOf, type Item } from '../model.ts'
import { type OnlyCopiesDeps, tellOnlyCopies } from './only-copies.ts'

export const BACK_PLAN = 'archive.back'
const SUBJECT = `archive:${DEFAULT_ARCHIVE}`

interface PutBackDeps extends OnlyCopiesDeps {
  plans: Plans
  nameFinder: (rootId: number) => Promise<NameFinder>
}

/**
 * Moves the copies that are the only ones left to where they came from in the intake, or to the first intake folder when
 * that one was let go.
 * @throws ConflictError when there are none, or they are being put back already
 */
export async function putBackCopies(deps: PutBackDeps, actor: string): Promise<{ runId: number }> {
  const { folders, plans, db } = deps
  const { sources } = folders.current()
  const copies = await asTheyAre(deps, await listOnlyCopies(db.read, DEFAULT_ARCHIVE))
  const first = sources[0]?.root
  if (copies.length === 0 || first === undefined) throw new ConflictError('archive/no-only-copies')
  const targetOf = ({ sourceRootId }: Item) => sources.find(({ root }) => root.id === sourceRootId)?.root ?? first
  const operations: PlannedOperation[] = []
  for (const [target, items] of Map.groupBy(copies, targetOf)) {
    const groups = items.map((item) => ({ items: [item], folder: folderOf(item.sourceRelPath) }))
    const placed = await placeGroups(groups, await deps.nameFinder(target.id))
    for (const { item, relPath } of placed) {
      const to = { rootId: target.id, rootName: target.name, relPath, fromName: folders.rootName(item.rootId) }
      operations.push(moveOperation(item, to, { code: 'back.only-copy', params: {} }))
    }
  }
  return db.tx(async (tx) => {
    if ((await plans.findOpen(tx, BACK_PLAN, SUBJECT)) !== undefined) throw new ConflictError('archive/no-only-copies')
    const title = { code: BACK_PLAN, params: { count: operations.length } }
    const planId = await plans.draft(tx, { kind: BACK_PLAN, subject: SUBJECT, title, actor, operations })
    const { runId } = await plans.apply(tx, planId, { actor })
    return { runId }
  })
}

/** Their moves have changed what identifies them; those that are away are left out. */
async function asTheyAre({ folders }: PutBackDeps, copies: readonly Item[]): Promise<Item[]> {
  const present: Item[] = []
  for (const item of copies) {
    const identity = await identityAt(folders.pathOf(item))
    if (identity !== undefined) present.push({ ...item, identity })
  }
  return present
}

/** What was put back is a file of its own in the intake: the next look finds it there as a new one. */
export function backPlanOwner(deps: Pick<OnlyCopiesDeps, 'attention'> & { jobs: Jobs }): PlanOwner {
  return {
    kind: BACK_PLAN,
    scopeOf: () => 'files:move',
    onOutcomes: (tx, _plan, came) =>
      changeEach(
        tx,
        came.map(itemOutcomeOf).map(({ itemId, outcome }) => ({ itemId, change: changeOf(outcome) })),
      ),
    onDiscarded: async () => undefined,
    async onSettled(tx, _plan, direction) {
      await tellOnlyCopies(deps, tx)
      const payload = { archiveId: DEFAULT_ARCHIVE, isStep: false }
      if (direction === 'apply') await deps.jobs.enqueue(tx, ScanIntake, payload, { actor: 'system' })
    },
  }
}

function changeOf(outcome: ReturnType<typeof itemOutcomeOf>['outcome']): ItemChange {
  if (outcome.state === 'done') return { state: 'gone', reason: { code: 'put-back', params: {} } }
  if (outcome.state === 'undone') return { state: 'aside', reason: null }
  return { reason: 'error' in outcome ? outcome.error : null }
}
