import { type Chunk, chunksOf, isIndependent } from './chunks.ts'
import type { ChunkReply } from './disk/messages.ts'
import { call, type Run } from './run-call.ts'
import { type Engine, openAtlas, unavailable } from './engine.ts'
import { recordMissingFolders } from './made-folders.ts'
import type { Outcome, RunOptions } from './model.ts'
import { commitPlaced, copyNeeded, holdGroups, settleRows } from './run-steps.ts'
import { inspectRows } from './recover.ts'
import { findMoves, type MoveRow, outcomeOf } from './store.ts'
import { trashTwins } from './trash-twins.ts'

const FINAL = new Set<MoveRow['state']>(['done', 'there', 'undone', 'purged'])

export async function runMoves(
  engine: Engine,
  ids: readonly number[],
  options: RunOptions,
): Promise<Map<number, Outcome>> {
  options.signal?.throwIfAborted()
  const brake = new SharedArrayBuffer(4)
  const pull = (): void => void Atomics.store(new Int32Array(brake), 0, 1)
  options.signal?.addEventListener('abort', pull, { once: true })
  try {
    const rows = await findMoves(engine.db.read, ids)
    const open = inOrderOf(
      ids,
      rows.filter((row) => !FINAL.has(row.state)),
    )
    const bytes = open.reduce((sum, row) => sum + row.size, 0)
    const progress = { filesDone: 0, files: open.length, bytesDone: 0, bytes }
    await runOpen({ engine, atlas: await openAtlas(engine), options, brake, knownFolders: new Set(), progress }, open)
    const settled = open.length === 0 ? rows : await findMoves(engine.db.read, ids)
    return new Map(settled.map((row) => [row.id, outcomeOf(row)]))
  } finally {
    options.signal?.removeEventListener('abort', pull)
  }
}

function inOrderOf(ids: readonly number[], rows: readonly MoveRow[]): MoveRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined)
}

async function runOpen(run: Run, open: MoveRow[]): Promise<void> {
  const fresh = await afterInspection(run, open)
  const { chunkSize } = run.engine
  for (const { rows } of chunksOf(
    fresh.filter((row) => row.state === 'placed'),
    chunkSize,
  )) {
    await settleRows(run, rows)
    run.options.signal?.throwIfAborted()
  }
  await runChunks(
    run,
    chunksOf(
      fresh.filter((row) => row.state === 'planned' || row.state === 'refused'),
      chunkSize,
    ),
  )
}

/** While one chunk is written down and leaves its sources, the next is placed already. */
async function runChunks(run: Run, chunks: Iterable<Chunk>): Promise<void> {
  let behind: { chunk: Chunk; finished: Promise<void> } | undefined
  try {
    for (const chunk of chunks) {
      if (behind !== undefined && !isIndependent(behind.chunk, chunk)) await behind.finished
      const placed = await placeRows(run, chunk.rows)
      await behind?.finished
      const finished = finishRows(run, chunk.rows, placed)
      // Heard of when it is awaited, which may be after the next chunk was placed.
      finished.catch(() => undefined)
      behind = { chunk, finished }
      if (placed.stop !== undefined) throw unavailable(placed.stop)
      run.options.signal?.throwIfAborted()
    }
  } finally {
    await behind?.finished
  }
}

/** What an earlier run left half done is first brought to a state that is known. */
async function afterInspection(run: Run, open: MoveRow[]): Promise<MoveRow[]> {
  const begun = open.filter((row) => row.state === 'copying' || row.state === 'placed')
  if (begun.length === 0) return open
  await inspectRows(run, begun)
  const ids = open.map((row) => row.id)
  return inOrderOf(ids, await findMoves(run.engine.db.read, ids))
}

async function placeRows(run: Run, rows: MoveRow[]): Promise<ChunkReply> {
  await recordMissingFolders(run, rows)
  const roots = run.atlas.rootsOf(rows)
  const items = rows.map(run.atlas.item)
  const placed = await call(run, { call: 'place', roots, items, verify: run.options.verify ?? 'cross-device' })
  const copied = await copyNeeded(run, rows, placed.results)
  return { results: await holdGroups(run, rows, copied.results), stop: placed.stop ?? copied.stop }
}

async function finishRows(run: Run, rows: MoveRow[], { results }: ChunkReply): Promise<void> {
  const placed = await commitPlaced(run, rows, results)
  await settleRows(run, placed)
  await trashTwins(run, { rows, results }, runMoves)
}
