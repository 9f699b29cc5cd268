import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import { changeItems } from '../items/edit-store.ts'
import { type Batch, type Item, VANISHED } from '../model.ts'

/*
 * Files that something other than Patchbay took out of a batch. They keep no other batch from being made; a person is told,
 * and can look for them again once they are back, or give them up.
 */

const causeOf = (batchId: number): string => `archive.batch-missing:${batchId}`

export async function tellMissing(
  { attention }: { attention: Attention },
  tx: Tx,
  { batch, missing }: { batch: Batch; missing: readonly Item[] },
): Promise<void> {
  if (missing.length === 0) return forgetMissing({ attention }, tx, batch.batchId)
  const itemIds = missing.map((item) => item.itemId)
  await changeItems(tx, { itemIds }, { state: 'gone', reason: VANISHED })
  const { batchId } = batch
  await attention.raise(tx, {
    cause: causeOf(batchId),
    code: 'archive.batch-missing',
    params: { batch: batch.name, count: missing.length, first: missing[0]?.relPath ?? '' },
    severity: 'bad',
    subject: `archive.batch:${batchId}`,
    actions: [
      { code: 'look-again', call: { operationId: 'archive.retryBatch', params: { batchId } } },
      { code: 'give-up', call: { operationId: 'archive.abandonBatch', params: { batchId } } },
      { code: 'open-batch', open: `/archive/batches/${batchId}` },
    ],
  })
}

export const forgetMissing = ({ attention }: { attention: Attention }, tx: Tx, batchId: number): Promise<void> =>
  attention.resolve(tx, causeOf(batchId))
