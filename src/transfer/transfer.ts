import { emptyTrash } from './empty-trash.ts'
import type { Engine } from './engine.ts'
import { draftMove, draftQuarantine, draftTrash, insertDrafts } from './prepare.ts'
import { pruneMoves } from './prune-moves.ts'
import { recoverMoves } from './recover.ts'
import { runMoves } from './run.ts'
import { findMoves, listMoves, toMove } from './store.ts'
import { prepareUndo, undoMoves } from './undo.ts'
import type { Transfer } from './journaled-move.ts'

/** @param engine shared by all calls; dispose its movers when the server stops */
export function createTransfer(engine: Engine): Transfer {
  const inTurn = createTurns()
  const { clock, trashRootOf } = engine
  return {
    prepare: (tx, moves) => insertDrafts(tx, moves.map(draftMove), clock.now()),
    prepareTrash: (tx, items) => insertDrafts(tx, draftTrash(items, { trashRootOf, now: clock.now() }), clock.now()),
    prepareQuarantine: (tx, items) => insertDrafts(tx, draftQuarantine(items, clock.now()), clock.now()),
    prepareUndo: (tx, ids, ref) => prepareUndo(engine, tx, { ids, ref }),
    run: (ids, options = {}) => inTurn(ids, () => runMoves(engine, ids, options)),
    undo: (ids, options = {}) => inTurn(ids, () => undoMoves(engine, ids, options)),
    recover: ({ signal } = {}) => recoverMoves(engine, signal),
    emptyTrash: (options) => emptyTrash(engine, options),
    prune: (old) => pruneMoves(engine, old),
    find: async (ids, reader = engine.db.read) => (await findMoves(reader, ids)).map(toMove),
    list: async ({ state, ...filter }) =>
      (await listMoves(engine.db.read, { ...filter, ...(state === undefined ? {} : { states: [state] }) })).map(toMove),
  }
}

/** Calls that share an id run one after the other. */
function createTurns() {
  const busy = new Map<number, Promise<unknown>>()
  return async <T>(ids: readonly number[], work: () => Promise<T>): Promise<T> => {
    const before = new Set(ids.map((id) => busy.get(id)).filter((turn) => turn !== undefined))
    const turn = Promise.allSettled(before).then(work)
    for (const id of ids) busy.set(id, turn)
    try {
      return await turn
    } finally {
      for (const id of ids) if (busy.get(id) === turn) busy.delete(id)
    }
  }
}
