import { stripVTControlCharacters } from 'node:util'
import { AppError } from '../kernel/errors.ts'
import { clockAt, systemTimeZone } from '../kernel/time.ts'
import { say, sayError } from '../kernel/words.ts'
import { ApiProblem } from './client.ts'

/** Text of others (file names, messages) as it may stand on a terminal: nothing in it can steer the terminal. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{C}/gu, '�')
}

type Cell = string | number | null | undefined

/** Columns as wide as their widest cell; the head comes from the catalogue. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return say('cli.nothing')
  const texts = rows.map((row) => row.map((cell) => plain(String(cell ?? '–'))))
  const widths = heads.map((head, column) => Math.max(head.length, ...texts.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [heads, ...texts].map(line).join('\n')
}

/** Names before values, one a line. */
export function list(pairs: readonly (readonly [string, Cell])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${plain(String(value ?? '–'))}`).join('\n')
}

/** An instant as this machine's clock shows it. */
export function when(instant: string | null | undefined): string {
  if (instant == null) return '–'
  return clockAt(Date.parse(instant), systemTimeZone()).local.slice(0, 19).replace('T', ' ')
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Decimal units, as on the screens. */
export function bytes(count: number): string {
  const unit = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3))
  return `${(count / 1000 ** unit).toFixed(unit === 0 ? 0 : 1)} ${UNITS[unit] ?? ''}`
}

/** What the server says of a request whose fields do not fit: here they came from the command line. */
export const WRONG_REQUEST = 'request/invalid'

export interface ToldFailure {
  code: string
  lines: string[]
}

/** Any failure in words: what, why, what to do, and the fields that are wrong. */
export function tellFailure(error: unknown): ToldFailure {
  if (error instanceof ApiProblem) {
    const { code, detail, title, why, todo, errors } = error.problem
    const text = detail ?? title
    // The sentence tells the first of them.
    const fields = (errors ?? []).filter((field) => !text.endsWith(field.detail))
    return {
      code,
      lines: [
        text,
        ...fields.map((field) => `  ${fieldName(field)}: ${field.detail}`),
        ...[why, code === WRONG_REQUEST ? undefined : todo].filter((line) => line !== undefined),
      ],
    }
  }
  if (error instanceof AppError) {
    const { code, text, why, todo } = sayError(error)
    return { code, lines: [text, why, todo].filter((line) => line !== undefined) }
  }
  return {
    code: 'internal/unexpected',
    lines: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  }
}

function fieldName({ pointer, line }: { pointer: string; line?: number | undefined }): string {
  const name = pointer.replace(/^\//, '')
  return line === undefined ? name : `${name} (${say('start.line', { line })})`
}
