import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import { type Batch, DEFAULT_ARCHIVE, isHeld } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { listBlockingBatches } from './store.ts'

/*
 * A batch that somebody's act left unsorted is in nobody's hands. While batches run one at a time it keeps every other from
 * being made, so a person is told, and can sort it or put its files back.
 */

interface Deps {
  attention: Attention
  settings: () => ArchiveSettings
}

const causeOf = (batchId: number): string => `archive.batch-held:${batchId}`

/** Raises and resolves the cards of all such batches, as things are now. */
export async function tellHeld({ attention, settings }: Deps, tx: Tx): Promise<void> {
  for (const batch of (await listBlockingBatches(tx, DEFAULT_ARCHIVE)).filter(isHeld)) {
    if (settings().batch.allow_parallel) await attention.resolve(tx, causeOf(batch.batchId))
    else await raise(attention, tx, batch)
  }
}

/** It is sorted, or was put back. */
export const forgetHeld = ({ attention }: Pick<Deps, 'attention'>, tx: Tx, batchId: number): Promise<void> =>
  attention.resolve(tx, causeOf(batchId))

function raise(attention: Attention, tx: Tx, { batchId, name, fileCount, reason }: Batch): Promise<void> {
  const params = { batchId }
  const isPutAway = reason?.code === 'batch.held-by-discard'
  return attention.raise(tx, {
    cause: causeOf(batchId),
    code: isPutAway ? 'archive.batch-put-away' : 'archive.batch-held',
    params: { batch: name, count: fileCount },
    severity: 'warn',
    subject: `archive.batch:${batchId}`,
    actions: [
      { code: 'sort-batch', call: { operationId: 'archive.sortBatch', params, body: { dryRun: false } } },
      { code: 'abandon-batch', call: { operationId: 'archive.abandonBatch', params } },
      { code: 'open-batch', open: `/archive/batches/${batchId}` },
    ],
  })
}
