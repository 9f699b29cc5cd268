import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../db/db.ts'
import type { TransferTables } from '../db/tables/transfer.ts'

export type RootRow = Selectable<TransferTables['transfer_roots']>

export async function listRoots(reader: Reader): Promise<RootRow[]> {
  return reader.selectFrom('transfer_roots').selectAll().orderBy('id').execute()
}

export async function findRoot(reader: Reader, id: number): Promise<RootRow | undefined> {
  return reader.selectFrom('transfer_roots').selectAll().where('id', '=', id).executeTakeFirst()
}

/** As a root is inserted, before its marker is written. */
export const UNCONFIRMED = { state: 'offline', reason: 'marker-missing' } as const

export async function insertRoot(
  tx: Tx,
  root: { name: string; path: string; marker: string; wasMount: boolean; now: number },
): Promise<number> {
  const { id } = await tx
    .insertInto('transfer_roots')
    .values({
      name: root.name,
      path: root.path,
      marker: root.marker,
      was_mount: root.wasMount ? 1 : 0,
      expected_files: 0,
      added_at: root.now,
      ...UNCONFIRMED,
      checked_at: 0,
      retired_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function setRootState(
  tx: Tx,
  id: number,
  change: { state: 'online' | 'offline'; reason: string | null; now: number },
): Promise<void> {
  await tx
    .updateTable('transfer_roots')
    .set({ state: change.state, reason: change.reason, checked_at: change.now })
    .where('id', '=', id)
    .execute()
}

export async function setExpectedFiles(tx: Tx, id: number, count: number): Promise<void> {
  await tx.updateTable('transfer_roots').set({ expected_files: count }).where('id', '=', id).execute()
}

export async function setRootPath(tx: Tx, id: number, path: string): Promise<void> {
  await tx.updateTable('transfer_roots').set({ path }).where('id', '=', id).execute()
}

export async function setRootName(tx: Tx, id: number, name: string): Promise<void> {
  await tx.updateTable('transfer_roots').set({ name }).where('id', '=', id).execute()
}

export async function retireRoot(tx: Tx, id: number, now: number): Promise<void> {
  await tx.updateTable('transfer_roots').set({ retired_at: now }).where('id', '=', id).execute()
}

/** Unconfirmed, until its marker was seen or written. */
export async function bringBackRoot(tx: Tx, id: number, name: string): Promise<void> {
  await tx.updateTable('transfer_roots').set({ name, retired_at: null, checked_at: 0 }).where('id', '=', id).execute()
}
