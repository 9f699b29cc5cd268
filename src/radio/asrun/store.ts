import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioAsRunTables } from '../../db/tables/radio-as-run.ts'
import { DEFAULT_RULES, type HeardPlay, type Rules } from './model.ts'
import type { PlayedTrack, ToldPlay } from './ports.ts'

/** A play in our ledger. Times in epoch ms. */
export interface Play extends ToldPlay, HeardPlay {
  stationId: number
  connectionId: number
  round: number
  artist: string
  typeCode: string | null
  md5: string | null
  beganAt: number | null
  seenAt: number
  vanishedAt: number | null
}

type Row = Selectable<RadioAsRunTables['radio_as_run']>

const toPlay = (row: Row): Play => ({
  playId: row.id,
  stationId: row.station_id,
  connectionId: row.connection_id,
  historyId: row.history_id,
  round: row.round,
  trackId: row.track_id,
  windowId: row.window_id,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  at: row.began_at ?? row.starts_at,
  lengthMs: row.ends_at === null ? null : row.ends_at - row.starts_at,
  isEstimate: row.began_at === null,
  title: row.title,
  artist: row.artist,
  typeCode: row.type_code,
  md5: row.md5,
  beganAt: row.began_at,
  seenAt: row.seen_at,
  vanishedAt: row.vanished_at,
})

const inSpan = (reader: Reader, stationId: number, { from, to }: { from: number; to: number }) =>
  reader
    .selectFrom('radio_as_run')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('starts_at', '>=', from)
    .where('starts_at', '<', to)

/** Those that were planned to begin in a stretch of time, whatever the playout still knows of them; by start. */
export async function listPlays(
  reader: Reader,
  stationId: number,
  span: { from: number; to: number },
): Promise<Play[]> {
  return (await inSpan(reader, stationId, span).orderBy('starts_at').orderBy('id').execute()).map(toPlay)
}

export async function findPlay(reader: Reader, stationId: number, playId: number): Promise<Play | undefined> {
  const row = await reader
    .selectFrom('radio_as_run')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('id', '=', playId)
    .executeTakeFirst()
  return row === undefined ? undefined : toPlay(row)
}

/** Of each number the newest round, by number; those that the playout told and those that it should have told. */
export async function listKnown(
  reader: Reader,
  { stationId, connectionId }: { stationId: number; connectionId: number },
  { historyIds, span }: { historyIds: readonly number[]; span: { from: number; to: number } },
): Promise<Map<number, Play>> {
  const rows = await inSpan(reader, stationId, span).where('connection_id', '=', connectionId).execute()
  for (let start = 0; start < historyIds.length; start += 500) {
    const found = await reader
      .selectFrom('radio_as_run')
      .selectAll()
      .where('station_id', '=', stationId)
      .where('connection_id', '=', connectionId)
      .where('history_id', 'in', historyIds.slice(start, start + 500))
      .execute()
    rows.push(...found)
  }
  const newest = new Map<number, Play>()
  for (const play of rows.map(toPlay))
    if ((newest.get(play.historyId)?.round ?? 0) < play.round) newest.set(play.historyId, play)
  return newest
}

export interface NewPlay extends ToldPlay {
  round: number
  title: string
  artist: string
  beganAt: number | null
  track: PlayedTrack | undefined
}

/** One that is there already stays as it is. */
export async function insertPlays(
  tx: Tx,
  { stationId, connectionId }: { stationId: number; connectionId: number },
  { plays, now }: { plays: readonly NewPlay[]; now: number },
): Promise<void> {
  if (plays.length === 0) return
  await tx
    .insertInto('radio_as_run')
    .values(
      plays.map((play) => ({
        station_id: stationId,
        connection_id: connectionId,
        history_id: play.historyId,
        round: play.round,
        track_id: play.trackId,
        window_id: play.windowId,
        starts_at: play.startsAt,
        ends_at: play.endsAt,
        began_at: play.beganAt,
        title: play.title,
        artist: play.artist,
        type_code: play.track?.typeCode ?? null,
        md5: play.track?.md5 ?? null,
        seen_at: now,
        changed_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['station_id', 'connection_id', 'history_id', 'round']).doNothing())
    .execute()
}

/** What the playout now tells of it; what it has forgotten of a play stays as it was. */
export async function updatePlay(tx: Tx, play: Play, { told, now }: { told: ToldPlay; now: number }): Promise<void> {
  await tx
    .updateTable('radio_as_run')
    .set({
      track_id: told.trackId ?? play.trackId,
      window_id: told.windowId ?? play.windowId,
      starts_at: told.startsAt,
      ends_at: told.endsAt,
      vanished_at: null,
      changed_at: now,
    })
    .where('id', '=', play.playId)
    .execute()
}

export async function markVanished(tx: Tx, playIds: readonly number[], now: number): Promise<void> {
  if (playIds.length === 0) return
  await tx.updateTable('radio_as_run').set({ vanished_at: now, changed_at: now }).where('id', 'in', playIds).execute()
}

export interface PlayFilter {
  from?: number | undefined
  to?: number | undefined
  trackId?: number | undefined
  typeCode?: string | undefined
  text?: string | undefined
  before?: { startsAt: number; playId: number } | undefined
  limit: number
}

/** Newest first. */
export async function findPlays(reader: Reader, stationId: number, filter: PlayFilter): Promise<Play[]> {
  let query = reader.selectFrom('radio_as_run').selectAll().where('station_id', '=', stationId)
  const { from, to, trackId, typeCode, text, before, limit } = filter
  if (from !== undefined) query = query.where('starts_at', '>=', from)
  if (to !== undefined) query = query.where('starts_at', '<', to)
  if (trackId !== undefined) query = query.where('track_id', '=', trackId)
  if (typeCode !== undefined) query = query.where('type_code', '=', typeCode)
  if (text !== undefined) {
    const like = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where(({ eb, fn, or }) =>
      or((['title', 'artist'] as const).map((column) => eb(fn<string>('lower', [column]), 'like', like))),
    )
  }
  if (before !== undefined)
    query = query.where(({ eb, and, or }) =>
      or([
        eb('starts_at', '<', before.startsAt),
        and([eb('starts_at', '=', before.startsAt), eb('id', '<', before.playId)]),
      ]),
    )
  return (await query.orderBy('starts_at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(toPlay)
}

/** How often each track was on air, and when it last began; tracks that never were are left out. */
export async function playsOf(
  reader: Reader,
  stationId: number,
  trackIds: readonly number[],
): Promise<Map<number, { plays: number; lastAt: number }>> {
  const found = new Map<number, { plays: number; lastAt: number }>()
  for (let start = 0; start < trackIds.length; start += 500) {
    const rows = await reader
      .selectFrom('radio_as_run')
      .select(({ fn }) => ['track_id', fn.countAll<number>().as('plays'), fn.max('starts_at').as('last_at')])
      .where('station_id', '=', stationId)
      .where('track_id', 'in', trackIds.slice(start, start + 500))
      .groupBy('track_id')
      .execute()
    for (const row of rows) found.set(Number(row.track_id), { plays: Number(row.plays), lastAt: Number(row.last_at) })
  }
  return found
}

/** Of a station's ledger: its rules, and how its last look went. */
export interface Keeping {
  rules: Rules
  version: number
  connectionId: number | null
  syncedAt: number | null
  syncedFrom: number | null
  syncedTo: number | null
  rowsThere: number | null
  highestHistoryId: number | null
  added: number
  changed: number
  vanished: number
  failedAt: number | null
  reason: { code: string; params: Record<string, string | number | boolean | null> } | null
}

const NEVER: Keeping = {
  rules: DEFAULT_RULES,
  version: 0,
  connectionId: null,
  syncedAt: null,
  syncedFrom: null,
  syncedTo: null,
  rowsThere: null,
  highestHistoryId: null,
  added: 0,
  changed: 0,
  vanished: 0,
  failedAt: null,
  reason: null,
}

export async function getKeeping(reader: Reader, stationId: number): Promise<Keeping> {
  const row = await reader
    .selectFrom('radio_as_run_stations')
    .selectAll()
    .where('station_id', '=', stationId)
    .executeTakeFirst()
  if (row === undefined) return NEVER
  return {
    rules: { lateMs: row.late_ms, earlyMs: row.early_ms, shortMs: row.short_ms, furthestMs: row.furthest_ms },
    version: row.version,
    connectionId: row.connection_id,
    syncedAt: row.synced_at,
    syncedFrom: row.synced_from,
    syncedTo: row.synced_to,
    rowsThere: row.rows_there,
    highestHistoryId: row.highest_history_id,
    added: row.added,
    changed: row.changed,
    vanished: row.vanished,
    failedAt: row.failed_at,
    reason:
      row.reason_code === null
        ? null
        : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as Record<string, string> },
  }
}

export async function saveKeeping(tx: Tx, stationId: number, keeping: Keeping): Promise<void> {
  const { rules, reason } = keeping
  const row = {
    late_ms: rules.lateMs,
    early_ms: rules.earlyMs,
    short_ms: rules.shortMs,
    furthest_ms: rules.furthestMs,
    version: keeping.version,
    connection_id: keeping.connectionId,
    synced_at: keeping.syncedAt,
    synced_from: keeping.syncedFrom,
    synced_to: keeping.syncedTo,
    rows_there: keeping.rowsThere,
    highest_history_id: keeping.highestHistoryId,
    added: keeping.added,
    changed: keeping.changed,
    vanished: keeping.vanished,
    failed_at: keeping.failedAt,
    reason_code: reason?.code ?? null,
    reason_params: reason === null ? null : JSON.stringify(reason.params),
  }
  await tx
    .insertInto('radio_as_run_stations')
    .values({ station_id: stationId, ...row })
    .onConflict((conflict) => conflict.column('station_id').doUpdateSet(row))
    .execute()
}
