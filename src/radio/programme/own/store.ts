import { type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { Tables } from '../../../db/tables.ts'
import type { RadioTables } from '../../../db/tables/radio.ts'
import { foldText } from '../../../kernel/fold-text.ts'
import type { AirStatus, EpisodeFacts, OwnEpisode, OwnShow, ShowFacts } from './model.ts'

type ShowRow = Selectable<RadioTables['radio_shows']>
type EpisodeRow = Selectable<RadioTables['radio_episodes']>

export const toShow = (row: ShowRow): OwnShow => ({
  showId: row.id,
  stationId: row.station_id,
  title: row.title,
  hosts: row.hosts,
  description: row.description,
  playoutShowId: row.playout_show_id,
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  removedAt: row.removed_at,
})

export const toEpisode = (row: EpisodeRow): OwnEpisode => ({
  episodeId: row.id,
  stationId: row.station_id,
  showId: row.show_id,
  title: row.title,
  description: row.description,
  publishedStatus: row.published_status,
  pendingReview: row.pending_review === 1,
  airStatus: row.air_status,
  scheduledAt: row.scheduled_at,
  scheduledEndAt: row.scheduled_end_at,
  durationMs: row.duration_ms,
  roundedDurationMs: row.rounded_duration_ms,
  realDurationMs: row.real_duration_ms,
  trackId: row.track_id,
  trackRelPath: row.track_rel_path,
  showWindowId: row.show_window_id,
  playoutRowId: row.playout_row_id,
  firstAiredAt: row.first_aired_at,
  lastAiredAt: row.last_aired_at,
  plays: row.plays,
  airCount: row.air_count,
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  removedAt: row.removed_at,
})

/** Those that stand, or those that were taken out; by title. */
export async function listShows(reader: Reader, stationId: number, isRemoved = false): Promise<OwnShow[]> {
  const rows = await reader
    .selectFrom('radio_shows')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('removed_at', isRemoved ? 'is not' : 'is', null)
    .orderBy('title_key')
    .orderBy('id')
    .execute()
  return rows.map(toShow)
}

/** Also of those that were taken out. */
export async function titlesOfShows(reader: Reader, stationId: number): Promise<ReadonlyMap<number, string>> {
  const rows = await reader
    .selectFrom('radio_shows')
    .select(['id', 'title'])
    .where('station_id', '=', stationId)
    .execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}

/** Also one that was taken out. */
export async function findShow(reader: Reader, showId: number): Promise<OwnShow | undefined> {
  const row = await reader.selectFrom('radio_shows').selectAll().where('id', '=', showId).executeTakeFirst()
  return row === undefined ? undefined : toShow(row)
}

export async function findShowByTitle(reader: Reader, stationId: number, title: string): Promise<OwnShow | undefined> {
  const row = await reader
    .selectFrom('radio_shows')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('title_key', '=', foldText(title))
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : toShow(row)
}

export async function insertShow(
  tx: Tx,
  { stationId, operationId, ...facts }: ShowFacts & { stationId: number; operationId: number | null },
  now: number,
): Promise<OwnShow> {
  const row = await tx
    .insertInto('radio_shows')
    .values({
      station_id: stationId,
      title: facts.title,
      title_key: foldText(facts.title),
      hosts: facts.hosts,
      description: facts.description,
      playout_show_id: facts.playoutShowId,
      version: 1,
      operation_id: operationId,
      created_at: now,
      changed_at: now,
      removed_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toShow(row)
}

export async function updateShow(tx: Tx, { showId, version, ...facts }: OwnShow, now: number): Promise<OwnShow> {
  const row = await tx
    .updateTable('radio_shows')
    .set({
      title: facts.title,
      title_key: foldText(facts.title),
      hosts: facts.hosts,
      description: facts.description,
      playout_show_id: facts.playoutShowId,
      removed_at: facts.removedAt,
      version: version + 1,
      changed_at: now,
    })
    .where('id', '=', showId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toShow(row)
}

/** How many episodes that were not taken out each show has. */
export async function countEpisodesByShow(reader: Reader, stationId: number): Promise<ReadonlyMap<number, number>> {
  const rows = await reader
    .selectFrom('radio_episodes')
    .select(({ fn }) => ['show_id', fn.countAll().as('n')])
    .where('station_id', '=', stationId)
    .where('removed_at', 'is', null)
    .where('show_id', 'is not', null)
    .groupBy('show_id')
    .execute()
  return new Map(rows.map(({ show_id, n }) => [Number(show_id), Number(n)]))
}

export interface OwnEpisodeFilter {
  text?: string | undefined
  showId?: number | undefined
  airStatus?: AirStatus | undefined
  isRemoved?: boolean
}

/** What stands there, and nothing that `like` reads as a sign. */
const literal = (word: string): string => word.replace(/[!%_]/g, '!$&')

type EpisodeQuery<Row> = SelectQueryBuilder<Tables, 'radio_episodes', Row>

function filtered<Row>(
  query: EpisodeQuery<Row>,
  { text, showId, airStatus, isRemoved = false }: OwnEpisodeFilter,
): EpisodeQuery<Row> {
  let found = query.where('removed_at', isRemoved ? 'is not' : 'is', null)
  for (const word of foldText(text ?? '').split(' '))
    if (word !== '') found = found.where(sql<boolean>`title_key like ${`%${literal(word)}%`} escape '!'`)
  if (showId !== undefined) found = found.where('show_id', '=', showId)
  if (airStatus !== undefined) found = found.where('air_status', '=', airStatus)
  return found
}

/** Newest first. */
export async function pageOfEpisodes(
  reader: Reader,
  stationId: number,
  { before, limit, ...filter }: OwnEpisodeFilter & { before: number | undefined; limit: number },
): Promise<OwnEpisode[]> {
  let query = filtered(reader.selectFrom('radio_episodes').selectAll().where('station_id', '=', stationId), filter)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toEpisode)
}

export async function countEpisodes(reader: Reader, stationId: number, filter: OwnEpisodeFilter): Promise<number> {
  const query = reader
    .selectFrom('radio_episodes')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('station_id', '=', stationId)
  return Number((await filtered(query, filter).executeTakeFirstOrThrow()).n)
}

/** By id; without those that were taken out. */
export async function listEpisodes(
  reader: Reader,
  stationId: number,
  { after = 0, limit }: { after?: number; limit?: number } = {},
): Promise<OwnEpisode[]> {
  let query = reader
    .selectFrom('radio_episodes')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('removed_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
  if (limit !== undefined) query = query.limit(limit)
  return (await query.execute()).map(toEpisode)
}

/** Also one that was taken out. */
export async function findEpisode(reader: Reader, episodeId: number): Promise<OwnEpisode | undefined> {
  const row = await reader.selectFrom('radio_episodes').selectAll().where('id', '=', episodeId).executeTakeFirst()
  return row === undefined ? undefined : toEpisode(row)
}

export const columnsOf = (
  episode: Omit<OwnEpisode, 'episodeId' | 'stationId' | 'version' | 'createdAt' | 'changedAt'>,
) => ({
  show_id: episode.showId,
  title: episode.title,
  title_key: foldText(episode.title),
  description: episode.description,
  published_status: episode.publishedStatus,
  pending_review: episode.pendingReview ? 1 : 0,
  air_status: episode.airStatus,
  scheduled_at: episode.scheduledAt,
  scheduled_end_at: episode.scheduledEndAt,
  duration_ms: episode.durationMs,
  rounded_duration_ms: episode.roundedDurationMs,
  real_duration_ms: episode.realDurationMs,
  track_id: episode.trackId,
  track_rel_path: episode.trackRelPath,
  show_window_id: episode.showWindowId,
  playout_row_id: episode.playoutRowId,
  first_aired_at: episode.firstAiredAt,
  last_aired_at: episode.lastAiredAt,
  plays: episode.plays,
  air_count: episode.airCount,
  removed_at: episode.removedAt,
})

/** Of an episode that has no audio yet. */
export const NEW = {
  roundedDurationMs: null,
  realDurationMs: null,
  trackId: null,
  trackRelPath: null,
  showWindowId: null,
  playoutRowId: null,
  firstAiredAt: null,
  lastAiredAt: null,
  plays: null,
  airCount: null,
  removedAt: null,
}

export async function insertEpisode(
  tx: Tx,
  { stationId, operationId, ...facts }: EpisodeFacts & { stationId: number; operationId: number | null },
  now: number,
): Promise<OwnEpisode> {
  const own = { station_id: stationId, operation_id: operationId, version: 1, created_at: now, changed_at: now }
  const row = await tx
    .insertInto('radio_episodes')
    .values({ ...columnsOf({ ...NEW, ...facts }), ...own })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toEpisode(row)
}

export async function updateEpisode(
  tx: Tx,
  { episodeId, version, ...facts }: OwnEpisode,
  now: number,
): Promise<OwnEpisode> {
  const row = await tx
    .updateTable('radio_episodes')
    .set({ ...columnsOf(facts), version: version + 1, changed_at: now })
    .where('id', '=', episodeId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toEpisode(row)
}

/** Shows and episodes of a station, without those that were taken out. */
export async function countProgramme(reader: Reader, stationId: number): Promise<number> {
  const count = async (table: 'radio_shows' | 'radio_episodes'): Promise<number> => {
    const { n } = await reader
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('n'))
      .where('station_id', '=', stationId)
      .where('removed_at', 'is', null)
      .executeTakeFirstOrThrow()
    return Number(n)
  }
  return (await count('radio_shows')) + (await count('radio_episodes'))
}

/** What was taken out goes with its station. */
export async function deleteProgramme(tx: Tx, stationId: number): Promise<void> {
  await tx.deleteFrom('radio_episodes').where('station_id', '=', stationId).execute()
  await tx.deleteFrom('radio_shows').where('station_id', '=', stationId).execute()
}
