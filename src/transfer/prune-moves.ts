import type { Engine } from './engine.ts'
import type { OldMoves } from './journaled-move.ts'
import { deleteMoves, liesInTrash, listMoves, type MoveRow } from './store.ts'

/** Rows in one transaction. */
const CHUNK = 1000
const OF_A_PLAN = /^(?:undo:)?plan:(\d+)$/

const planOf = ({ ref }: MoveRow): number | undefined => {
  const [, id] = OF_A_PLAN.exec(ref) ?? []
  return id === undefined ? undefined : Number(id)
}

/** Ids ascend with the time: the first page that is young ends the walk. */
export async function pruneMoves({ db }: Engine, { settledBefore, listKnown, signal }: OldMoves): Promise<number> {
  let pruned = 0
  for (let after = 0; ;) {
    signal.throwIfAborted()
    const rows = await listMoves(db.read, { after, limit: CHUNK })
    const last = rows.at(-1)
    if (last === undefined) return pruned
    after = last.id
    const old = rows.filter((row) => isSpent(row) && (row.settled_at ?? settledBefore) < settledBefore)
    const known = await listKnown([...new Set(old.flatMap((row) => planOf(row) ?? []))])
    const ids = old.filter((row) => !known.has(planOf(row) as number)).map(({ id }) => id)
    if (ids.length > 0) await db.tx((tx) => deleteMoves(tx, ids))
    pruned += ids.length
    if (last.prepared_at >= settledBefore) return pruned
  }
}

/**
 * Of a plan, or the undo of something else, which nobody asks for again. At its end, and nothing of it lies in the trash, which is
 * emptied by these rows.
 */
const isSpent = (row: MoveRow): boolean =>
  (planOf(row) === undefined ? isUndoDone(row) : !UNDER_WAY.has(row.state)) && !liesInTrash(row)

const UNDER_WAY = new Set<MoveRow['state']>(['planned', 'copying', 'placed'])

const isUndoDone = ({ kind, state }: MoveRow): boolean =>
  (kind === 'undo' || kind === 'restore') && (state === 'done' || state === 'purged')
