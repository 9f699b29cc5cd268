import { type SelectQueryBuilder, type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { Tables } from '../../db/tables.ts'
import type { RadioTrackTables } from '../../db/tables/radio-tracks.ts'
import type { Params } from '../../kernel/errors.ts'
import { foldText } from '../../kernel/fold-text.ts'
import type { TypeCode } from './contract.ts'
import type { OwnFacts, ListedTrack, StationLibrary, Track, UsableTrack } from './model.ts'

export type TrackRow = Selectable<RadioTrackTables['radio_tracks']>

export const toTrack = (row: TrackRow): Track => ({
  stationId: row.station_id,
  connectionId: row.connection_id,
  trackId: row.track_id,
  state: row.state,
  title: row.title,
  artist: row.artist,
  album: row.album,
  genre: row.genre,
  year: row.year,
  titleKey: row.title_key,
  artistKey: row.artist_key,
  libraryTypeId: row.library_type_id,
  libraryCode: row.library_code,
  typeCode: row.type_code as TypeCode | null,
  lengthMs: row.length_ms,
  cueInMs: row.cue_in_ms,
  cueOutMs: row.cue_out_ms,
  md5: row.md5,
  sizeBytes: row.size,
  relPath: row.rel_path,
  playedAt: row.played_at,
  sponsor: row.sponsor,
  product: row.product,
  introMs: row.intro_ms,
  version: row.version,
  loudness:
    row.measured_at === null
      ? null
      : { integratedLufs: row.integrated_lufs, loudnessRangeLu: row.loudness_range_lu, peakDb: row.peak_db },
  waveform: row.waveform,
  measuredAt: row.measured_at,
  measureFailure:
    row.measure_failed_at === null
      ? null
      : {
          at: row.measure_failed_at,
          code: row.measure_code ?? '',
          params: JSON.parse(row.measure_params ?? '{}') as Params,
        },
  firstSeenAt: row.first_seen_at,
  changedAt: row.changed_at,
  goneAt: row.gone_at,
})

const ID_CHUNK = 500

/** What is noted once it was measured, or when its bytes are others. */
export const NO_MEASURE_FAILURE = { measure_failed_at: null, measure_code: null, measure_params: null } as const

const ofLibrary = (reader: Reader, { stationId, connectionId }: StationLibrary) =>
  reader.selectFrom('radio_tracks').where('station_id', '=', stationId).where('connection_id', '=', connectionId)

export async function findTrack(reader: Reader, library: StationLibrary, trackId: number): Promise<Track | undefined> {
  const row = await ofLibrary(reader, library).selectAll().where('track_id', '=', trackId).executeTakeFirst()
  return row === undefined ? undefined : toTrack(row)
}

/** Those that are known, by their ids; gone ones too. */
export async function findTracks(
  reader: Reader,
  library: StationLibrary,
  trackIds: readonly number[],
): Promise<Map<number, Track>> {
  const found = new Map<number, Track>()
  for (let start = 0; start < trackIds.length; start += ID_CHUNK) {
    const ids = trackIds.slice(start, start + ID_CHUNK)
    for (const row of await ofLibrary(reader, library)
      .selectAll()
      .where('track_id', 'in', ids)
      .orderBy('track_id')
      .execute())
      found.set(row.track_id, toTrack(row))
  }
  return found
}

const ofWhatIsThere = (reader: Reader, library: StationLibrary) =>
  ofLibrary(reader, library).where('gone_at', 'is', null)

/** All that the library has, by id: only what finding needs of them. */
export async function loadListedTracks(reader: Reader, library: StationLibrary): Promise<ListedTrack[]> {
  const rows = await ofWhatIsThere(reader, library)
    .select([
      'track_id as trackId',
      'state',
      'title',
      'artist',
      'type_code as typeCode',
      'length_ms as lengthMs',
      'md5',
    ])
    .orderBy('track_id')
    .execute()
  return rows as ListedTrack[]
}

/** All that can be played, by id: only what choosing needs of them. */
export async function loadUsableTracks(reader: Reader, library: StationLibrary): Promise<UsableTrack[]> {
  const rows = await ofWhatIsThere(reader, library)
    .select(['track_id as trackId', 'title', 'artist', 'title_key as titleKey', 'artist_key as artistKey', 'genre'])
    .select(['type_code as typeCode', 'length_ms as lengthMs', 'cue_in_ms as cueInMs', 'cue_out_ms as cueOutMs'])
    .select(['sponsor', 'product', 'intro_ms as introMs', 'first_seen_at as firstSeenAt'])
    .select(['year', 'played_at as playedAt'])
    .where('state', '=', 'usable')
    .where('length_ms', 'is not', null)
    .orderBy('track_id')
    .execute()
  return rows as UsableTrack[]
}

export const SORTS = ['title', 'artist', 'length', 'added', 'played'] as const

export interface TrackMatch {
  /** Every word must stand in the title or the name of the artist. */
  text?: string | undefined
  type?: TypeCode | undefined
  isUnmapped?: boolean | undefined
  state?: Track['state'] | undefined
  genre?: string | undefined
  /** `failed`: not measured, and not for want of trying. */
  measured?: 'yes' | 'no' | 'failed' | undefined
  /** Those that are gone instead of those that are there. */
  isGone?: boolean | undefined
}

export interface TrackFilter extends TrackMatch {
  sort: (typeof SORTS)[number]
  isDescending: boolean
  /** Row id of the last one of the page before. */
  after?: number | undefined
  limit: number
}

/** What a page begins after stands for itself: its row, which is never removed, says where it stands in the order. */
export async function listTracks(
  reader: Reader,
  library: StationLibrary,
  filter: TrackFilter,
): Promise<(Track & { rowId: number })[]> {
  const key = KEYS[filter.sort]
  const direction = filter.isDescending ? 'desc' : 'asc'
  let query = matching(reader, library, filter).selectAll()
  if (filter.after !== undefined) {
    const place = sql`(select ${key}, id from radio_tracks where id = ${filter.after})`
    query = query.where(sql<boolean>`(${key}, id) ${sql.raw(filter.isDescending ? '<' : '>')} ${place}`)
  }
  const rows = await query.orderBy(key, direction).orderBy('id', direction).limit(filter.limit).execute()
  return rows.map((row) => ({ ...toTrack(row), rowId: row.id }))
}

const KEYS = {
  title: sql`title_key`,
  artist: sql`artist_key`,
  length: sql`coalesce(length_ms, 0)`,
  added: sql`first_seen_at`,
  played: sql`coalesce(played_at, 0)`,
} as const

export async function countTracks(reader: Reader, library: StationLibrary, match: TrackMatch): Promise<number> {
  const { n } = await matching(reader, library, match)
    .select(({ fn }) => fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

export type TrackQuery = SelectQueryBuilder<Tables, 'radio_tracks', unknown>

export function matching(reader: Reader, library: StationLibrary, match: TrackMatch): TrackQuery {
  let query: TrackQuery = ofLibrary(reader, library).where('gone_at', match.isGone === true ? 'is not' : 'is', null)
  if (match.type !== undefined) query = query.where('type_code', '=', match.type)
  if (match.isUnmapped === true) query = query.where('type_code', 'is', null)
  if (match.state !== undefined) query = query.where('state', '=', match.state)
  if (match.genre !== undefined) query = query.where('genre_key', '=', foldText(match.genre))
  if (match.measured !== undefined) query = query.where('measured_at', match.measured === 'yes' ? 'is not' : 'is', null)
  if (match.measured === 'failed') query = query.where('measure_failed_at', 'is not', null)
  for (const word of foldText(match.text ?? '').split(' ')) {
    if (word === '') continue
    const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where(sql<boolean>`(title_key like ${pattern} escape '\\' or artist_key like ${pattern} escape '\\')`)
  }
  return query
}

export interface TrackCounts {
  total: number
  unmapped: number
  gone: number
  /** That can be played, and were not measured. */
  unmeasured: number
  byType: { typeCode: TypeCode; count: number }[]
  byState: { state: Track['state']; count: number }[]
  /** The most used ones. */
  genres: { genre: string; count: number }[]
}

const GENRES_MOST = 200

/** Of what is there, except for those that are gone. */
export async function countAllTracks(reader: Reader, library: StationLibrary): Promise<TrackCounts> {
  const grouped = await ofWhatIsThere(reader, library)
    .select(['type_code', 'state'])
    .select(({ fn }) => fn.countAll().as('n'))
    .groupBy(['type_code', 'state'])
    .execute()
  const genres = await ofWhatIsThere(reader, library)
    .select(({ fn }) => [fn.min('genre').as('genre'), fn.countAll().as('n')])
    .where('genre_key', '!=', '')
    .groupBy('genre_key')
    .orderBy('n', 'desc')
    .orderBy('genre_key')
    .limit(GENRES_MOST)
    .execute()
  const sumBy = <Key>(keyOf: (row: (typeof grouped)[number]) => Key): Map<Key, number> => {
    const sums = new Map<Key, number>()
    for (const row of grouped) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + Number(row.n))
    return sums
  }
  const types = sumBy((row) => row.type_code as TypeCode | null)
  return {
    total: grouped.reduce((sum, row) => sum + Number(row.n), 0),
    unmapped: types.get(null) ?? 0,
    gone: await countTracks(reader, library, { isGone: true }),
    unmeasured: await countTracks(reader, library, { state: 'usable', measured: 'no' }),
    byType: [...types].flatMap(([typeCode, count]) => (typeCode === null ? [] : [{ typeCode, count }])),
    byState: [...sumBy((row) => row.state)].map(([state, count]) => ({ state, count })),
    genres: genres.map(({ genre, n }) => ({ genre, count: Number(n) })),
  }
}

export const ofTrack = (tx: Tx, { stationId, connectionId }: StationLibrary, trackId: number) =>
  tx
    .updateTable('radio_tracks')
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .where('track_id', '=', trackId)

export async function updateOwnFacts(
  tx: Tx,
  { trackId, version, ...track }: Track,
  { sponsor, product, introMs }: OwnFacts,
): Promise<void> {
  await ofTrack(tx, track, trackId)
    .set({ sponsor, product, intro_ms: introMs, version: version + 1 })
    .execute()
}
