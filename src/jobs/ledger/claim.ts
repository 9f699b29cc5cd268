import { CompiledQuery, sql } from 'kysely'
import { LEAST_URGENT, MOST_URGENT } from '../model.ts'
import { type LedgerTx, movedAll } from './ledger-tx.ts'

/** A job as its attempt starts. */
export interface ClaimedJob {
  id: number
  kind: string
  v: number
  payload: string
  queue: string
  priority: number
  label: string | null
  actor: string
  run_id: number | null
  parent_id: number | null
  attempt: number
  failures: number
  crashes: number
  max_attempts: number
  serial: string | null
  target: string | null
  owner: number
  started_at: number
}

const CLAIMED = `id, kind, v, payload, queue, priority, label, actor, run_id, parent_id, attempt, failures, crashes,
  max_attempts, serial, target, owner, started_at`

export interface Claim {
  queue: string
  owner: number
  limit: number
  /** Only jobs of this priority. */
  lane?: number
}

/**
 * Starts attempts of ready jobs, most urgent first and in order of id: the number of the attempt is counted here. An
 * owner that was declared gone and does not know it yet gets none: nobody would look after them.
 */
export async function claimReady(ledger: LedgerTx, claim: Claim): Promise<ClaimedJob[]> {
  const jobs = ledger.isPostgres ? await claimLocked(ledger, claim) : await claimSeen(ledger, claim)
  movedAll(ledger, jobs, ['ready', 'running'])
  return jobs
}

// The hot path: putting these texts together from parts would take longer than running them.

/** PostgreSQL: rows that another process is about to take are passed over. */
async function claimLocked(ledger: LedgerTx, { queue, owner, limit, lane }: Claim): Promise<ClaimedJob[]> {
  const text = `update job_queue set state = 'running', owner = $1, attempt = attempt + 1, started_at = $2
    where id in (
      select id from job_queue where state = 'ready' and queue = $3 ${lane === undefined ? '' : 'and priority = $5'}
        and not exists (select 1 from queues where name = $3 and is_paused = 1) and exists (${heldOwner(true, '$1')})
      order by priority, id limit $4 for update skip locked)
    returning ${CLAIMED}`
  const parameters = [owner, ledger.now, queue, limit, ...(lane === undefined ? [] : [lane])]
  const { rows } = await ledger.tx.executeQuery<ClaimedJob>(CompiledQuery.raw(text, parameters))
  return rows.toSorted((a, b) => a.priority - b.priority || a.id - b.id)
}

type Seen = Omit<ClaimedJob, 'queue' | 'owner' | 'started_at'>

/** SQLite has one writer: what was read here can't change before it is written, and that is faster than `returning`. */
async function claimSeen(ledger: LedgerTx, { queue, owner, limit, lane }: Claim): Promise<ClaimedJob[]> {
  const run = <Row>(text: string, parameters: unknown[]) =>
    ledger.tx.executeQuery<Row>(CompiledQuery.raw(text, parameters))
  const { rows } = await run<Seen>(
    `select id, kind, v, payload, priority, label, actor, run_id, parent_id, attempt, failures, crashes, max_attempts,
       serial, target
     from job_queue where state = 'ready' and queue = ? ${lane === undefined ? '' : 'and priority = ?'}
       and exists (${heldOwner(false, '?')})
     order by priority, id limit ?`,
    [queue, ...(lane === undefined ? [] : [lane]), owner, limit],
  )
  if (rows.length === 0) return []
  await run(
    `update job_queue set state = 'running', owner = ?, attempt = attempt + 1, started_at = ?
     where id in (select value from json_each(?))`,
    [owner, ledger.now, JSON.stringify(rows.map(({ id }) => id))],
  )
  return rows.map((row) => ({ ...row, queue, attempt: row.attempt + 1, owner, started_at: ledger.now }))
}

/** The lock lets whoever declares the owner gone see what it claimed until then. */
const heldOwner = (isPostgres: boolean, owner: string): string =>
  `select 1 from job_owners where id = ${owner} ${isPostgres ? 'for key share' : ''}`

/** Starts an attempt of one job when it is ready: what came twice, too late or was cancelled dies here. */
export async function claimOne(ledger: LedgerTx, jobId: number, owner: number): Promise<ClaimedJob | undefined> {
  const { rows } = await sql<ClaimedJob>`
    update job_queue set state = 'running', owner = ${owner}, attempt = attempt + 1, started_at = ${ledger.now}
    where id = ${jobId} and state = 'ready' and exists (${sql.raw(heldOwner(ledger.isPostgres, String(owner)))})
    returning ${sql.raw(CLAIMED)}`.execute(ledger.tx)
  for (const job of rows) ledger.moved(job, ['ready', 'running'])
  return rows[0]
}

export interface Lanes {
  /** How many priorities have jobs that wait. */
  count: number
  /** The one whose first job has waited longest. */
  oldest: number | undefined
}

export async function findLanes(ledger: LedgerTx, queue: string): Promise<Lanes> {
  const heads = []
  for (let lane = MOST_URGENT; lane <= LEAST_URGENT; lane++) {
    heads.push(sql`select ${sql.lit(lane)} as lane, min(id) as id from job_queue
      where state = 'ready' and queue = ${queue} and priority = ${sql.lit(lane)}`)
  }
  const { rows } = await sql<{ lane: number; id: number | null }>`${sql.join(heads, sql` union all `)}`.execute(
    ledger.tx,
  )
  const waiting = rows.flatMap(({ lane, id }) => (id === null ? [] : [{ lane, id }]))
  return { count: waiting.length, oldest: waiting.toSorted((a, b) => a.id - b.id)[0]?.lane }
}
