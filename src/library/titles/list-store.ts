import { type Expression, type SelectQueryBuilder, sql, type SqlBool } from 'kysely'
import type { Reader } from '../../db/db.ts'
import type { Tables } from '../../db/tables.ts'
import { foldText } from '../../kernel/fold-text.ts'
import type { ArtKind, TitleKind } from './model.ts'
import type { TitleRow } from './store.ts'

export interface TitleMatch {
  libraryId?: number | undefined
  kind?: TitleKind | undefined
  parentId?: number | undefined
  yearFrom?: number | undefined
  yearTo?: number | undefined
  state?: TitleRow['state'] | undefined
  needsCare?: boolean | undefined
  lines?: number | undefined
  noArt?: ArtKind | undefined
  isLocked?: boolean | undefined
  /** Those that no player of this group has, as far as is known: none was told, or it was not proven. */
  notInGroup?: number | undefined
  /** Epoch ms. */
  addedSince?: number | undefined
  isGone?: boolean | undefined
  text?: string | undefined
}

export interface TitleOrder {
  sort: keyof typeof KEYS
  isDescending: boolean
  /** Id of the last one of the page before; its row is never removed while its library is there. */
  after?: number | undefined
  limit: number
}

/** What stands alone in a list; seasons, episodes, albums and songs stand below one of these. */
const OUTERMOST = ['movie', 'series', 'artist'] as const
const OUTERMOST_OF = { films: 'movie', series: 'series', music: 'artist' } as const

/** What stands alone in a library; undefined when there is no such library. */
export async function findOutermost(reader: Reader, libraryId: number): Promise<TitleKind | undefined> {
  const row = await reader.selectFrom('library_libraries').select('kind').where('id', '=', libraryId).executeTakeFirst()
  return row === undefined ? undefined : OUTERMOST_OF[row.kind]
}

const KEYS = {
  title: sql`sort_key`,
  added: sql`added_at`,
  year: sql`coalesce(year, 0)`,
  rating: sql`coalesce(rating, -1)`,
  number: sql`coalesce(number, 0)`,
} as const

/** Of lists: without what only a title's own page shows. */
const LISTED = [
  ...(['id', 'library_id', 'kind', 'parent_id', 'title', 'year', 'number', 'state', 'picture_lines'] as const),
  ...(['duration_ms', 'rating', 'poster_sha256', 'locks', 'care_code', 'care_params', 'added_at'] as const),
  ...(['changed_at', 'published_at', 'missing_since', 'deleted_at'] as const),
]
export type ListedRow = Pick<TitleRow, (typeof LISTED)[number]>

type TitleQuery = SelectQueryBuilder<Tables, 'library_titles', unknown>

function matching(reader: Reader, match: TitleMatch): TitleQuery {
  let query: TitleQuery = reader
    .selectFrom('library_titles')
    .where('deleted_at', match.isGone === true ? 'is not' : 'is', null)
  if (match.libraryId !== undefined) query = query.where('library_id', '=', match.libraryId)
  if (match.kind !== undefined) query = query.where('kind', '=', match.kind)
  else if (match.parentId === undefined) query = query.where('kind', 'in', OUTERMOST)
  for (const condition of conditionsOf(match)) query = query.where(condition)
  return query
}

function conditionsOf(match: TitleMatch): Expression<SqlBool>[] {
  const conditions: (Expression<SqlBool> | false)[] = [
    match.parentId !== undefined && sql<SqlBool>`parent_id = ${match.parentId}`,
    match.yearFrom !== undefined && sql<SqlBool>`year >= ${match.yearFrom}`,
    match.yearTo !== undefined && sql<SqlBool>`year <= ${match.yearTo}`,
    match.state !== undefined && sql<SqlBool>`state = ${match.state}`,
    match.needsCare === true && sql<SqlBool>`care_code is not null`,
    match.needsCare === false && sql<SqlBool>`care_code is null`,
    match.lines !== undefined && sql<SqlBool>`picture_lines = ${match.lines}`,
    match.isLocked === true && sql<SqlBool>`locks <> '[]'`,
    match.isLocked === false && sql<SqlBool>`locks = '[]'`,
    match.addedSince !== undefined && sql<SqlBool>`added_at >= ${match.addedSince}`,
    match.noArt !== undefined &&
      sql<SqlBool>`not exists (select 1 from library_candidates c
      where c.title_id = library_titles.id and c.kind = ${match.noArt} and c.state = 'chosen')`,
  ]
  const missing = match.notInGroup === undefined ? [] : [notInGroup(match.notInGroup)]
  return [...conditions.filter((one) => one !== false), ...missing, ...wordsOf(match.text)]
}

/** By what players were asked and answered when they were told of the title or its folder. */
const notInGroup = (groupId: number): Expression<SqlBool> =>
  sql<SqlBool>`not exists (select 1 from library_player_tellings t
    left join library_folders f on f.id = library_titles.folder_id
    where t.group_id = ${groupId} and t.library_id = library_titles.library_id and t.state = 'verified'
      and t.change <> 'removed' and (t.title_id = library_titles.id or t.rel_path = f.rel_path))`

/** Titles whose words hold all of these. */
function wordsOf(text = ''): Expression<SqlBool>[] {
  const words = foldText(text)
    .split(' ')
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const each = words.map((word) => {
    const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
    return sql`words like ${pattern} escape '\\'`
  })
  return [sql<SqlBool>`id in (select title_id from library_title_words where ${sql.join(each, sql` and `)})`]
}

export interface TitlePage {
  rows: ListedRow[]
  /** Of all that match, with the first page only. */
  total: number | null
}

/** The ids first, from an index that holds what is asked for: a title's row is long. */
export async function listTitles(reader: Reader, match: TitleMatch, order: TitleOrder): Promise<TitlePage> {
  const key = KEYS[order.sort]
  const direction = order.isDescending ? 'desc' : 'asc'
  let query = matching(reader, match).select('id')
  if (order.after !== undefined) {
    const place = sql`(select ${key}, id from library_titles where id = ${order.after})`
    query = query.where(sql<SqlBool>`(${key}, id) ${sql.raw(order.isDescending ? '<' : '>')} ${place}`)
  }
  // Words are looked through once for both, which is most of a search; else counting alone is faster.
  const isCounted = order.after === undefined && (match.text ?? '') !== ''
  const counted = query.select((isCounted ? sql<number>`count(*) over ()` : sql<number>`0`).as('total'))
  const places = await counted.orderBy(key, direction).orderBy('id', direction).limit(order.limit).execute()
  const rows = await findListed(
    reader,
    places.map(({ id }) => id),
  )
  if (order.after !== undefined) return { rows, total: null }
  return { rows, total: isCounted ? Number(places[0]?.total ?? 0) : await countAll(reader, match) }
}

async function countAll(reader: Reader, match: TitleMatch): Promise<number> {
  const { n } = await matching(reader, match)
    .select(({ fn }) => fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** In the order of the ids. */
export async function findListed(reader: Reader, ids: readonly number[]): Promise<ListedRow[]> {
  if (ids.length === 0) return []
  const rows = await reader.selectFrom('library_titles').select(LISTED).where('id', 'in', ids).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export interface TitleFacetRows {
  years: { year: number | null; count: number }[]
  lines: { lines: number | null; count: number }[]
  states: { state: TitleRow['state']; count: number }[]
  care: number
  locked: number
  total: number
}

/** In one go over what matches. */
export async function countTitles(reader: Reader, match: TitleMatch): Promise<TitleFacetRows> {
  const rows = await matching(reader, match)
    .select(['year', 'picture_lines', 'state'])
    .select([
      sql<number>`count(*)`.as('n'),
      sql<number>`sum(case when care_code is null then 0 else 1 end)`.as('care'),
      sql<number>`sum(case when locks = '[]' then 0 else 1 end)`.as('locked'),
    ])
    .groupBy(['year', 'picture_lines', 'state'])
    .execute()
  const years = tallyBy(rows, ({ year }) => year)
  const lines = tallyBy(rows, ({ picture_lines }) => picture_lines)
  return {
    years: [...years].map(([year, count]) => ({ year, count })).toSorted((a, b) => (b.year ?? 0) - (a.year ?? 0)),
    lines: [...lines]
      .map(([value, count]) => ({ lines: value, count }))
      .toSorted((a, b) => (b.lines ?? 0) - (a.lines ?? 0)),
    states: [...tallyBy(rows, ({ state }) => state)].map(([state, count]) => ({ state, count })),
    care: rows.reduce((sum, { care }) => sum + Number(care), 0),
    locked: rows.reduce((sum, { locked }) => sum + Number(locked), 0),
    total: rows.reduce((sum, { n }) => sum + Number(n), 0),
  }
}

function tallyBy<Row extends { n: number }, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, number> {
  const tally = new Map<Key, number>()
  for (const row of rows) tally.set(keyOf(row), (tally.get(keyOf(row)) ?? 0) + Number(row.n))
  return tally
}
