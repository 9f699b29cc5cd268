import type { TableFacts } from '../../db/browse/describe-tables.ts'
import type { Cell } from '../../db/browse/read-rows.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { type LiveSecrets, redactKeys } from '../../kernel/redact.ts'
import type { RowView } from '../contract.ts'
import { closeJson } from './close-json.ts'

/** Characters of a text in a list. */
export const LIST_LETTERS = 200
/** Of one that are read for it. */
export const READ_LETTERS = 8192
/** Of one that was not read to its end, those behind which a secret may go on, which then is not known for one. */
const UNSURE_LETTERS = 4096

/** How much of a text is shown, and how much was read: of a longer one, one letter more. */
interface Letters {
  shown: number
  read: number
}
export const LIST: Letters = { shown: LIST_LETTERS, read: READ_LETTERS }
export const ONE: Letters = { shown: 65_536, read: Infinity }

/** What the text of a row may show: no value that is secret, nothing under a name such as `password`. */
export function showText(text: string, secrets: LiveSecrets): string {
  return maskNamed(secrets.redact(text), (plain) => plain)
}

const showBeginning = (text: string, secrets: LiveSecrets): string =>
  maskNamed(secrets.redact(text).slice(0, -UNSURE_LETTERS), closeJson)

function maskNamed(plain: string, jsonOf: (plain: string) => string): string {
  if (!/^\s*[[{]/.test(plain)) return plain
  try {
    return JSON.stringify(redactKeys(JSON.parse(jsonOf(plain)), 20))
  } catch {
    return plain // looks like JSON and is none
  }
}

export function toRowView(
  row: Readonly<Record<string, Cell>>,
  { table, secrets, shown, read }: Letters & { table: TableFacts; secrets: LiveSecrets },
): RowView {
  const cells: Record<string, Cell> = {}
  const cut: string[] = []
  for (const [name, value] of Object.entries(row)) {
    cells[name] = value
    if (typeof value !== 'string') continue
    const isBeginning = value.length > read
    const text = isBeginning ? showBeginning(value, secrets) : showText(value, secrets)
    if (isBeginning || text.length > shown) cut.push(name)
    cells[name] = text.slice(0, shown)
  }
  return { key: keyOf(row, table), cells, cut }
}

const isPlain = (value: Cell | undefined): value is string | number =>
  typeof value === 'string' || typeof value === 'number'

/** Null where there is no key, or a part of it is hidden. */
function keyOf(row: Readonly<Record<string, Cell>>, { primaryKey }: TableFacts): string | null {
  const parts = primaryKey.map((name) => row[name])
  return parts.length > 0 && parts.every(isPlain) ? JSON.stringify(parts) : null
}

/** @throws InvalidInputError `data/bad-key` */
export function readKey(
  key: string,
  { name, primaryKey }: TableFacts,
): { column: string; test: 'is'; value: string }[] {
  const parts = parsed(key)
  if (!Array.isArray(parts) || parts.length !== primaryKey.length || !parts.every(isPlain) || parts.length === 0)
    throw new InvalidInputError('data/bad-key', { params: { table: name } })
  return primaryKey.map((column, index) => ({ column, test: 'is', value: String(parts[index]) }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
