import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import { type JobContext, type PayloadOf, waitWhileUnavailable } from '../../jobs/index.ts'
import type { Plans } from '../../plans/index.ts'
import { lookAtItems } from '../batches/look-at-items.ts'
import { endOfEmptied } from '../batches/emptied.ts'
import { type PlacedItem, placeGroups } from '../batches/place-groups.ts'
import { isBeingPutBack } from '../batches/put-back.ts'
import { changeBatch, findBatch, listFreeBatches, listMissingIds } from '../batches/store.ts'
import { forgetHeld } from '../batches/tell-held.ts'
import type { Examiner } from '../intake/examine-items.ts'
import { readDatesOf } from '../intake/date-items.ts'
import { moveOperation } from '../batches/take-batch.ts'
import type { NameFinder, Roots } from '../../transfer/index.ts'
import type { ArchiveFolders } from '../folders.ts'
import { changeItems } from '../items/edit-store.ts'
import { findItems, listBatchItems } from '../items/store.ts'
import type { SortBatches } from '../jobs.ts'
import { type Batch, type BatchState, type Item, type SaidCode } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { settingsFor } from '../workflow/run-settings.ts'
import { isSortable, type SortMode, sortableStates, sortModeOf } from './sort-mode.ts'
import { tellMissing } from './missing-files.ts'
import { parseFolderPattern } from './folder-pattern.ts'
import { folderByPattern } from './place-by-pattern.ts'

export interface SortDeps {
  db: Db
  plans: Plans
  attention: Attention
  folders: ArchiveFolders
  roots: Roots
  nameFinder: (rootId: number) => Promise<NameFinder>
  examiner: Examiner
  settings: () => ArchiveSettings
}

export interface SortResult {
  batches: { batchId: number; planId: number | null; isApplied: boolean; missing: number }[]
}

/** How it is sorted, by the settings of its run. */
interface Way {
  sorter: ArchiveSettings['sorter']
  mode: SortMode
}

export const SORT_PLAN = 'archive.sort'
/** States in which a batch waits to be sorted. */
const WAITING: readonly BatchState[] = ['PENDING', 'SYNCED']

/**
 * Plans where each file of a batch goes, by the local date of its asset, and applies the plan unless a person shall look
 * first. Repeating it after a crash is harmless: a batch whose plan is written is not planned again.
 */
export function sortBatches(deps: SortDeps) {
  return async (payload: PayloadOf<typeof SortBatches>, job: JobContext): Promise<SortResult> => {
    const { archiveId, batchId, apply } = payload
    const settings = settingsFor(deps, payload)
    const { sorter } = settings
    const one = batchId === undefined ? undefined : await findBatch(deps.db.read, batchId)
    const batches = one === undefined ? await listFreeBatches(deps.db.read, archiveId, sortableStates(settings)) : [one]
    const result: SortResult = { batches: [] }
    if (batches.length > 0) await waitWhileUnavailable(job, () => requireFolders(deps))
    for (const batch of batches) {
      const isWished = apply === 'yes'
      if (!isSortable(batch, settings) || (batch.sortPlanId !== null && !isWished)) continue
      const isApplied = isWished || (apply === 'auto' && (await isAutomatic(deps, batch)))
      const sorted =
        batch.sortPlanId === null
          ? await sortOne(deps, { batch, isApplied, isWished, sorter, mode: sortModeOf(batch, settings) }, job)
          : await job.commit((tx) => takeDraft(deps, tx, { batch, isWished, job }))
      result.batches.push({ batchId: batch.batchId, missing: 0, ...sorted })
    }
    return result
  }
}

/** A folder that has vanished says nothing about the files in it. */
async function requireFolders({ roots, folders }: SortDeps): Promise<void> {
  const { batches, archive } = folders.current()
  await roots.requireOnline(batches.id)
  await roots.requireOnline(archive.id)
}

/** A batch sorts itself when all its files came from folders that file by themselves. */
async function isAutomatic(deps: SortDeps, batch: Batch): Promise<boolean> {
  const modeOf = new Map(deps.folders.current().sources.map((source) => [source.root.id, source.mode]))
  const items = await listBatchItems(deps.db.read, batch.batchId, ['batched'])
  return items.every((item) => modeOf.get(item.sourceRootId) === 'auto')
}

async function sortOne(
  deps: SortDeps,
  { batch, isApplied, isWished, sorter, mode }: Way & { batch: Batch; isApplied: boolean; isWished: boolean },
  job: JobContext,
) {
  await readDatesOf(deps, await listBatchItems(deps.db.read, batch.batchId, ['batched']), job)
  const vanished = await findItems(deps.db.read, await listMissingIds(deps.db.read, batch.batchId))
  const inBatch = await listBatchItems(deps.db.read, batch.batchId, ['batched'])
  const { present, missing } = await lookAtItems(deps.folders.pathOf, [...inBatch, ...vanished], job)
  const isBack = await job.commit(async (tx) => {
    if (await isBeingPutBack(deps, tx, batch)) return true
    const back = present.filter(({ state }) => state === 'gone').map((item) => item.itemId)
    await changeItems(tx, { itemIds: back }, { state: 'batched', reason: null })
    await tellMissing(deps, tx, { batch, missing })
    return false
  })
  // What an undo has moved since is not missing.
  if (isBack) return { planId: null, isApplied: false }
  if (present.length === 0) {
    await endWithout(deps, batch, job)
    return { planId: null, isApplied: false, missing: missing.length }
  }
  const placed = await placeByDate(deps, present, sorter)
  const sorted = await job.commit(async (tx) => {
    const current = await findBatch(tx, batch.batchId)
    if (current?.state !== batch.state || current.sortPlanId !== null || (await isBeingPutBack(deps, tx, current)))
      return takeDraft(deps, tx, { batch: current ?? batch, isWished, job })
    const made = await draftSort(deps, tx, { batch, placed, actor: job.actor, pattern: sorter.folder_pattern, mode })
    const state = isApplied ? ('SORTING' as const) : batch.state
    await changeBatch(tx, batch.batchId, { state, sortPlanId: made, reason: null })
    await forgetHeld(deps, tx, batch.batchId)
    if (isApplied) await deps.plans.apply(tx, made, { actor: job.actor, parentId: job.jobId })
    else await raiseReview(deps, tx, { batch, planId: made, count: placed.length })
    return { planId: made, isApplied }
  })
  job.log.info({ batchId: batch.batchId, ...sorted, files: placed.length }, 'batch sorted into a plan')
  return { ...sorted, missing: missing.length }
}

/**
 * Another job drew up the plan meanwhile: who wishes the batch sorted gets that one applied, unless its files are being put
 * back.
 */
async function takeDraft(
  deps: SortDeps,
  tx: Tx,
  { batch, isWished, job }: { batch: Batch; isWished: boolean; job: JobContext },
): Promise<{ planId: number | null; isApplied: boolean }> {
  const { batchId, sortPlanId: planId } = batch
  if (await isBeingPutBack(deps, tx, batch)) return { planId, isApplied: false }
  if (!isWished || planId === null || !(await changeBatch(tx, batchId, { state: 'SORTING', from: WAITING })))
    return { planId, isApplied: false }
  await forgetHeld(deps, tx, batchId)
  await deps.plans.apply(tx, planId, { actor: job.actor, parentId: job.jobId })
  return { planId, isApplied: true }
}

const endWithout = (deps: SortDeps, { batchId }: Batch, job: JobContext): Promise<boolean> =>
  job.commit(async (tx) => {
    await forgetHeld(deps, tx, batchId)
    return changeBatch(tx, batchId, await endOfEmptied(tx, batchId))
  })

async function placeByDate(deps: SortDeps, items: readonly Item[], sorter: Way['sorter']): Promise<PlacedItem[]> {
  const pattern = parseFolderPattern(sorter.folder_pattern)
  const groups = [...Map.groupBy(items, (item) => `${item.sourceRootId}:${item.groupKey}`).values()].map((group) => {
    const primary = group.find((item) => item.sourceRelPath === item.groupKey) ?? group[0]
    return { items: group, folder: folderByPattern(primary?.date ?? null, pattern, sorter.exif_fallback) }
  })
  const ordered = groups.toSorted((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0))
  return placeGroups(ordered, await deps.nameFinder(deps.folders.current().archive.id))
}

/** Why it goes where it goes, for the plan. */
export function reasonOf(item: Item, suffix: string): SaidCode {
  const { date } = item
  if (date === null) return { code: 'date.none', params: { suffix } }
  const source = date.byHand ? 'by-hand' : date.source
  return {
    code: `date.${source}`,
    params: { local: date.local.replace('T', ' '), offsetMinutes: date.offsetMinutes, suffix },
  }
}

/** A title says what becomes of the files at the other machine. */
const TITLES: Readonly<Record<SortMode, string>> = {
  move: 'archive.sort',
  copy: 'archive.sort-copy',
  'move-synced': 'archive.sort-move',
}

async function draftSort(
  deps: SortDeps,
  tx: Tx,
  made: { batch: Batch; placed: readonly PlacedItem[]; actor: string; pattern: string; mode: SortMode },
): Promise<number> {
  const { batch, placed, actor, pattern, mode } = made
  const { batches, archive } = deps.folders.current()
  const kind = mode === 'copy' ? ('file.copy' as const) : ('file.move' as const)
  return deps.plans.draft(tx, {
    kind: SORT_PLAN,
    subject: `archive.batch:${batch.batchId}`,
    title: { code: TITLES[mode], params: { batch: batch.name, count: placed.length } },
    actor,
    data: { batchId: batch.batchId, batch: batch.name, pattern, mode },
    operations: placed.map(({ item, relPath, suffix }) =>
      moveOperation(
        item,
        { rootId: archive.id, rootName: archive.name, relPath, fromName: batches.name, kind },
        reasonOf(item, suffix),
      ),
    ),
  })
}

async function raiseReview(
  deps: SortDeps,
  tx: Tx,
  made: { batch: Batch; planId: number; count: number },
): Promise<void> {
  await deps.attention.raise(tx, {
    cause: `plan:${made.planId}`,
    code: 'archive.sort-waits',
    params: { batch: made.batch.name, count: made.count },
    severity: 'warn',
    subject: `archive.batch:${made.batch.batchId}`,
    actions: [{ code: 'review-plan', open: `/archive/plans/${made.planId}` }],
  })
}
