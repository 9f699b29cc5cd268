import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, type Options, parse } from 'csv-parse'
import { parse as parseAtOnce } from 'csv-parse/sync'
import { breathe } from '../../kernel/breathe.ts'
import { AppError, InvalidInputError, type Params } from '../../kernel/errors.ts'
import { utf8Of } from './csv-text.ts'
import { unescapeFormula } from './formula-signs.ts'

export interface CsvRow {
  /** In which it begins, from 1. */
  line: number
  /** As many as the file has them, formula signs as they were before the export. */
  cells: readonly string[]
}

export interface CsvTable {
  /** Where each column that is known stands. */
  columns: ReadonlyMap<string, number>
  /** As they are written in the file. */
  unknownColumns: readonly string[]
  /** Of the heading. */
  width: number
  /** Without those that are blank. */
  rows: readonly CsvRow[]
}

export const LINES_MOST = 20_000
const COLUMNS_MOST = 100
/** Bytes of one line; the longest texts that are taken fill a third of it. */
const LINE_LONGEST = 1 << 18
const HEADING_LONGEST = 1 << 16
const PIECE = 1 << 14
const DELIMITERS = [',', ';', '\t']
const NEWLINE = /\r\n|\r|\n/g
const FORM: Options = { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, bom: false }

/**
 * A table with a heading, in any of the usual forms; requests get their turn meanwhile.
 * @param known names of columns, in lower case with underscores
 * @throws InvalidInputError `radio/csv-…` with the line, for what is no such table, and for more than is taken
 */
export async function readCsv(bytes: Uint8Array, known: readonly string[]): Promise<CsvTable> {
  const text = utf8Of(bytes)
  const delimiter = delimiterOf(text, known)
  const [heading, ...rows] = await rowsOf(text, delimiter)
  if (heading === undefined) throw new InvalidInputError('radio/csv-empty', { status: 422 })
  return { ...columnsOf(heading, known), rows }
}

/** The one by which the heading falls into most columns that are known. */
function delimiterOf(text: Buffer, known: readonly string[]): string {
  const start = text.subarray(0, HEADING_LONGEST)
  const found = DELIMITERS.map((delimiter) => {
    const cells = headingBy(start, delimiter)
    return { delimiter, count: cells.filter((cell) => known.includes(columnName(cell))).length }
  }).toSorted((a, b) => b.count - a.count)
  return found[0]?.delimiter ?? ','
}

function headingBy(start: Buffer, delimiter: string): readonly string[] {
  try {
    return parseAtOnce(start, { ...FORM, delimiter, to: 1 })[0] ?? []
  } catch (error) {
    if (error instanceof CsvError) return []
    throw error
  }
}

async function rowsOf(text: Buffer, delimiter: string): Promise<CsvRow[]> {
  const rows: CsvRow[] = []
  // QUIRK(csv-parse 7.0): its own count of lines takes each CR LF within quotes for two.
  let line = 1
  const parser = parse({
    ...FORM,
    delimiter,
    max_record_size: LINE_LONGEST,
    on_record(cells: string[]) {
      if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells: cells.map(unescapeFormula) })
      if (rows.length > LINES_MOST + 1) throw refused('radio/csv-too-many-lines', { most: LINES_MOST })
      line += 1 + cells.reduce((sum, cell) => sum + (cell.match(NEWLINE)?.length ?? 0), 0)
      return null
    },
  })
  parser.resume()
  try {
    await pipeline(Readable.from(piecesOf(text)), parser)
  } catch (error) {
    throw error instanceof CsvError ? brokenAt(line, error) : error
  }
  return rows
}

async function* piecesOf(text: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < text.length; start += PIECE) {
    await breathe()
    yield text.subarray(start, start + PIECE)
  }
}

/** Where the line that can't be read begins: where its quote opens that never closes. */
function brokenAt(line: number, error: CsvError): AppError {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return refused('radio/csv-quote-open', { line })
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return refused('radio/csv-line-too-long', { line, most: LINE_LONGEST >> 10 })
  return refused('radio/csv-bad-quote', { line })
}

function columnsOf({ cells, line }: CsvRow, known: readonly string[]): Omit<CsvTable, 'rows'> {
  if (cells.length > COLUMNS_MOST)
    throw refused('radio/csv-too-many-columns', { line, count: cells.length, most: COLUMNS_MOST })
  const columns = new Map<string, number>()
  const unknownColumns: string[] = []
  for (const [place, cell] of cells.entries()) {
    const name = columnName(cell)
    if (columns.has(name)) throw refused('radio/csv-column-twice', { line, column: cell.trim() })
    if (known.includes(name)) columns.set(name, place)
    else if (name !== '') unknownColumns.push(cell.trim().slice(0, 100))
  }
  if (columns.size === 0) throw refused('radio/csv-no-columns', { line, columns: known.join(', ') })
  return { columns, unknownColumns, width: cells.length }
}

const columnName = (cell: string): string =>
  cell
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '_')

const refused = (code: string, params: Params & { line?: number }): InvalidInputError =>
  new InvalidInputError(code, {
    status: 422,
    params,
    ...(params.line === undefined ? {} : { fields: [{ pointer: '', code, params, line: params.line }] }),
  })
