import type { Row, Value } from './rows.ts'

export interface Table<R extends Row> {
  readonly name: string
  readonly size: number
  get(id: number): R | undefined
  /** Rows in the order in which the database would happen to give them. */
  all(): R[]
  where(matches: (row: R) => boolean): R[]
  insert(values: Record<string, Value>): R
  update(id: number, changes: Record<string, Value>): R
  remove(id: number): void
}

export function createTable<R extends Row>(name: string): Table<R> {
  const rows = new Map<number, R>()
  let lastId = 0
  return {
    name,
    get size() {
      return rows.size
    },
    get: (id) => rows.get(id),
    all: () => [...rows.values()],
    where(matches) {
      const found: R[] = []
      for (const row of rows.values()) if (matches(row)) found.push(row)
      return found
    },
    insert(values) {
      lastId += 1
      const row = { ...values, id: lastId } as R
      rows.set(lastId, row)
      return row
    },
    update(id, changes) {
      const before = rows.get(id)
      if (before === undefined) throw new Error(`${name} has no row ${id}`)
      const row = { ...before, ...changes, id }
      // QUIRK(libretime 4.5): no list has an ORDER BY, so a row that was written to comes last.
      rows.delete(id)
      rows.set(id, row)
      return row
    },
    remove: (id) => void rows.delete(id),
  }
}
