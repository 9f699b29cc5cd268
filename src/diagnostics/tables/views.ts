import type { TableFacts } from '../../db/browse/describe-tables.ts'
import type { Cell } from '../../db/browse/read-rows.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { type LiveSecrets, redactKeys } from '../../kernel/redact.ts'
import type { RowView } from '../contract.ts'

/** Characters of a text in a list. */
export const LIST_LETTERS = 200
/** Of a text of one row. */
export const ROW_LETTERS = 65_536

/** What the text of a row may show: no value that is secret, nothing under a name such as `password`. */
export function showText(text: string, secrets: LiveSecrets): string {
  const plain = secrets.redact(text)
  if (!/^\s*[[{]/.test(plain)) return plain
  try {
    return JSON.stringify(redactKeys(JSON.parse(plain), 20))
  } catch {
    return plain // looks like JSON and is none
  }
}

export function toRowView(
  row: Readonly<Record<string, Cell>>,
  { table, secrets, letters }: { table: TableFacts; secrets: LiveSecrets; letters: number },
): RowView {
  const shown = Object.entries(row).map(([name, value]): [string, Cell] => [
    name,
    typeof value === 'string' ? showText(value, secrets) : value,
  ])
  const cut = shown.filter(([, value]) => typeof value === 'string' && value.length > letters).map(([name]) => name)
  const cells = shown.map(([name, value]): [string, Cell] => [
    name,
    typeof value === 'string' ? value.slice(0, letters) : value,
  ])
  return { key: keyOf(row, table), cells: Object.fromEntries(cells), cut }
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
