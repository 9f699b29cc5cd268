import type { Reader } from '../../../db/db.ts'
import type { Movable } from '../writing/batch.ts'

const MOST = 20_000

/** Titles with a file, in folders that this scan has not seen, or that were missing before; a scan of one folder knows no more of others. */
export async function listLost(
  reader: Reader,
  { libraryId, scanId }: { libraryId: number; scanId: number },
): Promise<Movable[]> {
  const rows = await reader
    .selectFrom('library_titles')
    .innerJoin('library_folders', 'library_folders.id', 'library_titles.folder_id')
    .innerJoin('library_files', 'library_files.id', 'library_titles.main_file_id')
    .select([
      'library_titles.id',
      'library_files.rel_path',
      'library_files.inode',
      'library_files.size',
      'library_files.mtime_ms',
    ])
    .where('library_titles.library_id', '=', libraryId)
    .where('library_titles.kind', 'in', ['movie', 'song'])
    .where(({ or, eb }) =>
      or([
        eb('library_folders.scan_id', '<', scanId),
        eb('library_folders.scan_id', 'is', null),
        eb('library_titles.missing_since', 'is not', null),
      ]),
    )
    .limit(MOST)
    .execute()
  return rows.map(({ id, rel_path, inode, size, mtime_ms }) => ({
    titleId: id,
    relPath: rel_path,
    inode,
    size,
    mtimeMs: mtime_ms,
  }))
}

/** Series have no file of their own; their folder stands for them. */
export async function listLostSeries(
  reader: Reader,
  { libraryId, scanId }: { libraryId: number; scanId: number },
): Promise<Movable[]> {
  const rows = await reader
    .selectFrom('library_titles')
    .innerJoin('library_folders', 'library_folders.id', 'library_titles.folder_id')
    .select(['library_titles.id', 'library_folders.rel_path'])
    .where('library_titles.library_id', '=', libraryId)
    .where('library_titles.kind', '=', 'series')
    .where(({ or, eb }) => or([eb('library_folders.scan_id', '<', scanId), eb('library_folders.scan_id', 'is', null)]))
    .limit(MOST)
    .execute()
  return rows.map(({ id, rel_path }) => ({ titleId: id, relPath: rel_path, inode: '', size: -1, mtimeMs: -1 }))
}

/** Of the same size as one of these; the only ones that a scan of one folder may find moved there. */
export async function hasUnseenFolders(
  reader: Reader,
  { libraryId, scanId }: { libraryId: number; scanId: number },
): Promise<boolean> {
  const row = await reader
    .selectFrom('library_folders')
    .select('id')
    .where('library_id', '=', libraryId)
    .where(({ or, eb }) => or([eb('scan_id', '<', scanId), eb('missing_since', 'is not', null)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
