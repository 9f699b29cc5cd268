import type { Tx } from '../../../db/db.ts'
import type { JobContext } from '../../../jobs/index.ts'
import type { Scan } from '../store.ts'
import { findBlind } from './blind-spots.ts'
import { type RemoveDeps, tellRemoved } from './clean-up.ts'
import { deleteHollow, deleteSoftly, type DueTitle, listHollow, listMissingIn } from './store.ts'

/**
 * Takes out at once what another program said is gone and what is really not there; only where the folder was looked for
 * and the root is well.
 */
export async function believeGone(
  tx: Tx,
  deps: RemoveDeps,
  { scan, job }: { scan: Scan; job: Pick<JobContext, 'actor' | 'runId' | 'clock'> },
): Promise<void> {
  const { libraryId, options } = scan
  const { folder, told } = options
  if (told?.isGone !== true || folder === null) return
  const tell = (due: readonly DueTitle[]): Promise<void> => tellRemoved(tx, deps, { libraryId, job, due })
  const isBlind = await findBlind(tx, scan.scanId)
  const gone = (await listMissingIn(tx, { libraryId, folder })).filter(({ relPath }) => !isBlind(relPath))
  if (gone.length === 0) return
  await deleteSoftly(tx, idsOf(gone), job.clock.now())
  await tell(gone)
  // Seasons first, then the series above them.
  for (let due = await listHollow(tx, libraryId); due.length > 0; due = await listHollow(tx, libraryId)) {
    await deleteHollow(tx, idsOf(due), job.clock.now())
    await tell(due)
  }
}

const idsOf = (titles: readonly DueTitle[]): number[] => titles.map(({ titleId }) => titleId)
