import { type Expression, type Kysely, type SqlBool, sql } from 'kysely'
import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import type { Dialect } from '../db.ts'
import type { Tables } from '../tables.ts'
import type { ColumnFacts, TableFacts } from './describe-tables.ts'

export const TESTS = ['is', 'is-not', 'contains', 'less', 'more', 'empty', 'filled'] as const
export type Test = (typeof TESTS)[number]

export interface Filter {
  column: string
  test: Test
  value: string
}

export interface RowsAsked {
  table: string
  filters: readonly Filter[]
  /** The primary key unless said. */
  sort?: string | undefined
  isDescending: boolean
  offset: number
  limit: number
  /** Of a text that is longer, so many letters and one more; keys and what is not said are whole. */
  letters?: number
}

/** As the database has it: bytes as how many there are. */
export type Cell = string | number | null | { bytes: number }

export interface Rows {
  /** How many match. */
  total: number
  rows: Record<string, Cell>[]
}

/** @throws NotFoundError `data/no-such-table` */
export function findTable(tables: readonly TableFacts[], name: string): TableFacts {
  const found = tables.find((table) => table.name === name)
  if (found === undefined) throw new NotFoundError('data/no-such-table', { params: { table: name } })
  return found
}

/** @throws InvalidInputError `data/no-such-column`, `data/hidden-column` */
function openColumn(table: TableFacts, name: string): ColumnFacts {
  const found = table.columns.find((column) => column.name === name)
  const params = { table: table.name, column: name }
  if (found === undefined) throw new InvalidInputError('data/no-such-column', { params })
  if (found.isHidden) throw new InvalidInputError('data/hidden-column', { params })
  return found
}

export async function countRows(reader: Kysely<Tables>, table: TableFacts): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table.name)}`.execute(reader)
  return Number(rows[0]?.n ?? 0)
}

/** @throws InvalidInputError when a column is unknown or hidden, or a value is no number where one is needed */
export async function readRows(
  reader: Kysely<Tables>,
  { table, dialect }: { table: TableFacts; dialect: Dialect },
  asked: RowsAsked,
): Promise<Rows> {
  const where = conditionOf(table, asked.filters, dialect)
  const from = sql`${sql.table(table.name)} where ${where}`
  const shown = table.columns.filter((column) => !column.isHidden)
  const columns = sql.join(shown.map((column) => sql`${valueOf(table, column, asked)} as ${sql.ref(column.name)}`))
  const counted = await sql<{ n: number }>`select count(*) as n from ${from}`.execute(reader)
  const { rows } = await sql<Record<string, unknown>>`
    select ${columns} from ${from} ${orderOf(table, asked)} limit ${asked.limit} offset ${asked.offset}`.execute(reader)
  return { total: Number(counted.rows[0]?.n ?? 0), rows: rows.map((row) => toCells(shown, row)) }
}

const IS_BYTES = /blob|bytea/

/** Never more than is asked for: a page of large rows would fill the memory. */
function valueOf({ primaryKey }: TableFacts, { name, type }: ColumnFacts, { letters }: RowsAsked) {
  if (IS_BYTES.test(type)) return sql`length(${sql.ref(name)})`
  const isCut = letters !== undefined && type === 'text' && !primaryKey.includes(name)
  return isCut ? sql`substr(${sql.ref(name)}, 1, cast(${letters + 1} as integer))` : sql.ref(name)
}

function orderOf(table: TableFacts, { sort, isDescending }: RowsAsked) {
  const wanted = sort === undefined ? [] : [openColumn(table, sort).name]
  // What is equal keeps one order, so that no row is on two pages.
  const columns = [...new Set([...wanted, ...table.primaryKey])].filter((name) => isOpen(table, name))
  if (columns.length === 0) return sql``
  const direction = isDescending ? sql`desc` : sql`asc`
  return sql`order by ${sql.join(columns.map((name) => sql`${sql.ref(name)} ${direction}`))}`
}

const isOpen = (table: TableFacts, name: string): boolean =>
  table.columns.some((column) => column.name === name && !column.isHidden)

function conditionOf(table: TableFacts, filters: readonly Filter[], dialect: Dialect): Expression<SqlBool> {
  const conditions = filters.map((filter) => oneCondition(table, filter, dialect))
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

const COMPARE = { is: sql`=`, 'is-not': sql`<>`, less: sql`<`, more: sql`>` }

function oneCondition(table: TableFacts, { column: name, test, value }: Filter, dialect: Dialect): Expression<SqlBool> {
  const column = openColumn(table, name)
  const ref = sql.ref(column.name)
  if (test === 'empty') return sql<SqlBool>`${ref} is null`
  if (test === 'filled') return sql<SqlBool>`${ref} is not null`
  if (test === 'contains') {
    const text = dialect === 'sqlite' ? sql`cast(${ref} as text)` : sql`${ref}::text`
    return sql<SqlBool>`lower(${text}) like ${`%${escapeLike(value.toLowerCase())}%`} escape '!'`
  }
  return sql<SqlBool>`${ref} ${COMPARE[test]} ${valueFor(table, column, value)}`
}

const escapeLike = (text: string): string => text.replace(/[!%_]/g, '!$&')
const IS_NUMBER = /int|real|double|numeric|float/

function valueFor(table: TableFacts, column: ColumnFacts, value: string): string | number {
  if (!IS_NUMBER.test(column.type)) return value
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number))
    throw new InvalidInputError('data/not-a-number', { params: { table: table.name, column: column.name, value } })
  return number
}

const toCells = (columns: readonly ColumnFacts[], row: Record<string, unknown>): Record<string, Cell> =>
  Object.fromEntries(columns.map(({ name, type }) => [name, toCell(row[name], type)]))

function toCell(value: unknown, type: string): Cell {
  if (value === null || value === undefined) return null
  if (IS_BYTES.test(type)) return { bytes: Number(value) }
  if (typeof value === 'number' || typeof value === 'string') return value
  return typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}
