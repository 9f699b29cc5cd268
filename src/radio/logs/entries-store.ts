import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioLogTables } from '../../db/tables/radio-logs.ts'
import type { Why } from '../music/contract.ts'
import type { TypeCode } from '../tracks/contract.ts'
import type { DraftEntry, Log, LogEntry } from './model.ts'

type EntryRow = Selectable<RadioLogTables['radio_log_entries']>

const toEntry = (row: EntryRow): LogEntry => ({
  entryId: row.id,
  logId: row.log_id,
  position: row.position,
  slotKey: row.slot_key,
  hourStartsAt: row.hour_starts_at,
  startsAt: row.starts_at,
  lengthMs: row.length_ms,
  what: row.what,
  typeCode: row.type_code as TypeCode | null,
  trackId: row.track_id,
  title: row.title,
  artist: row.artist,
  cueInMs: row.cue_in_ms,
  cueOutMs: row.cue_out_ms,
  source: row.source,
  startType: row.start_type,
  anchorMs: row.anchor_ms,
  transition: row.transition,
  orderId: row.order_id,
  copyId: row.copy_id,
  isHandEdited: row.hand_edited === 1,
  why: row.why === null ? null : (JSON.parse(row.why) as Why),
  note: row.note,
})

/** In the order in which they are heard. */
export async function listEntries(reader: Reader, logId: number): Promise<LogEntry[]> {
  const rows = await reader
    .selectFrom('radio_log_entries')
    .selectAll()
    .where('log_id', '=', logId)
    .orderBy('position')
    .execute()
  return rows.map(toEntry)
}

export async function findEntry(reader: Reader, logId: number, entryId: number): Promise<LogEntry | undefined> {
  const row = await reader
    .selectFrom('radio_log_entries')
    .selectAll()
    .where('log_id', '=', logId)
    .where('id', '=', entryId)
    .executeTakeFirst()
  return row === undefined ? undefined : toEntry(row)
}

export async function countEntries(reader: Reader, logId: number): Promise<number> {
  const { n } = await reader
    .selectFrom('radio_log_entries')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('log_id', '=', logId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

export interface TrackUse {
  logId: number
  entryId: number
  airDate: string
  startsAt: number
  lengthMs: number
}

/** Where a track is planned from an instant on, by time. */
export async function listUsesOfTrack(
  reader: Reader,
  stationId: number,
  { trackId, from, limit }: { trackId: number; from: number; limit: number },
): Promise<TrackUse[]> {
  const rows = await reader
    .selectFrom('radio_log_entries')
    .innerJoin('radio_logs', 'radio_logs.id', 'radio_log_entries.log_id')
    .select(({ ref }) => [
      'radio_log_entries.log_id as logId',
      'radio_log_entries.id as entryId',
      'radio_logs.air_date as airDate',
      ref('radio_log_entries.starts_at').as('startsAt'),
      'radio_log_entries.length_ms as lengthMs',
    ])
    .where('radio_log_entries.station_id', '=', stationId)
    .where('radio_log_entries.track_id', '=', trackId)
    .where('radio_log_entries.starts_at', '>=', from)
    .orderBy('radio_log_entries.starts_at')
    .limit(limit)
    .execute()
  return rows
}

/** Of all logs of a station, in a stretch of time, by time; half-open. */
export async function listEntriesBetween(
  reader: Reader,
  stationId: number,
  { from, to }: { from: number; to: number },
): Promise<LogEntry[]> {
  const rows = await reader
    .selectFrom('radio_log_entries')
    .innerJoin('radio_logs', 'radio_logs.id', 'radio_log_entries.log_id')
    .selectAll('radio_log_entries')
    .where('radio_logs.station_id', '=', stationId)
    .where('radio_logs.starts_at', '<', to)
    .where('radio_logs.ends_at', '>', from)
    .where('radio_log_entries.starts_at', '>=', from)
    .where('radio_log_entries.starts_at', '<', to)
    .orderBy('radio_log_entries.starts_at')
    .orderBy('radio_log_entries.position')
    .execute()
  return rows.map(toEntry)
}

/** Rows of 23 columns: a statement takes some 32,000 values. */
const CHUNK = 500

const toRow = (entry: DraftEntry, position: number, { logId, stationId }: Pick<Log, 'logId' | 'stationId'>) => ({
  log_id: logId,
  station_id: stationId,
  position,
  slot_key: entry.slotKey,
  hour_starts_at: entry.hourStartsAt,
  starts_at: entry.startsAt,
  length_ms: entry.lengthMs,
  what: entry.what,
  type_code: entry.typeCode,
  track_id: entry.trackId,
  title: entry.title,
  artist: entry.artist,
  cue_in_ms: entry.cueInMs,
  cue_out_ms: entry.cueOutMs,
  source: entry.source,
  start_type: entry.startType,
  anchor_ms: entry.anchorMs,
  transition: entry.transition,
  order_id: entry.orderId,
  copy_id: entry.copyId,
  hand_edited: entry.isHandEdited ? 1 : 0,
  why: entry.why === null ? null : JSON.stringify(entry.why),
  note: entry.note,
})

type PlainRow = ReturnType<typeof toRow>
const COLUMNS = [
  'position',
  'slot_key',
  'hour_starts_at',
  'starts_at',
  'length_ms',
  'what',
  'type_code',
  'track_id',
  'title',
  'artist',
  'cue_in_ms',
  'cue_out_ms',
  'source',
  'start_type',
  'anchor_ms',
  'transition',
  'order_id',
  'copy_id',
  'hand_edited',
  'why',
  'note',
] as const satisfies readonly (keyof PlainRow)[]

/** Makes a log's rows what is given, in this order; entries keep their ids, those that have none get one. */
export async function replaceEntries(tx: Tx, log: Log, entries: readonly DraftEntry[]): Promise<LogEntry[]> {
  const before = new Map((await listEntries(tx, log.logId)).map((entry) => [entry.entryId, entry]))
  const placed = entries.map((entry, position) => ({ entry, position, row: toRow(entry, position, log) }))
  const kept = new Set(entries.flatMap(({ entryId }) => entryId ?? []))
  const gone = [...before.keys()].filter((id) => !kept.has(id))
  for (const ids of chunksOf(gone)) await tx.deleteFrom('radio_log_entries').where('id', 'in', ids).execute()
  const known = placed.flatMap(({ entry: { entryId }, row }) => {
    const old = entryId === null ? undefined : before.get(entryId)
    const isSame = old !== undefined && JSON.stringify(toRow(old, old.position, log)) === JSON.stringify(row)
    return entryId === null || isSame ? [] : [{ id: entryId, ...row }]
  })
  for (const rows of chunksOf(known)) await putRows(tx, rows)
  const added = placed.filter(({ entry }) => entry.entryId === null)
  const ids: number[] = []
  for (const some of chunksOf(added))
    ids.push(
      ...(await insertRows(
        tx,
        some.map(({ row }) => row),
      )),
    )
  return placed.map(({ entry, position }) => ({
    ...entry,
    entryId: entry.entryId ?? (ids.shift() as number),
    logId: log.logId,
    position,
  }))
}

async function putRows(tx: Tx, rows: readonly (PlainRow & { id: number })[]): Promise<void> {
  await tx
    .insertInto('radio_log_entries')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(({ ref }) => Object.fromEntries(COLUMNS.map((name) => [name, ref(`excluded.${name}`)]))),
    )
    .execute()
}

/** @returns ids in the order of the rows: they are given in it, however they come back */
async function insertRows(tx: Tx, rows: readonly PlainRow[]): Promise<number[]> {
  const made = await tx.insertInto('radio_log_entries').values(rows).returning('id').execute()
  return made.map(({ id }) => id).toSorted((a, b) => a - b)
}

const chunksOf = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, at) => items.slice(at * CHUNK, (at + 1) * CHUNK))
