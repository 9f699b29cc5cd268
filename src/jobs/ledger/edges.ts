import { sql } from 'kysely'
import { dialectOf } from '../../db/db.ts'
import { cancelJobs, predecessorFailed } from './settle.ts'
import { idList, type LedgerTx } from './ledger-tx.ts'
import { missingJob } from './missing-job.ts'

export interface Predecessors {
  /** Those that have not ended. */
  open: readonly number[]
  /** Those that have ended otherwise than well: the job can't run unless they are retried. */
  unmet: readonly { id: number; kind: string }[]
}

/** @throws NotFoundError when one of them never existed or is forgotten */
export async function findPredecessors(ledger: LedgerTx, ids: readonly number[]): Promise<Predecessors> {
  if (ids.length === 0) return { open: [], unmet: [] }
  const wanted = [...new Set(ids)]
  const live = await ledger.tx
    .selectFrom('job_queue')
    .select('id')
    .where('id', 'in', wanted)
    .orderBy('id')
    .$if(ledger.isPostgres, (query) => query.forUpdate())
    .execute()
  const open = live.map((row) => row.id)
  if (open.length === wanted.length) return { open, unmet: [] }
  const ended = await ledger.tx
    .selectFrom('job_history')
    .select(['id', 'kind', 'state'])
    .where('id', 'in', wanted)
    .execute()
  const known = new Set([...open, ...ended.map((row) => row.id)])
  const missing = wanted.find((id) => !known.has(id))
  if (missing !== undefined) throw await missingJob(ledger.tx, dialectOf(ledger.tx), missing)
  return { open, unmet: ended.filter((row) => row.state !== 'completed') }
}

/** Ties new jobs to their predecessors, or cancels them at once when a predecessor has failed. */
export async function linkEdges(
  ledger: LedgerTx,
  ids: readonly number[],
  { open, unmet }: Predecessors,
): Promise<void> {
  const before = [...open, ...unmet.map(({ id }) => id)]
  if (ids.length === 0 || before.length === 0) return
  const edges = ids.flatMap((id) => before.map((after) => ({ job_id: id, after_id: after })))
  for (let at = 0; at < edges.length; at += 500) {
    await ledger.tx
      .insertInto('job_edges')
      .values(edges.slice(at, at + 500))
      .execute()
  }
  // In this order: one that is put back meanwhile is found in the queue.
  for (const table of unmet.length === 0 ? ['job_queue'] : ['job_history', 'job_queue'])
    await sql`update ${sql.table(table)} set has_dependents = 1 where id in ${idList(ledger, before)}`.execute(
      ledger.tx,
    )
  const [first] = unmet
  if (first !== undefined) await cancelJobs(ledger, ids, predecessorFailed(first))
}
