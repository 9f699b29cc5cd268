import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { EngineTables } from '../../db/tables/engine.ts'
import { readCounters } from '../ledger/counters.ts'
import type { JobState } from '../model.ts'

type Live = Omit<EngineTables['job_queue'], 'id' | 'state'>
/** A job of either table; what only live ones have is null on those that have ended. */
export type AnyJob = Record<keyof Live, string | number | null> & {
  id: number
  state: JobState
  isLive: boolean
  parent_id: number | null
  attempt: number
}

/** The whole ledger at one instant. */
export interface Snapshot {
  jobs: ReadonlyMap<number, AnyJob>
  /** Those that are in both tables. */
  twice: readonly number[]
  children: ReadonlyMap<number | null, readonly AnyJob[]>
  edges: readonly EngineTables['job_edges'][]
  attempts: readonly EngineTables['job_attempts'][]
  /** Children of this job up to that number are of a former life. */
  lastFormerChild(id: number): number
  /** By queue, kind and state. */
  counters: ReadonlyMap<string, number>
}

export async function readLedger(db: Db): Promise<Snapshot> {
  return db.tx(async (tx) => {
    if (db.dialect === 'postgres') await sql`set transaction isolation level repeatable read`.execute(tx)
    return readIn(tx)
  })
}

async function readIn(tx: Tx): Promise<Snapshot> {
  const live = await tx.selectFrom('job_queue').selectAll().orderBy('id').execute()
  const ended = await tx.selectFrom('job_history').selectAll().orderBy('id').execute()
  const edges = await tx.selectFrom('job_edges').selectAll().execute()
  const attempts = await tx.selectFrom('job_attempts').selectAll().execute()
  const counters = await readCounters(tx)
  const all = [
    ...live.map((row) => ({ ...row, isLive: true })),
    ...ended.map((row) => ({ ...row, isLive: false })),
  ] as unknown as AnyJob[]
  const jobs = new Map(all.toSorted((a, b) => a.id - b.id).map((job) => [job.id, job]))
  const former = new Map<number, number>()
  for (const { job_id, last_child_id } of attempts)
    former.set(job_id, Math.max(former.get(job_id) ?? 0, last_child_id ?? 0))
  return {
    jobs,
    twice: live.flatMap(({ id }) => (jobs.get(id)?.isLive === true ? [] : [id])),
    children: Map.groupBy([...jobs.values()], ({ parent_id }) => parent_id),
    edges,
    attempts,
    lastFormerChild: (id) => former.get(id) ?? 0,
    counters: new Map(counters.map(({ queue, kind, state, n }) => [`${queue} ${kind} ${state}`, n])),
  }
}

export const hasFailed = ({ state }: AnyJob): boolean => state === 'failed' || state === 'quarantined'

/** What a ledger must never be, whoever did what before. */
export function faultsIn(snapshot: Snapshot): string[] {
  const faults: string[] = []
  const fault = (job: AnyJob, what: string) => void faults.push(`job ${job.id} (${job.state}) ${what}`)
  for (const id of snapshot.twice) faults.push(`job ${id} is in both tables`)
  for (const job of snapshot.jobs.values()) {
    checkFamily(snapshot, job, (what) => fault(job, what))
    if (job.isLive) {
      checkEdges(snapshot, job, (what) => fault(job, what))
      checkLive(job, (what) => fault(job, what))
    } else if ((job.state === 'completed') !== (job.error_code === null)) fault(job, `has the error ${job.error_code}`)
    if (Number(job.failures) > Number(job.max_attempts)) fault(job, 'has failed too often')
  }
  checkTrails(snapshot, faults)
  const counted = new Map<string, number>()
  for (const { queue, kind, state } of snapshot.jobs.values()) {
    const key = `${queue} ${kind} ${state}`
    counted.set(key, (counted.get(key) ?? 0) + 1)
  }
  for (const key of new Set([...counted.keys(), ...snapshot.counters.keys()])) {
    const [kept, real] = [snapshot.counters.get(key) ?? 0, counted.get(key) ?? 0]
    if (kept !== real) faults.push(`the counter of ${key} says ${kept} but there are ${real}`)
  }
  return faults
}

type Complain = (what: string) => void

function checkFamily(snapshot: Snapshot, job: AnyJob, fault: Complain): void {
  const children = snapshot.children.get(job.id) ?? []
  const parent = job.parent_id === null ? undefined : snapshot.jobs.get(job.parent_id)
  if (parent !== undefined && job.run_id !== (parent.run_id ?? parent.id)) fault(`is of the run ${job.run_id}`)
  if (!job.isLive) return
  const open = children.filter((child) => child.isLive).length
  if (job.open_children !== open) fault(`counts ${job.open_children} open children, not ${open}`)
  const own = children.filter((child) => child.id > snapshot.lastFormerChild(job.id))
  const failed = own.filter(hasFailed).length
  const isWhole = children.length === job.child_count
  if (isWhole ? job.failed_children !== failed : Number(job.failed_children) < failed)
    fault(`counts ${job.failed_children} failed children, not ${failed}`)
  if (job.state === 'waiting' && open === 0) fault('waits for nothing')
  const isOwn = parent !== undefined && job.id > snapshot.lastFormerChild(parent.id)
  if (isOwn && parent.error_code === 'jobs/children-failed') fault('is not waited for by its parent')
}

function checkEdges({ jobs, edges }: Snapshot, job: AnyJob, fault: Complain): void {
  const before = edges.filter(({ job_id }) => job_id === job.id).map(({ after_id }) => jobs.get(after_id))
  const open = before.filter((one) => one?.isLive === true).length
  if (job.open_edges !== open) fault(`counts ${job.open_edges} open predecessors, not ${open}`)
  if ((job.state === 'blocked') !== open > 0) fault(`has ${open} open predecessors`)
  const unmet = before.find((one) => one?.isLive === false && one.state !== 'completed')
  if (unmet !== undefined) fault(`lives although its predecessor ${unmet.id} has ${unmet.state}`)
}

function checkLive(job: AnyJob, fault: Complain): void {
  if ((job.state === 'running') !== (job.owner !== null)) fault(`has the owner ${job.owner}`)
  if ((job.state === 'held') !== (job.hold !== null)) fault(`has the gate ${job.hold}`)
  if (job.run_at !== null && job.state !== 'scheduled' && job.state !== 'blocked') fault(`has a time`)
}

function checkTrails({ jobs, edges, attempts }: Snapshot, faults: string[]): void {
  for (const { job_id, after_id } of edges) {
    const [job, before] = [jobs.get(job_id), jobs.get(after_id)]
    if (job === undefined || before === undefined) faults.push(`the edge from ${after_id} to ${job_id} leads nowhere`)
    else if (before.has_dependents !== 1) faults.push(`job ${after_id} does not know that ${job_id} comes after it`)
  }
  for (const { job_id, attempt } of attempts) {
    const job = jobs.get(job_id)
    if (job === undefined || job.attempt < attempt) faults.push(`attempt ${attempt} of job ${job_id} never was`)
  }
}
