import type { Tx } from '../db/db.ts'
import { parseSeenIdentity } from '../media/file-identity.ts'
import type { Engine } from './engine.ts'
import { removeIdleFolders } from './made-folders.ts'
import type { Outcome, RunOptions } from './model.ts'
import { type Draft, insertDrafts, trashSpot } from './prepare.ts'
import { runMoves } from './run.ts'
import { startQuietRun } from './run-call.ts'
import { findFollowers, findMoves, fromOf, type MoveRow, toOf } from './store.ts'
import type { UndoRow } from './journaled-move.ts'

/** Those with a file of theirs to take back; what was left there by `already-there` has its own row in the trash. */
const REVERSIBLE = new Set<MoveRow['state']>(['done', 'there'])

export async function prepareUndo(
  engine: Engine,
  tx: Tx,
  asked: { ids: readonly number[]; ref: string },
): Promise<UndoRow[]> {
  const rows = new Map((await findMoves(tx, asked.ids)).map((row) => [row.id, row]))
  const followers = await findFollowers(tx, asked.ids)
  const known = new Map(
    followers.filter((row) => row.kind === 'undo' || row.kind === 'restore').map((row) => [row.parent_id, row.id]),
  )
  const trashed = new Map(
    followers.filter((row) => row.kind === 'trash' && row.state === 'done').map((row) => [row.parent_id, row]),
  )
  const now = engine.clock.now()
  const wanted: { id: number; draft: Draft }[] = []
  for (const id of asked.ids.toReversed()) {
    const row = rows.get(id)
    if (row === undefined || known.has(id) || !REVERSIBLE.has(row.state)) continue
    const reversed = row.state === 'there' ? trashed.get(id) : row
    if (reversed !== undefined)
      wanted.push({ id, draft: { ...draftUndo(engine, reversed, now), ref: asked.ref, parentId: id } })
  }
  const made = await insertDrafts(
    tx,
    wanted.map(({ draft }) => draft),
    now,
  )
  for (const [at, { id }] of wanted.entries()) known.set(id, made[at] as number)
  return asked.ids.toReversed().map((id) => ({ id, undoId: known.get(id) }))
}

function draftUndo(engine: Engine, row: MoveRow, now: number): Omit<Draft, 'ref'> {
  const stays = row.kind === 'copy' || row.kind === 'link'
  const seen = parseSeenIdentity(row.placed_identity ?? row.identity)
  const token = row.op.slice(0, 8)
  return {
    kind: row.kind === 'trash' || row.kind === 'quarantine' ? 'restore' : 'undo',
    from: toOf(row),
    seen: { ...seen, ctimeNs: undefined },
    mtimeNs: BigInt(row.mtime_ns),
    sha256: row.sha256 ?? undefined,
    to: stays ? trashSpot(toOf(row), { trashRootOf: engine.trashRootOf, now, token }) : fromOf(row),
    onIdentical: 'trash',
  }
}

export async function undoMoves(
  engine: Engine,
  ids: readonly number[],
  options: RunOptions & { ref?: string },
): Promise<Map<number, Outcome>> {
  const rows = await engine.db.tx((tx) => prepareUndo(engine, tx, { ids, ref: options.ref ?? 'undo' }))
  const undoIds = rows.map((row) => row.undoId).filter((id) => id !== undefined)
  await runMoves(engine, undoIds, options)
  await tidy(engine, ids)
  const outcomeOf = new Map((await findMoves(engine.db.read, undoIds)).map((row) => [row.id, row]))
  const settled = new Map((await findMoves(engine.db.read, ids)).map((row) => [row.id, row]))
  return new Map(
    rows.map(({ id, undoId }) => [
      id,
      undoOutcome(settled.get(id), undoId === undefined ? undefined : outcomeOf.get(undoId)),
    ]),
  )
}

function undoOutcome(row: MoveRow | undefined, undo: MoveRow | undefined): Outcome {
  if (row?.state === 'undone' || row?.state === 'purged') return { kind: row.state }
  if (undo?.result != null) return { kind: 'refused', refusal: JSON.parse(undo.result) }
  if (undo === undefined && row !== undefined && row.state !== 'done' && row.state !== 'there')
    return { kind: 'undone' }
  return { kind: 'waiting' }
}

/** Folders that only these moves had needed go, when they are empty. */
async function tidy(engine: Engine, ids: readonly number[]): Promise<void> {
  const undone = (await findMoves(engine.db.read, ids)).filter((row) => row.state === 'undone')
  if (undone.length === 0) return
  await removeIdleFolders(await startQuietRun(engine), undone)
}
