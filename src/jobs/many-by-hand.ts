import { sql } from 'kysely'
import type { Db, Reader } from '../db/db.ts'
import { readInPages } from '../db/in-chunks.ts'
import { breathe } from '../kernel/breathe.ts'
import { cancelledBy, retryByHand, sayRetried } from './control.ts'
import { idList, type LedgerDeps, type LedgerTx } from './ledger/ledger-tx.ts'
import { reopen } from './ledger/reopen.ts'
import { inRepeatedTx } from './ledger/repeated-tx.ts'
import { cancelJobs } from './ledger/settle.ts'
import type { FinishedState, LiveState } from './model.ts'

interface Deps {
  db: Db
  ledger: LedgerDeps
}

export type RetryableState = Exclude<FinishedState, 'completed'>
const RETRYABLE: readonly RetryableState[] = ['failed', 'cancelled', 'quarantined']

export interface RetryFilter {
  state?: RetryableState | undefined
  kind?: string | undefined
  jobIds?: readonly number[] | undefined
  /** Epoch ms. */
  endedSince?: number | undefined
}

/** Ids that are read in one go. */
const PAGE = 5000
/** Jobs of one transaction. */
const RETRIED = 100
const CANCELLED = 500
/** About as many come back in one transaction, with those that come along. */
const MOST_BACK = 500

/** Puts a job back, and what comes along with it; the many children of one job in transactions that follow. */
export async function retryOne(deps: Deps, jobId: number, actor: string): Promise<void> {
  const left = await inRepeatedTx(deps, (open) => retryByHand(open, jobId, { actor, most: MOST_BACK }))
  await retryInTurn(deps, left, (open, chunk, except) => reopen(open, chunk, { except, most: MOST_BACK }))
}

/**
 * Puts back every job of a state, or of all that can be put back, that has ended when it is called, each once: one that
 * went along with its parent, and one that fails anew meanwhile, is not touched again. One whose like is active already,
 * whose predecessor has not completed or whose parent starts anew stays.
 * @returns how many of them were put back
 */
export async function retryMany(deps: Deps, which: RetryFilter, actor: string): Promise<number> {
  const ids: number[] = []
  for (const state of which.state === undefined ? RETRYABLE : [which.state]) {
    const read = (after: number, limit: number) => endedIds(deps.db.read, { ...which, state }, { after, limit })
    for (const id of await readInPages(PAGE, read, same)) ids.push(id)
  }
  ids.sort((a, b) => a - b)
  const broughtLater = new Set<number>()
  const back = await retryInTurn(deps, ids, async (open, chunk, except) => {
    const done = await reopen(open, chunk, { except, most: MOST_BACK, isMany: { kind: which.kind } })
    const chosen = new Set(chunk.filter((id) => !broughtLater.has(id)))
    for (const job of done.back) if (chosen.has(job.id)) sayRetried(open, job, actor)
    for (const id of done.left) broughtLater.add(id)
    return done
  })
  return ids.filter((id) => back.has(id)).length
}

type RetryStep = (
  open: LedgerTx,
  ids: readonly number[],
  except: ReadonlySet<number>,
) => Promise<{ back: readonly { id: number }[]; left: readonly number[] }>

/** What there was no room for comes next. @returns all that were put back */
async function retryInTurn(deps: Deps, ids: readonly number[], step: RetryStep): Promise<Set<number>> {
  const back = new Set<number>()
  const turns = [...ids]
  for (let start = 0; start < turns.length; start += RETRIED) {
    const chunk = turns.slice(start, start + RETRIED).filter((id) => !back.has(id))
    if (chunk.length === 0) continue
    const done = await inRepeatedTx(deps, (open) => step(open, chunk, back))
    for (const { id } of done.back) back.add(id)
    if (done.back.length > 0) for (const id of done.left) turns.push(id)
    await breathe()
  }
  return back
}

/**
 * Cancels every live job of a state, or of all, that is there when it is called; what runs is asked to stop.
 * @returns how many of them were cancelled or asked
 */
export async function cancelMany(
  deps: Deps,
  which: { state?: LiveState; kind?: string },
  actor: string,
): Promise<number> {
  const ids = await readInPages(PAGE, (after, limit) => liveIds(deps.db.read, which, { after, limit }), same)
  let cancelled = 0
  for (let start = 0; start < ids.length; start += CANCELLED) {
    const chunk = ids.slice(start, start + CANCELLED)
    cancelled += await inRepeatedTx(deps, async (open) => {
      const wentAlong = await countCancelled(open, chunk)
      const live = await stillSo(open, chunk, which.state)
      await cancelJobs(open, live, cancelledBy(actor))
      return wentAlong + live.length
    })
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
  { state, kind, jobIds, endedSince }: RetryFilter & { state: RetryableState },
  { after, limit }: Page,
): Promise<number[]> {
  const among = jobIds === undefined ? sql`` : sql`and id in (${sql.join(jobIds)})`
  const since = endedSince === undefined ? sql`` : sql`and finished_at >= ${endedSince}`
  // Said twice and literally, so that the index of what did not complete serves it.
  const { rows } = await sql<{ id: number }>`select id from job_history
    where state = ${sql.lit(state)} and state <> 'completed' ${andKind(kind)} ${among} ${since} and id > ${after}
    order by id limit ${limit}`.execute(reader)
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
