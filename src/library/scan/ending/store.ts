import { sql } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { LibraryTables } from '../../../db/tables/library.ts'

export interface Unseen {
  folderId: number
  relPath: string
}

/** Folders that the scan looked for and did not see; those known to be missing are left out. */
export async function listUnseen(
  reader: Reader,
  { libraryId, scanId, folder }: { libraryId: number; scanId: number; folder: string | null },
): Promise<Unseen[]> {
  const rows = await reader
    .selectFrom('library_folders')
    .select(['id', 'rel_path'])
    .where('library_id', '=', libraryId)
    .where('missing_since', 'is', null)
    .where(({ or, eb }) => or([eb('scan_id', 'is', null), eb('scan_id', '<', scanId)]))
    .orderBy('id')
    .execute()
  return rows
    .filter(({ rel_path }) => folder === null || rel_path === folder || rel_path.startsWith(`${folder}/`))
    .map(({ id, rel_path }) => ({ folderId: id, relPath: rel_path }))
}

/** Titles with files of their own, in these folders, that nobody knew to be missing. */
export async function listTitleIdsIn(reader: Reader, folderIds: readonly number[]): Promise<number[]> {
  const ids: number[] = []
  for (let start = 0; start < folderIds.length; start += 1000) {
    const rows = await reader
      .selectFrom('library_titles')
      .select('id')
      .where('folder_id', 'in', folderIds.slice(start, start + 1000))
      .where('missing_since', 'is', null)
      .where('deleted_at', 'is', null)
      .execute()
    ids.push(...rows.map(({ id }) => id))
  }
  return ids
}

export async function countPresentTitles(reader: Reader, libraryId: number): Promise<number> {
  const { count } = await reader
    .selectFrom('library_titles')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('library_id', '=', libraryId)
    .where('missing_since', 'is', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Folders, their files and their titles. */
export async function markMissing(tx: Tx, folderIds: readonly number[], now: number): Promise<void> {
  await tx
    .updateTable('library_folders')
    .set({ state: 'missing', missing_since: now, sum: null })
    .where('id', 'in', folderIds)
    .execute()
  await tx
    .updateTable('library_files')
    .set({ missing_since: now })
    .where('folder_id', 'in', folderIds)
    .where('missing_since', 'is', null)
    .execute()
  await tx
    .updateTable('library_titles')
    .set({ missing_since: now, version: sql`version + 1`, changed_at: now })
    .where('folder_id', 'in', folderIds)
    .where('missing_since', 'is', null)
    .execute()
}

/** What could not be looked into: nothing is concluded of what lies there. */
export async function listBlindSpots(reader: Reader, scanId: number): Promise<string[]> {
  const rows = await reader
    .selectFrom('library_scan_notes')
    .select('params')
    .where('scan_id', '=', scanId)
    .where('code', '=', 'library.folder-unreadable')
    .execute()
  return rows.map(({ params }) => String((JSON.parse(params) as { path?: string }).path ?? ''))
}

export interface DueTitle {
  titleId: number
  title: string
  year: number | null
  kind: LibraryTables['library_titles']['kind']
}

/** Missing for longer than that; a page of them. */
export async function listDueTitles(reader: Reader, libraryId: number, since: number): Promise<DueTitle[]> {
  const rows = await reader
    .selectFrom('library_titles')
    .select(['id', 'title', 'year', 'kind'])
    .where('library_id', '=', libraryId)
    .where('missing_since', '<=', since)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(500)
    .execute()
  return rows.map(({ id, ...row }) => ({ titleId: id, ...row }))
}

/** Missing ones of a folder and of what is below it. */
export async function listMissingIn(
  reader: Reader,
  { libraryId, folder }: { libraryId: number; folder: string },
): Promise<(DueTitle & { relPath: string })[]> {
  const rows = await reader
    .selectFrom('library_titles as title')
    .innerJoin('library_folders as place', 'place.id', 'title.folder_id')
    .select(['title.id', 'title.title', 'title.year', 'title.kind', 'place.rel_path'])
    .where('title.library_id', '=', libraryId)
    .where('title.missing_since', 'is not', null)
    .where('title.deleted_at', 'is', null)
    .orderBy('title.id')
    .execute()
  return rows
    .filter(({ rel_path }) => rel_path === folder || rel_path.startsWith(`${folder}/`))
    .map(({ id, title, year, kind, rel_path }) => ({ titleId: id, title, year, kind, relPath: rel_path }))
}

export async function deleteSoftly(tx: Tx, titleIds: readonly number[], now: number): Promise<void> {
  await tx
    .updateTable('library_titles')
    .set({ deleted_at: now, version: sql`version + 1`, changed_at: now })
    .where('id', 'in', titleIds)
    .where('missing_since', 'is not', null)
    .where('deleted_at', 'is', null)
    .execute()
}

/** Rows of folders and files that have been gone for as long and stand for no title that is left. */
export async function dropGone(tx: Tx, libraryId: number, since: number): Promise<void> {
  await tx
    .deleteFrom('library_files')
    .where('library_id', '=', libraryId)
    .where('missing_since', '<=', since)
    .where(
      'id',
      'not in',
      (query) =>
        query
          .selectFrom('library_titles')
          .select('main_file_id')
          .where('library_id', '=', libraryId)
          .where('main_file_id', 'is not', null) as never,
    )
    .execute()
  await tx
    .deleteFrom('library_folders')
    .where('library_id', '=', libraryId)
    .where('missing_since', '<=', since)
    .where('said', 'is', null)
    .where(
      'id',
      'not in',
      (query) =>
        query
          .selectFrom('library_titles')
          .select('folder_id')
          .where('library_id', '=', libraryId)
          .where('folder_id', 'is not', null) as never,
    )
    .execute()
}

/** Seasons, albums and the like that have nothing below them any more. */
export async function listHollow(reader: Reader, libraryId: number): Promise<DueTitle[]> {
  const rows = await reader
    .selectFrom('library_titles as one')
    .select(['one.id', 'one.title', 'one.year', 'one.kind'])
    .where('one.library_id', '=', libraryId)
    .where('one.kind', 'in', ['season', 'album', 'series', 'artist'])
    .where('one.deleted_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('library_titles as below')
            .select('below.id')
            .whereRef('below.parent_id', '=', 'one.id')
            .where('below.deleted_at', 'is', null),
        ),
      ),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('library_titles as gone')
          .select('gone.id')
          .whereRef('gone.parent_id', '=', 'one.id')
          .where('gone.deleted_at', 'is not', null),
      ),
    )
    .limit(500)
    .execute()
  return rows.map(({ id, ...row }) => ({ titleId: id, ...row }))
}

export async function deleteHollow(tx: Tx, titleIds: readonly number[], now: number): Promise<void> {
  await tx
    .updateTable('library_titles')
    .set(({ fn }) => ({
      deleted_at: now,
      missing_since: fn.coalesce('missing_since', sql<number>`${now}`),
      version: sql`version + 1`,
      changed_at: now,
    }))
    .where('id', 'in', titleIds)
    .execute()
}

export async function countPresentFiles(reader: Reader, libraryId: number): Promise<number> {
  const { count } = await reader
    .selectFrom('library_files')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('library_id', '=', libraryId)
    .where('missing_since', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export interface TitleRead {
  titleId: number
  kind: DueTitle['kind']
  /** Since the scan began. */
  hasChanged: boolean
  isEnriched: boolean
}

/** In folders that the scan has read. */
export async function listTitlesRead(
  reader: Reader,
  { libraryId, startedAt }: { libraryId: number; startedAt: number },
): Promise<TitleRead[]> {
  const rows = await reader
    .selectFrom('library_titles')
    .innerJoin('library_folders', 'library_folders.id', 'library_titles.folder_id')
    .select(['library_titles.id', 'library_titles.kind', 'library_titles.changed_at', 'library_titles.state'])
    .where('library_titles.library_id', '=', libraryId)
    .where('library_titles.missing_since', 'is', null)
    .where('library_titles.deleted_at', 'is', null)
    .where('library_folders.read_at', '>=', startedAt)
    .orderBy('library_titles.id')
    .execute()
  return rows.map(({ id, kind, changed_at, state }) => ({
    titleId: id,
    kind,
    hasChanged: changed_at >= startedAt,
    isEnriched: state === 'enriched',
  }))
}
