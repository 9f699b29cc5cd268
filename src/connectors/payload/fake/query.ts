import type { Row } from './rows.ts'
import { type CollectionSchema, type Field, textOf } from './schema.ts'

/** `a[b][0]=c` as an object. */
export interface Tree {
  [name: string]: Tree | string
}

export function treeOf(query: URLSearchParams): Tree {
  const tree: Tree = {}
  for (const [key, value] of query) {
    const names = [...key.matchAll(/[^[\]]+/g)].map(([name]) => name)
    const last = names.pop() ?? ''
    let inner = tree
    for (const name of names) inner = typeof inner[name] === 'object' ? inner[name] : (inner[name] = {})
    inner[last] = value
  }
  return tree
}

export const branch = (tree: Tree, name: string): Tree => (typeof tree[name] === 'object' ? tree[name] : {})

/** Answered with 500 and nothing said. */
export class Broken extends Error {}

/** Answered with 400 and the paths that nobody can be asked for. */
export class UnknownPaths extends Error {
  readonly paths: readonly string[]
  constructor(paths: readonly string[]) {
    super(`The following path${paths.length > 1 ? 's' : ''} cannot be queried: ${paths.join(', ')}`)
    this.paths = paths
  }
}

type Condition = { path: string; operators: Tree }

const OWN: Readonly<Record<string, Field['type']>> = {
  id: 'text',
  updatedAt: 'date',
  createdAt: 'date',
  _status: 'text',
}

function fieldAt(schema: CollectionSchema, path: string): Field | undefined {
  const own = OWN[path]
  if (own !== undefined) return { name: path, type: path === 'id' && schema.ids === 'number' ? 'number' : own }
  let fields = schema.fields
  let found: Field | undefined
  for (const name of path.split('.')) {
    found = fields.find((field) => field.name === name)
    fields = found?.fields ?? []
  }
  return found
}

export const valueAt = (row: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], row)

function conditionsIn(where: Tree): Condition[] {
  return Object.entries(where).flatMap(([name, inner]): Condition[] => {
    if (typeof inner === 'string') return []
    if (name === 'and' || name === 'or')
      return Object.values(inner).flatMap((part) => (typeof part === 'string' ? [] : conditionsIn(part)))
    return [{ path: name, operators: inner }]
  })
}

/** @throws UnknownPaths, Broken */
export function matcherOf(schema: CollectionSchema, where: Tree): (row: Row) => boolean {
  const conditions = conditionsIn(where)
  const unknown = conditions.filter(({ path }) => fieldAt(schema, path) === undefined).map(({ path }) => path)
  if (unknown.length > 0) throw new UnknownPaths(unknown)
  for (const { path, operators } of conditions) assertAskable(fieldAt(schema, path) as Field, operators)
  return (row) => holds(schema, where, row)
}

// QUIRK(payload 3.90.2): a bad date and a relation to one of several are 500.
function assertAskable({ type, relationTo }: Field, operators: Tree): void {
  if (Array.isArray(relationTo)) throw new Broken()
  const sent = Object.entries(operators).filter(([operator]) => operator !== 'exists')
  const isBad = (value: Tree | string): boolean => typeof value === 'string' && Number.isNaN(Date.parse(value))
  if (type === 'date' && sent.some(([, value]) => isBad(value))) throw new Broken()
}

function holds(schema: CollectionSchema, where: Tree, row: Row): boolean {
  return Object.entries(where).every(([name, inner]) => {
    if (typeof inner === 'string') return true
    const parts = Object.values(inner).filter((part) => typeof part !== 'string')
    if (name === 'and') return parts.every((part) => holds(schema, part, row))
    if (name === 'or') return parts.some((part) => holds(schema, part, row))
    const field = fieldAt(schema, name) as Field
    const value = comparable(valueAt(row, name), field.type)
    return Object.entries(inner).every(([operator, wanted]) => OPERATORS[operator]?.(value, wanted, field.type) ?? true)
  })
}

type Comparable = string | number | boolean | null

function comparable(value: unknown, type: Field['type']): Comparable {
  if (value === null || value === undefined) return null
  if (type === 'date') return Date.parse(textOf(value))
  if (type === 'number' || type === 'relationship') return Number(value)
  if (type === 'checkbox') return value === true || value === 'true'
  return textOf(value)
}

type Operator = (value: Comparable, wanted: Tree | string, type: Field['type']) => boolean

const one = (wanted: Tree | string, type: Field['type']): Comparable =>
  comparable(typeof wanted === 'string' ? wanted : '', type)
const several = (wanted: Tree | string, type: Field['type']): Comparable[] =>
  (typeof wanted === 'string' ? wanted.split(',') : Object.values(wanted)).map((each) => one(each, type))
const ordered =
  (test: (a: number | string, b: number | string) => boolean): Operator =>
  (value, wanted, type) => {
    const other = one(wanted, type)
    if (value === null || other === null || typeof value === 'boolean' || typeof other === 'boolean') return false
    return test(value, other)
  }

const OPERATORS: Readonly<Record<string, Operator>> = {
  equals: (value, wanted, type) => value === one(wanted, type),
  not_equals: (value, wanted, type) => value !== one(wanted, type),
  in: (value, wanted, type) => several(wanted, type).includes(value),
  not_in: (value, wanted, type) => !several(wanted, type).includes(value),
  exists: (value, wanted) => (value !== null && value !== '') === (wanted === 'true'),
  greater_than: ordered((a, b) => a > b),
  greater_than_equal: ordered((a, b) => a >= b),
  less_than: ordered((a, b) => a < b),
  less_than_equal: ordered((a, b) => a <= b),
  contains: (value, wanted) => textOf(value).toLowerCase().includes(textOf(wanted).toLowerCase()),
  like: (value, wanted) => textOf(value).toLowerCase().includes(textOf(wanted).toLowerCase()),
}

export function sorted(rows: readonly Row[], sort: string): Row[] {
  const path = sort.replace(/^-/, '')
  const sign = sort.startsWith('-') ? -1 : 1
  const key = (row: Row): string | number => valueAt(row, path) as string | number
  return rows.toSorted((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0))
}

/** Only what was asked for, and the id; what nobody knows is passed over. */
export function selected(row: Record<string, unknown>, select: Tree): Record<string, unknown> {
  if (Object.keys(select).length === 0) return row
  const entries = Object.entries(select).flatMap(([name, wish]): [string, unknown][] => {
    if (!(name in row)) return []
    const value = row[name]
    if (typeof wish === 'string' || typeof value !== 'object' || value === null) return [[name, value]]
    const inner = Object.keys(wish).filter((each) => each in value)
    return [[name, Object.fromEntries(inner.map((each) => [each, (value as Record<string, unknown>)[each]]))]]
  })
  return { ...Object.fromEntries(entries), ...('id' in row ? { id: row['id'] } : {}) }
}

const DEFAULT_LIMIT = 10

/** As it is answered. QUIRK(payload 3): ten of them, unless said; 0 and `pagination=false` are all. */
export function paged(
  rows: readonly Row[],
  query: URLSearchParams,
): { docs: readonly Row[] } & Record<string, unknown> {
  const isWhole = query.get('pagination') === 'false'
  const limit = isWhole ? 0 : Number(query.get('limit') ?? DEFAULT_LIMIT)
  const page = Number(query.get('page') ?? 1)
  const totalPages = limit === 0 ? 1 : Math.max(1, Math.ceil(rows.length / limit))
  const start = limit === 0 ? 0 : (page - 1) * limit
  return {
    docs: limit === 0 ? rows : rows.slice(start, start + limit),
    hasNextPage: page < totalPages,
    hasPrevPage: page > 1,
    limit,
    nextPage: page < totalPages ? page + 1 : null,
    page,
    pagingCounter: start + 1,
    prevPage: page > 1 ? page - 1 : null,
    totalDocs: rows.length,
    totalPages,
  }
}
