import type { Reader, Tx } from '../../db/db.ts'
import type { ProvidedKind } from './ports.ts'
import type { ScoredMatch } from './score-match.ts'

/** Why a title waits for a person when the provider was asked; other rooms have reasons of their own. */
const OWN_CARE = ['library.match-unsure', 'library.no-match', 'library.gone-at-provider'] as const
export type MatchCare = (typeof OWN_CARE)[number]

const IDS_AT_ONCE = 500

/** Facts are written by `applyFacts`. */
export async function setEnriched(tx: Tx, titleIds: readonly number[], now: number): Promise<void> {
  for (let start = 0; start < titleIds.length; start += IDS_AT_ONCE) {
    const ids = titleIds.slice(start, start + IDS_AT_ONCE)
    await tx.updateTable('library_titles').set({ state: 'enriched', enriched_at: now }).where('id', 'in', ids).execute()
    await clearCare(tx, ids)
  }
}

export async function clearCare(tx: Tx, titleIds: readonly number[]): Promise<void> {
  await tx
    .updateTable('library_titles')
    .set({ care_code: null, care_params: null })
    .where('id', 'in', titleIds)
    .where('care_code', 'in', OWN_CARE)
    .execute()
}

/** What another room waits for goes before. */
export async function setCare(
  tx: Tx,
  titleId: number,
  { code, params }: { code: MatchCare; params: Readonly<Record<string, string | number>> },
): Promise<void> {
  await tx
    .updateTable('library_titles')
    .set({ care_code: code, care_params: JSON.stringify(params) })
    .where('id', '=', titleId)
    .where((where) => where.or([where('care_code', 'is', null), where('care_code', 'in', OWN_CARE)]))
    .execute()
}

export async function hasMatchCare(reader: Reader, libraryId: number): Promise<boolean> {
  const row = await reader
    .selectFrom('library_titles')
    .select('id')
    .where('library_id', '=', libraryId)
    .where('kind', 'in', ['movie', 'series'])
    .where('care_code', 'in', OWN_CARE)
    .where('deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export interface StoredMatch {
  providerId: string
  title: string
  originalTitle: string | null
  year: number | null
  overview: string | null
  posterRef: string | null
  score: number
}

/** In place of those of before. */
export async function saveMatches(
  tx: Tx,
  titleId: number,
  { matches, now }: { matches: readonly ScoredMatch[]; now: number },
): Promise<void> {
  await deleteMatches(tx, titleId)
  if (matches.length === 0) return
  const rows = matches.map(({ found, score }, place) => ({
    title_id: titleId,
    place,
    provider_id: found.id,
    title: found.title,
    original_title: found.originalTitle ?? null,
    year: found.year ?? null,
    overview: found.overview ?? null,
    poster_ref: found.posterRef ?? null,
    score,
    at: now,
  }))
  await tx.insertInto('library_matches').values(rows).execute()
}

/** The likeliest first. */
export async function listMatches(reader: Reader, titleId: number): Promise<StoredMatch[]> {
  const rows = await reader
    .selectFrom('library_matches')
    .selectAll()
    .where('title_id', '=', titleId)
    .orderBy('place')
    .execute()
  return rows.map((row) => ({
    providerId: row.provider_id,
    title: row.title,
    originalTitle: row.original_title,
    year: row.year,
    overview: row.overview,
    posterRef: row.poster_ref,
    score: row.score,
  }))
}

export interface ChildTitle {
  titleId: number
  parentId: number
  number: number | null
}

/** Seasons of a series, or episodes of seasons, that are there. */
export async function listChildTitles(reader: Reader, parentIds: readonly number[]): Promise<ChildTitle[]> {
  if (parentIds.length === 0) return []
  const rows = await reader
    .selectFrom('library_titles')
    .select(['id', 'parent_id', 'number'])
    .where('parent_id', 'in', parentIds)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id, parent_id, number }) => ({ titleId: id, parentId: parent_id ?? 0, number }))
}

/** Those of the library that have one of these ids at the provider. */
export async function findTitlesOf(
  reader: Reader,
  { libraryId, kind }: { libraryId: number; kind: ProvidedKind },
  providerIds: readonly string[],
): Promise<number[]> {
  const titleIds: number[] = []
  for (let start = 0; start < providerIds.length; start += IDS_AT_ONCE) {
    const rows = await reader
      .selectFrom('library_titles')
      .select('id')
      .where('library_id', '=', libraryId)
      .where('kind', '=', kind)
      .where('tmdb_id', 'in', providerIds.slice(start, start + IDS_AT_ONCE))
      .where('deleted_at', 'is', null)
      .execute()
    titleIds.push(...rows.map(({ id }) => id))
  }
  return titleIds
}

/** Those that were never asked about, or not to the end, and that wait for nobody. */
export async function listNotEnriched(reader: Reader, libraryId: number, limit: number): Promise<number[]> {
  const rows = await reader
    .selectFrom('library_titles')
    .select('id')
    .where('library_id', '=', libraryId)
    .where('kind', 'in', ['movie', 'series'])
    .where('enriched_at', 'is', null)
    .where('care_code', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

export async function listEnriched(reader: Reader, libraryId: number): Promise<number[]> {
  const rows = await reader
    .selectFrom('library_titles')
    .select('id')
    .where('library_id', '=', libraryId)
    .where('kind', 'in', ['movie', 'series'])
    .where('enriched_at', 'is not', null)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

export async function findFirstEnrichedAt(reader: Reader, libraryId: number): Promise<number | null> {
  const row = await reader
    .selectFrom('library_titles')
    .select(({ fn }) => fn.min('enriched_at').as('at'))
    .where('library_id', '=', libraryId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.at ?? null
}

export interface AskedUntil {
  connectionId: number
  /** YYYY-MM-DD. */
  day: string
}

export async function findAskedUntil(reader: Reader, libraryId: number): Promise<AskedUntil | undefined> {
  const row = await reader
    .selectFrom('library_refreshes')
    .select(['connection_id', 'asked_until'])
    .where('library_id', '=', libraryId)
    .executeTakeFirst()
  return row === undefined ? undefined : { connectionId: row.connection_id, day: row.asked_until }
}

export async function saveAskedUntil(tx: Tx, libraryId: number, asked: AskedUntil & { at: number }): Promise<void> {
  const row = { library_id: libraryId, connection_id: asked.connectionId, asked_until: asked.day, at: asked.at }
  const { library_id: _, ...changed } = row
  await tx
    .insertInto('library_refreshes')
    .values(row)
    .onConflict((conflict) => conflict.column('library_id').doUpdateSet(changed))
    .execute()
}

export async function readFolderWord(reader: Reader, folderId: number): Promise<string | null> {
  const row = await reader.selectFrom('library_folders').select('said').where('id', '=', folderId).executeTakeFirst()
  return row?.said ?? null
}

/** Whether a title has its folder, which is not the root, for itself: what is said of the folder is said of it. */
export async function hasOwnFolder(
  reader: Reader,
  { id, folder_id }: { id: number; folder_id: number },
): Promise<boolean> {
  const folder = await reader
    .selectFrom('library_folders')
    .select('rel_path')
    .where('id', '=', folder_id)
    .executeTakeFirst()
  if (folder === undefined || folder.rel_path === '') return false
  const other = await reader
    .selectFrom('library_titles')
    .select('id')
    .where('folder_id', '=', folder_id)
    .where('id', '!=', id)
    .where('kind', 'in', ['movie', 'series'])
    .where('missing_since', 'is', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return other === undefined
}

export async function saveFolderWord(tx: Tx, folderId: number, said: string): Promise<void> {
  await tx.updateTable('library_folders').set({ said }).where('id', '=', folderId).execute()
}

export async function deleteMatches(tx: Tx, titleId: number): Promise<void> {
  await tx.deleteFrom('library_matches').where('title_id', '=', titleId).execute()
}
