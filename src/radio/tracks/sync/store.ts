import { type Insertable, type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { RadioTrackTables } from '../../../db/tables/radio-tracks.ts'
import type { Params } from '../../../kernel/errors.ts'
import type { StationLibrary } from '../model.ts'
import { NO_MEASURE_FAILURE, type TrackRow } from '../store.ts'
import type { SyncCounts, TrackSync } from './model.ts'

/** What the library says of a track, as it stands in its row. */
export type LibraryFacts = Omit<
  TrackRow,
  | 'id'
  | 'sponsor'
  | 'product'
  | 'intro_ms'
  | 'version'
  | 'integrated_lufs'
  | 'loudness_range_lu'
  | 'peak_db'
  | 'waveform'
  | 'measured_at'
  | 'measure_failed_at'
  | 'measure_code'
  | 'measure_params'
>

const FACTS = [
  'title',
  'artist',
  'album',
  'genre',
  'year',
  'title_key',
  'artist_key',
  'genre_key',
  'library_type_id',
  'library_code',
  'type_code',
  'state',
  'length_ms',
  'cue_in_ms',
  'cue_out_ms',
  'md5',
  'size',
  'rel_path',
  'played_at',
  'changed_at',
  'gone_at',
] as const satisfies readonly (keyof LibraryFacts)[]

const KEY = ['station_id', 'connection_id', 'track_id'] as const

const ofLibrary = (reader: Reader, { stationId, connectionId }: StationLibrary) =>
  reader.selectFrom('radio_tracks').where('station_id', '=', stationId).where('connection_id', '=', connectionId)

/** Ids of what was there at the last sync, ascending. */
export async function listKnownIds(reader: Reader, library: StationLibrary): Promise<number[]> {
  const rows = await ofLibrary(reader, library)
    .select('track_id')
    .where('gone_at', 'is', null)
    .orderBy('track_id')
    .execute()
  return rows.map((row) => row.track_id)
}

/** Rows with these ids at least, by id; both ends included. */
export async function listKnownFacts(
  reader: Reader,
  library: StationLibrary,
  { from, to }: { from: number; to: number },
): Promise<Map<number, LibraryFacts>> {
  const rows = await ofLibrary(reader, library)
    .select([...KEY, ...FACTS, 'first_seen_at'])
    .where('track_id', '>=', from)
    .where('track_id', '<=', to)
    .execute()
  return new Map(rows.map((row) => [row.track_id, row]))
}

const taken = Object.fromEntries(FACTS.map((name) => [name, sql.ref(`excluded.${name}`)]))

/** New ones, and what changed of others; what people say of them stays. At most 1,000. */
export async function putTracks(tx: Tx, facts: readonly LibraryFacts[]): Promise<void> {
  if (facts.length === 0) return
  const rows: Insertable<RadioTrackTables['radio_tracks']>[] = facts.map((row) => ({ ...row, version: 1 }))
  await tx
    .insertInto('radio_tracks')
    .values(rows)
    .onConflict((conflict) => conflict.columns([...KEY]).doUpdateSet(taken))
    .execute()
}

const some = (tx: Tx, { stationId, connectionId }: StationLibrary, trackIds: readonly number[]) =>
  tx
    .updateTable('radio_tracks')
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .where('track_id', 'in', trackIds)

/** Their bytes are others now: what was measured holds no longer. */
export async function forgetMeasured(tx: Tx, library: StationLibrary, trackIds: readonly number[]): Promise<void> {
  if (trackIds.length === 0) return
  await some(tx, library, trackIds)
    .set({ integrated_lufs: null, loudness_range_lu: null, peak_db: null, waveform: null, measured_at: null })
    .set(NO_MEASURE_FAILURE)
    .execute()
}

export async function markGone(
  tx: Tx,
  library: StationLibrary,
  { trackIds, now }: { trackIds: readonly number[]; now: number },
): Promise<void> {
  if (trackIds.length === 0) return
  await some(tx, library, trackIds).set({ gone_at: now, changed_at: now }).execute()
}

const toSync = (row: Selectable<RadioTrackTables['radio_track_syncs']>): TrackSync => ({
  syncId: row.id,
  stationId: row.station_id,
  connectionId: row.connection_id,
  jobId: row.job_id,
  outcome: row.outcome,
  listed: row.listed,
  created: row.created,
  changed: row.changed,
  gone: row.gone,
  returned: row.returned,
  tookMs: row.took_ms,
  endedAt: row.ended_at,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as Params },
})

const KEPT = 100
export const NO_COUNTS: SyncCounts = { listed: 0, created: 0, changed: 0, gone: 0, returned: 0 }

/** The newest are kept, and the last that went well. */
export async function addSync(tx: Tx, sync: Omit<TrackSync, 'syncId'>): Promise<void> {
  const { reason, stationId } = sync
  const row = await tx
    .insertInto('radio_track_syncs')
    .values({
      station_id: stationId,
      connection_id: sync.connectionId,
      job_id: sync.jobId,
      outcome: sync.outcome,
      listed: sync.listed,
      created: sync.created,
      changed: sync.changed,
      gone: sync.gone,
      returned: sync.returned,
      took_ms: sync.tookMs,
      ended_at: sync.endedAt,
      reason_code: reason?.code ?? null,
      reason_params: reason === null ? null : JSON.stringify(reason.params),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const lastDone = await findLastDone(tx, sync)
  await tx
    .deleteFrom('radio_track_syncs')
    .where('station_id', '=', stationId)
    .where('id', 'not in', ({ selectFrom }) =>
      selectFrom('radio_track_syncs')
        .select('id')
        .where('station_id', '=', stationId)
        .orderBy('id', 'desc')
        .limit(KEPT),
    )
    .where('id', '!=', lastDone?.syncId ?? row.id)
    .execute()
}

/** Of the library that the station has now; newest first. */
export async function listSyncs(
  reader: Reader,
  { stationId, connectionId }: StationLibrary,
  limit: number,
): Promise<TrackSync[]> {
  const rows = await reader
    .selectFrom('radio_track_syncs')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toSync)
}

export async function findLastDone(
  reader: Reader,
  { stationId, connectionId }: StationLibrary,
): Promise<TrackSync | undefined> {
  const row = await reader
    .selectFrom('radio_track_syncs')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .where('outcome', '=', 'done')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : toSync(row)
}
