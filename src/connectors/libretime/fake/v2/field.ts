import type { TableName } from '../tables.ts'
import type { Value } from '../rows.ts'
import { readClock, readDate, readDuration, readInstant, writeDuration, writeInstant } from './formats.ts'

export type Kind =
  | 'text'
  | 'int'
  | 'float'
  | 'bool'
  | 'instant'
  | 'date'
  | 'clock'
  | 'duration'
  | 'decimal'
  | 'choice'
  | 'key'

export interface Field {
  kind: Kind
  /** Must be sent on POST and PUT. */
  required: boolean
  nullable: boolean
  readOnly?: boolean
  max?: number
  choices?: readonly (number | string)[]
  /** The table that a key points into. */
  of?: TableName
  /** What the database does with this row when the one it points at goes. */
  onDelete?: 'cascade' | 'null' | 'refuse'
  fallback?: Value
  /** The database refuses null although the API lets it pass: a 500. */
  databaseNeedsIt?: boolean
}

const optional = (kind: Kind, more: Partial<Field> = {}): Field => ({ kind, required: false, nullable: true, ...more })
export const text = (max?: number): Field => optional('text', max === undefined ? {} : { max })
export const int = (): Field => optional('int')
export const float = (): Field => optional('float')
export const bool = (): Field => optional('bool')
export const instant = (): Field => optional('instant')
export const date = (): Field => optional('date')
export const clock = (): Field => optional('clock')
export const duration = (): Field => optional('duration')
export const decimal = (): Field => optional('decimal')
export const choice = (...choices: (number | string)[]): Field => optional('choice', { choices })
export const key = (of: TableName, onDelete: Field['onDelete'] = 'cascade'): Field => optional('key', { of, onDelete })
export const must = (field: Field): Field => ({ ...field, required: true, nullable: false })
export const orElse = (field: Field, fallback: Value): Field => ({ ...field, nullable: false, fallback })
export const neededByDatabase = (field: Field): Field => ({ ...field, databaseNeedsIt: true })

export type Reading = { value: Value } | { error: string }

const SMALLEST_INT = -2_147_483_648
const LARGEST_INT = 2_147_483_647
const TRUE = new Set<unknown>(['t', 'y', 'yes', 'true', 'on', '1', 1, true])
const FALSE = new Set<unknown>(['f', 'n', 'no', 'false', 'off', '0', 0, false])
const FORMATS: Partial<Record<Kind, { read: (text: string) => Value | undefined; error: string }>> = {
  instant: {
    read: readInstantNotDate,
    error:
      'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
  },
  date: { read: readDate, error: 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.' },
  clock: { read: readClock, error: 'Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].' },
  duration: {
    read: readDuration,
    error: 'Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss[.uuuuuu].',
  },
}

function readInstantNotDate(wire: string): number | undefined {
  return /[T ]/.test(wire.trim()) ? readInstant(wire) : undefined
}

function readText(wire: unknown, field: Field): Reading {
  if (typeof wire !== 'string' && typeof wire !== 'number') return { error: 'Not a valid string.' }
  const value = String(wire).trim()
  if (value === '' && !field.nullable) return { error: 'This field may not be blank.' }
  if (field.max !== undefined && Array.from(value).length > field.max)
    return { error: `Ensure this field has no more than ${field.max} characters.` }
  return { value }
}

function readNumber(wire: unknown, field: Field): Reading {
  const isText = typeof wire === 'string' && wire.trim() !== ''
  const value = typeof wire === 'number' || isText ? Number(wire) : Number.NaN
  if (field.kind === 'int') {
    if (!Number.isInteger(value)) return { error: 'A valid integer is required.' }
    if (value > LARGEST_INT) return { error: `Ensure this value is less than or equal to ${LARGEST_INT}.` }
    if (value < SMALLEST_INT) return { error: `Ensure this value is greater than or equal to ${SMALLEST_INT}.` }
    return { value }
  }
  if (Number.isNaN(value)) return { error: 'A valid number is required.' }
  if (field.kind === 'float') return { value }
  if (/\.\d{3,}/.test(String(wire))) return { error: 'Ensure that there are no more than 2 decimal places.' }
  return { value: value.toFixed(2) }
}

function readBool(wire: unknown): Reading {
  const plain = typeof wire === 'string' ? wire.trim().toLowerCase() : wire
  if (TRUE.has(plain)) return { value: true }
  return FALSE.has(plain) ? { value: false } : { error: 'Must be a valid boolean.' }
}

function readChoice(wire: unknown, field: Field): Reading {
  const found = field.choices?.find((option) => String(option) === String(wire))
  return found === undefined ? { error: `"${String(wire)}" is not a valid choice.` } : { value: found }
}

function readKey(wire: unknown, exists: (id: number) => boolean): Reading {
  const id = typeof wire === 'string' && /^\d+$/.test(wire) ? Number(wire) : wire
  if (typeof id !== 'number') {
    const type = typeof wire === 'string' ? 'str' : typeof wire === 'boolean' ? 'bool' : 'dict'
    return { error: `Incorrect type. Expected pk value, received ${type}.` }
  }
  return exists(id) ? { value: id } : { error: `Invalid pk "${id}" - object does not exist.` }
}

/** Reads one value of a body as the API does. @param exists whether the table that a key points into has the row */
export function readField(wire: unknown, field: Field, exists: (id: number) => boolean): Reading {
  const isNothing = wire === null || (wire === '' && field.kind !== 'text' && field.nullable)
  if (isNothing) return field.nullable ? { value: null } : { error: 'This field may not be null.' }
  if (field.kind === 'text') return readText(wire, field)
  if (field.kind === 'bool') return readBool(wire)
  if (field.kind === 'choice') return readChoice(wire, field)
  if (field.kind === 'key') return readKey(wire, exists)
  const format = FORMATS[field.kind]
  if (format === undefined) return readNumber(wire, field)
  const value =
    typeof wire === 'string' || (typeof wire === 'number' && field.kind === 'duration')
      ? format.read(String(wire))
      : undefined
  return value === undefined ? { error: format.error } : { value }
}

/** A stored value as the API writes it. */
export function writeField(value: Value | undefined, kind: Kind): Value {
  if (value === undefined || value === null) return null
  if (kind === 'instant') return writeInstant(Number(value))
  return kind === 'duration' ? writeDuration(Number(value)) : value
}
