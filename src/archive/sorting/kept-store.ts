import type { Reader, Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'

/** A file that sorting by copy left in the batch folder. */
export interface KeptCopy {
  itemId: number
  batchId: number
  rootId: number
  relPath: string
  size: number
}

const ROWS = 500

/** What was kept before and is kept again counts from now. */
export async function insertKept(tx: Tx, copies: readonly KeptCopy[], now: number): Promise<void> {
  await deleteKept(
    tx,
    copies.map(({ itemId }) => itemId),
  )
  await inChunks(copies, ROWS, (chunk) =>
    tx
      .insertInto('archive_kept_copies')
      .values(
        chunk.map((copy) => ({
          item_id: copy.itemId,
          batch_id: copy.batchId,
          root_id: copy.rootId,
          rel_path: copy.relPath,
          size: copy.size,
          kept_at: now,
          released_at: null,
        })),
      )
      .execute(),
  )
}

export const deleteKept = (tx: Tx, itemIds: readonly number[]): Promise<void> =>
  inChunks(itemIds, ROWS, (chunk) => tx.deleteFrom('archive_kept_copies').where('item_id', 'in', chunk).execute())

/** Null brings them back: their release was undone. */
export const setReleased = (tx: Tx, itemIds: readonly number[], releasedAt: number | null): Promise<void> =>
  inChunks(itemIds, ROWS, (chunk) =>
    tx.updateTable('archive_kept_copies').set({ released_at: releasedAt }).where('item_id', 'in', chunk).execute(),
  )

/** Those that were not released. */
export async function listKept(reader: Reader, batchId: number): Promise<KeptCopy[]> {
  const rows = await reader
    .selectFrom('archive_kept_copies')
    .selectAll()
    .where('batch_id', '=', batchId)
    .where('released_at', 'is', null)
    .orderBy('item_id')
    .execute()
  return rows.map((row) => ({
    itemId: row.item_id,
    batchId: row.batch_id,
    rootId: row.root_id,
    relPath: row.rel_path,
    size: row.size,
  }))
}

/** How many, and their bytes. */
export async function sumKept(reader: Reader, batchId: number): Promise<{ count: number; bytes: number }> {
  const row = await reader
    .selectFrom('archive_kept_copies')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
    .where('batch_id', '=', batchId)
    .where('released_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), bytes: Number(row.bytes ?? 0) }
}

/** Which of these items have a copy in their batch folder that was not released. */
export async function findKept(reader: Reader, itemIds: readonly number[]): Promise<Set<number>> {
  const kept = new Set<number>()
  await inChunks(itemIds, ROWS, async (chunk) => {
    const rows = await reader
      .selectFrom('archive_kept_copies')
      .select('item_id')
      .where('item_id', 'in', chunk)
      .where('released_at', 'is', null)
      .execute()
    for (const row of rows) kept.add(row.item_id)
  })
  return kept
}
