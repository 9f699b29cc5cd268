import type { Insertable, Selectable } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import { inChunks } from '../../../db/in-chunks.ts'
import type { LibraryTables } from '../../../db/tables/library.ts'
import { breathe } from '../../../kernel/breathe.ts'
import { pathKey } from '../../../media/path-key.ts'
import type { TitleKind } from '../../titles/index.ts'
import { newestSeen } from '../store.ts'

export type FolderRow = Selectable<LibraryTables['library_folders']>
export type FileRow = Selectable<LibraryTables['library_files']>
export type TitleRow = Selectable<LibraryTables['library_titles']>

const AT_ONCE = 50

/** In statements of so many rows, with turns for requests between: SQLite works on the thread of the server. */
async function inParts<Item, Row>(items: readonly Item[], read: (part: Item[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await breathe()
    rows.push(...(await read(items.slice(start, start + AT_ONCE))))
  }
  return rows
}

export const listFolders = (reader: Reader, libraryId: number, relPaths: readonly string[]): Promise<FolderRow[]> =>
  inParts(relPaths, (part) =>
    reader
      .selectFrom('library_folders')
      .selectAll()
      .where('library_id', '=', libraryId)
      .where('rel_path', 'in', part)
      .execute(),
  )

export const listFilesOfFolders = (reader: Reader, folderIds: readonly number[]): Promise<FileRow[]> =>
  inParts(folderIds, (part) => reader.selectFrom('library_files').selectAll().where('folder_id', 'in', part).execute())

export const listFilesAt = (reader: Reader, libraryId: number, relPaths: readonly string[]): Promise<FileRow[]> =>
  inParts(relPaths, (part) =>
    reader
      .selectFrom('library_files')
      .selectAll()
      .where('library_id', '=', libraryId)
      .where('rel_path', 'in', part)
      .execute(),
  )

export const listTitlesOfFolders = (reader: Reader, folderIds: readonly number[]): Promise<TitleRow[]> =>
  inParts(folderIds, (part) => reader.selectFrom('library_titles').selectAll().where('folder_id', 'in', part).execute())

export const listTitlesBelow = (reader: Reader, parentIds: readonly number[]): Promise<TitleRow[]> =>
  inParts(parentIds, (part) => reader.selectFrom('library_titles').selectAll().where('parent_id', 'in', part).execute())

export const listTitlesAt = (reader: Reader, titleIds: readonly number[]): Promise<TitleRow[]> =>
  inParts(titleIds, (part) => reader.selectFrom('library_titles').selectAll().where('id', 'in', part).execute())

export const listTitlesNamed = (
  reader: Reader,
  { libraryId, kind }: { libraryId: number; kind: TitleKind },
  sortKeys: readonly string[],
): Promise<TitleRow[]> =>
  inParts(sortKeys, (part) =>
    reader
      .selectFrom('library_titles')
      .selectAll()
      .where('library_id', '=', libraryId)
      .where('kind', '=', kind)
      .where('sort_key', 'in', part)
      .execute(),
  )

export type NewTitle = Pick<
  Insertable<LibraryTables['library_titles']>,
  'library_id' | 'kind' | 'title' | 'sort_key' | 'parent_id' | 'folder_id' | 'number'
>

const EMPTY = { facts: '{}', sources: '{}', locks: '[]', state: 'unidentified', version: 1 } as const

/** @returns the rows, in the order of `titles` */
export async function insertTitles(tx: Tx, titles: readonly NewTitle[], now: number): Promise<TitleRow[]> {
  const rows = await inParts(titles, (part) =>
    tx
      .insertInto('library_titles')
      .values(part.map((title) => ({ ...EMPTY, ...title, added_at: now, changed_at: now })))
      .returningAll()
      .execute(),
  )
  // Numbers are given in the order of the rows, whatever the order in which they come back.
  return rows.toSorted((a, b) => a.id - b.id)
}

const STRUCTURE = [
  'parent_id',
  'folder_id',
  'main_file_id',
  'number',
  'picture_lines',
  'duration_ms',
  'care_code',
  'care_params',
  'missing_since',
  'deleted_at',
  'changed_at',
  'version',
] as const

/** Where titles lie and what they are made of; not what is known of them. */
export async function saveStructure(tx: Tx, titles: readonly TitleRow[]): Promise<void> {
  await inChunks(titles, AT_ONCE, (part) =>
    tx
      .insertInto('library_titles')
      .values(part)
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(({ ref }) => Object.fromEntries(STRUCTURE.map((column) => [column, ref(`excluded.${column}`)]))),
      )
      .execute(),
  )
}

export type FileFacts = Omit<Insertable<LibraryTables['library_files']>, 'id' | 'path_key'>

/** @returns ids by path */
export async function saveFiles(tx: Tx, files: readonly FileFacts[]): Promise<Map<string, number>> {
  const rows = await inParts(files, (part) =>
    tx
      .insertInto('library_files')
      .values(part.map((file) => ({ ...file, path_key: pathKey(file.rel_path) })))
      .onConflict((conflict) =>
        conflict
          .columns(['library_id', 'rel_path'])
          .doUpdateSet(({ ref }) =>
            Object.fromEntries(FILE_COLUMNS.map((column) => [column, ref(`excluded.${column}`)])),
          ),
      )
      .returning(['id', 'rel_path'])
      .execute(),
  )
  return new Map(rows.map(({ id, rel_path }) => [rel_path, id]))
}

const FILE_COLUMNS = [
  'folder_id',
  'title_id',
  'kind',
  'use',
  'size',
  'mtime_ms',
  'inode',
  'language',
  'streams',
  'duration_ms',
  'probe_code',
  'probe_params',
  'missing_since',
] as const

export async function markFilesMissing(tx: Tx, fileIds: readonly number[], now: number): Promise<void> {
  await inChunks(fileIds, AT_ONCE, (part) =>
    tx
      .updateTable('library_files')
      .set({ missing_since: now })
      .where('id', 'in', part)
      .where('missing_since', 'is', null)
      .execute(),
  )
}

export interface LocalArt {
  libraryId: number
  titleId: number
  kind: string
  relPath: string
  language: string | null
  width: number | null
  height: number | null
}

export async function saveLocalArt(tx: Tx, art: readonly LocalArt[], now: number): Promise<void> {
  await inChunks(art, AT_ONCE, (part) =>
    tx
      .insertInto('library_candidates')
      .values(
        part.map((one) => ({
          library_id: one.libraryId,
          title_id: one.titleId,
          kind: one.kind,
          source: 'local' as const,
          ref: one.relPath,
          language: one.language,
          width: one.width,
          height: one.height,
          state: 'open' as const,
          added_at: now,
          changed_at: now,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['title_id', 'kind', 'source', 'ref']).doUpdateSet(({ ref }) => ({
          language: ref('excluded.language'),
          width: ref('excluded.width'),
          height: ref('excluded.height'),
          changed_at: ref('excluded.changed_at'),
        })),
      )
      .execute(),
  )
}

export const listLocalArt = (reader: Reader, titleIds: readonly number[]) =>
  inParts(titleIds, (part) =>
    reader
      .selectFrom('library_candidates')
      .select(['id', 'title_id', 'kind', 'ref', 'state', 'sha256', 'language', 'width', 'height'])
      .where('title_id', 'in', part)
      .where('source', '=', 'local')
      .execute(),
  )

export async function removeCandidates(tx: Tx, ids: readonly number[]): Promise<void> {
  await inChunks(ids, AT_ONCE, (part) => tx.deleteFrom('library_candidates').where('id', 'in', part).execute())
}

/** Of one path its file changed: what the cache holds of it is of the old one. */
export async function forgetCached(tx: Tx, ids: readonly number[], now: number): Promise<void> {
  await inChunks(ids, AT_ONCE, (part) =>
    tx.updateTable('library_candidates').set({ sha256: null, changed_at: now }).where('id', 'in', part).execute(),
  )
}

export async function noteRead(
  tx: Tx,
  folders: readonly { folderId: number; sum: string }[],
  { scanId, now }: { scanId: number; now: number },
): Promise<void> {
  const seen = { scan_id: newestSeen(scanId), read_at: now, missing_since: null }
  const read = { reason_code: null, reason_params: null, ...seen }
  for (const { folderId, sum } of folders) {
    await breathe()
    await tx
      .updateTable('library_folders')
      .set({ sum, state: 'read', ...read })
      .where('id', '=', folderId)
      .execute()
  }
}

export async function noteFailed(
  tx: Tx,
  folderId: number,
  { code, params, now }: { code: string; params: object; now: number },
): Promise<void> {
  await tx
    .updateTable('library_folders')
    .set({ state: 'failed', sum: null, reason_code: code, reason_params: JSON.stringify(params), read_at: now })
    .where('id', '=', folderId)
    .execute()
}
