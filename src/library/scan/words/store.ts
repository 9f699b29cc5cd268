import type { Reader, Tx } from '../../../db/db.ts'
import { pathKey } from '../../../media/path-key.ts'
import type { LibraryTables } from '../../../db/tables/library.ts'
import { type FolderWord, parseWord } from '../model.ts'

export interface UnknownFilter {
  libraryId?: number | undefined
  which: 'unknown' | 'ignored'
  kind?: LibraryTables['library_files']['kind'] | undefined
  text?: string | undefined
}

const matching = (reader: Reader, { libraryId, which, kind, text }: UnknownFilter) => {
  let query = reader
    .selectFrom('library_files')
    .innerJoin('library_libraries', 'library_libraries.id', 'library_files.library_id')
    .where('library_libraries.removed_at', 'is', null)
    .where('library_files.use', '=', which)
    .where('library_files.missing_since', 'is', null)
  if (libraryId !== undefined) query = query.where('library_files.library_id', '=', libraryId)
  if (kind !== undefined) query = query.where('library_files.kind', '=', kind)
  if (text !== undefined && text !== '')
    query = query.where('library_files.path_key', 'like', `%${pathKey(text).replace(/[\\%_]/g, '')}%`)
  return query
}

export async function listUnknownFiles(reader: Reader, filter: UnknownFilter & { after: number; limit: number }) {
  return matching(reader, filter)
    .leftJoin('library_titles', 'library_titles.id', 'library_files.title_id')
    .select([
      'library_files.id',
      'library_files.library_id',
      'library_files.folder_id',
      'library_files.title_id',
      'library_titles.title',
      'library_files.rel_path',
      'library_files.kind',
      'library_files.use',
      'library_files.size',
      'library_files.mtime_ms',
      'library_files.first_seen_at',
    ])
    .where('library_files.id', '>', filter.after)
    .orderBy('library_files.id')
    .limit(filter.limit)
    .execute()
}

export async function countUnknownFiles(reader: Reader, filter: UnknownFilter): Promise<number> {
  const { count } = await matching(reader, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function findFolder(reader: Reader, folderId: number) {
  return reader.selectFrom('library_folders').selectAll().where('id', '=', folderId).executeTakeFirst()
}

/** With the folders that they lie in. */
export async function listFilesWithFolders(reader: Reader, fileIds: readonly number[]) {
  const rows = await reader
    .selectFrom('library_files')
    .innerJoin('library_folders', 'library_folders.id', 'library_files.folder_id')
    .select([
      'library_files.id',
      'library_files.library_id',
      'library_files.rel_path',
      'library_files.folder_id',
      'library_folders.rel_path as folder',
      'library_folders.said',
    ])
    .where('library_files.id', 'in', fileIds)
    .execute()
  return rows.map((row) => ({ ...row, word: parseWord(row.said) }))
}

/** What a person said; the folder is read anew. */
export async function saveWord(tx: Tx, folderId: number, word: FolderWord): Promise<void> {
  const said = Object.keys(word).length === 0 ? null : JSON.stringify(word)
  await tx.updateTable('library_folders').set({ said, sum: null }).where('id', '=', folderId).execute()
}

export async function setUse(tx: Tx, fileIds: readonly number[], use: string): Promise<void> {
  await tx.updateTable('library_files').set({ use }).where('id', 'in', fileIds).execute()
}
