import { lstat } from 'node:fs/promises'
import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import { type JobContext, type PayloadOf, waitWhileUnavailable } from '../../jobs/index.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { errnoOf, identityOf, identityText, parseSeenIdentity } from '../../media/file-identity.ts'
import type { Plans } from '../../plans/index.ts'
import type { NameFinder, Roots } from '../../transfer/index.ts'
import { placeGroups, type PlacedItem } from '../batches/place-groups.ts'
import { moveOperation } from '../batches/take-batch.ts'
import type { ArchiveFolders } from '../folders.ts'
import { readDatesOf } from '../intake/date-items.ts'
import { type Examiner, placeInGroups } from '../intake/examine-items.ts'
import { commitEdits } from '../items/commit-edits.ts'
import { listItemsInRoot } from '../items/store.ts'
import { DEFAULT_ARCHIVE, folderOf, FOUND_IN_ARCHIVE, type Item } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { parseFolderPattern } from './folder-pattern.ts'
import { folderByPattern } from './place-by-pattern.ts'
import type { ResortArchive } from './resort-jobs.ts'
import { reasonOf } from './sort-batches.ts'

export const RESORT_PLAN = 'archive.resort'
export const RESORT_SUBJECT = `archive:${DEFAULT_ARCHIVE}`

export interface ResortDeps {
  db: Db
  plans: Plans
  attention: Attention
  roots: Roots
  folders: ArchiveFolders
  examiner: Examiner
  nameFinder: (rootId: number) => Promise<NameFinder>
  settings: () => ArchiveSettings
}

export interface ResortResult {
  planId: number | null
  moves: number
  /** Changed since they were filed, or gone: left where they are, for a check to tell. */
  leftOut: number
}

/** Looks at once. */
const IN_FLIGHT = 32

/**
 * Plans where the files of the archive go by another pattern: those that Patchbay filed, and found ones when they are
 * chosen. A file that changed since it was filed is left where it is. Repeating it makes a new plan in place of the draft.
 * @throws ConflictError while another plan re-sorts
 */
export function resortArchive(deps: ResortDeps) {
  const { db, roots, folders, plans, settings } = deps
  return async (payload: PayloadOf<typeof ResortArchive>, job: JobContext): Promise<ResortResult> => {
    const { pattern, includeFound, apply } = payload
    const root = folders.current().archive
    await waitWhileUnavailable(job, () => roots.requireOnline(root.id))
    const isChosen = ({ reason, relRaw }: Item): boolean =>
      relRaw === null && (includeFound || reason?.code !== FOUND_IN_ARCHIVE)
    const read = async (): Promise<Item[]> => (await listItemsInRoot(db.read, root.id, ['filed'])).filter(isChosen)
    if (includeFound) await dateFound(deps, await read(), job)
    const { same, leftOut } = await lookAtItems(deps, await read(), job)
    await waitWhileUnavailable(job, () => roots.requireOnline(root.id))
    const groups = groupsToMove(same, pattern, settings().sorter.exif_fallback)
    const placed = await placeGroups(groups, await deps.nameFinder(root.id))
    const planId = await job.commit(async (tx) => {
      const open = await plans.findOpen(tx, RESORT_PLAN, RESORT_SUBJECT)
      if (open !== undefined && !(await plans.withdraw(tx, open.planId)))
        throw new ConflictError('archive/resort-under-way')
      if (open !== undefined) await deps.attention.resolve(tx, `plan:${open.planId}`)
      if (placed.length === 0) return null
      return draft(deps, tx, { placed, payload, job, apply })
    })
    return { planId, moves: placed.length, leftOut }
  }
}

/** Found ones were never looked into: which belong together, and when they were taken. */
async function dateFound(deps: ResortDeps, items: readonly Item[], job: JobContext): Promise<void> {
  const isFound = (item: Item): boolean => item.reason?.code === FOUND_IN_ARCHIVE
  const fresh = items.filter((item) => isFound(item) && item.date === null)
  const places = await placeInGroups(fresh)
  const edits = fresh.flatMap((item) => {
    const place = places.get(item.itemId)
    return place === undefined
      ? []
      : [{ itemId: item.itemId, change: { groupKey: place.groupKey, groupRole: place.role } }]
  })
  await commitEdits(job, edits)
  const grouped = fresh.map((item) => {
    const place = places.get(item.itemId)
    return {
      ...item,
      refusedDates: null,
      groupKey: place?.groupKey ?? item.groupKey,
      groupRole: place?.role ?? item.groupRole,
    }
  })
  await readDatesOf(deps, grouped, job)
}

/** The items as they are on disk now; one that is not what was filed is no business of a pattern. */
async function lookAtItems(
  { folders }: ResortDeps,
  items: readonly Item[],
  job: JobContext,
): Promise<{ same: Item[]; leftOut: number }> {
  const same: Item[] = []
  for (let start = 0; start < items.length; start += IN_FLIGHT) {
    job.signal.throwIfAborted()
    const chunk = items.slice(start, start + IN_FLIGHT)
    const looks = await Promise.all(chunk.map((item) => asFiled(folders.pathOf(item), item)))
    same.push(...looks.filter((item) => item !== undefined))
    job.progress({ current: start + chunk.length, total: items.length, unit: 'files' })
  }
  return { same, leftOut: items.length - same.length }
}

async function asFiled(path: string, item: Item): Promise<Item | undefined> {
  try {
    const now = identityOf(await lstat(path, { bigint: true }))
    const filed = parseSeenIdentity(item.identity)
    return now.size === filed.size && now.mtimeNs === filed.mtimeNs
      ? { ...item, identity: identityText(now) }
      : undefined
  } catch (error) {
    errnoOf(error)
    return undefined
  }
}

const assetOf = (item: Item): string => `${item.sourceRootId}:${item.batchId ?? ''}:${item.groupKey}`

function groupsToMove(items: readonly Item[], patternText: string, isMtimeGood: boolean) {
  const pattern = parseFolderPattern(patternText)
  const groups = [...Map.groupBy(items, assetOf).values()].map((group) => {
    const primary = group.find((item) => item.sourceRelPath === item.groupKey) ?? group[0]
    const folder = folderByPattern(primary?.date ?? null, pattern, isMtimeGood)
    return { items: group.filter((item) => folderOf(item.relPath) !== folder), folder }
  })
  return groups
    .filter((group) => group.items.length > 0)
    .toSorted((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0))
}

async function draft(
  deps: ResortDeps,
  tx: Tx,
  made: { placed: readonly PlacedItem[]; payload: PayloadOf<typeof ResortArchive>; job: JobContext; apply: boolean },
): Promise<number> {
  const { placed, payload, job, apply } = made
  const { archive } = deps.folders.current()
  const { pattern, includeFound } = payload
  const to = { rootId: archive.id, rootName: archive.name, fromName: archive.name }
  const planId = await deps.plans.draft(tx, {
    kind: RESORT_PLAN,
    subject: RESORT_SUBJECT,
    title: { code: RESORT_PLAN, params: { pattern, count: placed.length } },
    actor: job.actor,
    data: { pattern, includeFound },
    operations: placed.map(({ item, relPath, suffix }) => ({
      ...moveOperation(item, { ...to, relPath }, reasonOf(item, suffix)),
      group: assetOf(item),
    })),
  })
  if (apply) await deps.plans.apply(tx, planId, { actor: job.actor, parentId: job.jobId })
  else
    await deps.attention.raise(tx, {
      cause: `plan:${planId}`,
      code: 'archive.resort-waits',
      params: { pattern, count: placed.length },
      severity: 'warn',
      subject: RESORT_SUBJECT,
      actions: [{ code: 'review-plan', open: `/archive/plans/${planId}` }],
    })
  return planId
}
