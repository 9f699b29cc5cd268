import { stringify } from 'csv-stringify/sync'
import type { RawBody } from '../../../kernel/routes.ts'
import { clockAt } from '../../../kernel/time.ts'
import { getStation } from '../../stations/index.ts'
import type { LogDeps } from '../deps.ts'
import { listEntries } from '../entries-store.ts'
import type { Log, LogEntry } from '../model.ts'
import { getLog } from '../read/get-log.ts'
import { LINE_FIELDS, type LineField, type LogTemplate } from './contract.ts'
import { templateOf } from './import-log.ts'
import { toOwnCsv, toOwnJson } from './own-format.ts'

/** @param format `csv`, `json`, or the id of a template */
export function exportLog(deps: LogDeps) {
  return async (logId: number, format: string, signal: AbortSignal): Promise<RawBody> => {
    const log = await getLog(deps.db.read, logId)
    const entries = await listEntries(deps.db.read, logId)
    const { name } = await getStation(deps.db.read, log.stationId)
    const file = (ending: string, contentType: string, data: string): RawBody => ({
      contentType,
      data,
      fileName: `${name} ${log.airDate}.${ending}`.replaceAll(/[/\\:*?"<>|]/g, '-'),
    })
    if (format === 'csv') return file('csv', 'text/csv; charset=utf-8', toOwnCsv(log, entries))
    if (format === 'json') return file('json', 'application/json; charset=utf-8', toOwnJson(log, entries))
    const template = await templateOf(deps, log, format)
    const sums = template.columns.md5 === undefined ? new Map() : (await deps.tracks.read(log.stationId, signal)).byId
    const lines = entries
      .filter(({ what, trackId }) => what === template.makes && trackId !== null)
      .map((entry) => cellsOf(log, entry, { template, md5: sums.get(entry.trackId ?? 0)?.md5 ?? '' }))
    return template.form === 'csv'
      ? file('csv', 'text/csv; charset=utf-8', csvOf(template, lines))
      : file('txt', 'text/plain; charset=utf-8', fixedOf(template, lines))
  }
}

type Cells = Record<LineField, string>

const two = (value: number): string => String(value).padStart(2, '0')

function cellsOf(log: Log, entry: LogEntry, { template, md5 }: { template: LogTemplate; md5: string }): Cells {
  const startsAt = entry.anchorMs === null ? entry.startsAt : entry.hourStartsAt + entry.anchorMs
  const seconds = entry.lengthMs / 1000
  const own = Object.entries(template.types).find(([, code]) => code === entry.typeCode)?.[0]
  return {
    time: clockAt(startsAt, log.timeZone).local.slice(11, 19),
    length: [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':'),
    trackId: String(entry.trackId),
    md5,
    cart: entry.title,
    title: entry.title,
    artist: entry.artist,
    type: own ?? entry.typeCode ?? '',
    note: entry.note,
  }
}

type Of<Form extends LogTemplate['form']> = Extract<LogTemplate, { form: Form }>

/** Columns stand where the template's numbers say; named ones in the order of their fields. */
function csvOf({ columns, delimiter, hasHeading, skipLines }: Of<'csv'>, lines: readonly Cells[]): string {
  const named = LINE_FIELDS.filter((field) => columns[field] !== undefined)
  const width = Math.max(named.length, ...Object.values(columns).filter((one) => typeof one === 'number'))
  const places = new Map(
    named.map((field, index) => {
      const column = columns[field]
      return [field, typeof column === 'number' ? column - 1 : index] as const
    }),
  )
  const rowOf = (cell: (field: LineField) => string): string[] => {
    const row = Array.from({ length: width }, () => '')
    for (const [field, place] of places) row[place] = cell(field)
    return row
  }
  const heading = hasHeading ? [rowOf((field) => String(columns[field]))] : []
  const rows = [...heading, ...lines.map((cells) => rowOf((field) => cells[field]))]
  return '\n'.repeat(skipLines) + stringify(rows, { delimiter })
}

function fixedOf({ columns, skipLines }: Of<'fixed'>, lines: readonly Cells[]): string {
  const rows = lines.map((cells) => {
    const signs: string[] = []
    for (const field of LINE_FIELDS) {
      const place = columns[field]
      if (place === undefined) continue
      const text = Array.from(cells[field].replaceAll(/\s+/g, ' ')).slice(0, place.length)
      for (const [index, sign] of text.entries()) signs[place.from - 1 + index] = sign
    }
    return Array.from(signs, (sign) => sign ?? ' ').join('')
  })
  return '\n'.repeat(skipLines) + rows.map((row) => `${row}\n`).join('')
}
