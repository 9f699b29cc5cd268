import { sql } from 'kysely'
import { ConflictError } from '../../kernel/errors.ts'
import type { FinishedState, LiveState } from '../model.ts'
import { announceReady, idList, type LedgerTx } from './ledger-tx.ts'

interface Old {
  id: number
  kind: string
  queue: string
  state: FinishedState
  parent_id: number | null
  has_dependents: number
  dedupe: string | null
  error_code: string | null
}

const COLUMNS =
  sql.raw(`id, kind, v, payload, queue, priority, created_at, label, actor, run_id, parent_id, on_child_failure,
  attempt, max_attempts, dedupe, serial, target, child_count, has_dependents`)

/** A job on its way back, with all that come along. */
interface Reopening extends LedgerTx {
  readonly back: number[]
}

/**
 * Takes a job back from the history, with fresh attempts. What its end brought about is taken back too: jobs that were
 * cancelled because it failed wait for it again, its parents wait for it again, and a parent that failed by its
 * children is reopened by reopening those.
 * @returns every job that came back
 */
export async function reopen(given: LedgerTx, jobId: number): Promise<readonly number[]> {
  const ledger: Reopening = { ...given, back: [] }
  const [job] = await load(ledger, sql`id = ${jobId}`)
  if (job === undefined) return []
  const byChildren = job.error_code === 'jobs/children-failed' ? await load(ledger, failedChildrenOf(jobId)) : []
  if (byChildren.length > 0) {
    await putBack(ledger, [job], 'waiting')
    await reopenAll(ledger, byChildren)
    await recount(ledger, jobId)
  } else await reopenAll(ledger, [job])
  await reopenParents(ledger, job.parent_id)
  return ledger.back
}

const failedChildrenOf = (parentId: number) =>
  sql`parent_id = ${parentId} and (state in ('failed', 'quarantined')
    or (state = 'cancelled' and error_code in ('jobs/predecessor-failed', 'jobs/parent-ended')))`

async function load(ledger: LedgerTx, which: ReturnType<typeof sql>): Promise<Old[]> {
  const { rows } = await sql<Old>`
    select id, kind, queue, state, parent_id, has_dependents, dedupe, error_code from job_history
    where ${which} order by id`.execute(ledger.tx)
  return rows
}

/** First all rows, then the edges between them, whichever of them come back. */
async function reopenAll(ledger: Reopening, jobs: readonly Old[]): Promise<void> {
  for (const job of jobs) {
    const nested = job.error_code === 'jobs/children-failed' ? await load(ledger, failedChildrenOf(job.id)) : []
    await putBack(ledger, [job], nested.length > 0 ? 'waiting' : await stateAfterEdges(ledger, job.id))
    if (nested.length > 0) {
      await reopenAll(ledger, nested)
      await recount(ledger, job.id)
    }
  }
  await reopenDependents(ledger, jobs)
}

/** What was cancelled because one of these failed waits for it again. */
async function reopenDependents(ledger: Reopening, jobs: readonly Old[]): Promise<void> {
  for (const job of jobs.filter(({ has_dependents }) => has_dependents === 1)) {
    const dependents = await load(
      ledger,
      sql`error_code = 'jobs/predecessor-failed'
      and id in (select job_id from job_edges where after_id = ${job.id})
      and not exists (select 1 from job_edges e join job_history other on other.id = e.after_id
        where e.job_id = job_history.id and other.state <> 'completed')`,
    )
    await reopenAll(ledger, dependents)
    for (const parentId of new Set(dependents.map(({ parent_id }) => parent_id))) {
      if (parentId !== job.parent_id) await reopenParents(ledger, parentId)
      else if (parentId !== null) await recount(ledger, parentId)
    }
  }
}

async function stateAfterEdges(ledger: LedgerTx, id: number): Promise<LiveState> {
  return (await openEdgesOf(ledger, id)) > 0 ? 'blocked' : 'ready'
}

/** Predecessors that have not completed, live or in the history. */
async function openEdgesOf(ledger: LedgerTx, id: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from job_edges e where e.job_id = ${id} and exists (
      select 1 from job_queue q where q.id = e.after_id)`.execute(ledger.tx)
  return Number(rows[0]?.n ?? 0)
}

async function putBack(ledger: Reopening, jobs: readonly Old[], state: LiveState): Promise<void> {
  const ids = idList(
    ledger,
    jobs.map(({ id }) => id),
  )
  const rival = await sql<{ id: number }>`
    select q.id from job_queue q join job_history h on h.dedupe = q.dedupe where h.id in ${ids} limit 1`.execute(
    ledger.tx,
  )
  const active = rival.rows[0]
  if (active !== undefined) throw new ConflictError('jobs/another-is-active', { params: { jobId: active.id } })
  await sql`insert into job_queue (${COLUMNS}, state) select ${COLUMNS}, ${sql.lit(state)} from job_history where id in ${ids}`.execute(
    ledger.tx,
  )
  await sql`delete from job_history where id in ${ids}`.execute(ledger.tx)
  for (const job of jobs) {
    ledger.back.push(job.id)
    ledger.moved(job, [job.state, state])
    if (state === 'blocked') {
      await sql`update job_queue set open_edges = ${await openEdgesOf(ledger, job.id)} where id = ${job.id}`.execute(
        ledger.tx,
      )
    }
  }
  if (state === 'ready') announceReady(ledger, jobs)
}

/** Parents that failed by their children wait again, all the way up. */
async function reopenParents(ledger: Reopening, parentId: number | null): Promise<void> {
  let next = parentId
  while (next !== null) {
    const [parent] = await load(ledger, sql`id = ${next} and error_code = 'jobs/children-failed'`)
    if (parent !== undefined) await putBack(ledger, [parent], 'waiting')
    await recount(ledger, next)
    if (parent === undefined) return
    await reopenDependents(ledger, [parent])
    next = parent.parent_id
  }
}

async function recount(ledger: LedgerTx, parentId: number): Promise<void> {
  await sql`update job_queue set
    open_children = (select count(*) from job_queue c where c.parent_id = ${parentId}),
    failed_children = (select count(*) from job_history c where c.parent_id = ${parentId} and c.state in ('failed', 'quarantined'))
    where id = ${parentId}`.execute(ledger.tx)
}
