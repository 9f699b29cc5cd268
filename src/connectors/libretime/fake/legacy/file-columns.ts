import type { FileRow, Row, Value } from '../rows.ts'
import { US_PER_SECOND } from '../rows.ts'
import type { Kind } from '../v2/field.ts'
import { readDuration, writeDuration, writeInstant } from '../v2/formats.ts'
import { FILES } from '../v2/resources/files.ts'

/** Names of v2 whose column is called something else. */
const COLUMNS: Readonly<Record<string, string>> = {
  size: 'filesize',
  accessed: 'currentlyaccessing',
  created_at: 'utime',
  updated_at: 'mtime',
  last_played_at: 'lptime',
  cue_in: 'cuein',
  cue_out: 'cueout',
  date: 'year',
  comment: 'comments',
  isrc: 'isrc_number',
  library: 'track_type_id',
  owner: 'owner_id',
  edited_by: 'editedby',
}
const PRIVATE = new Set(['exists', 'scheduled', 'part_of_list'])
const UNWRITABLE = new Set([
  'filepath',
  'exists',
  'created_at',
  'updated_at',
  'last_played_at',
  'scheduled',
  'part_of_list',
])

/** `2026-11-20 18:21:14` in UTC, as the legacy application writes instants. */
export const legacyInstant = (us: number): string => writeInstant(us).slice(0, 19).replace('T', ' ')

/** Hours beyond 24 stay hours in the database. */
function legacyDuration(us: number): string {
  const text = writeDuration(us % (24 * 3600 * US_PER_SECOND))
  const days = Math.floor(us / (24 * 3600 * US_PER_SECOND))
  const hours = Number(text.slice(0, 2)) + days * 24
  return `${String(hours).padStart(2, '0')}${text.slice(2).replace(/(\.\d*?)0+$/, '$1')}`
}

function writeColumn(value: Value | undefined, kind: Kind): Value {
  if (value === undefined || value === null) return null
  if (kind === 'instant') return legacyInstant(Number(value))
  return kind === 'duration' ? legacyDuration(Number(value)) : value
}

/** QUIRK(libretime 4.5): /rest speaks in columns of the database, v2 of the same row in names of its own. */
export function fileColumns(row: FileRow): Record<string, Value> {
  const out: Record<string, Value> = { id: row.id }
  for (const [name, { kind }] of Object.entries(FILES.fields))
    if (!PRIVATE.has(name)) out[COLUMNS[name] ?? name] = writeColumn(row[name], kind)
  return { ...out, ftype: row['ftype'] ?? '' }
}

const wireText = (wire: unknown): string => (typeof wire === 'string' ? wire : JSON.stringify(wire))

function readColumn(wire: unknown, kind: Kind, max: number | undefined): Value {
  if (wire === null) return null
  if (kind === 'duration') return readDuration(wireText(wire)) ?? null
  if (kind === 'bool') return wire === true || wire === 1 || wire === '1' || wire === 'true'
  if (kind === 'int' || kind === 'choice' || kind === 'key') return Number(wire)
  return wireText(wire).slice(0, max)
}

/** What a PUT changes: unknown and protected columns are passed over, long texts are cut, a date becomes its year. */
export function readColumns(wire: Readonly<Record<string, unknown>>): Partial<Row> {
  const changes: Record<string, Value> = {}
  for (const [name, { kind, max }] of Object.entries(FILES.fields)) {
    const column = COLUMNS[name] ?? name
    if (!(column in wire) || UNWRITABLE.has(name)) continue
    const value = readColumn(wire[column], kind, max)
    const isDate = name === 'date' && typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
    changes[name] = isDate ? String(value).slice(0, 4) : value
  }
  return changes
}
