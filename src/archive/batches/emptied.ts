import type { Reader } from '../../db/db.ts'
import { listBatchItems } from '../items/store.ts'
import { VANISHED } from '../model.ts'
import type { BatchChange } from './store.ts'

/** What becomes of a batch of which nothing waits any more: it must not keep others from being made. */
export async function endOfEmptied(reader: Reader, batchId: number): Promise<Pick<BatchChange, 'state' | 'reason'>> {
  const filed = await listBatchItems(reader, batchId, ['filed'])
  return filed.length > 0 ? { state: 'SORTED', reason: null } : { state: 'ABANDONED', reason: VANISHED }
}
