import { sql } from 'kysely'
import { announceReady, type LedgerTx, skipLocked } from './ledger-tx.ts'

const BATCH = 500

/** Makes scheduled jobs ready whose time has come. @returns when the next one is due, null when there is none */
export async function promoteDue(ledger: LedgerTx): Promise<number | null> {
  const { rows } = await sql<{ id: number; queue: string; kind: string }>`
    update job_queue set state = 'ready', run_at = null where id in (
      select id from job_queue where state = 'scheduled' and run_at <= ${ledger.now}
      order by run_at, id limit ${BATCH} ${skipLocked(ledger)})
    returning id, queue, kind`.execute(ledger.tx)
  for (const job of rows) ledger.moved(job, ['scheduled', 'ready'])
  announceReady(ledger, rows)
  const next = await sql<{ at: number | null }>`
    select min(run_at) as at from job_queue where state = 'scheduled'`.execute(ledger.tx)
  return next.rows[0]?.at ?? null
}

/** A scheduled job is due at once, whenever it was to be. @returns false when it is not scheduled */
export async function bringForward(ledger: LedgerTx, jobId: number): Promise<boolean> {
  const { numUpdatedRows } = await ledger.tx
    .updateTable('job_queue')
    .set({ run_at: ledger.now })
    .where('id', '=', jobId)
    .where('state', '=', 'scheduled')
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  ledger.later(() => ledger.signals.due(ledger.now))
  return true
}
