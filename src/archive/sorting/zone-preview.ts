import type { Db } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import { UnavailableError } from '../../kernel/errors.ts'
import { clockAt } from '../../kernel/time.ts'
import type { Plans } from '../../plans/index.ts'
import { getBatch, listBatches } from '../batches/store.ts'
import { inReadingOrder } from '../intake/date-items.ts'
import type { DateAnswer, Examiner } from '../intake/examine-items.ts'
import { CHUNK } from '../items/commit-edits.ts'
import { changeItems } from '../items/edit-store.ts'
import { listBatchItems, listItemsInState } from '../items/store.ts'
import { ScanIntake, SortBatches } from '../jobs.ts'
import { DEFAULT_ARCHIVE, type Item, type ItemDate } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { parseFolderPattern } from './folder-pattern.ts'
import { folderByPattern } from './place-by-pattern.ts'

export interface ZoneDeps {
  db: Db
  jobs: Jobs
  plans: Plans
  examiner: Examiner
  settings: () => ArchiveSettings
}

/** An asset that would lie elsewhere in the other zone. */
export interface ZoneDifference {
  item: Item
  /** Files of its asset. */
  files: number
  here: { local: string; folder: string }
  there: { local: string; folder: string }
}

export interface ZonePreview {
  files: number
  /** Files whose folder differs. */
  differ: number
  differences: ZoneDifference[]
  /** Files whose dates could not be read. */
  unreadable: number
}

/** Files of a batch that is not sorted yet, or all that wait to be taken. */
async function itemsOf({ db }: ZoneDeps, batchId: number | undefined): Promise<Item[]> {
  if (batchId === undefined) return listItemsInState(db.read, DEFAULT_ARCHIVE, ['unique', 'held'])
  await getBatch(db.read, batchId)
  return listBatchItems(db.read, batchId, ['batched'])
}

/**
 * Where files would land by one zone and by another. Reads the files' dates anew with each; nothing is written. A date that
 * a person said has no zone to change.
 * @throws NotFoundError when there is no such batch
 */
export async function previewZone(
  deps: ZoneDeps,
  { zone, against, batchId }: { zone: string; against: string; batchId: number | undefined },
  signal: AbortSignal,
): Promise<ZonePreview> {
  const items = await itemsOf(deps, batchId)
  const groups = [...Map.groupBy(items, (item) => `${item.sourceRootId}:${item.groupKey}`).values()]
  const open = groups.filter((group) => !group.some(({ date }) => date?.byHand === true)).map(inReadingOrder)
  const preview: ZonePreview = { files: items.length, differ: 0, differences: [], unreadable: 0 }
  for (let start = 0; start < open.length; start += CHUNK) {
    const chunk = open.slice(start, start + CHUNK)
    const there = await deps.examiner.dates(chunk, signal, against)
    // Where the zone gave no offset, another one changes nothing.
    const asked = chunk.filter((_group, index) => mayDependOn(there[index], against))
    const here = new Map(
      (await deps.examiner.dates(asked, signal, zone)).map((answer, index) => [asked[index], answer]),
    )
    for (const [index, group] of chunk.entries())
      note(deps, preview, { group, there: there[index], here: here.get(group) })
  }
  return preview
}

/** A zone gave the offset only when that is the zone's own at that instant. */
function mayDependOn(answer: DateAnswer | undefined, zone: string): boolean {
  if (answer?.kind !== 'read') return true
  const { date } = answer
  return date !== null && date.instant !== null && clockAt(date.instant, zone).offsetMinutes === date.offsetMinutes
}

function note(
  { settings }: ZoneDeps,
  preview: ZonePreview,
  { group, here, there }: { group: readonly Item[]; here: DateAnswer | undefined; there: DateAnswer | undefined },
): void {
  const [item] = group
  if (here === undefined || item === undefined) return
  if (here.kind !== 'read' || there?.kind !== 'read') {
    preview.unreadable += group.length
    return
  }
  const { folder_pattern, exif_fallback } = settings().sorter
  const pattern = parseFolderPattern(folder_pattern)
  const placeOf = (date: ItemDate | null) => ({
    local: date?.local ?? '',
    folder: folderByPattern(date, pattern, exif_fallback),
  })
  const [one, other] = [placeOf(here.date), placeOf(there.date)]
  if (one.folder === other.folder) return
  preview.differ += group.length
  preview.differences.push({ item, files: group.length, here: one, there: other })
}

/**
 * Has the dates of all that is not filed yet read again, as after another zone was set; those that a person said stay.
 * Sort plans that wait are made again.
 * @returns how many files
 */
export function redateWaiting({ db, jobs, plans }: ZoneDeps, actor: string): Promise<number> {
  const archiveId = DEFAULT_ARCHIVE
  return db.tx(async (tx) => {
    if ((await plans.directionsUnderWay(tx, 'archive.')).size > 0)
      throw new UnavailableError('archive/files-under-way', { retryAfterMs: 5000 })
    const waiting = await listItemsInState(tx, archiveId, ['unique', 'duplicate', 'held', 'batched'])
    const open = waiting.filter(({ date }) => date?.byHand !== true)
    await changeItems(tx, { itemIds: open.map((item) => item.itemId) }, { date: null, refusedDates: null })
    for (const batch of await listBatches(tx, archiveId, { states: ['PENDING', 'SYNCED'], limit: 200 })) {
      if (batch.sortPlanId === null) continue
      await plans.discard(tx, batch.sortPlanId, actor)
      await jobs.enqueue(tx, SortBatches, { archiveId, batchId: batch.batchId, apply: 'no' }, { actor })
    }
    await jobs.enqueue(tx, ScanIntake, { archiveId, isStep: false }, { actor })
    return open.length
  })
}
