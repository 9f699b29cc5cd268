import type { Db } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import { CHUNK, commitEdits, intakeEdit } from '../items/commit-edits.ts'
import { listItemsInState } from '../items/store.ts'
import { INTAKE_STATES, type Item, staysOut } from '../model.ts'
import type { ItemChange } from '../items/edit-store.ts'
import { type DateAnswer, type Examiner, placeInGroups } from './examine-items.ts'

export interface DateDeps {
  db: Db
  examiner: Examiner
}

/** Puts every item of the intake into its asset. */
export async function groupItems(deps: DateDeps, archiveId: number, job: JobContext): Promise<void> {
  const items = await listItemsInState(deps.db.read, archiveId, INTAKE_STATES)
  const byRoot = Map.groupBy(items, (item) => item.rootId)
  for (const inRoot of byRoot.values()) {
    const places = await placeInGroups(inRoot.filter((item) => !staysOut(item)))
    const edits = inRoot.flatMap((item) => {
      const place = places.get(item.itemId)
      if (place === undefined || (place.groupKey === item.groupKey && place.role === item.groupRole)) return []
      // A new partner may bring the date of the whole asset.
      const date = item.date?.byHand === true ? {} : { date: null, refusedDates: null }
      return [intakeEdit(item, { groupKey: place.groupKey, groupRole: place.role, ...date })]
    })
    await commitEdits(job, edits)
  }
}

/** Reads the capture date of each asset of the intake whose dates were not read yet. */
export async function readDates(deps: DateDeps, archiveId: number, job: JobContext): Promise<void> {
  await readDatesOf(deps, await listItemsInState(deps.db.read, archiveId, ['unique', 'duplicate', 'held']), job)
}

/** The same for given items. One that can't be read keeps no date and says why; it is tried again next time. */
export async function readDatesOf(
  deps: Pick<DateDeps, 'examiner'>,
  items: readonly Item[],
  job: JobContext,
): Promise<void> {
  const groups = [...Map.groupBy(items, (item) => `${item.sourceRootId}:${item.groupKey}`).values()]
    .filter((group) => group.some((item) => item.refusedDates === null))
    .map(inReadingOrder)
  for (let start = 0; start < groups.length; start += CHUNK) {
    const chunk = groups.slice(start, start + CHUNK)
    const found = await deps.examiner.dates(chunk, job.signal)
    const edits = chunk.flatMap((group, index) =>
      group.map((item) => ({ itemId: item.itemId, change: dateChange(item, found[index]) })),
    )
    await commitEdits(job, edits)
    const message = chunk.at(-1)?.[0]?.relPath
    job.progress({ current: start + chunk.length, total: groups.length, unit: 'files', message })
  }
}

const isPrimary = (item: Item): boolean => item.sourceRelPath === item.groupKey

/** The members of an asset, its primary file first. */
export const inReadingOrder = (group: readonly Item[]): Item[] =>
  group.toSorted((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)))

/** A date that a person said stays; a file that could not be read is not concluded to have none. */
function dateChange(item: Item, found: DateAnswer | undefined): ItemChange {
  if (found === undefined || found.kind === 'unreadable') {
    return { reason: { code: 'incomplete.unreadable', params: { error: found?.code ?? 'internal/unexpected' } } }
  }
  return item.date?.byHand === true
    ? { refusedDates: found.refused }
    : { date: found.date, refusedDates: found.refused }
}
