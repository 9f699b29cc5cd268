import { type Field, labelOf, type Role, textOf } from './schema.ts'

export type Values = Record<string, unknown>

export interface FieldError {
  label: string
  message: string
  path: string
}

interface Given {
  fields: readonly Field[]
  data: Values
  before: Values
  role: Role | undefined
  operation: 'create' | 'update'
}

/**
 * What a document becomes by what was sent.
 * QUIRK(payload 3.90.2): unknown fields, and those that this person may not change, are left out without a word.
 */
export function merged({ fields, data, before, role, operation }: Given): Values {
  const entries = fields.map((field): [string, unknown] => {
    const { name, type, update } = field
    const old = before[name] ?? null
    if (type === 'group') {
      const inner = { fields: field.fields ?? [], role, operation }
      return [name, merged({ ...inner, data: groupOf(data[name]), before: groupOf(old) })]
    }
    const fallback = operation === 'create' ? (field.default ?? null) : old
    if (data[name] === undefined) return [name, fallback]
    const mayWrite = operation === 'create' || update === undefined || (role !== undefined && update.includes(role))
    return [name, mayWrite ? coerce(data[name], type) : fallback]
  })
  return Object.fromEntries(entries)
}

const groupOf = (value: unknown): Values => (typeof value === 'object' && value !== null ? (value as Values) : {})

// QUIRK(payload 3.90.2): `"21"` is 21 for a number, 21 is `"21"` for a text, and what is no number empties the field.
function coerce(value: unknown, type: Field['type']): unknown {
  if (value === null) return null
  if (type === 'number' && typeof value === 'string') {
    const read = Number.parseFloat(value.trim())
    return Number.isNaN(read) ? null : read
  }
  if (type === 'text' && typeof value === 'number') return String(value)
  if (type === 'checkbox' && (value === 'true' || value === 'false')) return value === 'true'
  if (type === 'date' && typeof value === 'string' && !Number.isNaN(Date.parse(value)))
    return new Date(value).toISOString()
  return value
}

/** QUIRK(payload 3): the whole document is looked at, whatever was sent. */
export function errorsIn(fields: readonly Field[], doc: Values, operation: Given['operation']): FieldError[] {
  return fields.flatMap((field): FieldError[] => {
    const value = doc[field.name]
    const message = problemWith(field, value, operation)
    return message === undefined ? [] : [{ label: labelOf(field.name), message, path: field.name }]
  })
}

function problemWith(field: Field, value: unknown, operation: Given['operation']): string | undefined {
  const { type, required, options, refuses } = field
  if (value === null || value === undefined || value === '')
    return required === true ? 'This field is required.' : undefined
  if (operation === 'update' && value === refuses?.value) return refuses.message
  if (type === 'date' && Number.isNaN(Date.parse(textOf(value)))) return `"${textOf(value)}" is not a valid date.`
  if (type === 'select' && options?.includes(textOf(value)) === false) return 'This field has an invalid selection.'
  if (type === 'checkbox' && typeof value !== 'boolean') return 'This field can only be equal to true or false.'
  if (type === 'relationship' && typeof field.relationTo === 'string' && typeof value !== 'number')
    return `This relationship field has the following invalid relationships: ${textOf(value)} 0`
  return undefined
}
