import type { RowChanges, Stopper, WishedRow } from './model.ts'
import type { World } from './read-world.ts'

interface Span {
  startsAt: number
  endsAt: number
}

interface Seam {
  changes: RowChanges
  world: Pick<World, 'rows' | 'foreign' | 'airings'>
  /** Starts of silent stretches that a person has accepted. */
  acceptedGaps: ReadonlySet<number>
  now: number
}

/** Less is nothing that anybody hears. */
const SHORTEST_MS = 1000

/**
 * Silence where the old log ends and the new one begins: a row goes that would be heard, and what the log wants in its
 * time begins too soon to be sent. Silence of the log itself is told apart from it.
 */
export function silencesAtSeam({ changes, world, acceptedGaps, now }: Seam): Stopper[] {
  if (changes.tooLate.length === 0) return []
  const keptIds = new Set(changes.keep.map(({ rowId }) => rowId))
  const foreignIds = new Set(world.foreign.map(({ rowId }) => rowId))
  const stays = world.rows.filter(({ rowId }) => keptIds.has(rowId) || foreignIds.has(rowId))
  const leaving = world.rows.filter(({ rowId }) => !keptIds.has(rowId) && !foreignIds.has(rowId))
  const heard = [...stays, ...changes.add, ...world.airings]
  return changes.tooLate
    .flatMap((row) => leaving.flatMap((gone) => piecesOf(row, gone, heard)))
    .filter(({ startsAt, endsAt }) => endsAt > now && endsAt - startsAt >= SHORTEST_MS && !acceptedGaps.has(startsAt))
    .toSorted((a, b) => a.startsAt - b.startsAt)
    .map(toStopper)
}

type Piece = Span & { row: WishedRow }

const toStopper = ({ startsAt, endsAt, row }: Piece): Stopper => ({
  code: 'radio/silence-at-seam',
  params: { title: row.title, seconds: Math.round((endsAt - startsAt) / 1000) },
  at: startsAt,
  entryId: row.entryId,
})

/** What both share, without what is heard there. */
function piecesOf(row: WishedRow, gone: Span, heard: readonly Span[]): Piece[] {
  const shared = { startsAt: Math.max(row.startsAt, gone.startsAt), endsAt: Math.min(row.endsAt, gone.endsAt) }
  if (shared.endsAt <= shared.startsAt) return []
  const open = heard.reduce<Span[]>((pieces, one) => pieces.flatMap((piece) => without(piece, one)), [shared])
  return open.map((piece) => ({ ...piece, row }))
}

function without(piece: Span, { startsAt, endsAt }: Span): Span[] {
  if (startsAt >= piece.endsAt || endsAt <= piece.startsAt) return [piece]
  return [
    { startsAt: piece.startsAt, endsAt: startsAt },
    { startsAt: endsAt, endsAt: piece.endsAt },
  ].filter((one) => one.endsAt > one.startsAt)
}
