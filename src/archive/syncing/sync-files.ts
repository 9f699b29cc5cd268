import type { Reader } from '../../db/db.ts'
import { findItems, listBatchItems } from '../items/store.ts'
import { listKept } from '../sorting/kept-store.ts'
import type { SyncFile } from './model.ts'

/** Files of a batch that lie in its folder: those that wait there, and those that sorting by copy left there. */
export async function listSyncFiles(
  reader: Reader,
  batchId: number,
  pathOf: (relPath: string) => string,
): Promise<SyncFile[]> {
  const waiting = await listBatchItems(reader, batchId, ['batched'])
  const kept = await listKept(reader, batchId)
  const filed = await findItems(
    reader,
    kept.map(({ itemId }) => itemId),
  )
  const hashOf = new Map(filed.map(({ itemId, sha256 }) => [itemId, sha256]))
  return [
    ...waiting.map(({ itemId, relPath, size, sha256 }) => ({
      itemId,
      relPath: pathOf(relPath),
      size,
      sha256: sha256 ?? '',
    })),
    ...kept.map(({ itemId, relPath, size }) => ({
      itemId,
      relPath: pathOf(relPath),
      size,
      sha256: hashOf.get(itemId) ?? '',
    })),
  ]
}

export const bytesOf = (files: readonly Pick<SyncFile, 'size'>[]): number =>
  files.reduce((sum, { size }) => sum + size, 0)
