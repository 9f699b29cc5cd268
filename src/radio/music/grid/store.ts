import type { Reader, Tx } from '../../../db/db.ts'
import type { SeparationRules } from '../pools/contract.ts'

/** Monday to Sunday, 00 to 23. */
export type Week = (number | null)[][]

export async function readWeek(reader: Reader, stationId: number): Promise<Week> {
  const rows = await reader.selectFrom('radio_grid').selectAll().where('station_id', '=', stationId).execute()
  const week: Week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => null))
  for (const { week_day, hour, clock_id } of rows) {
    const day = week[week_day - 1]
    if (day !== undefined) day[hour] = clock_id
  }
  return week
}

export async function writeWeek(tx: Tx, stationId: number, week: Week): Promise<void> {
  await tx.deleteFrom('radio_grid').where('station_id', '=', stationId).execute()
  const rows = week.flatMap((day, index) =>
    day.flatMap((clockId, hour) =>
      clockId === null ? [] : [{ station_id: stationId, week_day: index + 1, hour, clock_id: clockId }],
    ),
  )
  if (rows.length > 0) await tx.insertInto('radio_grid').values(rows).execute()
}

/** By the hours' names; undefined for a day that has no clocks of its own. */
export async function readDay(
  reader: Reader,
  stationId: number,
  airDate: string,
): Promise<Map<string, number | null> | undefined> {
  const rows = await reader
    .selectFrom('radio_day_clocks')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('air_date', '=', airDate)
    .execute()
  return rows.length === 0 ? undefined : new Map(rows.map(({ hour, clock_id }) => [hour, clock_id]))
}

/** @param hours empty: the day has the clocks of the week again */
export async function writeDay(
  tx: Tx,
  { stationId, airDate }: { stationId: number; airDate: string },
  hours: ReadonlyMap<string, number | null>,
): Promise<void> {
  await tx.deleteFrom('radio_day_clocks').where('station_id', '=', stationId).where('air_date', '=', airDate).execute()
  const rows = [...hours].map(([hour, clockId]) => ({
    station_id: stationId,
    air_date: airDate,
    hour,
    clock_id: clockId,
  }))
  if (rows.length > 0) await tx.insertInto('radio_day_clocks').values(rows).execute()
}

const DAYS_MOST = 200

/** Days with clocks of their own, from a day on, by date. */
export async function listOwnDays(
  reader: Reader,
  stationId: number,
  from: string,
): Promise<{ airDate: string; clockIds: number[] }[]> {
  const rows = await reader
    .selectFrom('radio_day_clocks')
    .select(['air_date', 'clock_id'])
    .distinct()
    .where('station_id', '=', stationId)
    .where('air_date', '>=', from)
    .orderBy('air_date')
    .execute()
  const days = new Map<string, number[]>()
  for (const { air_date, clock_id } of rows)
    days.set(air_date, [...(days.get(air_date) ?? []), ...(clock_id === null ? [] : [clock_id])])
  return [...days].slice(0, DAYS_MOST).map(([airDate, clockIds]) => ({ airDate, clockIds }))
}

export interface ClockUse {
  clockId: number
  /** Hours of the week. */
  hours: number
  /** Days with clocks of their own. */
  days: number
}

export async function clockUses(reader: Reader, stationId: number): Promise<Map<number, ClockUse>> {
  const [hours, days] = await Promise.all([
    reader
      .selectFrom('radio_grid')
      .select(({ fn }) => ['clock_id', fn.countAll().as('n')])
      .where('station_id', '=', stationId)
      .groupBy('clock_id')
      .execute(),
    reader
      .selectFrom('radio_day_clocks')
      .select(({ fn }) => ['clock_id', fn.count('air_date').distinct().as('n')])
      .where('station_id', '=', stationId)
      .where('clock_id', 'is not', null)
      .groupBy('clock_id')
      .execute(),
  ])
  const uses = new Map<number, ClockUse>()
  const of = (clockId: number): ClockUse => {
    const use = uses.get(clockId) ?? { clockId, hours: 0, days: 0 }
    uses.set(clockId, use)
    return use
  }
  for (const { clock_id, n } of hours) of(clock_id).hours = Number(n)
  for (const { clock_id, n } of days) if (clock_id !== null) of(clock_id).days = Number(n)
  return uses
}

/** Days before it no longer say which clocks they had. */
export async function forgetDaysBefore(tx: Tx, stationId: number, airDate: string): Promise<void> {
  await tx.deleteFrom('radio_day_clocks').where('station_id', '=', stationId).where('air_date', '<', airDate).execute()
}

export async function readSeparation(
  reader: Reader,
  stationId: number,
): Promise<{ rules: SeparationRules; version: number } | undefined> {
  const row = await reader
    .selectFrom('radio_separation')
    .selectAll()
    .where('station_id', '=', stationId)
    .executeTakeFirst()
  return row === undefined ? undefined : { rules: JSON.parse(row.rules) as SeparationRules, version: row.version }
}

export async function writeSeparation(
  tx: Tx,
  { stationId, rules, version }: { stationId: number; rules: SeparationRules; version: number },
  now: number,
): Promise<void> {
  const values = { rules: JSON.stringify(rules), version, changed_at: now }
  await tx
    .insertInto('radio_separation')
    .values({ station_id: stationId, ...values })
    .onConflict((conflict) => conflict.column('station_id').doUpdateSet(values))
    .execute()
}

/** Clocks, categories, carts and dayparts of a station. */
export async function countMusic(reader: Reader, stationId: number): Promise<number> {
  const count = async (table: 'radio_clocks'): Promise<number> => {
    const { n } = await reader
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('n'))
      .where('station_id', '=', stationId)
      .executeTakeFirstOrThrow()
    return Number(n)
  }
  const tables = ['radio_clocks', 'radio_categories', 'radio_carts', 'radio_dayparts']
  const counts = await Promise.all(tables.map((table) => count(table as 'radio_clocks')))
  return counts.reduce((sum, one) => sum + one, 0)
}

/** What is left of a station that has none of them. */
export async function deleteMusic(tx: Tx, stationId: number): Promise<void> {
  for (const table of ['radio_grid', 'radio_day_clocks', 'radio_separation'] as const)
    await tx.deleteFrom(table).where('station_id', '=', stationId).execute()
}
