import { isDeepStrictEqual } from 'node:util'
import { InvalidInputError, type Params } from '../../kernel/errors.ts'
import type { Details, PlannedOperation, SaidCode } from '../../plans/index.ts'
import type { Column } from './columns.ts'
import type { CsvRow, CsvTable } from './read-csv.ts'

export interface WrongCell {
  column: string | null
  code: string
  params: Params
}

/** A line of a file, its cells by the names of their columns. */
export interface SheetRow {
  line: number
  /** Undefined when the file has no such column. */
  cell(name: string): string | undefined
}

export type RowOutcome =
  | { is: 'same' }
  | { is: 'wrong'; cells: readonly WrongCell[] }
  | { is: 'add' | 'change'; operation: PlannedOperation }

export interface Compared {
  counts: Record<RowOutcome['is'], number>
  /** The first of them. */
  wrong: (WrongCell & { line: number })[]
  operations: PlannedOperation[]
}

/** Wrong lines that an answer names; the count is of all. */
const WRONG_NAMED = 200

export const nothingCompared = (): Compared => ({
  counts: { add: 0, change: 0, same: 0, wrong: 0 },
  wrong: [],
  operations: [],
})

export const isWrong = (code: string, column: string | null, params: Params = {}): RowOutcome => ({
  is: 'wrong',
  cells: [{ column, code, params }],
})

export const sheetRow = ({ columns }: CsvTable, { line, cells }: CsvRow): SheetRow => ({
  line,
  cell(name) {
    const place = columns.get(name)
    return place === undefined ? undefined : cells[place]
  },
})

/** A line that has not the cells of its heading says nothing certain about the last ones. */
export function shapeProblem({ width }: CsvTable, { cells }: CsvRow): RowOutcome | undefined {
  const params = { count: cells.length, wanted: width }
  if (cells.length < width) return isWrong('radio/csv-too-few-cells', null, params)
  const isOver = cells.slice(width).some((cell) => cell.trim() !== '')
  return isOver ? isWrong('radio/csv-too-many-cells', null, params) : undefined
}

export function note(compared: Compared, { line }: CsvRow, outcome: RowOutcome): void {
  compared.counts[outcome.is]++
  if (outcome.is === 'wrong')
    for (const cell of outcome.cells) if (compared.wrong.length < WRONG_NAMED) compared.wrong.push({ ...cell, line })
  if ('operation' in outcome) compared.operations.push(outcome.operation)
}

/** What a line says otherwise than it is now. A cell that stands as an export would write it says nothing. */
export function readCells<Content extends object>(
  row: SheetRow,
  columns: readonly Column<Content>[],
  current: Content | undefined,
): { change: Partial<Content>; wrong: WrongCell[] } {
  const change: Partial<Content> = {}
  const wrong: WrongCell[] = []
  for (const { name, write, read } of columns) {
    const text = row.cell(name)
    if (text === undefined || (current !== undefined && write(current) === text)) continue
    try {
      Object.assign(change, read(text))
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error
      wrong.push({ column: name, code: error.code, params: error.params })
    }
  }
  return { change: current === undefined ? change : differing(current, change), wrong }
}

/** What of `wanted` is not so. */
export function differing<Content extends object>(current: Content, wanted: Partial<Content>): Partial<Content> {
  const fields = Object.entries(wanted).filter(
    ([field, value]) => !isDeepStrictEqual(current[field as keyof Content], value),
  )
  return Object.fromEntries(fields) as Partial<Content>
}

export const partOf = <Content extends object>(content: Content, like: object): Partial<Content> =>
  Object.fromEntries(Object.keys(like).map((field) => [field, content[field as keyof Content]])) as Partial<Content>

const SHOWN_LONGEST = 300
const clipped = (text: string): string =>
  text.length > SHOWN_LONGEST ? `${text.slice(0, SHOWN_LONGEST).toWellFormed()}…` : text

/** For the review: by the names of the columns, as the cells of a file. */
export function shownAs<Content>(
  columns: readonly Column<Content>[],
  sides: { before: Content | undefined; after: Content; always?: string },
): { before: Record<string, string>; after: Record<string, string>; names: string[] } {
  const { before, after, always = 'title' } = sides
  const [was, will] = [before, after].map((side) =>
    columns.map(({ name, write }) => [name, side === undefined ? '' : write(side)] as const),
  )
  const changed = columns.map(({ name }) => name).filter((_name, at) => was?.[at]?.[1] !== will?.[at]?.[1])
  const pick = (cells: readonly (readonly [string, string])[] = []): Record<string, string> =>
    Object.fromEntries(
      cells.filter(([name]) => name === always || changed.includes(name)).map(([name, text]) => [name, clipped(text)]),
    )
  return { before: before === undefined ? {} : pick(was), after: pick(will), names: changed }
}

export interface Put {
  kind: string
  params: Details
  before: Details
  after: Details
  reason: SaidCode
}

/** Those of a group are done one after the other: episodes need the shows that come with them. */
export const operationOf = (put: Put, group = 'programme'): PlannedOperation => ({ ...put, group })

/** The first line that spoke of the same. */
export function firstLineOf(seen: Map<string, number>, key: string, line: number): number {
  const first = seen.get(key) ?? line
  seen.set(key, first)
  return first
}
