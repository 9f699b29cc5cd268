import type { Reader, Tx } from '../../../db/db.ts'
import { readInPages } from '../../../db/in-chunks.ts'
import { pathKey } from '../../../media/path-key.ts'
import { newestSeen } from '../store.ts'

export interface KnownFolder {
  folderId: number
  relPath: string
  sum: string | null
  isMissing: boolean
}

const PAGE = 500

export async function listKnownFolders(reader: Reader, libraryId: number): Promise<KnownFolder[]> {
  const rows = await readInPages(
    PAGE,
    (after, limit) =>
      reader
        .selectFrom('library_folders')
        .select(['id', 'rel_path', 'sum', 'missing_since'])
        .where('library_id', '=', libraryId)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute(),
    ({ id }) => id,
  )
  return rows.map(({ id, rel_path, sum, missing_since }) => ({
    folderId: id,
    relPath: rel_path,
    sum,
    isMissing: missing_since !== null,
  }))
}

/** Another scan may have seen them later: then that stays. */
export async function markSeen(tx: Tx, scanId: number, folderIds: readonly number[]): Promise<void> {
  await tx
    .updateTable('library_folders')
    .set({ scan_id: scanId })
    .where('id', 'in', folderIds)
    .where(({ or, eb }) => or([eb('scan_id', 'is', null), eb('scan_id', '<', scanId)]))
    .execute()
}

export async function addFolders(
  tx: Tx,
  { scanId, libraryId }: { scanId: number; libraryId: number },
  relPaths: readonly string[],
): Promise<void> {
  await tx
    .insertInto('library_folders')
    .values(
      relPaths.map((relPath) => ({
        library_id: libraryId,
        rel_path: relPath,
        path_key: pathKey(relPath),
        state: 'new' as const,
        scan_id: scanId,
      })),
    )
    .onConflict((conflict) => conflict.columns(['library_id', 'rel_path']).doUpdateSet({ scan_id: newestSeen(scanId) }))
    .execute()
}
