import type { Reader } from '../../db/db.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { decodeCursor } from '../../kernel/paging.ts'
import { findPlay, type Play } from './store.ts'

export const placeOf = ({ playId }: Play): number => playId

/** Where a page goes on. Plays are never taken out, so the last one of a page is still there. */
export async function placeAfter(
  reader: Reader,
  stationId: number,
  cursor: string | undefined,
): Promise<{ startsAt: number; playId: number } | undefined> {
  const playId = decodeCursor(cursor)
  if (playId === undefined) return undefined
  const play = await findPlay(reader, stationId, playId)
  if (play === undefined) throw new InvalidInputError('request/bad-cursor', {})
  return play
}
