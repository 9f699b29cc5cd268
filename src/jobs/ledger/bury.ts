import { CompiledQuery, sql } from 'kysely'
import type { FinishedState, LiveState, Reason } from '../model.ts'
import type { ClaimedJob } from './claim.ts'
import { idList, type LedgerTx, movedAll } from './ledger-tx.ts'

/** A job that has just ended, with what its end may set free. */
export interface Ended {
  id: number
  kind: string
  queue: string
  state: FinishedState
  label: string | null
  actor: string
  run_id: number | null
  parent_id: number | null
  has_dependents: number
  serial: string | null
  crashes: number
  /** Of the last attempt; null when there was none. */
  started_at: number | null
  error_code: string | null
  error_params: string | null
}

const ENDED = `id, kind, queue, state, label, actor, run_id, parent_id, has_dependents, serial, crashes, started_at, error_code,
  error_params`

const KEPT = `id, kind, v, payload, queue, priority, given_priority, created_at, label, actor, run_id, parent_id, on_child_failure, attempt,
  failures, crashes, max_attempts, started_at, dedupe, serial, target, child_count, failed_children, has_dependents, progress`
const kept = sql.raw(KEPT)

const FENCE = `q.state = 'running' and q.open_children = 0
  and (q.failed_children = 0 or q.on_child_failure = 'ignore')`
const INTO = `insert into job_history (${KEPT}, state, finished_at, result)`
/** What is not known from the claim: the rest of a row costs more to read than to write. */
const TOLD = 'id, has_dependents'
const COMPLETE_ON_SQLITE = `${INTO}
  select ${KEPT.replaceAll(/\b([a-z_]+)\b/g, 'q.$1')}, 'completed', ?, j.value ->> 3
  from json_each(?) as j cross join job_queue as q on q.id = j.value ->> 0
  where q.attempt = j.value ->> 1 and q.owner = j.value ->> 2 and ${FENCE}
  returning ${TOLD}`
const COMPLETE_ON_POSTGRES = `with gone as (
    delete from job_queue q using jsonb_array_elements($2::jsonb) as j(value)
    where q.id = (j.value ->> 0)::bigint and q.attempt = (j.value ->> 1)::int and q.owner = (j.value ->> 2)::bigint and ${FENCE}
    returning q.*, j.value ->> 3 as given_result)
  ${INTO} select ${KEPT}, 'completed', $1::bigint, given_result from gone returning ${TOLD}`

export interface Ending {
  state: FinishedState
  error?: Reason
}

/** Moves jobs to the history, whoever runs them; the caller has locked them. */
export async function bury(
  ledger: LedgerTx,
  jobs: readonly { id: number; kind: string; queue: string; state: LiveState }[],
  ending: Ending,
): Promise<Ended[]> {
  if (jobs.length === 0) return []
  const ids = jobs.map((job) => job.id)
  const code = ending.error?.code ?? null
  const params = ending.error?.params === undefined ? null : JSON.stringify(ending.error.params)
  const into = sql`insert into job_history (${kept}, state, finished_at, error_code, error_params, result)`
  const values = sql`${sql.lit(ending.state)}, cast(${ledger.now} as bigint), cast(${code} as text), cast(${params} as text), result`
  for (const job of jobs) ledger.moved(job, [job.state, ending.state])
  if (ledger.isPostgres) {
    const { rows } = await sql<Ended>`
      with gone as (delete from job_queue where id in ${idList(ledger, ids)} returning *)
      ${into} select ${kept}, ${values} from gone returning ${sql.raw(ENDED)}`.execute(ledger.tx)
    return rows
  }
  const { rows } = await sql<Ended>`
    ${into} select ${kept}, ${values} from job_queue where id in ${idList(ledger, ids)} returning ${sql.raw(ENDED)}`.execute(
    ledger.tx,
  )
  await sql`delete from job_queue where id in ${idList(ledger, ids)}`.execute(ledger.tx)
  return rows
}

export interface Completion {
  job: ClaimedJob
  /** JSON. */
  result: string | null
}

/**
 * Moves running jobs to the history as completed: the hot path, one statement for the whole batch. Jobs
 * with children that are open or have failed, and attempts that their owner has lost, are not among what comes back.
 */
export async function completeOwned(ledger: LedgerTx, done: readonly Completion[]): Promise<Ended[]> {
  const given = JSON.stringify(done.map(({ job, result }) => [job.id, job.attempt, job.owner, result]))
  const run = <Row>(text: string, parameters: unknown[]) =>
    ledger.tx.executeQuery<Row>(CompiledQuery.raw(text, parameters))
  const { rows } = await run<Told>(ledger.isPostgres ? COMPLETE_ON_POSTGRES : COMPLETE_ON_SQLITE, [ledger.now, given])
  if (!ledger.isPostgres && rows.length > 0) {
    await run('delete from job_queue where id in (select value from json_each(?))', [
      JSON.stringify(rows.map(({ id }) => id)),
    ])
  }
  const claimed = new Map(done.map(({ job }) => [job.id, job]))
  const ended = rows.map((row) => endedOf(claimed.get(row.id) as ClaimedJob, row))
  movedAll(ledger, ended, ['running', 'completed'])
  return ended
}

type Told = Pick<Ended, 'id' | 'has_dependents'>

function endedOf(job: ClaimedJob, { has_dependents }: Told): Ended {
  const { id, kind, queue, label, actor, run_id, parent_id, serial, crashes, started_at } = job
  const end = { state: 'completed', has_dependents, error_code: null, error_params: null } as const
  return { id, kind, queue, label, actor, run_id, parent_id, serial, crashes, started_at, ...end }
}
