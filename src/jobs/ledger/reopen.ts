import { sql } from 'kysely'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { LiveState } from '../model.ts'
import { announceReady, idList, type LedgerTx, movedAll } from './ledger-tx.ts'
import { lastFormerChild, type Old, planReopening, type ReopenOptions, type Reopening } from './plan-reopening.ts'

const CARRIED = `id, kind, v, payload, queue, priority, given_priority, created_at, label, actor, run_id, parent_id,
  on_child_failure, attempt, max_attempts, dedupe, serial, target, child_count, has_dependents`

/**
 * Takes jobs back from the history, with fresh attempts. What their end brought about is taken back too: jobs that were
 * cancelled because one of them failed wait for it again, their parents wait for them again, and a parent whose own
 * work was done is reopened by reopening its children. What starts anew leaves its former children behind.
 */
export async function reopen(
  ledger: LedgerTx,
  ids: readonly number[],
  options: ReopenOptions = {},
): Promise<Pick<Reopening, 'refused' | 'left'> & { back: readonly Old[] }> {
  // One at a time: what they bring along leads up and down the trees, in no order that two of them could share.
  await lockInTx(ledger.tx, 'jobs.reopen')
  const plan = await planReopening(ledger, ids, options)
  const back = [...plan.back.values()].toSorted((a, b) => a.id - b.id)
  const waiting = back.filter((job) => plan.waiting.has(job.id))
  const anew = back.filter((job) => !plan.waiting.has(job.id))
  if (anew.length > 0) await endFormerLives(ledger, anew)
  await putBack(ledger, waiting, 'waiting')
  await putBack(ledger, anew, 'ready')
  for (const job of back) {
    if (job.state === 'quarantined') await ledger.hooks.released?.(ledger.tx, job.id)
  }
  const blocked = anew.length === 0 ? new Set<number>() : await block(ledger, anew)
  const ready = anew.filter((job) => !blocked.has(job.id))
  tellMoved(ledger, waiting, 'waiting')
  tellMoved(
    ledger,
    anew.filter((job) => blocked.has(job.id)),
    'blocked',
  )
  tellMoved(ledger, ready, 'ready')
  announceReady(ledger, ready)
  await recount(ledger, back)
  return { back, refused: plan.refused, left: plan.left }
}

/** The attempt that ended a job with children says so, and which was the last of them: see `lastFormerChild`. */
async function endFormerLives(ledger: LedgerTx, jobs: readonly Old[]): Promise<void> {
  const ids = jobs.filter((job) => job.child_count > 0 && job.attempt > 0).map(({ id }) => id)
  if (ids.length === 0) return
  await sql`
    insert into job_attempts (job_id, attempt, started_at, ended_at, outcome, error_code, error_params, last_child_id)
    select id, attempt, coalesce(started_at, created_at), finished_at,
      case state when 'cancelled' then 'cancelled' else 'failed' end, error_code, error_params,
      (select max(child.id) from (
        select c.id from job_history c where c.parent_id = job_history.id
        union all select c.id from job_queue c where c.parent_id = job_history.id) as child)
    from job_history where id in ${idList(ledger, ids)}
    on conflict (job_id, attempt) do update set outcome = excluded.outcome,
      ended_at = excluded.ended_at, last_child_id = excluded.last_child_id`.execute(ledger.tx)
}

async function putBack(ledger: LedgerTx, jobs: readonly Old[], state: 'waiting' | 'ready'): Promise<void> {
  if (jobs.length === 0) return
  const ids = idList(
    ledger,
    jobs.map(({ id }) => id),
  )
  // What it does anew begins at nothing, but how much that is remains known.
  const fresh = ledger.isPostgres
    ? sql`(progress::jsonb || '{"current":0,"rate":null,"message":null}')::text, null`
    : sql`json_set(progress, '$.current', 0, '$.rate', null, '$.message', null), null`
  const kept = state === 'waiting' ? sql`progress, result` : fresh
  const carried = sql.raw(CARRIED)
  await sql`insert into job_queue (${carried}, state, progress, result)
    select ${carried}, ${sql.lit(state)}, ${kept} from job_history where id in ${ids} order by id`.execute(ledger.tx)
  await sql`delete from job_history where id in ${ids}`.execute(ledger.tx)
}

/** Those with predecessors that live wait for them. @returns their ids */
async function block(ledger: LedgerTx, jobs: readonly Old[]): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    update job_queue set state = 'blocked',
      open_edges = (select count(*) from job_edges e join job_queue q on q.id = e.after_id where e.job_id = job_queue.id)
    where id in ${idList(
      ledger,
      jobs.map(({ id }) => id),
    )} and exists (select 1 from job_edges e join job_queue q on q.id = e.after_id where e.job_id = job_queue.id)
    returning id`.execute(ledger.tx)
  return new Set(rows.map(({ id }) => id))
}

function tellMoved(ledger: LedgerTx, jobs: readonly Old[], to: LiveState): void {
  for (const [from, mine] of Map.groupBy(jobs, ({ state }) => state)) movedAll(ledger, mine, [from, to])
}

/** Once for each parent, however many of its children came back. */
async function recount(ledger: LedgerTx, back: readonly Old[]): Promise<void> {
  const parents = new Set(back.flatMap((job) => [job.parent_id ?? [], job.child_count > 0 ? job.id : []].flat()))
  if (parents.size === 0) return
  await sql`update job_queue set
    open_children = (select count(*) from job_queue c where c.parent_id = job_queue.id),
    failed_children = (select count(*) from job_history c where c.parent_id = job_queue.id
      and c.state in ('failed', 'quarantined') and c.id > ${lastFormerChild('job_queue.id')})
    where id in ${idList(ledger, [...parents])}`.execute(ledger.tx)
}
