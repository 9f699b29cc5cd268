import type { Tx } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import type { Plans } from '../../plans/index.ts'
import { CHUNK } from '../items/commit-edits.ts'
import { changeItems, insertItems } from '../items/edit-store.ts'
import { findTakenPaths } from '../items/store.ts'
import { INTAKE_STATES, type Item, type ItemState } from '../model.ts'

/*
 * A move writes what it did after it was done on disk, many files at a time. What a look finds in between is ours: a file
 * that an undo has put back is not new, and one that was just taken has not vanished.
 */

export interface UnderWayDeps {
  plans: Pick<Plans, 'directionsUnderWay'>
}

const PLANS = 'archive.'

/** Where an item is while the undo that puts it back has not written so yet. */
const TAKEN_STATES: readonly ItemState[] = ['batched', 'filed', 'aside', 'trashed']

/** Inserts those that no undo has put back or is putting back. @returns how many were left for the next look */
export async function insertNew(
  deps: UnderWayDeps,
  {
    rootId,
    items,
    onDone,
  }: { rootId: number; items: readonly Omit<Item, 'itemId'>[]; onDone?: (count: number) => void },
  job: Pick<JobContext, 'commit'>,
): Promise<number> {
  let left = 0
  for (let start = 0; start < items.length; start += CHUNK) {
    const chunk = items.slice(start, start + CHUNK)
    const fresh = await job.commit(async (tx) => {
      const ours = await listOurs(deps, tx, { rootId, relPaths: chunk.map(({ relPath }) => relPath) })
      const found = chunk.filter(({ relPath, relRaw }) => relRaw !== null || !ours.has(relPath))
      await insertItems(tx, found)
      return found.length
    })
    left += chunk.length - fresh
    onDone?.(start + chunk.length)
  }
  return left
}

async function listOurs(
  { plans }: UnderWayDeps,
  tx: Tx,
  place: { rootId: number; relPaths: readonly string[] },
): Promise<Set<string>> {
  // In this order: an undo that ends between the two questions has written its rows when the second is asked.
  const isUndoing = (await plans.directionsUnderWay(tx, PLANS)).has('undo')
  const comingBack = isUndoing ? await findTakenPaths(tx, { ...place, column: 'source' }, TAKEN_STATES) : []
  const back = await findTakenPaths(tx, { ...place, column: 'current' }, INTAKE_STATES)
  return new Set([...comingBack, ...back])
}

/** Notes that they are gone, unless a plan may have taken them. @returns whether they were left for the next look */
export async function noteGone(
  { plans }: UnderWayDeps,
  { rootId, items }: { rootId: number; items: readonly Item[] },
  job: Pick<JobContext, 'commit'>,
): Promise<boolean> {
  if (items.length === 0) return false
  const itemIds = items.map((item) => item.itemId)
  return job.commit(async (tx) => {
    if ((await plans.directionsUnderWay(tx, PLANS)).size > 0) return true
    await changeItems(tx, { itemIds, whileInRoot: rootId }, { state: 'gone', reason: null })
    return false
  })
}
