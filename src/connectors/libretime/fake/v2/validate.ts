import type { Value } from '../rows.ts'
import { anyTable, type Tables } from '../tables.ts'
import { readField } from './field.ts'
import type { Resource } from './resource.ts'

export type Validated = { values: Record<string, Value> } | { errors: Record<string, string[]> }

/** What of a body would be written. Unknown fields, `id` and read-only ones are passed over in silence. */
export function validate(
  deps: { tables: Tables; resource: Resource },
  body: Record<string, unknown>,
  partial: { partial: boolean },
): Validated {
  const values: Record<string, Value> = {}
  const errors: Record<string, string[]> = {}
  for (const [name, field] of Object.entries(deps.resource.fields)) {
    if (field.readOnly === true) continue
    const wire = body[name]
    if (wire === undefined) {
      if (field.required && !partial.partial) errors[name] = ['This field is required.']
      continue
    }
    const { of } = field
    const reading = readField(wire, field, (id) => of !== undefined && anyTable(deps.tables, of).get(id) !== undefined)
    if ('error' in reading) errors[name] = [reading.error]
    else values[name] = reading.value
  }
  return Object.keys(errors).length > 0 ? { errors } : { values }
}

/** A whole row from what was sent. */
export function complete(resource: Resource, values: Record<string, Value>): Record<string, Value> {
  const row: Record<string, Value> = {}
  for (const [name, field] of Object.entries(resource.fields)) {
    // QUIRK(libretime 4.5): an omitted field is written as NULL, over the default that the database has for it.
    row[name] = values[name] ?? (name in values ? null : (field.fallback ?? null))
  }
  return row
}
