import { type Engine, unavailable } from './engine.ts'
import { removeIdleFolders } from './made-folders.ts'
import { call, type Run, startQuietRun } from './run-call.ts'
import { listMoves, type MoveRow, setState } from './store.ts'
import type { EmptiedTrash } from './journaled-move.ts'

export async function emptyTrash(
  engine: Engine,
  options: { olderThan: number; signal?: AbortSignal },
): Promise<EmptiedTrash> {
  const emptied: EmptiedTrash = { files: 0, bytes: 0, kept: [] }
  const run = await startQuietRun(engine)
  for (let after = 0; ;) {
    options.signal?.throwIfAborted()
    const rows = await listMoves(engine.db.read, {
      kind: 'trash',
      states: ['done'],
      settledBefore: options.olderThan,
      after,
      limit: engine.chunkSize,
    })
    const last = rows.at(-1)
    if (last === undefined) return emptied
    after = last.id
    await purge(run, rows, emptied)
  }
}

async function purge(run: Run, rows: MoveRow[], emptied: EmptiedTrash): Promise<void> {
  const reply = await call(run, { call: 'purge', roots: run.atlas.rootsOf(rows), items: rows.map(run.atlas.item) })
  const goneIds = new Set(reply.results.filter((result) => result.kind === 'settled').map((result) => result.id))
  const gone = rows.filter((row) => goneIds.has(row.id))
  const now = run.engine.clock.now()
  await run.engine.db.tx((tx) => setState(tx, [...goneIds], { state: 'purged', settledAt: now }))
  await removeIdleFolders(run, gone)
  emptied.files += gone.length
  emptied.bytes += gone.reduce((sum, row) => sum + row.size, 0)
  for (const result of reply.results)
    if (result.kind === 'refused') emptied.kept.push({ id: result.id, refusal: result.refusal })
  if (reply.stop !== undefined) throw unavailable(reply.stop)
}
