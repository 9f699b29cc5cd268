import { isUtf8 } from 'node:buffer'
import { CsvError, parse } from 'csv-parse/sync'
import { InvalidInputError, type Params } from '../../../kernel/errors.ts'
import { LINE_FIELDS, type LineField, type LogTemplate } from './contract.ts'

/** A line of a file, with what it says. */
export interface FileLine {
  /** In the file, from 1. */
  line: number
  cells: Partial<Record<LineField, string>>
}

const LINES_MOST = 10_000
const NEWLINE = /\r\n|\r|\n/

/** @throws InvalidInputError `radio/log-file-not-text` */
export function textOf(bytes: Uint8Array): string {
  const text = decode(bytes)
  if (text.includes('\0')) throw new InvalidInputError('radio/log-file-not-text', { status: 422 })
  return text
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes)
}

/**
 * The lines of a file that say something.
 * @throws InvalidInputError `radio/log-file-…`: not as the template says, or too long
 */
export function readLines(text: string, template: LogTemplate): FileLine[] {
  const lines = template.form === 'csv' ? csvLines(text, template) : fixedLines(text, template)
  if (lines.length > LINES_MOST) throw refused('radio/log-file-too-long', { most: LINES_MOST })
  return lines.filter(({ cells }) => Object.values(cells).some((cell) => cell !== ''))
}

type Of<Form extends LogTemplate['form']> = Extract<LogTemplate, { form: Form }>

function fixedLines(text: string, { skipLines, columns }: Of<'fixed'>): FileLine[] {
  return text
    .split(NEWLINE)
    .map((row, index) => {
      const signs = Array.from(row)
      const cells = LINE_FIELDS.flatMap((field) => {
        const place = columns[field]
        if (place === undefined) return []
        return [
          [
            field,
            signs
              .slice(place.from - 1, place.from - 1 + place.length)
              .join('')
              .trim(),
          ] as const,
        ]
      })
      return { line: index + 1, cells: Object.fromEntries(cells) }
    })
    .slice(skipLines)
}

/** A record of the parser, with the line in which it ends. */
interface Parsed {
  record: string[]
  info: { lines: number }
}

function csvLines(text: string, template: Of<'csv'>): FileLine[] {
  const rows = parsed(text, template)
  const heading = template.hasHeading ? rows[0] : undefined
  const places = placesOf(template, heading?.record)
  return rows.slice(template.hasHeading ? 1 : 0).map(({ record, info }) => ({
    line: template.skipLines + info.lines,
    cells: Object.fromEntries(places.map(([field, place]) => [field, (record[place] ?? '').trim()])),
  }))
}

function parsed(text: string, { delimiter, skipLines }: Of<'csv'>): Parsed[] {
  const rest = skipLines === 0 ? text : text.split(NEWLINE).slice(skipLines).join('\n')
  try {
    return parse(rest, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as Parsed[]
  } catch (error) {
    if (error instanceof CsvError) throw refused('radio/log-file-bad-quote', { line: skipLines + 1 })
    throw error
  }
}

function placesOf({ columns }: Of<'csv'>, heading: readonly string[] | undefined): [LineField, number][] {
  const named = (heading ?? []).map((name) => name.trim().toLowerCase())
  return LINE_FIELDS.flatMap((field): [LineField, number][] => {
    const column = columns[field]
    if (column === undefined) return []
    if (typeof column === 'number') return [[field, column - 1]]
    const place = named.indexOf(column.trim().toLowerCase())
    if (place < 0) throw refused('radio/log-file-no-column', { column })
    return [[field, place]]
  })
}

const refused = (code: string, params: Params): InvalidInputError =>
  new InvalidInputError(code, { status: 422, params })
