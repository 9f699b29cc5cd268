import { z } from 'zod'
import { InvalidInputError } from './errors.ts'

/** An opaque cursor over the values of the sort key, e.g. `[createdAt, id]`. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** @throws InvalidInputError when the text is not a cursor of this list. */
export function decodeCursor<Key extends z.ZodType>(cursor: string, key: Key): z.output<Key> {
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new InvalidInputError('request/bad-cursor', { cause })
  }
}

/** Cuts a page from `limit + 1` rows and makes the cursor of the next one. */
export function pageFrom<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => readonly (string | number)[]) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null }
}
