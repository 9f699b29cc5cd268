import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioLogTables } from '../../db/tables/radio-logs.ts'
import type { Log } from './model.ts'

type LogRow = Selectable<RadioLogTables['radio_logs']>

const toLog = (row: LogRow): Log => ({
  logId: row.id,
  stationId: row.station_id,
  airDate: row.air_date,
  timeZone: row.time_zone,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  revision: row.revision,
  seed: row.seed,
  lockedBy: row.locked_by,
  lockedName: row.locked_name,
  lockedUntil: row.locked_until,
  generatedAt: row.generated_at,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

export type NewLog = Pick<Log, 'stationId' | 'airDate' | 'timeZone' | 'startsAt' | 'endsAt' | 'seed'>

export async function insertLog(tx: Tx, log: NewLog, now: number): Promise<Log> {
  const row = await tx
    .insertInto('radio_logs')
    .values({
      station_id: log.stationId,
      air_date: log.airDate,
      time_zone: log.timeZone,
      starts_at: log.startsAt,
      ends_at: log.endsAt,
      revision: 0,
      seed: log.seed,
      created_at: now,
      changed_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toLog(row)
}

export async function findLog(reader: Reader, logId: number): Promise<Log | undefined> {
  const row = await reader.selectFrom('radio_logs').selectAll().where('id', '=', logId).executeTakeFirst()
  return row === undefined ? undefined : toLog(row)
}

export async function findLogOfDay(reader: Reader, stationId: number, airDate: string): Promise<Log | undefined> {
  const row = await reader
    .selectFrom('radio_logs')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('air_date', '=', airDate)
    .executeTakeFirst()
  return row === undefined ? undefined : toLog(row)
}

export interface LogTotals {
  entries: number
  lengthMs: number
}

/** Both days included, by day. */
export async function listLogs(
  reader: Reader,
  stationId: number,
  { from, to }: { from: string; to: string },
): Promise<(Log & LogTotals)[]> {
  const rows = await reader
    .selectFrom('radio_logs')
    .selectAll()
    .select(({ selectFrom }) => [
      selectFrom('radio_log_entries')
        .whereRef('radio_log_entries.log_id', '=', 'radio_logs.id')
        .where('what', '!=', 'note')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .as('entries'),
      selectFrom('radio_log_entries')
        .whereRef('radio_log_entries.log_id', '=', 'radio_logs.id')
        .select(({ fn }) => fn.sum<number>('length_ms').as('n'))
        .as('length_ms'),
    ])
    .where('station_id', '=', stationId)
    .where('air_date', '>=', from)
    .where('air_date', '<=', to)
    .orderBy('air_date')
    .execute()
  return rows.map((row) => ({
    ...toLog(row),
    entries: Number(row.entries ?? 0),
    lengthMs: Number(row.length_ms ?? 0),
  }))
}

export async function countLogs(reader: Reader, stationId: number): Promise<number> {
  const { n } = await reader
    .selectFrom('radio_logs')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('station_id', '=', stationId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

export type LogChange = Partial<Pick<Log, 'revision' | 'seed' | 'lockedBy' | 'lockedName' | 'lockedUntil'>> &
  Partial<Pick<Log, 'generatedAt' | 'changedAt'>>

export async function updateLog(tx: Tx, logId: number, change: LogChange): Promise<Log> {
  if (Object.keys(change).length === 0) return (await findLog(tx, logId)) as Log
  const row = await tx
    .updateTable('radio_logs')
    .set({
      ...(change.revision === undefined ? {} : { revision: change.revision }),
      ...(change.seed === undefined ? {} : { seed: change.seed }),
      ...(change.lockedBy === undefined ? {} : { locked_by: change.lockedBy }),
      ...(change.lockedName === undefined ? {} : { locked_name: change.lockedName }),
      ...(change.lockedUntil === undefined ? {} : { locked_until: change.lockedUntil }),
      ...(change.generatedAt === undefined ? {} : { generated_at: change.generatedAt }),
      ...(change.changedAt === undefined ? {} : { changed_at: change.changedAt }),
    })
    .where('id', '=', logId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toLog(row)
}
