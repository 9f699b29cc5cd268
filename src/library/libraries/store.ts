import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { LibraryTables } from '../../db/tables/library.ts'
import type { Library } from './model.ts'
import { settingsOf } from './settings/usual-settings.ts'

const toLibrary = (row: Selectable<LibraryTables['library_libraries']>): Library => ({
  libraryId: row.id,
  kind: row.kind,
  name: row.name,
  rootId: row.root_id,
  settings: settingsOf(row.settings),
  isEnabled: row.is_enabled === 1,
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

/** Not those that are being forgotten. */
const libraries = (reader: Reader) => reader.selectFrom('library_libraries').selectAll().where('removed_at', 'is', null)

/** By name. */
export async function listLibraries(reader: Reader): Promise<Library[]> {
  return (await libraries(reader).orderBy('name_key').execute()).map(toLibrary)
}

export async function findLibrary(reader: Reader, libraryId: number): Promise<Library | undefined> {
  const row = await libraries(reader).where('id', '=', libraryId).executeTakeFirst()
  return row === undefined ? undefined : toLibrary(row)
}

export async function findLibraryByName(reader: Reader, nameKey: string): Promise<Library | undefined> {
  const row = await libraries(reader).where('name_key', '=', nameKey).executeTakeFirst()
  return row === undefined ? undefined : toLibrary(row)
}

export async function findLibraryOfConnection(reader: Reader, connectionId: number): Promise<Library | undefined> {
  return (await listLibraries(reader)).find(({ settings }) => settings.connectionId === connectionId)
}

export type LibraryFacts = Pick<Library, 'name' | 'settings' | 'isEnabled'> & { nameKey: string }

const columnsOf = (facts: LibraryFacts) => ({
  name: facts.name,
  name_key: facts.nameKey,
  settings: JSON.stringify(facts.settings),
  is_enabled: facts.isEnabled ? 1 : 0,
})

export async function insertLibrary(
  tx: Tx,
  facts: LibraryFacts & Pick<Library, 'kind' | 'rootId'>,
  now: number,
): Promise<Library> {
  const row = await tx
    .insertInto('library_libraries')
    .values({
      kind: facts.kind,
      root_id: facts.rootId,
      ...columnsOf(facts),
      version: 1,
      created_at: now,
      changed_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toLibrary(row)
}

export async function updateLibrary(
  tx: Tx,
  { libraryId, version }: Library,
  { now, ...facts }: LibraryFacts & { now: number },
): Promise<Library> {
  const row = await tx
    .updateTable('library_libraries')
    .set({ ...columnsOf(facts), version: version + 1, changed_at: now })
    .where('id', '=', libraryId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toLibrary(row)
}

/** Its name is free at once; its rows go in parts, later. */
export async function letLibraryGo(tx: Tx, libraryId: number, now: number): Promise<void> {
  await tx
    .updateTable('library_libraries')
    .set({ removed_at: now, name_key: `removed:${libraryId}`, is_enabled: 0 })
    .where('id', '=', libraryId)
    .execute()
}

/** Children first; what hangs on a title goes with it. */
const LEAVES = [
  'library_published_files',
  'library_files',
  'library_candidates',
  'library_fact_changes',
  'library_titles',
  'library_folders',
  'library_scan_notes',
] as const

/** @returns whether rows are left; call it again, then */
export async function deleteRowsOf(tx: Tx, libraryId: number, most: number): Promise<boolean> {
  for (const table of LEAVES) {
    const ids = tx.selectFrom(table).select('id').where('library_id', '=', libraryId).limit(most)
    const { numDeletedRows } = await tx.deleteFrom(table).where('id', 'in', ids).executeTakeFirstOrThrow()
    if (numDeletedRows > 0n) return true
  }
  await tx.deleteFrom('library_libraries').where('id', '=', libraryId).where('removed_at', 'is not', null).execute()
  return false
}

/** Of titles that are not deleted; by library, kinds apart. */
export async function countTitles(
  reader: Reader,
): Promise<{ libraryId: number; kind: LibraryTables['library_titles']['kind']; count: number }[]> {
  const rows = await reader
    .selectFrom('library_titles')
    .select(['library_id', 'kind', ({ fn }) => fn.countAll<number>().as('count')])
    .where('deleted_at', 'is', null)
    .groupBy(['library_id', 'kind'])
    .execute()
  return rows.map(({ library_id, kind, count }) => ({ libraryId: library_id, kind, count: Number(count) }))
}
