import type { Selectable } from 'kysely'
import type { Reader } from '../../db/db.ts'
import type { LibraryTables } from '../../db/tables/library.ts'
import { knownFactsOf } from '../titles/index.ts'
import type { EpisodeFacts, PublishableTitle } from './model.ts'
import { findTitleRow, isAloneInFolder, listEpisodesOfFile, type PlacedRow } from './title-store.ts'
import { listChosenArt } from './store.ts'

/** Undefined for a title that is not there, was removed, or whose files are missing: nothing is written then. */
export async function readPublishable(reader: Reader, titleId: number): Promise<PublishableTitle | undefined> {
  const row = await findTitleRow(reader, titleId)
  if (row === undefined || row.deleted_at !== null || row.missing_since !== null) return undefined
  const parent = row.parent_id === null ? undefined : await findTitleRow(reader, row.parent_id)
  const file = row.file_path
  const ofFolder = row.folder_path
  const folder = file !== null && OF_A_FILE.has(row.kind) ? folderOf(file) : ofFolder
  return {
    titleId,
    libraryId: row.library_id,
    kind: row.kind,
    title: row.title,
    year: row.year,
    wasPublished: row.published_at !== null,
    number: row.number,
    seasonNumber: row.kind === 'tv-episode' ? (parent?.number ?? null) : null,
    facts: knownFactsOf(row),
    folder,
    seriesFolder: row.kind === 'season' ? (parent?.folder_path ?? null) : null,
    mainFile: file === null ? null : file.slice(file.lastIndexOf('/') + 1),
    hasOwnFolder: row.kind === 'movie' && folder !== '' && (await isAloneInFolder(reader, row)),
    ofSameFile: await episodesOf(reader, row),
    art: await listChosenArt(reader, titleId),
  }
}

const OF_A_FILE: ReadonlySet<Selectable<LibraryTables['library_titles']>['kind']> = new Set([
  'movie',
  'tv-episode',
  'song',
])

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')

async function episodesOf(reader: Reader, row: PlacedRow): Promise<EpisodeFacts[]> {
  if (row.kind !== 'tv-episode' || row.main_file_id === null) return []
  const rows = await listEpisodesOfFile(reader, row.main_file_id)
  return rows.map((one) => ({
    titleId: one.id,
    number: one.number,
    seasonNumber: one.season_number,
    facts: knownFactsOf(one),
  }))
}
