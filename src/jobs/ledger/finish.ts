import { sql } from 'kysely'
import type { LiveState, Reason } from '../model.ts'
import { bury, type Completion, completeOwned, type Ended } from './bury.ts'
import { cancelLive, openChildrenOf } from './cancel-live.ts'
import type { ClaimedJob } from './claim.ts'
import { openGates } from './holds.ts'
import type { LedgerTx } from './ledger-tx.ts'
import { endParent, type Parent, PARENT, settle } from './settle.ts'
import { reportToTargets, type TargetReport, type TargetSign } from './targets.ts'

/** How an attempt ended. Delays are in ms from now. */
export type Outcome =
  | { kind: 'done'; result: string | null }
  | { kind: 'again'; delayMs: number; error: Reason }
  | { kind: 'failed'; error: Reason }
  | { kind: 'snoozed'; delayMs: number; error: Reason; hasAnswered: boolean }
  | { kind: 'cancelled'; error: Reason }
  | { kind: 'released' }

export interface AttemptEnd {
  job: ClaimedJob
  outcome: Outcome
}

/**
 * Writes how attempts ended, and what follows. Each write is fenced: only the owner of the attempt is heard.
 * @returns the attempts that were no longer this owner's; nothing was written for them
 */
export async function finishAttempts(ledger: LedgerTx, ends: readonly AttemptEnd[]): Promise<ClaimedJob[]> {
  const lost: ClaimedJob[] = []
  const left: AttemptEnd[] = []
  const ended = await completeDone(ledger, ends, left)
  for (const end of left) {
    const row = await loadOwned(ledger, end.job)
    if (row === undefined) lost.push(end.job)
    else ended.push(...(await finishOne(ledger, row, end)))
  }
  const heard = ends.filter(({ job }) => !lost.includes(job))
  await reportToTargets(ledger, heard.flatMap(reportOf))
  await settle(ledger, ended)
  return lost
}

async function completeDone(ledger: LedgerTx, ends: readonly AttemptEnd[], left: AttemptEnd[]): Promise<Ended[]> {
  const done: Completion[] = []
  for (const { job, outcome } of ends) {
    if (outcome.kind === 'done') done.push({ job, result: outcome.result })
  }
  const ended = done.length === 0 ? [] : await completeOwned(ledger, done)
  if (ended.length === ends.length) return ended
  const completed = new Set(ended.map((job) => job.id))
  for (const end of ends) if (!completed.has(end.job.id)) left.push(end)
  return ended
}

function reportOf({ job, outcome }: AttemptEnd): TargetReport[] {
  if (job.target === null) return []
  let sign: TargetSign = 'unknown'
  if (outcome.kind === 'done' || (outcome.kind === 'snoozed' && outcome.hasAnswered)) sign = 'answered'
  if (outcome.kind === 'again') sign = 'failed'
  return [{ jobId: job.id, target: job.target, sign }]
}

export interface OwnedRow {
  id: number
  kind: string
  queue: string
  state: 'running'
  attempt: number
  failures: number
  crashes: number
  max_attempts: number
  started_at: number
  open_children: number
  serial: string | null
  target: string | null
  cancel_code: string | null
  cancel_params: string | null
}

/** The row of a running attempt, locked; undefined when the owner has lost it. */
export async function loadOwned(
  ledger: LedgerTx,
  job: { id: number; attempt: number; owner: number },
): Promise<OwnedRow | undefined> {
  const lock = ledger.isPostgres ? sql`for update` : sql``
  const { rows } = await sql<OwnedRow>`
    select id, kind, queue, state, attempt, failures, crashes, max_attempts, started_at, open_children, serial, target,
      cancel_code, cancel_params
    from job_queue where id = ${job.id} and state = 'running' and owner = ${job.owner} and attempt = ${job.attempt}
    ${lock}`.execute(ledger.tx)
  return rows[0]
}

async function finishOne(ledger: LedgerTx, row: OwnedRow, { job, outcome }: AttemptEnd): Promise<Ended[]> {
  switch (outcome.kind) {
    case 'done':
      return toWaiting(ledger, row, outcome.result)
    case 'failed':
      return endAttempt(ledger, row, { outcome: 'failed', state: 'failed', error: outcome.error })
    case 'cancelled':
      return endAttempt(ledger, row, { outcome: 'cancelled', state: 'cancelled', error: outcome.error })
    case 'again':
      return tryAgain(ledger, row, { ...outcome, hasNoLuck: job.failures + 1 >= job.max_attempts })
    case 'snoozed':
      return putOff(ledger, row, { outcome: 'snoozed', delayMs: outcome.delayMs, error: outcome.error, failures: 0 })
    case 'released':
      return putOff(ledger, row, { outcome: 'released', delayMs: 0, error: null, failures: 0 })
  }
}

async function tryAgain(
  ledger: LedgerTx,
  row: OwnedRow,
  again: { delayMs: number; error: Reason; hasNoLuck: boolean },
): Promise<Ended[]> {
  if (again.hasNoLuck) {
    await sql`update job_queue set failures = failures + 1 where id = ${row.id}`.execute(ledger.tx)
    return endAttempt(ledger, row, { outcome: 'failed', state: 'failed', error: again.error })
  }
  return putOff(ledger, row, { outcome: 'retried', delayMs: again.delayMs, error: again.error, failures: 1 })
}

type AttemptOutcome = 'failed' | 'retried' | 'snoozed' | 'crashed' | 'released' | 'cancelled'

/** A snoozing job may be started for weeks: only its last attempts are kept. */
const KEPT_ATTEMPTS = 50

export async function noteAttempt(
  ledger: LedgerTx,
  row: { id: number; attempt: number; started_at: number },
  { outcome, error }: { outcome: AttemptOutcome; error: Reason | null },
): Promise<void> {
  await ledger.tx
    .insertInto('job_attempts')
    .values({
      job_id: row.id,
      attempt: row.attempt,
      started_at: row.started_at,
      ended_at: ledger.now,
      outcome,
      error_code: error?.code ?? null,
      error_params: error?.params === undefined ? null : JSON.stringify(error.params),
      last_child_id: null,
    })
    .execute()
  if (row.attempt <= KEPT_ATTEMPTS) return
  await ledger.tx
    .deleteFrom('job_attempts')
    .where('job_id', '=', row.id)
    .where('attempt', '<=', row.attempt - KEPT_ATTEMPTS)
    .where('last_child_id', 'is', null)
    .execute()
}

/** Ends the job for good; live children go with it. */
export async function endAttempt(
  ledger: LedgerTx,
  row: OwnedRow,
  end: { outcome: AttemptOutcome; state: 'failed' | 'cancelled' | 'quarantined'; error: Reason },
): Promise<Ended[]> {
  await noteAttempt(ledger, row, end)
  const orphans = row.open_children === 0 ? [] : await openChildrenOf(ledger, [row])
  const ended = await bury(ledger, [row], { state: end.state, error: end.error })
  const why = { code: 'jobs/parent-ended', params: { jobId: row.id } }
  return [...ended, ...(await cancelLive(ledger, orphans, why))]
}

/** Back to the queue, now or later; a job that somebody wants cancelled ends instead. */
export async function putOff(
  ledger: LedgerTx,
  row: OwnedRow,
  off: { outcome: AttemptOutcome; delayMs: number; error: Reason | null; failures: number; crashes?: number },
): Promise<Ended[]> {
  const asked = cancelAsked(row)
  if (asked !== undefined) return endAttempt(ledger, row, { outcome: 'cancelled', state: 'cancelled', error: asked })
  await noteAttempt(ledger, row, off)
  const state: LiveState = off.delayMs > 0 ? 'scheduled' : 'ready'
  const runAt = off.delayMs > 0 ? ledger.now + Math.ceil(off.delayMs) : null
  const params = off.error?.params === undefined ? null : JSON.stringify(off.error.params)
  await sql`update job_queue set state = ${state}, run_at = ${runAt}, owner = null, failures = failures + ${off.failures},
    crashes = crashes + ${off.crashes ?? 0}, error_code = ${off.error?.code ?? null}, error_params = ${params}
    where id = ${row.id}`.execute(ledger.tx)
  ledger.moved(row, ['running', state])
  await openGates(ledger, [row])
  if (runAt === null) ledger.later(() => ledger.signals.ready(row.queue, [row.id]))
  else ledger.later(() => ledger.signals.due(runAt))
  return []
}

export function cancelAsked(row: { cancel_code: string | null; cancel_params: string | null }): Reason | undefined {
  if (row.cancel_code === null) return undefined
  return { code: row.cancel_code, params: JSON.parse(row.cancel_params ?? '{}') as Reason['params'] }
}

/** Its own work is done; it ends by the states of its children, which go with it when it was to be cancelled. */
async function toWaiting(ledger: LedgerTx, row: OwnedRow, result: string | null): Promise<Ended[]> {
  const { rows } = await sql<Parent>`
    update job_queue set state = 'waiting', owner = null, result = ${result} where id = ${row.id}
    returning ${sql.raw(PARENT)}`.execute(ledger.tx)
  ledger.moved(row, ['running', 'waiting'])
  await openGates(ledger, [row])
  const [parent] = rows
  if (parent?.open_children === 0) return endParent(ledger, parent)
  const asked = cancelAsked(row)
  return asked === undefined ? [] : cancelLive(ledger, await openChildrenOf(ledger, [row]), asked)
}
