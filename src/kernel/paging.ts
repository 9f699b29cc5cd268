import { z } from 'zod'
import { InvalidInputError } from './errors.ts'

/** An opaque cursor: the id, or the place in an order, of the last row of a page. */
export function encodeCursor(place: number): string {
  return Buffer.from(JSON.stringify([place])).toString('base64url')
}

/** Larger numbers and fractions are none that a database takes for an id. */
const Place = z.tuple([z.number().int().min(0)])

/**
 * @returns the id, or the place in an order, of the last row of the page before; undefined for the first page
 * @throws InvalidInputError when the text is not a cursor of a list
 */
export function decodeCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  try {
    return Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))[0]
  } catch (cause) {
    throw new InvalidInputError('request/bad-cursor', { cause })
  }
}

/** Cuts a page from `limit + 1` rows and makes the cursor of the next one. */
export function pageFrom<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => number) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null }
}
