import type { Selectable } from 'kysely'
import type { Reader } from '../../db/db.ts'
import type { LibraryTables } from '../../db/tables/library.ts'

type TitleRow = Selectable<LibraryTables['library_titles']>
export type PlacedRow = TitleRow & { folder_path: string | null; file_path: string | null }

/** With where its folder and its main file lie. */
export async function findTitleRow(reader: Reader, titleId: number): Promise<PlacedRow | undefined> {
  return reader
    .selectFrom('library_titles')
    .leftJoin('library_folders', 'library_folders.id', 'library_titles.folder_id')
    .leftJoin('library_files', 'library_files.id', 'library_titles.main_file_id')
    .selectAll('library_titles')
    .select(['library_folders.rel_path as folder_path', 'library_files.rel_path as file_path'])
    .where('library_titles.id', '=', titleId)
    .executeTakeFirst()
}

/** Whether no other film lies in the folder of this one. */
export async function isAloneInFolder(
  reader: Reader,
  { id, folder_id }: Pick<TitleRow, 'id' | 'folder_id'>,
): Promise<boolean> {
  if (folder_id === null) return false
  const other = await reader
    .selectFrom('library_titles')
    .select('id')
    .where('folder_id', '=', folder_id)
    .where('kind', '=', 'movie')
    .where('deleted_at', 'is', null)
    .where('id', '!=', id)
    .limit(1)
    .executeTakeFirst()
  return other === undefined
}

/** In the order of their numbers. */
export async function listEpisodesOfFile(
  reader: Reader,
  fileId: number,
): Promise<(TitleRow & { season_number: number | null })[]> {
  return reader
    .selectFrom('library_titles')
    .leftJoin('library_titles as seasons', 'seasons.id', 'library_titles.parent_id')
    .selectAll('library_titles')
    .select('seasons.number as season_number')
    .where('library_titles.main_file_id', '=', fileId)
    .where('library_titles.kind', '=', 'tv-episode')
    .where('library_titles.deleted_at', 'is', null)
    .orderBy('library_titles.number')
    .orderBy('library_titles.id')
    .execute()
}
