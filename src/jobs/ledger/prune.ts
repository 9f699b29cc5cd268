import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { breathe } from '../../kernel/breathe.ts'
import type { FinishedState } from '../model.ts'
import { idList, type LedgerDeps, type LedgerTx } from './ledger-tx.ts'
import { inRepeatedTx } from './repeated-tx.ts'

/** Rows looked at without holding up any writer. */
const WINDOW = 2_000
/** Rows that go in one transaction. */
const CHUNK = 500

export interface Old {
  state: FinishedState
  kind?: string
  /** Epoch ms; what finished before it goes. */
  finishedBefore: number
}

/**
 * Forgets finished jobs that were there when it was called, in short transactions; cut off in between, what went is gone with
 * all that belongs to it.
 * @param isOver asked in between; true ends it
 * @returns how many went
 */
export async function forgetJobs(
  deps: { db: Db; ledger: LedgerDeps },
  old: Old,
  isOver: () => boolean = () => false,
): Promise<number> {
  const upTo = await newestFinishedId(deps.db)
  let removed = 0
  for (let after: number | undefined = 0; after !== undefined && !isOver();) {
    const page = await listFinished(deps.db, { state: old.state, after, upTo })
    const due = page.filter((row) => isOld(row, old)).map(({ id }) => id)
    for (let at = 0; at < due.length && !isOver(); at += CHUNK) {
      removed += await inRepeatedTx(deps, (open) => forget(open, due.slice(at, at + CHUNK), old))
      await breathe()
    }
    after = page.length < WINDOW ? undefined : page.at(-1)?.id
    await breathe()
  }
  return removed
}

async function newestFinishedId({ read }: Db): Promise<number> {
  const row = await read
    .selectFrom('job_history')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst()
  return row?.id ?? 0
}

interface Finished {
  id: number
  kind: string
  state: FinishedState
  finished_at: number
}

const isOld = (row: Finished, old: Old): boolean =>
  row.state === old.state && row.finished_at < old.finishedBefore && (old.kind === undefined || row.kind === old.kind)

const listFinished = (
  { read }: Db,
  { state, after, upTo }: { state: FinishedState; after: number; upTo: number },
): Promise<Finished[]> =>
  read
    .selectFrom('job_history')
    .select(['id', 'kind', 'state', 'finished_at'])
    .where('id', '>', after)
    .where('id', '<=', upTo)
    .$if(state !== 'completed', (query) => query.where('state', '=', sql.lit(state)))
    .orderBy('id')
    .limit(WINDOW)
    .execute()

/** One that came back since it was looked at, or that another forgot, is left out. */
async function forget(ledger: LedgerTx, ids: readonly number[], { state, finishedBefore }: Old): Promise<number> {
  const { rows } = await sql<{ id: number; kind: string; queue: string }>`
    delete from job_history where id in ${idList(ledger, ids)} and state = ${state} and finished_at < ${finishedBefore}
    returning id, kind, queue`.execute(ledger.tx)
  if (rows.length === 0) return 0
  const gone = idList(
    ledger,
    rows.map(({ id }) => id),
  )
  await sql`delete from job_attempts where job_id in ${gone}`.execute(ledger.tx)
  await sql`delete from job_edges where job_id in ${gone}`.execute(ledger.tx)
  await sql`delete from job_edges where after_id in ${gone}`.execute(ledger.tx)
  for (const row of rows) {
    if (state === 'quarantined') await ledger.hooks.released?.(ledger.tx, row.id)
    ledger.forgotten(row, state, 1)
  }
  return rows.length
}
