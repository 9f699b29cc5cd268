import type { JobContext } from '../../jobs/index.ts'
import { changeItems } from '../items/edit-store.ts'
import { findItems } from '../items/store.ts'
import type { Item } from '../model.ts'
import type { UnderWayDeps } from './moves-under-way.ts'

/**
 * Notes that they are gone from where they were looked for, unless a plan may have moved them.
 * @returns the ids of those that are gone
 */
export async function noteMissing(
  { plans }: UnderWayDeps,
  missing: readonly Item[],
  job: Pick<JobContext, 'commit'>,
): Promise<ReadonlySet<number>> {
  if (missing.length === 0) return new Set()
  const seen = new Map(missing.map((item) => [item.itemId, placeOf(item)]))
  return job.commit(async (tx) => {
    // What a plan moves, or has moved since it was looked for, is somewhere else.
    if ((await plans.directionsUnderWay(tx, 'archive.')).size > 0) return new Set<number>()
    const still = (await findItems(tx, [...seen.keys()])).filter((item) => placeOf(item) === seen.get(item.itemId))
    const itemIds = still.map(({ itemId }) => itemId)
    await changeItems(tx, { itemIds }, { state: 'gone', reason: null })
    return new Set(itemIds)
  })
}

const placeOf = ({ rootId, relPath, state }: Item): string => `${state} ${rootId} ${relPath}`
