import { type Engine, unavailable } from './engine.ts'
import { removeIdleFolders } from './made-folders.ts'
import { call, type Run, startQuietRun } from './run-call.ts'
import { listTrashed, type MoveRow, setPurged } from './store.ts'
import type { EmptiedTrash } from './journaled-move.ts'

export async function emptyTrash(
  engine: Engine,
  options: { olderThan: number; signal?: AbortSignal },
): Promise<EmptiedTrash> {
  const emptied: EmptiedTrash = { files: 0, bytes: 0, kept: [] }
  const run = await startQuietRun(engine)
  const pull = (): void => void Atomics.store(new Int32Array(run.brake), 0, 1)
  options.signal?.addEventListener('abort', pull, { once: true })
  try {
    await emptyAll(run, options, emptied)
    return emptied
  } finally {
    options.signal?.removeEventListener('abort', pull)
  }
}

async function emptyAll(
  run: Run,
  options: { olderThan: number; signal?: AbortSignal },
  emptied: EmptiedTrash,
): Promise<void> {
  const { engine } = run
  for (let after = 0; ;) {
    options.signal?.throwIfAborted()
    const rows = await listTrashed(engine.db.read, {
      settledBefore: options.olderThan,
      after,
      limit: engine.chunkSize,
    })
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
    await purge(run, rows, emptied)
  }
}

async function purge(run: Run, rows: MoveRow[], emptied: EmptiedTrash): Promise<void> {
  const reply = await call(run, { call: 'purge', roots: run.atlas.rootsOf(rows), items: rows.map(run.atlas.item) })
  const goneIds = reply.results.filter((result) => result.kind === 'settled').map((result) => result.id)
  const now = run.engine.clock.now()
  const purgedIds = await run.engine.db.tx((tx) => setPurged(tx, goneIds, now))
  const gone = rows.filter((row) => purgedIds.has(row.id))
  await removeIdleFolders(run, gone)
  emptied.files += gone.length
  emptied.bytes += gone.reduce((sum, row) => sum + row.size, 0)
  for (const result of reply.results)
    if (result.kind === 'refused') emptied.kept.push({ id: result.id, refusal: result.refusal })
  if (reply.stop !== undefined) throw unavailable(reply.stop)
}
