import { sql } from 'kysely'
import type { FinishedState, LiveState } from '../model.ts'
import { announceReady, idList, type LedgerTx } from './ledger-tx.ts'

/** A job in the history that did not complete. */
export interface Old {
  id: number
  kind: string
  queue: string
  state: FinishedState
  label: string | null
  run_id: number | null
  parent_id: number | null
  attempt: number
  child_count: number
  has_dependents: number
  dedupe: string | null
  error_code: string | null
  /** 1 when its own work was done and it waited for its children. */
  is_done: number
  /** Children up to this id are not its own any more. */
  last_former_child: number
}

/** Why a job stays where it is. */
export type Refusal =
  | { why: 'rival'; jobId: number }
  | { why: 'predecessor'; jobId: number; state: FinishedState }
  | { why: 'left-behind' }

export interface ReopenOptions {
  /** Jobs that have had their turn and are not brought along. */
  except?: ReadonlySet<number>
  /** About how many may come back at once; what there is no room for is told. */
  most?: number
  /** Leaves out what belongs to a job that starts anew, unless the kind was asked for and is not that job's. */
  isMany?: { kind?: string | undefined }
}

export interface Reopening {
  readonly back: Map<number, Old>
  /** Those of `back` that only wait for their children. */
  readonly waiting: Set<number>
  readonly refused: Map<number, Refusal>
  /** What there was no room for. */
  readonly left: number[]
}

/** A job above one that comes back. Of one that lives no more matters. */
type Above = Old | Pick<Old, 'id' | 'parent_id' | 'last_former_child'>

interface Planning extends Reopening, ReopenOptions {
  readonly ledger: LedgerTx
  readonly keys: Set<string>
  /** Parents that wait again only for what came back below them. */
  readonly risen: Set<number>
  readonly above: Map<number, Above>
}

/** The newest child that the job of this id had when it last started anew: it and those before are not its own any more. */
export const lastFormerChild = (id: string) =>
  sql<number>`coalesce((select max(a.last_child_id) from job_attempts a where a.job_id = ${sql.raw(id)}), 0)`

const OLD = sql`h.id, h.kind, h.queue, h.state, h.label, h.run_id, h.parent_id, h.attempt,
  h.child_count, h.has_dependents, h.dedupe, h.error_code, ${lastFormerChild('h.id')} as last_former_child,
  case when h.child_count > 0 and h.attempt > 0 and not exists (
    select 1 from job_attempts a where a.job_id = h.id and a.attempt = h.attempt) then 1 else 0 end as is_done`

/** Which jobs come back with these, and how. */
export async function planReopening(
  ledger: LedgerTx,
  ids: readonly number[],
  options: ReopenOptions,
): Promise<Reopening> {
  const plan: Planning = {
    ...options,
    ledger,
    back: new Map(),
    waiting: new Set(),
    refused: new Map(),
    left: [],
    keys: new Set(),
    risen: new Set(),
    above: new Map(),
  }
  const seen = await loadUnhappy(ledger, sql`h.id in ${idList(ledger, ids)}`)
  let wave = await admit(plan, seen, 'asked')
  while (wave.length > 0) {
    await awaitChildren(ledger, wave)
    const children = await childrenOf(plan, wave)
    seen.push(...children)
    const below = await admit(plan, children, 'below')
    const after = await admit(plan, await dependentsOf(plan, [...wave, ...below]), 'after')
    const freed = await admit(
      plan,
      seen.filter((job) => isFreed(plan, job)),
      'after',
    )
    wave = [...below.filter((job) => job.is_done === 1), ...after, ...freed]
  }
  await awaitChildren(ledger, [...plan.back.values()])
  await findWaiting(plan)
  return plan
}

// On PostgreSQL a job that ends in a transaction not yet committed still looks live here, and its ending would not see what
// comes back to wait for it: each is locked before it is counted on, in the order in which endings lock, upwards.

/** Live children of jobs that have ended: of a former life, or left running when their parent went. */
async function awaitChildren(ledger: LedgerTx, parents: readonly Old[]): Promise<void> {
  const ids = parents.filter((job) => job.child_count > 0).map(({ id }) => id)
  if (ledger.isPostgres && ids.length > 0) await lockLive(ledger, sql`parent_id in ${idList(ledger, ids)}`)
}

async function awaitPredecessors(ledger: LedgerTx, jobs: readonly Old[]): Promise<void> {
  const ids = jobs.map(({ id }) => id)
  const edges = sql`select after_id from job_edges where job_id in ${idList(ledger, ids)}`
  if (ledger.isPostgres) await lockLive(ledger, sql`id in (${edges})`)
}

/** A claim passes over what is locked, so the dispatcher looks anew afterwards. */
async function lockLive(ledger: LedgerTx, which: ReturnType<typeof sql>): Promise<void> {
  const { rows } = await sql<{ id: number; queue: string; state: LiveState }>`
    select id, queue, state from job_queue where ${which} order by id for update`.execute(ledger.tx)
  const ready = rows.filter(({ state }) => state === 'ready')
  announceReady(ledger, ready)
}

/** It was refused for a predecessor that comes back after all. */
function isFreed({ back, refused }: Planning, { id }: Old): boolean {
  const refusal = refused.get(id)
  return refusal?.why === 'predecessor' && back.has(refusal.jobId)
}

async function load(ledger: LedgerTx, which: ReturnType<typeof sql>): Promise<Old[]> {
  const lock = ledger.isPostgres ? sql`for update of h` : sql``
  const { rows } = await sql<Old>`
    select ${OLD} from job_history h where ${which} order by h.id ${lock}`.execute(ledger.tx)
  return rows
}

const loadUnhappy = (ledger: LedgerTx, which: ReturnType<typeof sql>) =>
  load(ledger, sql`h.state <> 'completed' and ${which}`)
const isUnhappy = (job: Above | undefined): job is Old =>
  job !== undefined && 'state' in job && job.state !== 'completed'

/** Those that ended badly, and those that were cancelled with their parent or because of each other. */
function childrenOf({ ledger, risen }: Planning, parents: readonly Old[]): Promise<Old[]> {
  const done = parents.filter((job) => job.is_done === 1 && !risen.has(job.id)).map(({ id }) => id)
  if (done.length === 0) return Promise.resolve([])
  return loadUnhappy(
    ledger,
    sql`h.parent_id in ${idList(ledger, done)} and h.id > ${lastFormerChild('h.parent_id')}
    and (h.state <> 'cancelled' or h.error_code = 'jobs/predecessor-failed' or exists (
      select 1 from job_history p where p.id = h.parent_id and p.state = 'cancelled'
        and p.error_code = h.error_code and p.error_params = h.error_params))`,
  )
}

/** What was cancelled because one of these did not complete. */
function dependentsOf({ ledger }: Planning, jobs: readonly Old[]): Promise<Old[]> {
  const before = jobs.filter((job) => job.has_dependents === 1).map(({ id }) => id)
  if (before.length === 0) return Promise.resolve([])
  return loadUnhappy(
    ledger,
    sql`h.error_code = 'jobs/predecessor-failed'
    and h.id in (select job_id from job_edges where after_id in ${idList(ledger, before)})`,
  )
}

/** Takes them up in order of id, so that predecessors come first. @returns those that come back, parents as well */
async function admit(plan: Planning, given: readonly Old[], how: 'asked' | 'below' | 'after'): Promise<Old[]> {
  const jobs = given.filter((job) => !plan.back.has(job.id) && plan.except?.has(job.id) !== true)
  if (jobs.length === 0) return []
  await awaitPredecessors(plan.ledger, jobs)
  if (how !== 'below') await climb(plan, jobs)
  const unmet = await unmetOf(plan, jobs)
  const rivals = await rivalsOf(plan, [...jobs, ...[...plan.above.values()].filter(isUnhappy)])
  const left = new Set<number>()
  const fed = new Set<number | null>()
  const added: Old[] = []
  for (const job of jobs) {
    const above = how === 'below' ? [] : waitedAbove(plan, job)
    const first = unmet.get(job.id)?.find(({ jobId }) => !plan.back.has(jobId))
    const refusal =
      (how === 'asked' && isLeftBehind(plan, job, rivals) ? ({ why: 'left-behind' } as const) : undefined) ??
      first ??
      rivalAmong(plan, [job, ...above], rivals)
    const hasRoom = how !== 'below' || plan.back.size < (plan.most ?? Infinity) || !fed.has(job.parent_id)
    if (refusal?.why === 'predecessor' && left.has(refusal.jobId)) left.add(job.id)
    else if (refusal !== undefined) plan.refused.set(job.id, refusal)
    else if (!hasRoom) left.add(job.id)
    else {
      fed.add(job.parent_id)
      for (const one of [job, ...above]) take(plan, one)
      for (const { id } of above) plan.risen.add(id)
      added.push(job, ...above)
    }
  }
  plan.left.push(...left)
  return added
}

function take(plan: Planning, job: Old): void {
  plan.back.set(job.id, job)
  plan.refused.delete(job.id)
  if (job.dedupe !== null) plan.keys.add(job.dedupe)
}

type Rivals = ReadonlyMap<string, number>

/** Live jobs with the same keys. */
async function rivalsOf({ ledger }: Planning, jobs: readonly Old[]): Promise<Rivals> {
  const keys = [...new Set(jobs.flatMap(({ dedupe }) => dedupe ?? []))]
  if (keys.length === 0) return new Map()
  const list = ledger.isPostgres
    ? sql`(select unnest(${keys}::text[]))`
    : sql`(select value from json_each(${JSON.stringify(keys)}))`
  const { rows } = await sql<{ id: number; dedupe: string }>`
    select id, dedupe from job_queue where dedupe in ${list}`.execute(ledger.tx)
  return new Map(rows.map(({ id, dedupe }) => [dedupe, id]))
}

function rivalAmong(plan: Planning, jobs: readonly Old[], rivals: Rivals): Refusal | undefined {
  for (const { id, dedupe } of jobs) {
    if (dedupe === null || plan.back.has(id)) continue
    const rival = rivals.get(dedupe) ?? (plan.keys.has(dedupe) ? id : undefined)
    if (rival !== undefined) return { why: 'rival', jobId: rival }
  }
  return undefined
}

type Unmet = Extract<Refusal, { why: 'predecessor' }>

/** Predecessors that have ended otherwise than well. */
async function unmetOf({ ledger }: Planning, jobs: readonly Old[]): Promise<Map<number, Unmet[]>> {
  const { rows } = await sql<{ job_id: number; id: number; state: FinishedState }>`
    select e.job_id, p.id, p.state from job_edges e join job_history p on p.id = e.after_id
    where p.state <> 'completed' and e.job_id in ${idList(
      ledger,
      jobs.map(({ id }) => id),
    )}`.execute(ledger.tx)
  const toUnmet = ({ id, state }: (typeof rows)[number]): Unmet => ({ why: 'predecessor', jobId: id, state })
  return new Map([...Map.groupBy(rows, (row) => row.job_id)].map(([id, mine]) => [id, mine.map(toUnmet)]))
}

/** Reads everything above; what lives there is locked, in order of id. */
async function climb({ ledger, above }: Planning, jobs: readonly Old[]): Promise<void> {
  const lock = ledger.isPostgres ? sql`for update` : sql``
  let from: readonly Above[] = jobs
  for (;;) {
    const parents = new Set(from.flatMap(({ parent_id }) => parent_id ?? []))
    const missing = [...parents].filter((id) => !above.has(id))
    if (missing.length === 0) return
    const ids = idList(ledger, missing)
    const live = await sql<Above>`select id, parent_id, ${lastFormerChild('job_queue.id')} as last_former_child
      from job_queue where id in ${ids} order by id ${lock}`.execute(ledger.tx)
    from = [...live.rows, ...(await load(ledger, sql`h.id in ${ids}`))]
    for (const job of from) above.set(job.id, job)
  }
}

/** The parents that failed by their children and wait for this one again, all the way up. */
function waitedAbove({ back, above }: Planning, job: Old): Old[] {
  const waited: Old[] = []
  for (let below: Above = job; ;) {
    const parent = above.get(below.parent_id ?? 0)
    const isWaited = isUnhappy(parent) && parent.error_code === 'jobs/children-failed' && !back.has(parent.id)
    if (!isWaited || below.id <= parent.last_former_child) return waited
    waited.push(parent)
    below = parent
  }
}

/** Something above it starts anew, or has, or another like it is at work in its place. */
function isLeftBehind({ isMany, above }: Planning, job: Old, rivals: Rivals): boolean {
  if (isMany === undefined) return false
  let below: Above = job
  for (;;) {
    const parent = above.get(below.parent_id ?? 0)
    if (parent === undefined) return false
    if (below.id <= parent.last_former_child) return true
    if (isUnhappy(parent)) {
      if (parent.is_done === 0 && (isMany.kind === undefined || isMany.kind === parent.kind)) return true
      if (parent.dedupe !== null && rivals.has(parent.dedupe)) return true
    }
    below = parent
  }
}

async function findWaiting({ ledger, back, waiting }: Planning): Promise<void> {
  const done = [...back.values()].filter((job) => job.is_done === 1).map(({ id }) => id)
  if (done.length === 0) return
  const { rows } = await sql<{ parent_id: number }>`
    select distinct parent_id from job_queue where parent_id in ${idList(ledger, done)}`.execute(ledger.tx)
  const fed = new Set([...rows, ...back.values()].map(({ parent_id }) => parent_id))
  for (const id of done) if (fed.has(id)) waiting.add(id)
}
