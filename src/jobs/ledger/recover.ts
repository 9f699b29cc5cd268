import { sql } from 'kysely'
import type { ClaimedJob } from './claim.ts'
import type { Ended } from './bury.ts'
import { CRASHES_TO_QUARANTINE, type Reason } from '../model.ts'
import { cancelAsked, endAttempt, type OwnedRow, putOff } from './finish.ts'
import type { LedgerTx } from './ledger-tx.ts'
import { settle } from './settle.ts'
import { reportToTargets } from './targets.ts'

type LeftBehind = OwnedRow & Pick<ClaimedJob, 'label' | 'run_id'>

const BATCH = 500

/**
 * Takes jobs from an owner that is gone. Dead: the process died while they ran, and the third time is the last.
 * Stalled: it lives but its lease ran out, so nobody is to blame.
 * @returns how many there were; call again until it is 0
 */
export async function recoverJobs(ledger: LedgerTx, owner: number, cause: 'dead' | 'stalled'): Promise<number> {
  const lock = ledger.isPostgres ? sql`for update` : sql``
  const { rows } = await sql<LeftBehind>`
    select id, kind, queue, state, label, run_id, attempt, failures, crashes, max_attempts, started_at, open_children,
      serial, target, cancel_code, cancel_params
    from job_queue where state = 'running' and owner = ${owner} order by id limit ${BATCH} ${lock}`.execute(ledger.tx)
  const ended: Ended[] = []
  for (const row of rows) ended.push(...(await recoverOne(ledger, row, cause)))
  const probes = rows.flatMap(({ id, target }) =>
    target === null ? [] : [{ jobId: id, target, sign: 'unknown' as const }],
  )
  await reportToTargets(ledger, probes)
  await settle(ledger, ended)
  return rows.length
}

async function recoverOne(ledger: LedgerTx, row: LeftBehind, cause: 'dead' | 'stalled'): Promise<Ended[]> {
  const asked = cancelAsked(row)
  if (asked !== undefined) return endAttempt(ledger, row, { outcome: 'crashed', state: 'cancelled', error: asked })
  const crashes = cause === 'dead' ? 1 : 0
  const error: Reason = {
    code: cause === 'dead' ? 'jobs/worker-died' : 'jobs/worker-stalled',
    params: { attempt: row.attempt },
  }
  const isPoison = row.crashes + crashes >= CRASHES_TO_QUARANTINE
  if (!isPoison && row.failures + 1 < row.max_attempts) {
    return putOff(ledger, row, { outcome: 'crashed', delayMs: 0, error, failures: 1, crashes })
  }
  await sql`update job_queue set failures = failures + 1, crashes = crashes + ${crashes} where id = ${row.id}`.execute(
    ledger.tx,
  )
  if (!isPoison) return endAttempt(ledger, row, { outcome: 'crashed', state: 'failed', error })
  const jobId = row.id
  await ledger.hooks.quarantined?.(ledger.tx, {
    jobId,
    runId: row.run_id ?? row.id,
    kind: row.kind,
    label: row.label,
    crashes: row.crashes + crashes,
  })
  const why: Reason = { code: 'jobs/quarantined', params: { crashes: row.crashes + crashes } }
  return endAttempt(ledger, row, { outcome: 'crashed', state: 'quarantined', error: why })
}
