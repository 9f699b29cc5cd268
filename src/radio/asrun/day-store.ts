import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import type { RadioAsRunTables } from '../../db/tables/radio-as-run.ts'
import type { Counts, Verdict } from './model.ts'

/** A broadcast day, held against its plan. Times in epoch ms. */
export interface JudgedDay {
  dayId: number
  stationId: number
  airDate: string
  startsAt: number
  endsAt: number
  readAt: number
  state: 'open' | 'final'
  counts: Counts
  fingerprint: string
  judgedAt: number
}

export interface KeptLine {
  position: number
  verdict: Verdict
  ref: string | null
  trackId: number | null
  title: string
  orderId: number | null
  plannedAt: number | null
  plannedMs: number | null
  playId: number | null
  offMs: number | null
}

const toDay = (row: Selectable<RadioAsRunTables['radio_as_run_days']>): JudgedDay => ({
  dayId: row.id,
  stationId: row.station_id,
  airDate: row.air_date,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  readAt: row.read_at,
  state: row.state,
  counts: JSON.parse(row.counts) as Counts,
  fingerprint: row.fingerprint,
  judgedAt: row.judged_at,
})

export async function findDay(reader: Reader, stationId: number, airDate: string): Promise<JudgedDay | undefined> {
  const row = await reader
    .selectFrom('radio_as_run_days')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('air_date', '=', airDate)
    .executeTakeFirst()
  return row === undefined ? undefined : toDay(row)
}

/** Newest first. */
export async function listDays(
  reader: Reader,
  stationId: number,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<JudgedDay[]> {
  let query = reader.selectFrom('radio_as_run_days').selectAll().where('station_id', '=', stationId)
  if (before !== undefined) query = query.where('air_date', '<', before)
  return (await query.orderBy('air_date', 'desc').limit(limit).execute()).map(toDay)
}

export async function saveDay(tx: Tx, day: Omit<JudgedDay, 'dayId'>): Promise<number> {
  const row = {
    starts_at: day.startsAt,
    ends_at: day.endsAt,
    read_at: day.readAt,
    state: day.state,
    counts: JSON.stringify(day.counts),
    fingerprint: day.fingerprint,
    judged_at: day.judgedAt,
  }
  const { id } = await tx
    .insertInto('radio_as_run_days')
    .values({ station_id: day.stationId, air_date: day.airDate, ...row })
    .onConflict((conflict) => conflict.columns(['station_id', 'air_date']).doUpdateSet(row))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** In place of the day's former ones. A play that stood in a line of another day is taken out of that. */
export async function replaceLines(
  tx: Tx,
  { dayId, stationId, airDate }: { dayId: number; stationId: number; airDate: string },
  lines: readonly KeptLine[],
): Promise<void> {
  await tx.deleteFrom('radio_as_run_lines').where('day_id', '=', dayId).execute()
  const playIds = lines.flatMap(({ playId }) => (playId === null ? [] : [playId]))
  await inChunks(playIds, 500, (chunk) => tx.deleteFrom('radio_as_run_lines').where('play_id', 'in', chunk).execute())
  await inChunks(lines, 500, (chunk) =>
    tx
      .insertInto('radio_as_run_lines')
      .values(
        chunk.map((line) => ({
          day_id: dayId,
          station_id: stationId,
          air_date: airDate,
          position: line.position,
          verdict: line.verdict,
          ref: line.ref,
          track_id: line.trackId,
          title: line.title,
          order_id: line.orderId,
          planned_at: line.plannedAt,
          planned_ms: line.plannedMs,
          play_id: line.playId,
          off_ms: line.offMs,
        })),
      )
      .execute(),
  )
}

/** Plays that stand in lines of a day. */
export async function playIdsOf(reader: Reader, stationId: number, airDate: string): Promise<Set<number>> {
  const rows = await reader
    .selectFrom('radio_as_run_lines')
    .select('play_id')
    .where('station_id', '=', stationId)
    .where('air_date', '=', airDate)
    .where('play_id', 'is not', null)
    .execute()
  return new Set(rows.map(({ play_id }) => Number(play_id)))
}

/** A line with what the ledger says of its play. */
export interface SeenLine extends KeptLine {
  airDate: string
  artist: string
  typeCode: string | null
  historyId: number | null
  heardAt: number | null
  heardMs: number | null
  isEstimate: boolean
  vanishedAt: number | null
}

const linesWithPlays = (reader: Reader) =>
  reader
    .selectFrom('radio_as_run_lines as line')
    .leftJoin('radio_as_run as play', 'play.id', 'line.play_id')
    .select([
      'line.air_date',
      'line.position',
      'line.verdict',
      'line.ref',
      'line.track_id',
      'line.title',
      'line.order_id',
      'line.planned_at',
      'line.planned_ms',
      'line.play_id',
      'line.off_ms',
      'play.artist',
      'play.type_code',
      'play.history_id',
      'play.starts_at',
      'play.ends_at',
      'play.began_at',
      'play.vanished_at',
    ])

type SeenRow = Awaited<ReturnType<ReturnType<typeof linesWithPlays>['execute']>>[number]

const toSeen = (row: SeenRow): SeenLine => ({
  airDate: row.air_date,
  position: row.position,
  verdict: row.verdict as Verdict,
  ref: row.ref,
  trackId: row.track_id,
  title: row.title,
  orderId: row.order_id,
  plannedAt: row.planned_at,
  plannedMs: row.planned_ms,
  playId: row.play_id,
  offMs: row.off_ms,
  artist: row.artist ?? '',
  typeCode: row.type_code,
  historyId: row.history_id,
  heardAt: row.began_at ?? row.starts_at,
  heardMs: row.starts_at === null || row.ends_at === null ? null : row.ends_at - row.starts_at,
  isEstimate: row.play_id !== null && row.began_at === null,
  vanishedAt: row.vanished_at,
})

/** Of one day, by time. */
export async function listLines(reader: Reader, stationId: number, airDate: string): Promise<SeenLine[]> {
  const rows = await linesWithPlays(reader)
    .where('line.station_id', '=', stationId)
    .where('line.air_date', '=', airDate)
    .orderBy('line.position')
    .execute()
  return rows.map(toSeen)
}

/** Of orders: what was missed, or heard in part only; by order, then by time. */
export async function listOwed(
  reader: Reader,
  stationId: number,
  { from, to }: { from: number; to: number },
): Promise<SeenLine[]> {
  const rows = await linesWithPlays(reader)
    .where('line.station_id', '=', stationId)
    .where('line.order_id', 'is not', null)
    .where('line.planned_at', '>=', from)
    .where('line.planned_at', '<', to)
    .where('line.verdict', 'in', ['missed', 'short'])
    .orderBy('line.order_id')
    .orderBy('line.planned_at')
    .orderBy('line.position')
    .execute()
  return rows.map(toSeen)
}
