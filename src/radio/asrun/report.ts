import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { Reader } from '../../db/db.ts'
import type { RawBody } from '../../kernel/routes.ts'
import { clockAt } from '../../kernel/time.ts'
import { say } from '../../kernel/words.ts'
import { escapeFormula } from '../csv/index.ts'
import type { Station } from '../stations/index.ts'
import { findDay, listLines, type SeenLine } from './day-store.ts'
import { toDayView, toLineView } from './views.ts'

/** By it Excel knows that the file is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF'

interface Column {
  name: string
  of(line: SeenLine, zone: string): string | number | null
}

/** On the station's clock, with its offset, so that the hour that comes twice is told apart. */
export function stationTime(epochMs: number | null, zone: string): string {
  if (epochMs === null) return ''
  const { local, offsetMinutes } = clockAt(epochMs, zone)
  const minutes = Math.abs(offsetMinutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${local.slice(0, 19)}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const inSeconds = (ms: number | null): string => (ms === null ? '' : (ms / 1000).toFixed(1))

const COLUMNS: readonly Column[] = [
  { name: 'air_date', of: ({ airDate }) => airDate },
  { name: 'planned_at', of: ({ plannedAt }, zone) => stationTime(plannedAt, zone) },
  { name: 'heard_at', of: ({ heardAt }, zone) => stationTime(heardAt, zone) },
  { name: 'off_seconds', of: ({ offMs }) => inSeconds(offMs) },
  { name: 'verdict', of: ({ verdict }) => verdict },
  { name: 'time', of: ({ playId, isEstimate }) => (playId === null ? '' : isEstimate ? 'estimated' : 'confirmed') },
  { name: 'title', of: ({ title }) => title },
  { name: 'artist', of: ({ artist }) => artist },
  { name: 'type', of: ({ typeCode }) => typeCode },
  { name: 'track_id', of: ({ trackId }) => trackId },
  { name: 'planned_seconds', of: ({ plannedMs }) => inSeconds(plannedMs) },
  { name: 'heard_seconds', of: ({ heardMs }) => inSeconds(heardMs) },
  { name: 'order_id', of: ({ orderId }) => orderId },
  { name: 'planned_by', of: ({ ref }) => ref },
  { name: 'history_id', of: ({ historyId }) => historyId },
]

interface Wish {
  days: readonly string[]
  format: 'csv' | 'json'
}

/** The lines of some days, a day at a time; days that nobody has read yet have none. */
export function makeReport(reader: Reader, station: Station, { days, format }: Wish): RawBody {
  const [first = '', last = first] = [days[0], days.at(-1)]
  const name = say('asrun.report.file', { name: station.name, days: first === last ? first : `${first} ${last}` })
  return {
    contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
    data: Readable.from(format === 'csv' ? inCsv(reader, station, days) : inJson(reader, station, days)),
    fileName: `${name}.${format}`.replaceAll(/[/\\:*?"<>|]/g, '-'),
  }
}

/** A number below nought is a number: only text is kept from being a formula. */
const cellOf = ({ name, of }: Column, line: SeenLine, zone: string): string => {
  const value = String(of(line, zone) ?? '')
  return name === 'off_seconds' ? value : escapeFormula(value)
}

async function* inCsv(
  reader: Reader,
  { stationId, timeZone }: Station,
  days: readonly string[],
): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}${rowsOf([COLUMNS.map(({ name }) => name)])}`
  for (const day of days) {
    const lines = await listLines(reader, stationId, day)
    if (lines.length > 0) yield rowsOf(lines.map((line) => COLUMNS.map((column) => cellOf(column, line, timeZone))))
  }
}

/** RFC 4180. */
const rowsOf = (rows: string[][]): string => stringify(rows, { record_delimiter: '\r\n', quoted_match: /[\r\n]/ })

async function* inJson(reader: Reader, station: Station, days: readonly string[]): AsyncGenerator<string> {
  const { stationId, name, timeZone } = station
  yield `{"station":${JSON.stringify({ stationId, name, timeZone })},"days":[`
  for (const [index, airDate] of days.entries()) {
    const day = await findDay(reader, stationId, airDate)
    const lines = (await listLines(reader, stationId, airDate)).map(toLineView)
    yield `${index === 0 ? '' : ','}${JSON.stringify({ airDate, day: day === undefined ? null : toDayView(day), lines })}`
  }
  yield ']}\n'
}
