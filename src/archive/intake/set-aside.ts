import { z } from 'zod'
import type { Attention } from '../../attention/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import type { Operation, Plan, PlannedOperation, PlanOwner, Plans } from '../../plans/index.ts'
import { placeGroups } from '../batches/place-groups.ts'
import { moveOperation } from '../batches/take-batch.ts'
import { itemMoveOf, itemOutcomeOf } from '../batches/take-plan-owner.ts'
import type { NameFinder } from '../../transfer/index.ts'
import type { ArchiveFolders } from '../folders.ts'
import { changeEach, changeItems, type ItemChange } from '../items/edit-store.ts'
import { findItems, listItemsInState } from '../items/store.ts'
import type { SetAside } from '../jobs.ts'
import { baseName, folderOf, isLeftBehind, type Item, type SaidCode } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { forgetLeftBehind, leftFor, tellLeftBehind, tellUndone } from '../workflow/tell-left.ts'
import { settingsFor } from '../workflow/run-settings.ts'

export interface AsideDeps {
  db: Db
  plans: Plans
  attention: Attention
  folders: ArchiveFolders
  nameFinder: (rootId: number) => Promise<NameFinder>
  settings: () => ArchiveSettings
}

export const ASIDE_PLAN = 'archive.aside'

/**
 * Plans what happens to exact duplicates, by the setting: kept where they are, moved aside, or to the trash. A duplicate
 * is trashed only once its original is in a batch or in the archive, and is compared with it byte by byte right before.
 * Repeating it is harmless: what a plan speaks of already is in no other.
 */
export function setAside(deps: AsideDeps) {
  return async (
    { archiveId, apply, settings }: PayloadOf<typeof SetAside>,
    job: JobContext,
  ): Promise<{ planId: number | null; count: number }> => {
    const choice = settingsFor(deps, { settings }).dedup.duplicates
    const left = await leftFor(deps.plans, deps.db.read, { kind: ASIDE_PLAN, actor: job.actor })
    const chosen = await chooseDuplicates(deps, deps.db.read, { archiveId, choice, apply, left })
    const operations = choice === 'trash' ? trashOperations(deps, chosen.pairs) : await asideOperations(deps, chosen)
    const planId = await job.commit(async (tx) => {
      if (chosen.outdated !== null && !(await withdraw(deps, tx, chosen.outdated))) return null
      if (operations.length === 0) return null
      const made = await deps.plans.draft(tx, {
        kind: ASIDE_PLAN,
        subject: `archive:${archiveId}`,
        title: { code: `archive.${choice}`, params: { count: operations.length } },
        actor: job.actor,
        operations,
      })
      if (chosen.isApplied) await deps.plans.apply(tx, made, { actor: job.actor, parentId: job.jobId })
      else await raiseReview(deps, tx, { planId: made, pairs: chosen.pairs })
      return made
    })
    return { planId, count: planId === null ? 0 : operations.length }
  }
}

interface CopyPair {
  item: Item
  original: Item | undefined
}

export interface ChosenDuplicates {
  pairs: CopyPair[]
  isApplied: boolean
  /** What a draft that goes on waiting for a person means to do. */
  drafted: readonly Operation[]
  /** The draft that says no longer what is to be done. */
  outdated: number | null
}

type Choice = ArchiveSettings['dedup']['duplicates']

interface Choosing {
  archiveId: number
  choice: Choice
  apply: 'auto' | 'yes' | 'no'
  /** Whether those that an earlier plan could not move are among them. */
  left: 'count' | 'skip'
}

const NOTHING: ChosenDuplicates = { pairs: [], isApplied: false, drafted: [], outdated: null }

/**
 * What a plan can be made of now. Those from folders that file by themselves come first, and wait for no draft; the
 * others get a plan of their own, one at a time, which a new one replaces as soon as it would say something else.
 */
export async function chooseDuplicates(
  deps: Pick<AsideDeps, 'plans' | 'folders'>,
  reader: Reader,
  { archiveId, choice, apply, left }: Choosing,
): Promise<ChosenDuplicates> {
  const open = await deps.plans.findOpen(reader, ASIDE_PLAN, `archive:${archiveId}`)
  if (open !== undefined && open.state !== 'draft') return NOTHING
  const drafted = open === undefined ? [] : await deps.plans.operationsOf(reader, open.planId)
  const modeOf = new Map(deps.folders.current().sources.map((source) => [source.root.id, source.mode]))
  const listed = await listItemsInState(reader, archiveId, ['duplicate'])
  const isFree = ({ rootId, relRaw, batchId }: Item): boolean =>
    relRaw === null && batchId === null && modeOf.has(rootId)
  const free = listed.filter((item) => isFree(item) && (left === 'count' || !isLeftBehind(item)))
  const pairs = choice === 'keep' ? [] : await withOriginals(reader, free, choice)
  const isAuto = ({ item }: CopyPair): boolean => apply === 'auto' && modeOf.get(item.rootId) === 'auto'
  const [auto, others] = [pairs.filter(isAuto), pairs.filter((pair) => !isAuto(pair))]
  const isOutdated = open !== undefined && !isAsDrafted(drafted, others, choice)
  const kept = { drafted: isOutdated ? [] : drafted, outdated: isOutdated ? open.planId : null }
  if (auto.length > 0) return { pairs: auto, isApplied: true, ...kept }
  if (open !== undefined && !isOutdated) return NOTHING
  return { pairs: others, isApplied: apply === 'yes', ...kept }
}

const Drafted = z.looseObject({
  itemId: z.number().int(),
  identity: z.string(),
  keeper: z.object({ rootId: z.number().int(), relPath: z.string() }).optional(),
})

/** Whether a draft made now would say the same. */
function isAsDrafted(drafted: readonly Operation[], pairs: readonly CopyPair[], choice: Choice): boolean {
  const keyOf = (...parts: unknown[]): string => JSON.stringify(parts)
  const meant = new Set(
    drafted.map(({ kind, params }) => {
      const { itemId, identity, keeper } = Drafted.parse(params)
      return keyOf(kind, itemId, identity, keeper?.rootId, keeper?.relPath)
    }),
  )
  const isTrash = choice === 'trash'
  const kind = isTrash ? 'file.trash' : 'file.move'
  return (
    pairs.length === meant.size &&
    pairs.every(({ item, original }) => {
      const keeper = isTrash ? original : undefined
      return meant.has(keyOf(kind, item.itemId, item.identity, keeper?.rootId, keeper?.relPath))
    })
  )
}

async function withdraw({ plans, attention }: AsideDeps, tx: Tx, planId: number): Promise<boolean> {
  await attention.resolve(tx, `plan:${planId}`)
  return plans.withdraw(tx, planId)
}

/** Only what has an original that is safe may go to the trash. */
async function withOriginals(
  reader: Reader,
  duplicates: readonly Item[],
  choice: 'aside' | 'trash',
): Promise<CopyPair[]> {
  const ids = duplicates.flatMap((item) => (item.duplicateOf === null ? [] : [item.duplicateOf]))
  const originals = new Map((await findItems(reader, ids)).map((item) => [item.itemId, item]))
  const pairs = duplicates.map((item) => ({ item, original: originals.get(item.duplicateOf ?? 0) }))
  if (choice === 'aside') return pairs
  return pairs.filter(({ original }) => original?.state === 'filed' || original?.state === 'batched')
}

async function asideOperations(
  deps: AsideDeps,
  { pairs, drafted }: Pick<ChosenDuplicates, 'pairs' | 'drafted'>,
): Promise<PlannedOperation[]> {
  const { folders } = deps
  const target = folders.current().duplicates
  const names = await deps.nameFinder(target.id)
  for (const { to } of drafted.map(itemMoveOf)) if (to !== undefined) await names.take({ relPaths: [to.relPath] })
  const groups = pairs.map(({ item }) => ({ items: [item], folder: folderOf(item.relPath) }))
  const originalOf = new Map(pairs.map(({ item, original }) => [item.itemId, original]))
  return (await placeGroups(groups, names)).map(({ item, relPath }) =>
    moveOperation(
      item,
      { rootId: target.id, rootName: target.name, relPath, fromName: folders.rootName(item.rootId) },
      { code: 'aside.duplicate', params: { original: originalOf.get(item.itemId)?.relPath ?? '' } },
    ),
  )
}

function trashOperations({ folders }: AsideDeps, pairs: readonly CopyPair[]): PlannedOperation[] {
  return pairs.flatMap(({ item, original }) => {
    if (original === undefined) return []
    const operation: PlannedOperation = {
      kind: 'file.trash',
      group: `${item.rootId}:${item.groupKey}`,
      params: {
        itemId: item.itemId,
        from: { rootId: item.rootId, relPath: item.relPath },
        identity: item.identity,
        sha256: item.sha256,
        keeper: { rootId: original.rootId, relPath: original.relPath },
      },
      before: { root: folders.rootName(item.rootId), path: item.relPath, size: item.size, itemId: item.itemId },
      after: { root: folders.current().trash.name, path: baseName(item.relPath) },
      reason: { code: 'aside.trash', params: { original: original.relPath } },
    }
    return [operation]
  })
}

/** Of those that an earlier plan could not move, this card tells from now on. */
async function raiseReview(
  deps: AsideDeps,
  tx: Tx,
  made: { planId: number; pairs: readonly CopyPair[] },
): Promise<void> {
  const left = made.pairs.filter(({ item }) => isLeftBehind(item))
  const edits = left.map(({ item, original }) => ({
    itemId: item.itemId,
    change: { reason: { code: 'same-bytes', params: { original: original?.relPath ?? '' } } },
  }))
  await changeEach(tx, edits)
  await forgetLeftBehind(deps, tx)
  await deps.attention.raise(tx, {
    cause: `plan:${made.planId}`,
    code: 'archive.aside-waits',
    params: { count: made.pairs.length },
    severity: 'warn',
    subject: `plan:${made.planId}`,
    actions: [{ code: 'review-plan', open: `/archive/plans/${made.planId}` }],
  })
}

export interface AsideOwnerDeps {
  attention: Attention
  plans: Plans
  /** What had to wait for the draft goes on. */
  goOn: (tx: Tx) => Promise<void>
}

/** Keeps items in line with what a plan for duplicates did. */
export function asidePlanOwner(deps: AsideOwnerDeps): PlanOwner {
  return {
    kind: ASIDE_PLAN,
    scopeOf: () => 'files:move',
    async onOutcomes(tx, _plan, came) {
      const ids = came.map(({ operation }) => itemMoveOf(operation).itemId)
      const wasLeft = new Set((await findItems(tx, ids)).filter(isLeftBehind).map((item) => item.itemId))
      const edits = came.map((one) => {
        const { itemId } = itemOutcomeOf(one)
        return { itemId, change: { ...(wasLeft.has(itemId) ? { reason: sameBytes(one) } : {}), ...changeOf(one) } }
      })
      await changeEach(tx, edits)
    },
    async onDiscarded(tx, plan) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
      if (plan.state === 'draft') await holdDuplicates(deps, tx, plan)
      await deps.goOn(tx)
    },
    async onSettled(tx, plan, direction) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
      if (direction === 'apply') await tellLeftBehind(deps, tx, { state: 'duplicate', plan })
      if (plan.state === 'applied' || plan.state === 'stale') await deps.goOn(tx)
      if (direction === 'undo') await tellUndone(deps, tx, plan)
    },
  }
}

/** A person did not want it: they are in no other plan until they are let go. */
async function holdDuplicates({ plans }: { plans: Plans }, tx: Tx, plan: Plan): Promise<void> {
  const meant = (await plans.operationsOf(tx, plan.planId)).map((operation) => itemMoveOf(operation).itemId)
  const left = (await findItems(tx, meant)).filter(({ state }) => state === 'duplicate')
  const change: ItemChange = { state: 'held', reason: { code: 'held-by-discard', params: {} } }
  await changeItems(tx, { itemIds: left.map((item) => item.itemId) }, change)
}

/** Why it was a duplicate, which the error of an earlier attempt had replaced. */
const sameBytes = ({ operation }: { operation: Operation }): SaidCode => ({
  code: 'same-bytes',
  params: { original: String(operation.reason.params['original'] ?? '') },
})

function changeOf(came: Parameters<typeof itemOutcomeOf>[0]): ItemChange {
  const { outcome, from, to } = itemOutcomeOf(came)
  if (outcome.state === 'done') return to === undefined ? { state: 'trashed' } : { state: 'aside', ...to }
  // Held, not a duplicate that the next run would set aside again.
  if (outcome.state === 'undone') return { state: 'held', ...from, reason: { code: 'held-by-undo', params: {} } }
  return { reason: 'error' in outcome ? outcome.error : null }
}
