import type { Row, Value } from './rows.ts'
import { anyTable, type TableName, type Tables } from './tables.ts'

/** Something that a request, the analyzer or the web interface wrote. */
export interface Effect {
  /** Epoch ms. */
  at: number
  what: 'created' | 'changed' | 'removed'
  table: TableName
  id: number
  /** Made of the content, not of ids: what was written twice has one key. */
  key: string
  /** Who wrote: `POST /rest/media`, `analyzer`, `web interface`. */
  via: string
}

export interface Effects {
  /** Oldest first; nothing is ever taken out. */
  all(): readonly Effect[]
  count(filter: Partial<Effect>): number
  /** Keys of which more than one row was created and not removed again; failed uploads that were left there count. */
  duplicates(): string[]
  add(effect: Omit<Effect, 'at'>): void
}

/** What makes two rows the same thing to a person. */
const IDENTITY: Partial<Record<TableName, readonly string[]>> = {
  files: ['md5'],
  libraries: ['code'],
  shows: ['name'],
  'show-days': ['show', 'first_show_on', 'start_time'],
  'show-instances': ['show', 'starts_at'],
  schedule: ['instance', 'file', 'stream', 'starts_at'],
  'playout-history': ['file', 'instance', 'starts'],
}

export function contentKey(table: TableName, row: Row): string {
  // Rows of refused uploads have nothing that could be compared.
  const fields = table === 'files' && row['md5'] === null ? ['id'] : IDENTITY[table]
  const values = (fields ?? Object.keys(row).filter((field) => field !== 'id')).map((field) => `${field}=${row[field]}`)
  return `${table} ${values.join(' ')}`
}

export function createEffects(now: () => number): Effects {
  const effects: Effect[] = []
  return {
    all: () => effects,
    count: (filter) =>
      effects.filter((effect) =>
        Object.entries(filter).every(([name, value]) => effect[name as keyof Effect] === value),
      ).length,
    duplicates() {
      const standing = new Map<string, number>()
      for (const { what, key } of effects) {
        const change = what === 'created' ? 1 : what === 'removed' ? -1 : 0
        standing.set(key, (standing.get(key) ?? 0) + change)
      }
      return [...standing].filter(([, count]) => count > 1).map(([key]) => key)
    },
    add: (effect) => void effects.push({ ...effect, at: now() }),
  }
}

/** The only way in which rows are written once the double runs, so that every write is in the ledger. */
export interface Writer {
  insert(table: TableName, values: Record<string, Value>): number
  change(table: TableName, id: number, changes: Record<string, Value>): void
  /** The row alone; `removeRow` takes along what points at it. */
  remove(table: TableName, id: number): void
}

export function createWriter(tables: Tables, effects: Effects, via: string): Writer {
  const note = (what: Effect['what'], table: TableName, row: Row): void =>
    effects.add({ what, table, id: row.id, key: contentKey(table, row), via })
  return {
    insert(table, values) {
      const row = anyTable(tables, table).insert(values)
      note('created', table, row)
      return row.id
    },
    change: (table, id, changes) => note('changed', table, anyTable(tables, table).update(id, changes)),
    remove(table, id) {
      const row = anyTable(tables, table).get(id)
      if (row === undefined) return
      anyTable(tables, table).remove(id)
      note('removed', table, row)
    },
  }
}
