import type { JobContext } from '../../jobs/index.ts'
import type { Item } from '../model.ts'
import { changeEach, type ItemChange, type ItemEdit } from './edit-store.ts'

/** Items in one transaction, and files in one call of the readers. */
export const CHUNK = 500

/** Writes the edits in the job's own transactions, a chunk in each. */
export async function commitEdits(job: Pick<JobContext, 'commit'>, edits: readonly ItemEdit[]): Promise<void> {
  for (let start = 0; start < edits.length; start += CHUNK) {
    await job.commit((tx) => changeEach(tx, edits.slice(start, start + CHUNK)))
  }
}

/** Takes effect only while the item still lies in its intake folder: a move may have taken it meanwhile. */
export const intakeEdit = (item: Pick<Item, 'itemId' | 'rootId'>, change: ItemChange): ItemEdit => ({
  itemId: item.itemId,
  whileInRoot: item.rootId,
  change,
})
