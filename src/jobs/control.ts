import { sql } from 'kysely'
import { dialectOf } from '../db/db.ts'
import { ConflictError } from '../kernel/errors.ts'
import type { LiveState, Reason } from './model.ts'
import { announceReady, type LedgerTx } from './ledger/ledger-tx.ts'
import { missingJob } from './ledger/missing-job.ts'
import { reopen } from './ledger/reopen.ts'
import { cancelJobs } from './ledger/settle.ts'

export const cancelledBy = (actor: string): Reason => ({ code: 'jobs/cancelled-by', params: { actor } })

/**
 * @throws NotFoundError when there is no such job
 * @throws ConflictError when it has ended already
 */
export async function cancelByHand(ledger: LedgerTx, jobId: number, actor: string): Promise<void> {
  await getLiveState(ledger, jobId)
  await cancelJobs(ledger, [jobId], cancelledBy(actor))
}

/**
 * @param most about how many jobs may come back with it at once
 * @returns what there was no room for
 * @throws ConflictError when the job can't be put back
 */
export async function retryByHand(
  ledger: LedgerTx,
  jobId: number,
  { actor, most }: { actor: string; most?: number },
): Promise<readonly number[]> {
  await assertRetryable(ledger, jobId)
  const { back, refused, left } = await reopen(ledger, [jobId], most === undefined ? {} : { most })
  const refusal = refused.get(jobId) ?? [...refused.values()].find(({ why }) => why === 'rival')
  if (refusal?.why === 'rival') throw new ConflictError('jobs/another-is-active', { params: { jobId: refusal.jobId } })
  if (refusal?.why === 'predecessor') {
    const { jobId: before, state } = refusal
    throw new ConflictError('jobs/predecessor-not-completed', { params: { jobId: before, state } })
  }
  for (const job of back) if (job.id === jobId) sayRetried(ledger, job, actor)
  return left
}

async function assertRetryable(ledger: LedgerTx, jobId: number): Promise<void> {
  const ended = await ledger.tx.selectFrom('job_history').select('state').where('id', '=', jobId).executeTakeFirst()
  if (ended?.state === 'completed') throw new ConflictError('jobs/completed', { params: { jobId } })
  if (ended !== undefined) return
  const live = await ledger.tx.selectFrom('job_queue').select('state').where('id', '=', jobId).executeTakeFirst()
  if (live === undefined) throw await missingJob(ledger.tx, dialectOf(ledger.tx), jobId)
  throw new ConflictError('jobs/not-ended', { params: { jobId, state: live.state } })
}

export function sayRetried(
  ledger: LedgerTx,
  job: { id: number; kind: string; run_id: number | null; label: string | null },
  actor: string,
): void {
  const data = { kind: job.kind, label: job.label }
  const runId = job.run_id ?? job.id
  ledger.say({ kind: 'job.retried', actor, subject: `job:${job.id}`, runId, jobId: job.id, data })
}

/**
 * Of the job and all below it, what they make later included. The place among those of the same priority stays.
 * @throws ConflictError when the job itself runs
 */
export async function setPriority(ledger: LedgerTx, jobId: number, priority: number): Promise<void> {
  if ((await getLiveState(ledger, jobId)) === 'running')
    throw new ConflictError('jobs/runs-already', { params: { jobId } })
  // Again until nothing is left: while it waited for a row of the tree, PostgreSQL did not see what was made below that.
  for (;;) {
    const { rows } = await sql<{ id: number; queue: string; state: LiveState }>`
      with recursive below(id) as (
        select id from job_queue where id = ${jobId}
        union all select q.id from job_queue q join below b on q.parent_id = b.id)
      update job_queue set priority = ${priority}, given_priority = ${priority} where id in (select id from below)
        and (priority <> ${priority} or given_priority is null or given_priority <> ${priority})
      returning id, queue, state`.execute(ledger.tx)
    if (rows.length === 0) return
    // So that the dispatcher looks anew which priorities wait.
    announceReady(
      ledger,
      rows.filter(({ state }) => state === 'ready'),
    )
  }
}

/** @throws NotFoundError, ConflictError when it has ended */
async function getLiveState(ledger: LedgerTx, jobId: number): Promise<LiveState> {
  const live = await ledger.tx.selectFrom('job_queue').select('state').where('id', '=', jobId).executeTakeFirst()
  if (live !== undefined) return live.state
  const ended = await ledger.tx.selectFrom('job_history').select('state').where('id', '=', jobId).executeTakeFirst()
  if (ended === undefined) throw await missingJob(ledger.tx, dialectOf(ledger.tx), jobId)
  throw new ConflictError('jobs/ended', { params: { jobId, state: ended.state } })
}
