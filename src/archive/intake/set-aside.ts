import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import type { PlannedOperation, PlanOwner, Plans } from '../../plans/index.ts'
import { placeGroups } from '../batches/place-groups.ts'
import { moveOperation } from '../batches/take-batch.ts'
import { itemOutcomeOf } from '../batches/take-plan-owner.ts'
import type { NameFinder } from '../../transfer/index.ts'
import type { ArchiveFolders } from '../folders.ts'
import { changeEach, type ItemChange } from '../items/edit-store.ts'
import { findItems, listItemsInState } from '../items/store.ts'
import type { SetAside } from '../jobs.ts'
import { baseName, folderOf, type Item } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
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
 * Repeating it is harmless: while a plan of it is open, no other is made.
 */
export function setAside(deps: AsideDeps) {
  return async (
    { archiveId, apply, settings }: PayloadOf<typeof SetAside>,
    job: JobContext,
  ): Promise<{ planId: number | null; count: number }> => {
    const choice = settingsFor(deps, { settings }).dedup.duplicates
    const open = await deps.plans.findOpen(ASIDE_PLAN, `archive:${archiveId}`)
    if (choice === 'keep' || open !== undefined) return { planId: null, count: 0 }
    const { chosen, isAuto } = await chooseDuplicates(deps, archiveId, apply)
    const operations = choice === 'trash' ? await trashOperations(deps, chosen) : await asideOperations(deps, chosen)
    if (operations.length === 0) return { planId: null, count: 0 }
    const planId = await job.commit(async (tx) => {
      const made = await deps.plans.draft(tx, {
        kind: ASIDE_PLAN,
        subject: `archive:${archiveId}`,
        title: { code: `archive.${choice}`, params: { count: operations.length } },
        actor: job.actor,
        operations,
      })
      if (apply === 'yes' || (apply === 'auto' && isAuto))
        await deps.plans.apply(tx, made, { actor: job.actor, parentId: job.jobId })
      else await raiseReview(deps, tx, { planId: made, count: operations.length })
      return made
    })
    return { planId, count: operations.length }
  }
}

/** Those from folders that file by themselves first; the others wait for a plan of their own. */
async function chooseDuplicates(
  deps: AsideDeps,
  archiveId: number,
  apply: 'auto' | 'yes' | 'no',
): Promise<{ chosen: Item[]; isAuto: boolean }> {
  const modeOf = new Map(deps.folders.current().sources.map((source) => [source.root.id, source.mode]))
  const listed = await listItemsInState(deps.db.read, archiveId, ['duplicate'])
  const known = listed.filter((item) => item.relRaw === null && modeOf.has(item.rootId))
  const auto = known.filter((item) => modeOf.get(item.rootId) === 'auto')
  const isAuto = apply === 'auto' && auto.length > 0
  return { chosen: isAuto ? auto : known, isAuto }
}

async function asideOperations(deps: AsideDeps, duplicates: readonly Item[]): Promise<PlannedOperation[]> {
  const { folders } = deps
  const target = folders.current().duplicates
  const groups = duplicates.map((item) => ({ items: [item], folder: folderOf(item.relPath) }))
  const placed = await placeGroups(groups, await deps.nameFinder(target.id))
  return placed.map(({ item, relPath }) =>
    moveOperation(
      item,
      { rootId: target.id, rootName: target.name, relPath, fromName: folders.rootName(item.rootId) },
      {
        code: 'aside.duplicate',
        params: { original: String(item.reason?.params['original'] ?? '') },
      },
    ),
  )
}

async function trashOperations(deps: AsideDeps, duplicates: readonly Item[]): Promise<PlannedOperation[]> {
  const { folders } = deps
  const ids = duplicates.flatMap((item) => (item.duplicateOf === null ? [] : [item.duplicateOf]))
  const originals = new Map((await findItems(deps.db.read, ids)).map((item) => [item.itemId, item]))
  return duplicates.flatMap((item) => {
    const original = originals.get(item.duplicateOf ?? 0)
    if (original === undefined || (original.state !== 'filed' && original.state !== 'batched')) return []
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

async function raiseReview(deps: AsideDeps, tx: Tx, made: { planId: number; count: number }): Promise<void> {
  await deps.attention.raise(tx, {
    cause: `plan:${made.planId}`,
    code: 'archive.aside-waits',
    params: { count: made.count },
    severity: 'warn',
    subject: `plan:${made.planId}`,
    actions: [{ code: 'review-plan', open: `/archive/plans/${made.planId}` }],
  })
}

/** Keeps items in line with what a plan for duplicates did. */
export function asidePlanOwner(deps: { attention: Attention }): PlanOwner {
  return {
    kind: ASIDE_PLAN,
    async onOutcomes(tx, _plan, came) {
      await changeEach(
        tx,
        came.map((one) => ({ itemId: itemOutcomeOf(one).itemId, change: changeOf(one) })),
      )
    },
    async onDiscarded(tx, plan) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
    },
    async onSettled(tx, plan) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
    },
  }
}

function changeOf(came: Parameters<typeof itemOutcomeOf>[0]): ItemChange {
  const { outcome, from, to } = itemOutcomeOf(came)
  if (outcome.state === 'done') return to === undefined ? { state: 'trashed' } : { state: 'aside', ...to }
  // Held, not a duplicate that the next run would set aside again.
  if (outcome.state === 'undone') return { state: 'held', ...from, reason: { code: 'held-by-undo', params: {} } }
  return { reason: 'error' in outcome ? outcome.error : null }
}
