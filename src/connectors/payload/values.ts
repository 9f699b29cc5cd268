import { RejectedError } from '../../kernel/errors.ts'

/**
 * `id`: text for us, text or a number there. `instant`: epoch ms for us. `seconds`, `minutes`: a number there, ms for us.
 * `relation`: an id, a document, or one of these with its collection.
 */
export interface Read {
  text: string
  id: string
  instant: number
  flag: boolean
  seconds: number
  minutes: number
  relation: string
}
export type Kind = keyof Read
export type Value = string | number | boolean | null
export type Doc = Readonly<Record<string, unknown>>

const MS = { seconds: 1000, minutes: 60_000 } as const

export const isDoc = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands at `group.field`; undefined when any part of the way is missing. */
export function at(doc: Doc, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isDoc(value) ? value[name] : undefined), doc)
}

/** Puts a value at `group.field`. QUIRK(payload 3.90.2): what else is in the group stays. */
export function put(body: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let inner = body
  for (const name of names) inner = (inner[name] ??= {}) as Record<string, unknown>
  inner[last] = value
}

const isMissing = (raw: unknown): boolean => raw === undefined || raw === null || raw === ''

/** @throws RejectedError `payload/unreadable-value`: what can't be read is not missing */
export function fromWire(
  raw: unknown,
  { kind, path, collection }: { kind: Kind; path: string; collection: string },
): Value {
  if (isMissing(raw)) return null
  const value = READERS[kind](raw, collection)
  if (value === undefined) throw new RejectedError('payload/unreadable-value', { params: { field: path } })
  return value
}

const readNumber = (raw: unknown): number | undefined => {
  const value = typeof raw === 'string' ? Number(raw) : raw
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

const readText = (raw: unknown): string | undefined =>
  typeof raw === 'string' || typeof raw === 'number' ? String(raw) : undefined

const times = (raw: unknown, unitMs: number): number | undefined => {
  const value = readNumber(raw)
  return value === undefined ? undefined : Math.round(value * unitMs)
}

const READERS: Readonly<Record<Kind, (raw: unknown, collection: string) => Value | undefined>> = {
  text: readText,
  id: readText,
  instant(raw) {
    const ms = typeof raw === 'string' ? Date.parse(raw) : readNumber(raw)
    return ms === undefined || Number.isNaN(ms) ? undefined : ms
  },
  flag: (raw) => (typeof raw === 'boolean' ? raw : undefined),
  seconds: (raw) => times(raw, MS.seconds),
  minutes: (raw) => times(raw, MS.minutes),
  relation: readRelation,
}

function readRelation(raw: unknown, collection: string): Value | undefined {
  if (Array.isArray(raw)) return raw.length === 0 ? null : readRelation(raw[0], collection)
  if (!isDoc(raw)) return readText(raw)
  if (!('relationTo' in raw)) return readText(raw['id'])
  // One of several collections: a document of another one is no show.
  return raw['relationTo'] === collection ? readRelation(raw['value'], collection) : null
}

/**
 * A value in the form that the field takes.
 * @param current what stands there now, which tells a number field from a text field
 * @returns undefined when the field can't hold it. QUIRK(payload 3.90.2): a number field takes `"21"`, but text that is
 * no number empties it, with 200.
 */
export function toWire(value: Value, kind: Kind, current: unknown): unknown {
  if (value === null || value === '') return null
  if (kind === 'instant') return new Date(Number(value)).toISOString()
  if (kind === 'seconds' || kind === 'minutes') return Number(value) / MS[kind]
  if (kind !== 'id' || typeof current !== 'number') return value
  return /^\d+$/.test(String(value)) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined
}

/** `""` and null are the same to a CMS, and to us. */
export const isSame = (a: Value, b: Value): boolean => (a === '' ? null : a) === (b === '' ? null : b)
