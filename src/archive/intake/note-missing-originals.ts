import type { JobContext } from '../../jobs/index.ts'
import { findItems, listItemsInState } from '../items/store.ts'
import type { CopyDeps } from './label-copies.ts'
import type { UnderWayDeps } from './moves-under-way.ts'
import { noteMissing } from './note-missing.ts'
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
  await noteMissing(deps, missing, job)
}
