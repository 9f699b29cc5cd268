import type { ItemResult } from './disk/messages.ts'
import { parseSeenIdentity } from '../media/file-identity.ts'
import { insertDrafts, trashSpot } from './prepare.ts'
import type { Run } from './run-call.ts'
import type { Outcome, RunOptions } from './model.ts'
import type { Engine } from './engine.ts'
import { findFollowers, fromOf, type MoveRow, setThere } from './store.ts'

/** The trash is a move too, so that it survives a crash. */
type RunMoves = (engine: Engine, ids: readonly number[], options: RunOptions) => Promise<Map<number, Outcome>>

/**
 * Sources whose bytes stand at the target already go to the trash where the move says so: each by a journal row of its
 * own, compared byte by byte once more before it moves.
 */
export async function trashTwins(
  run: Run,
  { rows, results }: { rows: readonly MoveRow[]; results: readonly ItemResult[] },
  runMoves: RunMoves,
): Promise<void> {
  const found = new Map<number, string>()
  for (const result of results) if (result.kind === 'there') found.set(result.id, result.relPath)
  const twins = rows.filter((row) => row.on_identical === 'trash' && found.has(row.id))
  if (twins.length === 0) return
  const { engine } = run
  const now = engine.clock.now()
  const ids = await engine.db.tx(async (tx) => {
    const known = new Map(
      (
        await findFollowers(
          tx,
          twins.map((row) => row.id),
        )
      )
        .filter((row) => row.kind === 'trash')
        .map((row) => [row.parent_id, row.id]),
    )
    const fresh = twins.filter((row) => !known.has(row.id))
    const made = await insertDrafts(
      tx,
      fresh.map((row) => draft(run, row, { now, relPath: found.get(row.id) as string })),
      now,
    )
    return twins.map((row) => known.get(row.id) ?? (made[fresh.indexOf(row)] as number))
  })
  const outcomes = await runMoves(engine, ids, { signal: run.options.signal })
  await engine.db.tx(async (tx) => {
    for (const [at, row] of twins.entries()) {
      if (outcomes.get(ids[at] as number)?.kind === 'done') continue
      await setThere(tx, row.id, { relPath: found.get(row.id) as string, source: 'kept', settledAt: now })
    }
  })
}

function draft(run: Run, row: MoveRow, { now, relPath }: { now: number; relPath: string }) {
  const token = row.op.slice(0, 8)
  return {
    kind: 'trash' as const,
    from: fromOf(row),
    seen: parseSeenIdentity(row.identity),
    mtimeNs: BigInt(row.mtime_ns),
    sha256: row.sha256 ?? undefined,
    to: trashSpot(fromOf(row), { trashRootOf: run.engine.trashRootOf, now, token }),
    ref: row.ref,
    keeper: { rootId: row.to_root, relPath },
    parentId: row.id,
  }
}
