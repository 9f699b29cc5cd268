import { sql } from 'kysely'
import { InvalidInputError } from '../../kernel/errors.ts'
import type { Reason } from '../model.ts'
import { cancelJobs, predecessorFailed } from './settle.ts'
import { idList, type LedgerTx } from './ledger-tx.ts'

export interface Predecessors {
  /** Those that have not ended; edges lead from them. */
  open: readonly number[]
  /** Why the job can never run: a predecessor has ended otherwise than well. */
  unmet?: Reason
}

/** @throws InvalidInputError when one of them never existed or is forgotten */
export async function findPredecessors(ledger: LedgerTx, ids: readonly number[]): Promise<Predecessors> {
  if (ids.length === 0) return { open: [] }
  const wanted = [...new Set(ids)]
  const live = await ledger.tx
    .selectFrom('job_queue')
    .select('id')
    .where('id', 'in', wanted)
    .orderBy('id')
    .$if(ledger.isPostgres, (query) => query.forUpdate())
    .execute()
  const open = live.map((row) => row.id)
  if (open.length === wanted.length) return { open }
  const ended = await ledger.tx
    .selectFrom('job_history')
    .select(['id', 'kind', 'state'])
    .where('id', 'in', wanted)
    .execute()
  const known = new Set([...open, ...ended.map((row) => row.id)])
  const missing = wanted.find((id) => !known.has(id))
  if (missing !== undefined) throw new InvalidInputError('jobs/no-such-job', { params: { jobId: missing } })
  const unhappy = ended.find((row) => row.state !== 'completed')
  return unhappy === undefined ? { open } : { open, unmet: predecessorFailed(unhappy) }
}

/** Ties new jobs to their predecessors, or cancels them at once when a predecessor has failed. */
export async function linkEdges(ledger: LedgerTx, ids: readonly number[], before: Predecessors): Promise<void> {
  if (ids.length === 0) return
  if (before.open.length > 0) {
    const edges = ids.flatMap((id) => before.open.map((after) => ({ job_id: id, after_id: after })))
    for (let at = 0; at < edges.length; at += 500) {
      await ledger.tx
        .insertInto('job_edges')
        .values(edges.slice(at, at + 500))
        .execute()
    }
    await sql`update job_queue set has_dependents = 1 where id in ${idList(ledger, before.open)}`.execute(ledger.tx)
  }
  if (before.unmet !== undefined) await cancelJobs(ledger, ids, before.unmet)
}
