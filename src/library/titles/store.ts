import type { Selectable } from 'kysely'
import { dialectOf, type Tx } from '../../db/db.ts'
import type { LibraryTables } from '../../db/tables/library.ts'
import type { FactChange, Standing, TellingSource } from './merge.ts'
import { mirrorOf, wordsOf } from './mirror.ts'
import { ID_NAMES, type KnownFacts, type TitleFacts, type TitleKind } from './model.ts'

export type TitleRow = Selectable<LibraryTables['library_titles']>

/** A title's row with all that its facts come from. */
export interface OpenTitle {
  row: TitleRow
  standing: Standing
  /** Below the root: of its folder and its main file. */
  paths: readonly string[]
}

const TITLES_AT_ONCE = 100

/** Those that exist, by their ids; on PostgreSQL their rows are held until the transaction ends. */
export async function openTitles(tx: Tx, titleIds: readonly number[]): Promise<Map<number, OpenTitle>> {
  const opened = new Map<number, OpenTitle>()
  for (let start = 0; start < titleIds.length; start += TITLES_AT_ONCE) {
    const ids = titleIds.slice(start, start + TITLES_AT_ONCE)
    let query = tx.selectFrom('library_titles').selectAll().where('id', 'in', ids).orderBy('id')
    if (dialectOf(tx) === 'postgres') query = query.forUpdate()
    const rows = await query.execute()
    const told = await readTold(tx, ids)
    const paths = await readPaths(tx, ids)
    for (const row of rows)
      opened.set(row.id, { row, standing: standingOf(row, told.get(row.id) ?? {}), paths: paths.get(row.id) ?? [] })
  }
  return opened
}

export function knownFactsOf(row: Pick<TitleRow, 'facts' | 'tmdb_id' | 'imdb_id' | 'tvdb_id'>): KnownFacts {
  const ids = { tmdb: row.tmdb_id, imdb: row.imdb_id, tvdb: row.tvdb_id }
  const known = Object.entries(ids).filter(([, id]) => id !== null)
  return { ...(JSON.parse(row.facts) as TitleFacts), ...Object.fromEntries(known) }
}

const standingOf = (row: TitleRow, told: Standing['told']): Standing => ({
  facts: knownFactsOf(row),
  sources: JSON.parse(row.sources) as Standing['sources'],
  locks: JSON.parse(row.locks) as string[],
  told,
})

async function readTold(tx: Tx, ids: readonly number[]): Promise<Map<number, Standing['told']>> {
  const rows = await tx.selectFrom('library_told').selectAll().where('title_id', 'in', ids).execute()
  const told = new Map<number, Standing['told']>()
  for (const { title_id, source, facts } of rows)
    told.set(title_id, { ...told.get(title_id), [source]: JSON.parse(facts) as KnownFacts })
  return told
}

async function readPaths(tx: Tx, ids: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await tx
    .selectFrom('library_titles')
    .leftJoin('library_folders', 'library_folders.id', 'library_titles.folder_id')
    .leftJoin('library_files', 'library_files.id', 'library_titles.main_file_id')
    .select(['library_titles.id', 'library_folders.rel_path as folder', 'library_files.rel_path as file'])
    .where('library_titles.id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, folder, file }) => [id, [file ?? folder ?? '']]))
}

export interface NewTitle {
  libraryId: number
  kind: TitleKind
  /** What it is called until a source says more: the name of its folder. */
  title: string
  parentId?: number
  folderId?: number
  mainFileId?: number
  /** Of a season, an episode or a song among its parent's. */
  number?: number
}

/** Titles of which nothing is known yet; `applyFactsToMany` tells the rest. @returns their ids, in their order */
export async function addTitles(tx: Tx, titles: readonly NewTitle[], at: number): Promise<number[]> {
  const ids: number[] = []
  for (let start = 0; start < titles.length; start += TITLES_AT_ONCE) {
    const rows = titles.slice(start, start + TITLES_AT_ONCE).map((title) => newRowOf(title, at))
    const added = await tx.insertInto('library_titles').values(rows).returning('id').execute()
    ids.push(...added.map(({ id }) => id).toSorted((a, b) => a - b))
  }
  await rewriteWords(tx, ids)
  return ids
}

/** Once folders or files of titles have other names. */
export async function rewriteWords(tx: Tx, titleIds: readonly number[]): Promise<void> {
  const titles = [...(await openTitles(tx, titleIds)).values()]
  for (let start = 0; start < titles.length; start += TITLES_AT_ONCE)
    await saveWords(
      tx,
      titles.slice(start, start + TITLES_AT_ONCE).map((title) => ({ title, standing: title.standing })),
    )
}

const newRowOf = (title: NewTitle, at: number) => ({
  library_id: title.libraryId,
  kind: title.kind,
  parent_id: title.parentId ?? null,
  folder_id: title.folderId ?? null,
  main_file_id: title.mainFileId ?? null,
  number: title.number ?? null,
  ...mirrorOf({}, title),
  facts: '{}',
  sources: '{}',
  locks: '[]',
  state: 'unidentified' as const,
  added_at: at,
  changed_at: at,
  version: 1,
})

export interface ChangedTitle {
  title: OpenTitle
  /** What came of it. */
  standing: Standing
  /** Columns beside those of the facts. */
  more?: Partial<TitleRow>
}

/** Writes facts, who said them, locks and the columns that mirror them; each row has its next version. */
export async function saveTitles(tx: Tx, changed: readonly ChangedTitle[], at: number): Promise<void> {
  for (let start = 0; start < changed.length; start += TITLES_AT_ONCE) {
    const rows = changed.slice(start, start + TITLES_AT_ONCE).map((one) => rowOf(one, at))
    await tx
      .insertInto('library_titles')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(({ ref }) => Object.fromEntries(WRITTEN.map((column) => [column, ref(`excluded.${column}`)]))),
      )
      .execute()
    await saveWords(tx, changed.slice(start, start + TITLES_AT_ONCE))
  }
}

async function saveWords(tx: Tx, changed: readonly ChangedTitle[]): Promise<void> {
  const rows = changed.map(({ title: { row, paths }, standing }) => ({
    title_id: row.id,
    words: wordsOf(standing.facts, { title: row.title, paths }),
  }))
  await tx
    .insertInto('library_title_words')
    .values(rows)
    .onConflict((conflict) => conflict.column('title_id').doUpdateSet(({ ref }) => ({ words: ref('excluded.words') })))
    .execute()
}

const WRITTEN = [
  ...(['title', 'sort_key', 'year', 'rating', 'tmdb_id', 'imdb_id', 'tvdb_id'] as const),
  ...(['facts', 'sources', 'locks', 'state', 'identified_by', 'care_code', 'care_params', 'enriched_at'] as const),
  ...(['changed_at', 'version'] as const),
]

function rowOf({ title: { row }, standing, more }: ChangedTitle, at: number): TitleRow {
  const facts = Object.entries(standing.facts).filter(([key]) => !(ID_NAMES as readonly string[]).includes(key))
  return {
    ...row,
    ...mirrorOf(standing.facts, row),
    facts: JSON.stringify(Object.fromEntries(facts)),
    sources: JSON.stringify(standing.sources),
    locks: JSON.stringify(standing.locks),
    ...more,
    changed_at: at,
    version: row.version + 1,
  }
}

export interface ToldRow {
  titleId: number
  source: TellingSource
  facts: KnownFacts
}

export async function saveTold(tx: Tx, told: readonly ToldRow[], at: number): Promise<void> {
  for (let start = 0; start < told.length; start += TITLES_AT_ONCE) {
    const rows = told
      .slice(start, start + TITLES_AT_ONCE)
      .map(({ titleId, source, facts }) => ({ title_id: titleId, source, facts: JSON.stringify(facts), at }))
    await tx
      .insertInto('library_told')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['title_id', 'source'])
          .doUpdateSet(({ ref }) => ({ facts: ref('excluded.facts'), at: ref('excluded.at') })),
      )
      .execute()
  }
}

export async function removeTold(tx: Tx, titleId: number, source: TellingSource): Promise<void> {
  await tx.deleteFrom('library_told').where('title_id', '=', titleId).where('source', '=', source).execute()
}

export interface NotedChange extends FactChange {
  libraryId: number
  titleId: number
  actor: string
  runId: number | null
}

const jsonOf = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))

/** @returns their ids, in their order */
export async function addFactChanges(tx: Tx, changes: readonly NotedChange[], at: number): Promise<number[]> {
  const ids: number[] = []
  for (let start = 0; start < changes.length; start += TITLES_AT_ONCE) {
    const rows = changes.slice(start, start + TITLES_AT_ONCE).map((change) => ({
      library_id: change.libraryId,
      title_id: change.titleId,
      fact: change.key,
      before: jsonOf(change.before),
      after: jsonOf(change.after),
      source: change.source,
      before_source: change.beforeSource ?? null,
      was_locked: change.wasLocked ? 1 : 0,
      actor: change.actor,
      run_id: change.runId,
      at,
    }))
    const added = await tx.insertInto('library_fact_changes').values(rows).returning('id').execute()
    ids.push(...added.map(({ id }) => id).toSorted((a, b) => a - b))
  }
  return ids
}

export async function markUndone(tx: Tx, changeId: number, undoneBy: number): Promise<void> {
  await tx.updateTable('library_fact_changes').set({ undone_by: undoneBy }).where('id', '=', changeId).execute()
}
