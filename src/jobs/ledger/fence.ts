import { sql } from 'kysely'
import { dialectOf, type Tx } from '../../db/db.ts'

/** Whether the attempt still belongs to its owner; on PostgreSQL the row is locked, so that it stays so until the commit. */
export async function holdsAttempt(tx: Tx, job: { id: number; owner: number; attempt: number }): Promise<boolean> {
  const lock = dialectOf(tx) === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql`select 1 from job_queue
    where id = ${job.id} and state = 'running' and owner = ${job.owner} and attempt = ${job.attempt} ${lock}`.execute(
    tx,
  )
  return rows.length === 1
}
