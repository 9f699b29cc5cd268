import { sql } from 'kysely'
import type { FinishedState } from '../model.ts'
import { idList, type LedgerTx } from './ledger-tx.ts'

const WINDOW = 2_000

export interface PruneStep {
  state: FinishedState
  /** Epoch ms; what finished before it goes. */
  finishedBefore: number
  /** Where the last step ended. */
  afterId: number
  /** Only up to this job, so that a sweep ends. */
  upTo: number
  kind?: string
}

export interface Pruned {
  /** Where to go on; null at the end. */
  afterId: number | null
  removed: number[]
}

/** Looks at the next jobs in order of id. */
export async function pruneStep(ledger: LedgerTx, step: PruneStep): Promise<Pruned> {
  const rows = await ledger.tx
    .selectFrom('job_history')
    .select(['id', 'kind', 'queue', 'state', 'finished_at'])
    .where('id', '>', step.afterId)
    .where('id', '<=', step.upTo)
    .$if(step.state !== 'completed', (query) => query.where('state', '=', sql.lit(step.state)))
    .orderBy('id')
    .limit(WINDOW)
    .execute()
  const old = rows.filter(
    (row) =>
      row.state === step.state &&
      row.finished_at < step.finishedBefore &&
      (step.kind === undefined || row.kind === step.kind),
  )
  if (old.length > 0) await forget(ledger, old, step.state)
  const afterId = rows.length < WINDOW ? null : (rows.at(-1)?.id ?? null)
  return { afterId, removed: old.map((row) => row.id) }
}

async function forget(
  ledger: LedgerTx,
  rows: readonly { id: number; kind: string; queue: string }[],
  state: FinishedState,
): Promise<void> {
  const ids = idList(
    ledger,
    rows.map((row) => row.id),
  )
  await sql`delete from job_attempts where job_id in ${ids}`.execute(ledger.tx)
  await sql`delete from job_edges where job_id in ${ids}`.execute(ledger.tx)
  await sql`delete from job_edges where after_id in ${ids}`.execute(ledger.tx)
  await sql`delete from job_history where id in ${ids}`.execute(ledger.tx)
  for (const row of rows) {
    if (state === 'quarantined') await ledger.hooks.released?.(ledger.tx, row.id)
    ledger.forgotten(row, state, 1)
  }
}

export async function newestFinishedId(ledger: LedgerTx): Promise<number> {
  const row = await ledger.tx
    .selectFrom('job_history')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst()
  return row?.id ?? 0
}
