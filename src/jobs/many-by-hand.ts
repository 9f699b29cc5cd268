import { sql } from 'kysely'
import type { Db, Reader } from '../db/db.ts'
import { readInPages } from '../db/in-chunks.ts'
import { breathe } from '../kernel/breathe.ts'
import { ConflictError } from '../kernel/errors.ts'
import { cancelledBy, retryEnded } from './control.ts'
import { idList, inLedger, type LedgerDeps, type LedgerTx } from './ledger/ledger-tx.ts'
import { cancelJobs } from './ledger/settle.ts'
import type { FinishedState, LiveState } from './model.ts'

interface Deps {
  db: Db
  ledger: LedgerDeps
}

export type RetryableState = Exclude<FinishedState, 'completed'>

/** Ids that are read in one go. */
const PAGE = 5000
/** Jobs of one transaction. */
const RETRIED = 25
const CANCELLED = 500

/**
 * Puts back every job of a state that has ended when it is called, each once: one that went along with its parent, and
 * one that fails anew meanwhile, is not touched again. One whose like is active already stays where it is.
 * @returns how many of them were put back
 */
export async function retryMany(
  deps: Deps,
  which: { state: RetryableState; kind?: string },
  actor: string,
): Promise<number> {
  const ids = await readInPages(PAGE, (after, limit) => endedIds(deps.db.read, which, { after, limit }), same)
  const back = new Set<number>()
  for (let start = 0; start < ids.length; start += RETRIED) {
    const rest = ids.slice(start, start + RETRIED).filter((id) => !back.has(id))
    for (const id of await retryChunk(deps, rest, { state: which.state, actor })) back.add(id)
    await breathe()
  }
  return ids.filter((id) => back.has(id)).length
}

interface By {
  state: RetryableState
  actor: string
}

/** One by one when the like of one among them is active already. @returns all that were put back */
async function retryChunk(deps: Deps, ids: readonly number[], by: By): Promise<number[]> {
  try {
    return await deps.db.tx((tx) => inLedger(deps.ledger, tx, (open) => retryAll(open, ids, by)))
  } catch (error) {
    const hasRival = error instanceof ConflictError && error.code === 'jobs/another-is-active'
    if (!hasRival) throw error
    if (ids.length <= 1) return []
  }
  const back = new Set<number>()
  for (const id of ids) if (!back.has(id)) for (const other of await retryChunk(deps, [id], by)) back.add(other)
  return [...back]
}

async function retryAll(ledger: LedgerTx, ids: readonly number[], { state, actor }: By): Promise<number[]> {
  const lock = ledger.isPostgres ? sql`for update` : sql``
  const { rows } = await sql<Parameters<typeof retryEnded>[1]>`
    select id, kind, run_id, label from job_history
    where id in ${idList(ledger, ids)} and state = ${sql.lit(state)} order by id ${lock}`.execute(ledger.tx)
  const back = new Set<number>()
  for (const job of rows) {
    if (back.has(job.id)) continue
    for (const id of await retryEnded(ledger, job, actor)) back.add(id)
  }
  return [...back]
}

/**
 * Cancels every live job of a state, or of all, that is there when it is called; what runs is asked to stop.
 * @returns how many of them were cancelled or asked
 */
export async function cancelMany(
  { db, ledger }: Deps,
  which: { state?: LiveState; kind?: string },
  actor: string,
): Promise<number> {
  const ids = await readInPages(PAGE, (after, limit) => liveIds(db.read, which, { after, limit }), same)
  let cancelled = 0
  for (let start = 0; start < ids.length; start += CANCELLED) {
    const chunk = ids.slice(start, start + CANCELLED)
    cancelled += await db.tx((tx) =>
      inLedger(ledger, tx, async (open) => {
        const wentAlong = await countCancelled(open, chunk)
        const live = await stillSo(open, chunk, which.state)
        await cancelJobs(open, live, cancelledBy(actor))
        return wentAlong + live.length
      }),
    )
    await breathe()
  }
  return cancelled
}

/** With their parents, by an earlier transaction. */
async function countCancelled(ledger: LedgerTx, ids: readonly number[]): Promise<number> {
  const list = idList(ledger, ids)
  const { rows } = await sql<{ n: number }>`select
    (select count(*) from job_queue where id in ${list} and cancel_code is not null)
    + (select count(*) from job_history where id in ${list} and state = 'cancelled') as n`.execute(ledger.tx)
  return Number(rows[0]?.n ?? 0)
}

async function stillSo(ledger: LedgerTx, ids: readonly number[], state: LiveState | undefined): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from job_queue
    where id in ${idList(ledger, ids)} and cancel_code is null ${andState(state)} order by id`.execute(ledger.tx)
  return rows.map(({ id }) => id)
}

interface Page {
  after: number
  limit: number
}

async function endedIds(
  reader: Reader,
  { state, kind }: { state: RetryableState; kind?: string },
  { after, limit }: Page,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from job_history
    where state = ${sql.lit(state)} ${andKind(kind)} and id > ${after} order by id limit ${limit}`.execute(reader)
  return rows.map(({ id }) => id)
}

async function liveIds(
  reader: Reader,
  { state, kind }: { state?: LiveState; kind?: string },
  { after, limit }: Page,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from job_queue
    where cancel_code is null ${andState(state)} ${andKind(kind)} and id > ${after} order by id limit ${limit}`.execute(
    reader,
  )
  return rows.map(({ id }) => id)
}

const same = (id: number): number => id
const andState = (state: LiveState | undefined) => (state === undefined ? sql`` : sql`and state = ${sql.lit(state)}`)
const andKind = (kind: string | undefined) => (kind === undefined ? sql`` : sql`and kind = ${kind}`)
