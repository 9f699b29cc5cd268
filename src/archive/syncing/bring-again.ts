import { ConflictError } from '../../kernel/errors.ts'
import { requireNotPutBack } from '../batches/put-back.ts'
import type { Batch } from '../model.ts'
import type { SyncDeps } from './deps.ts'
import { openWay } from './open-way.ts'
import { changeSync, findSync } from './store.ts'
import { listSyncFiles } from './sync-files.ts'
import { ensureDelivery } from './sync-round.ts'
import { lostOf } from './views.ts'

/**
 * Has what is gone at the other machine brought over anew. A batch that is sorted stays so: its files lie in the archive,
 * and those that sorting by copy left in the shared folder are a delivery of their own, proven file by file as the first.
 * @throws ConflictError when nothing of it is gone there, or its files are being put back; as `openWay` else
 */
export async function bringAgain(
  deps: SyncDeps,
  { batch, actor, signal }: { batch: Batch; actor: string; signal: AbortSignal },
): Promise<{ runId: number }> {
  const { batchId, name, state } = batch
  const sync = await findSync(deps.db.read, batchId)
  if (sync === undefined || (await lostOf(deps.db.read, sync)) === null)
    throw new ConflictError('archive/batch-not-syncable', { params: { batch: name, state } })
  const opened = await openWay(deps, signal)
  const files = await listSyncFiles(deps.db.read, batchId, opened.pathOf)
  return deps.db.tx(async (tx) => {
    await requireNotPutBack(deps, tx, batch)
    await changeSync(tx, batchId, { attempt: sync.attempt + 1 })
    const looker = { actor, runId: null, jobId: null }
    const { delivery } = await ensureDelivery(deps, tx, { batch, opened, files, looker })
    const { runId } = await deps.deliveries.start(tx, delivery, { actor })
    return { runId }
  })
}
