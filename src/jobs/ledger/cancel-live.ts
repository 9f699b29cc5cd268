import { sql } from 'kysely'
import type { LiveState, Reason } from '../model.ts'
import { bury, type Ended } from './bury.ts'
import { idList, type LedgerTx } from './ledger-tx.ts'

interface LiveJob {
  id: number
  kind: string
  queue: string
  state: LiveState
}

/**
 * Ends what waits. What runs, and what waits for children, is marked and ends by itself; children go first.
 * @returns the jobs that ended, whose consequences the caller settles
 */
export async function cancelLive(ledger: LedgerTx, ids: readonly number[], why: Reason): Promise<Ended[]> {
  const ended: Ended[] = []
  let wave = ids
  while (wave.length > 0) {
    const jobs = await lockJobs(ledger, wave)
    const busy = jobs.filter((job) => job.state === 'running' || job.state === 'waiting')
    ended.push(
      ...(await bury(
        ledger,
        jobs.filter((job) => !busy.includes(job)),
        { state: 'cancelled', error: why },
      )),
    )
    if (busy.length === 0) return ended
    await mark(ledger, busy, why)
    wave = await openChildrenOf(ledger, busy)
  }
  return ended
}

async function lockJobs(ledger: LedgerTx, ids: readonly number[]): Promise<LiveJob[]> {
  const lock = ledger.isPostgres ? sql`for update` : sql``
  const { rows } = await sql<LiveJob>`
    select id, kind, queue, state from job_queue where id in ${idList(ledger, ids)} order by id ${lock}`.execute(
    ledger.tx,
  )
  return rows
}

async function mark(ledger: LedgerTx, jobs: readonly LiveJob[], why: Reason): Promise<void> {
  await sql`update job_queue set cancel_code = ${why.code}, cancel_params = ${JSON.stringify(why.params ?? {})}
    where id in ${idList(
      ledger,
      jobs.map((job) => job.id),
    )}`.execute(ledger.tx)
  for (const job of jobs) if (job.state === 'running') ledger.later(() => ledger.signals.abort(job.id))
}

/** Live children; the index on the parent keeps this cheap. */
export async function openChildrenOf(ledger: LedgerTx, jobs: readonly { id: number }[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from job_queue where parent_id in ${idList(
      ledger,
      jobs.map((job) => job.id),
    )} order by id`.execute(ledger.tx)
  return rows.map((row) => row.id)
}
