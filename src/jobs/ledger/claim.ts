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
  const { queue, owner, limit, lane } = claim
  const inLane = lane === undefined ? [] : [lane]
  const parameters: unknown[] = [owner, ledger.now, queue, ...inLane, owner, limit]
  const { rows } = await ledger.tx.executeQuery<ClaimedJob>(
    CompiledQuery.raw(claimText(ledger.isPostgres, lane !== undefined), parameters),
  )
  movedAll(ledger, rows, ['ready', 'running'])
  return rows.toSorted((a, b) => a.priority - b.priority || a.id - b.id)
}

/** On the hot path the text is put together by hand: building it from parts takes longer than running it. */
function claimText(isPostgres: boolean, hasLane: boolean): string {
  let marks = 0
  const mark = (): string => (isPostgres ? `$${++marks}` : '?')
  const runs = isPostgres ? 'and not exists (select 1 from queues where name = $3 and is_paused = 1)' : ''
  return `update job_queue set state = 'running', owner = ${mark()}, attempt = attempt + 1, started_at = ${mark()}
    where id in (
      select id from job_queue where state = 'ready' and queue = ${mark()} ${hasLane ? `and priority = ${mark()}` : ''}
        ${runs} and exists (${heldOwner(isPostgres, mark())})
      order by priority, id limit ${mark()} ${isPostgres ? 'for update skip locked' : ''})
    returning ${CLAIMED}`
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
