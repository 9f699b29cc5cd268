import type { Row } from '../rows.ts'
import { writeField } from './field.ts'
import type { Resource } from './resource.ts'

const written = new WeakMap<Row, string>()

export function rowOut(resource: Resource, row: Row): Record<string, unknown> {
  const out: Record<string, unknown> = { id: row.id }
  for (const [name, { kind }] of Object.entries(resource.fields)) out[name] = writeField(row[name], kind)
  return out
}

/** Rows are replaced, never changed, so that the text of one can be kept: lists of 20,000 are asked for again and again. */
export function rowText(resource: Resource, row: Row): string {
  const known = written.get(row)
  if (known !== undefined) return known
  const made = JSON.stringify(rowOut(resource, row))
  written.set(row, made)
  return made
}
