import { type RawBuilder, sql } from 'kysely'
import type { Reader, Tx } from '../../../../db/db.ts'
import { inChunks } from '../../../../db/in-chunks.ts'
import { foldText } from '../../../../kernel/fold-text.ts'
import type { Added } from '../../../csv/index.ts'
import type { EpisodeFacts, OwnEpisode, OwnShow, ShowFacts } from '../model.ts'
import { columnsOf, NEW, toEpisode, toShow } from '../store.ts'

/** Rows in one statement: SQLite takes 32,766 parameters. */
const CHUNK = 200

/** Also those that were taken out. */
export async function findShows(reader: Reader, showIds: readonly number[]): Promise<Map<number, OwnShow>> {
  if (showIds.length === 0) return new Map()
  const rows = await reader.selectFrom('radio_shows').selectAll().where('id', 'in', showIds).execute()
  return new Map(rows.map((row) => [row.id, toShow(row)]))
}

/** Also those that were taken out. */
export async function findEpisodes(reader: Reader, episodeIds: readonly number[]): Promise<Map<number, OwnEpisode>> {
  if (episodeIds.length === 0) return new Map()
  const rows = await reader.selectFrom('radio_episodes').selectAll().where('id', 'in', episodeIds).execute()
  return new Map(rows.map((row) => [row.id, toEpisode(row)]))
}

/** Those that operations of plans added, by operation; also those that were taken out. */
export async function findShowsOf(reader: Reader, operationIds: readonly number[]): Promise<Map<number, OwnShow>> {
  if (operationIds.length === 0) return new Map()
  const rows = await reader.selectFrom('radio_shows').selectAll().where('operation_id', 'in', operationIds).execute()
  return new Map(rows.map((row) => [Number(row.operation_id), toShow(row)]))
}

export async function findEpisodesOf(
  reader: Reader,
  operationIds: readonly number[],
): Promise<Map<number, OwnEpisode>> {
  if (operationIds.length === 0) return new Map()
  const rows = await reader.selectFrom('radio_episodes').selectAll().where('operation_id', 'in', operationIds).execute()
  return new Map(rows.map((row) => [Number(row.operation_id), toEpisode(row)]))
}

export interface EpisodeKey {
  episodeId: number
  showId: number | null
  titleKey: string
}

/** By id; without those that were taken out. */
export async function pageOfEpisodeKeys(
  reader: Reader,
  stationId: number,
  { after, limit }: { after: number; limit: number },
): Promise<EpisodeKey[]> {
  const rows = await reader
    .selectFrom('radio_episodes')
    .select(['id', 'show_id', 'title_key'])
    .where('station_id', '=', stationId)
    .where('removed_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ episodeId: row.id, showId: row.show_id, titleKey: row.title_key }))
}

/** Which of these pairs of show and folded title stand already. */
export async function findEpisodesByTitle(
  reader: Reader,
  stationId: number,
  wanted: readonly { showId: number | null; titleKey: string }[],
): Promise<Omit<EpisodeKey, 'episodeId'>[]> {
  const alone = wanted.filter(({ showId }) => showId === null)
  const ofShows = wanted.filter(({ showId }) => showId !== null)
  const found = [
    ...(await findPairs(reader, { stationId, wanted: alone, isSameShow: sql`e.show_id is null` })),
    ...(await findPairs(reader, { stationId, wanted: ofShows, isSameShow: sql`e.show_id = w.show_id` })),
  ]
  return found.map((row) => ({ showId: row.show_id, titleKey: row.title_key }))
}

interface Pairs {
  stationId: number
  wanted: readonly { showId: number | null; titleKey: string }[]
  isSameShow: RawBuilder<unknown>
}

/** With `cross join` and `+` SQLite looks each of them up by show and title; else it goes through all episodes. */
async function findPairs(reader: Reader, { stationId, wanted, isSameShow }: Pairs) {
  if (wanted.length === 0) return []
  const pairs = wanted.map(({ showId, titleKey }) => sql`(cast(${showId} as bigint), cast(${titleKey} as text))`)
  const { rows } = await sql<{ show_id: number | null; title_key: string }>`
    with w(show_id, title_key) as (values ${sql.join(pairs)})
    select e.show_id, e.title_key from w cross join radio_episodes e
    where ${isSameShow} and e.title_key = w.title_key and +e.station_id = ${stationId} and e.removed_at is null`.execute(
    reader,
  )
  return rows
}

/** Of a station, also those that were taken out: told by an index alone. */
export async function countEpisodesEver(reader: Reader, stationId: number): Promise<number> {
  const { n } = await reader
    .selectFrom('radio_episodes')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('station_id', '=', stationId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

const stampOf = (stationId: number, operationId: number, now: number) => ({
  station_id: stationId,
  operation_id: operationId,
  version: 1,
  created_at: now,
  changed_at: now,
})

/** @returns their ids */
export async function insertShows(
  tx: Tx,
  added: readonly Added<ShowFacts>[],
  { stationId, now }: { stationId: number; now: number },
): Promise<number[]> {
  const ids: number[] = []
  await inChunks(added, CHUNK, async (chunk) => {
    const rows = chunk.map(({ operationId, facts }) => ({
      ...stampOf(stationId, operationId, now),
      title: facts.title,
      title_key: foldText(facts.title),
      hosts: facts.hosts,
      description: facts.description,
      playout_show_id: facts.playoutShowId,
      removed_at: null,
    }))
    ids.push(...(await tx.insertInto('radio_shows').values(rows).returning('id').execute()).map(({ id }) => id))
  })
  return ids
}

/** @returns their ids */
export async function insertEpisodes(
  tx: Tx,
  added: readonly Added<EpisodeFacts & { trackId: string | null }>[],
  { stationId, now }: { stationId: number; now: number },
): Promise<number[]> {
  const ids: number[] = []
  await inChunks(added, CHUNK, async (chunk) => {
    const rows = chunk.map(({ operationId, facts }) => ({
      ...columnsOf({ ...NEW, ...facts }),
      ...stampOf(stationId, operationId, now),
    }))
    ids.push(...(await tx.insertInto('radio_episodes').values(rows).returning('id').execute()).map(({ id }) => id))
  })
  return ids
}
