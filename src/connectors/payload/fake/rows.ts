import type { CollectionSchema } from './schema.ts'

export type Id = string | number
export type Row = Record<string, unknown> & { id: Id }

/** Something that a request wrote. */
export interface Effect {
  /** Epoch ms. */
  at: number
  what: 'created' | 'changed' | 'removed'
  collection: string
  id: Id
  /** Names of the fields that are other ones now. */
  fields: readonly string[]
}

export interface Rows {
  readonly schema: CollectionSchema
  get(id: Id): Row | undefined
  /** With a person's changes that are not published yet. */
  newest(id: Id): Row | undefined
  all(): Row[]
  add(values: Record<string, unknown>): Row
  change(id: Id, values: Record<string, unknown>): Row
  saveDraft(id: Id, values: Record<string, unknown>): Row
  remove(id: Id): void
}

const stamp = (ms: number): string => new Date(ms).toISOString()

export function createRows(
  schema: CollectionSchema,
  { now, note }: { now(): number; note(effect: Omit<Effect, 'at' | 'collection'>): void },
): Rows {
  const rows = new Map<Id, Row>()
  const drafts = new Map<Id, Row>()
  let lastId = 0
  const nextId = (values: Record<string, unknown>): Id => (schema.ids === 'text' ? String(values['id']) : (lastId += 1))
  const changed = (before: Row, values: Record<string, unknown>): string[] =>
    Object.keys(values).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(before[name]))
  const rows_: Rows = {
    schema,
    get: (id) => rows.get(id),
    newest: (id) => drafts.get(id) ?? rows.get(id),
    all: () => [...rows.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    add(values) {
      const at = stamp(now())
      const row: Row = { ...values, updatedAt: at, createdAt: at, id: nextId(values) }
      rows.set(row.id, row)
      note({ what: 'created', id: row.id, fields: Object.keys(values) })
      return row
    },
    change(id, values) {
      const before = rows_.newest(id) as Row
      const row: Row = { ...before, ...values, updatedAt: stamp(now()), id }
      note({ what: 'changed', id, fields: changed(rows.get(id) as Row, { ...before, ...values }) })
      rows.set(id, row)
      drafts.delete(id)
      return row
    },
    saveDraft(id, values) {
      const row: Row = { ...(rows_.newest(id) as Row), ...values, _status: 'draft', updatedAt: stamp(now()), id }
      drafts.set(id, row)
      return row
    },
    remove(id) {
      rows.delete(id)
      drafts.delete(id)
      note({ what: 'removed', id, fields: [] })
    },
  }
  return rows_
}
