import { type Selectable, sql } from 'kysely'
import type { Reader } from '../../db/db.ts'
import type { LibraryTables } from '../../db/tables/library.ts'
import { findListed, type ListedRow } from './list-store.ts'
import type { TellingSource } from './merge.ts'
import type { KnownFacts } from './model.ts'
import type { TitleRow } from './store.ts'

export type FileRow = Selectable<LibraryTables['library_files']>
export type ChangeRow = Selectable<LibraryTables['library_fact_changes']>
export type ArtRow = Pick<
  Selectable<LibraryTables['library_candidates']>,
  'id' | 'kind' | 'sha256' | 'width' | 'height' | 'source' | 'place'
>

const CHILDREN_MOST = 2000
const FILES_MOST = 500
const DEPTH_MOST = 3

export async function findTitle(reader: Reader, titleId: number): Promise<TitleRow | undefined> {
  return reader.selectFrom('library_titles').selectAll().where('id', '=', titleId).executeTakeFirst()
}

export async function readToldOf(
  reader: Reader,
  titleId: number,
): Promise<{ source: TellingSource; facts: KnownFacts }[]> {
  const rows = await reader.selectFrom('library_told').selectAll().where('title_id', '=', titleId).execute()
  return rows.map(({ source, facts }) => ({ source, facts: JSON.parse(facts) as KnownFacts }))
}

export async function findFolder(reader: Reader, folderId: number) {
  return reader
    .selectFrom('library_folders')
    .select(['id', 'rel_path', 'scan_id', 'read_at'])
    .where('id', '=', folderId)
    .executeTakeFirst()
}

/** Outermost first. */
export async function listParents(reader: Reader, row: Pick<TitleRow, 'parent_id'>): Promise<ListedRow[]> {
  const parents: ListedRow[] = []
  for (let next = row.parent_id; next !== null && parents.length < DEPTH_MOST;) {
    const [parent] = await findListed(reader, [next])
    if (parent === undefined) break
    parents.unshift(parent)
    next = parent.parent_id
  }
  return parents
}

export async function listChildren(reader: Reader, titleId: number): Promise<(ListedRow & { children: number })[]> {
  const places = await reader
    .selectFrom('library_titles')
    .select('id')
    .select(
      sql<number>`(select count(*) from library_titles c where c.parent_id = library_titles.id and c.deleted_at is null)`.as(
        'children',
      ),
    )
    .where('parent_id', '=', titleId)
    .where('deleted_at', 'is', null)
    .orderBy('number')
    .orderBy('sort_key')
    .limit(CHILDREN_MOST)
    .execute()
  const rows: ListedRow[] = []
  for (let start = 0; start < places.length; start += FILES_MOST)
    rows.push(
      ...(await findListed(
        reader,
        places.slice(start, start + FILES_MOST).map(({ id }) => id),
      )),
    )
  const counts = new Map(places.map(({ id, children }) => [id, Number(children)]))
  return rows.map((row) => ({ ...row, children: counts.get(row.id) ?? 0 }))
}

export async function listFiles(reader: Reader, { id, main_file_id }: TitleRow): Promise<FileRow[]> {
  const rows = await reader
    .selectFrom('library_files')
    .selectAll()
    .where('title_id', '=', id)
    .orderBy('rel_path')
    .limit(FILES_MOST)
    .execute()
  return rows.toSorted((a, b) => Number(b.id === main_file_id) - Number(a.id === main_file_id))
}

export const listChosenArt = (reader: Reader, titleId: number): Promise<ArtRow[]> =>
  reader
    .selectFrom('library_candidates')
    .select(['id', 'kind', 'sha256', 'width', 'height', 'source', 'place'])
    .where('title_id', '=', titleId)
    .where('state', '=', 'chosen')
    .orderBy('kind')
    .orderBy('place')
    .execute()

/** Newest first. */
export function listChanges(
  reader: Reader,
  { titleId, before, limit }: { titleId: number; before?: number | undefined; limit: number },
): Promise<ChangeRow[]> {
  let query = reader.selectFrom('library_fact_changes').selectAll().where('title_id', '=', titleId)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

export const findChange = (
  reader: Reader,
  { titleId, changeId }: { titleId: number; changeId: number },
): Promise<ChangeRow | undefined> =>
  reader
    .selectFrom('library_fact_changes')
    .selectAll()
    .where('title_id', '=', titleId)
    .where('id', '=', changeId)
    .executeTakeFirst()

/** The scan that first saw the title's folder, and those that read it since. */
export const findScan = (reader: Reader, scanId: number) =>
  reader
    .selectFrom('library_scans')
    .select(['id', 'run_id', 'actor', 'started_at', 'ended_at', 'outcome'])
    .where('id', '=', scanId)
    .executeTakeFirst()
