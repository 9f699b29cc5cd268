import { sql } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { ProcessIdentity } from '../worker/process-identity.ts'

export interface Owner extends ProcessIdentity {
  id: number
  startedAt: number
  beatAt: number
}

/** Milliseconds by the database's clock, so that machines with different clocks agree on leases. */
export const databaseNow = (isPostgres: boolean, now: number) =>
  isPostgres ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint` : sql<number>`${now}`

export async function insertOwner(
  tx: Tx,
  identity: ProcessIdentity,
  at: { isPostgres: boolean; now: number },
): Promise<number> {
  const { id } = await tx
    .insertInto('job_owners')
    .values({
      machine: identity.machine,
      host: identity.host,
      pid: identity.pid,
      process_started: identity.processStarted,
      started_at: at.now,
      beat_at: databaseNow(at.isPostgres, at.now),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** @returns false when the owner was declared gone */
export async function beatOwner(tx: Tx, id: number, at: { isPostgres: boolean; now: number }): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('job_owners')
    .set({ beat_at: databaseNow(at.isPostgres, at.now) })
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function deleteOwner(tx: Tx, id: number): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('job_owners').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Every process that runs jobs, with how long ago it was last seen, in ms. */
export async function listOwners(
  reader: Reader,
  at: { isPostgres: boolean; now: number },
): Promise<(Owner & { silentMs: number })[]> {
  const rows = await reader
    .selectFrom('job_owners')
    .selectAll()
    .select(databaseNow(at.isPostgres, at.now).as('now'))
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    machine: row.machine,
    host: row.host,
    pid: row.pid,
    processStarted: row.process_started,
    startedAt: row.started_at,
    beatAt: row.beat_at,
    silentMs: row.now - row.beat_at,
  }))
}
