import type { JobContext } from '../../jobs/index.ts'
import { changeItems } from '../items/edit-store.ts'
import { findItems, listItemsInState } from '../items/store.ts'
import type { Item } from '../model.ts'
import type { CopyDeps } from './label-copies.ts'
import type { UnderWayDeps } from './moves-under-way.ts'
import { keepStanding } from './standing-originals.ts'

/** Notes which originals of the copies that wait a person has deleted from the archive: those copies are none any longer. */
export async function noteMissingOriginals(
  deps: CopyDeps & UnderWayDeps,
  archiveId: number,
  job: JobContext,
): Promise<void> {
  const copies = await listItemsInState(deps.db.read, archiveId, ['duplicate'])
  const ids = new Set(copies.flatMap(({ duplicateOf }) => (duplicateOf === null ? [] : [duplicateOf])))
  const originals = await findItems(deps.db.read, [...ids])
  const { missing } = await keepStanding(new Map(originals.map((item) => [String(item.itemId), item])), deps)
  if (missing.length === 0) return
  const seen = new Map(missing.map((item) => [item.itemId, placeOf(item)]))
  await job.commit(async (tx) => {
    // What a plan moves, or has moved since it was looked for, is somewhere else.
    if ((await deps.plans.directionsUnderWay(tx, 'archive.')).size > 0) return
    const still = (await findItems(tx, [...seen.keys()])).filter((item) => placeOf(item) === seen.get(item.itemId))
    await changeItems(tx, { itemIds: still.map(({ itemId }) => itemId) }, { state: 'gone', reason: null })
  })
}

const placeOf = ({ rootId, relPath, state }: Item): string => `${state} ${rootId} ${relPath}`
