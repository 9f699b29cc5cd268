import { sql } from 'kysely'
import { ConflictError, InvalidInputError, InvariantError } from '../../kernel/errors.ts'
import type { JobId } from '../../kernel/ids.ts'
import type { ChildOptions } from '../context.ts'
import { isPriority, type JobContract } from '../define-job.ts'
import type { Enqueued, EnqueueOptions } from '../jobs.ts'
import type { LiveState } from '../model.ts'
import { findPredecessors, linkEdges, type Predecessors } from './edges.ts'
import { type LedgerTx, idList } from './ledger-tx.ts'
import type { KeptProgress } from './roll-up.ts'

const BATCH = 500

/** One job to be inserted; keys and payload as they stand in its row. */
export interface NewJob {
  payload: string
  dedupe: string | null
  serial: string | null
  target: string | null
}

/** @throws InvalidInputError `jobs/bad-payload` */
export function parsePayload(contract: JobContract, payload: unknown): unknown {
  const parsed = contract.payload.safeParse(payload)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const params = { kind: contract.kind, field: issue?.path.join('.') ?? '', problem: issue?.message ?? '' }
  throw new InvalidInputError('jobs/bad-payload', { params, cause: parsed.error })
}

/** Unique among live jobs. */
export const dedupeKey = (kind: string, dedupeBy: string): string => `${kind}:${dedupeBy}`

/** @throws InvalidInputError `jobs/bad-payload` */
export function prepareJob(contract: JobContract, payload: unknown): NewJob {
  const parsed = parsePayload(contract, payload)
  const key = contract.dedupeBy?.(parsed)
  return {
    payload: JSON.stringify(parsed),
    dedupe: key === undefined ? null : dedupeKey(contract.kind, key),
    serial: contract.serialBy?.(parsed) ?? null,
    target: contract.targetBy?.(parsed) ?? null,
  }
}

/** What all jobs of one call share. */
export interface Placement extends EnqueueOptions {
  runId?: number
  work?: ChildOptions['work']
}

/** Inserts jobs of one kind; the same order comes back. */
export async function enqueueJobs(
  ledger: LedgerTx,
  { contract, jobs }: { contract: JobContract; jobs: readonly NewJob[] },
  options: Placement,
): Promise<Enqueued[]> {
  if (ledger.contractOf(contract.kind) === undefined) {
    throw new InvariantError('jobs/unknown-kind', { params: { kind: contract.kind } })
  }
  const asked = options.priority ?? contract.priority
  if (!isPriority(asked)) throw new InvalidInputError('jobs/bad-priority', { params: { priority: asked } })
  const parent = options.parentId === undefined ? undefined : await adoptChildren(ledger, options.parentId)
  const runId = parent?.runId ?? options.runId
  const given = parent?.givenPriority ?? null
  const before = await findPredecessors(ledger, options.after ?? [])
  const placed = { ...options, priority: given ?? asked, given, runId }
  const enqueued: Enqueued[] = []
  for (let at = 0; at < jobs.length; at += BATCH) {
    enqueued.push(...(await insertBatch(ledger, contract, { jobs: jobs.slice(at, at + BATCH), placed, before })))
  }
  const added = enqueued.filter((job) => job.isNew).length
  if (options.parentId !== undefined && added > 0) await countChildren(ledger, options.parentId, added)
  await linkEdges(
    ledger,
    enqueued.flatMap((job) => (job.isNew ? [job.jobId] : [])),
    before,
  )
  return enqueued
}

interface Batch {
  jobs: readonly NewJob[]
  placed: Placement & { priority: number; given: number | null }
  before: Predecessors
}

function stateOf(ledger: LedgerTx, { placed, before }: Batch): LiveState {
  if (before.open.length > 0 || before.unmet.length > 0) return 'blocked'
  return placed.runAt !== undefined && placed.runAt > ledger.now ? 'scheduled' : 'ready'
}

async function insertBatch(ledger: LedgerTx, contract: JobContract, batch: Batch): Promise<Enqueued[]> {
  const { jobs, placed, before } = batch
  const state = stateOf(ledger, batch)
  const ids = await insertRows(ledger, jobs, {
    kind: contract.kind,
    v: contract.v,
    queue: contract.queue,
    state,
    priority: placed.priority,
    given_priority: placed.given,
    created_at: ledger.now,
    label: placed.label ?? null,
    actor: placed.actor,
    run_id: placed.runId ?? null,
    parent_id: placed.parentId ?? null,
    on_child_failure: placed.onChildFailure ?? 'fail',
    max_attempts: contract.maxAttempts,
    run_at: state === 'ready' ? null : (placed.runAt ?? null),
    open_edges: before.open.length,
    ...(placed.work === undefined ? {} : { progress: notStarted(placed.work, ledger.now) }),
  })
  const added = ids.filter((id) => id.isNew).length
  if (added > 0) {
    ledger.moved({ queue: contract.queue, kind: contract.kind }, ['new', state], added)
    const fresh = ids.flatMap((id) => (id.isNew ? [id.jobId] : []))
    if (state === 'ready') ledger.later(() => ledger.signals.ready(contract.queue, fresh))
    if (state === 'scheduled') ledger.later(() => ledger.signals.due(Number(placed.runAt)))
  }
  return ids
}

function notStarted(work: NonNullable<Placement['work']>, at: number): string {
  const progress: KeptProgress = { ...work, current: 0, rate: null, message: null, at }
  return JSON.stringify(progress)
}

type Shared = Record<string, string | number | null>
const NUMBERS = new Set([
  'v',
  'priority',
  'given_priority',
  'created_at',
  'run_id',
  'parent_id',
  'max_attempts',
  'run_at',
  'open_edges',
])

/**
 * One statement for the whole batch: the rows go in as JSON. A row whose key is taken is matched with the active job;
 * when that one ends in the same instant, the row is tried again.
 */
async function insertRows(ledger: LedgerTx, jobs: readonly NewJob[], shared: Shared): Promise<Enqueued[]> {
  const names = sql.join(Object.keys(shared).map((name) => sql.ref(name)))
  const values = sql.join(
    Object.entries(shared).map(([name, value]) =>
      ledger.isPostgres ? sql`cast(${value} as ${NUMBERS.has(name) ? sql`bigint` : sql`text`})` : sql`${value}`,
    ),
  )
  const rows = JSON.stringify(jobs.map((job) => [job.payload, job.dedupe, job.serial, job.target]))
  const from = ledger.isPostgres
    ? sql`jsonb_array_elements(${rows}::jsonb) with ordinality as j(value, key) order by j.key`
    : sql`json_each(${rows}) as j where true order by j.key`
  const inserted = await sql<{ id: number; dedupe: string | null }>`
    insert into job_queue (${names}, payload, dedupe, serial, target)
    select ${values}, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3 from ${from}
    on conflict (dedupe) where dedupe is not null do nothing
    returning id, dedupe`.execute(ledger.tx)
  const found = await match(ledger, jobs, { rows: inserted.rows, runId: shared['run_id'] })
  const missed = jobs.filter((_, place) => found[place] === undefined)
  if (missed.length === 0) return found as Enqueued[]
  const again = await insertRows(ledger, missed, shared)
  return found.map((enqueued) => enqueued ?? (again.shift() as Enqueued))
}

const fresh = (id: number | undefined, runId: unknown): Enqueued => ({
  jobId: id as JobId,
  runId: (runId ?? id) as JobId,
  isNew: true,
})

async function match(
  ledger: LedgerTx,
  jobs: readonly NewJob[],
  { rows, runId }: { rows: readonly { id: number; dedupe: string | null }[]; runId: unknown },
): Promise<(Enqueued | undefined)[]> {
  const ordered = rows.toSorted((a, b) => a.id - b.id)
  if (ordered.length === jobs.length) return ordered.map(({ id }) => fresh(id, runId))
  const added = new Map(ordered.flatMap(({ id, dedupe }) => (dedupe === null ? [] : [[dedupe, id] as const])))
  const keys = jobs.flatMap(({ dedupe }) => (dedupe === null || added.has(dedupe) ? [] : [dedupe]))
  const active = await findActive(ledger, keys)
  const unkeyed = ordered.filter(({ dedupe }) => dedupe === null)
  return jobs.map(({ dedupe }) => {
    if (dedupe === null) return fresh(unkeyed.shift()?.id, runId)
    const id = added.get(dedupe)
    if (id === undefined) return active.get(dedupe)
    added.delete(dedupe)
    active.set(dedupe, { ...fresh(id, runId), isNew: false })
    return fresh(id, runId)
  })
}

async function findActive(ledger: LedgerTx, keys: readonly string[]): Promise<Map<string, Enqueued>> {
  if (keys.length === 0) return new Map()
  const rows = await ledger.tx
    .selectFrom('job_queue')
    .select(['id', 'dedupe', 'run_id'])
    .where('dedupe', 'in', [...new Set(keys)])
    .$if(ledger.isPostgres, (query) => query.forUpdate())
    .execute()
  return new Map(rows.map((row) => [String(row.dedupe), { ...fresh(row.id, row.run_id), isNew: false }]))
}

/** @returns what children have from their parent @throws ConflictError when it has finished */
async function adoptChildren(
  ledger: LedgerTx,
  parentId: number,
): Promise<{ runId: number; givenPriority: number | null }> {
  const parent = await ledger.tx
    .selectFrom('job_queue')
    .select(['id', 'run_id', 'given_priority'])
    .where('id', '=', parentId)
    .$if(ledger.isPostgres, (query) => query.forUpdate())
    .executeTakeFirst()
  if (parent === undefined) throw new ConflictError('jobs/parent-finished', { params: { jobId: parentId } })
  return { runId: parent.run_id ?? parent.id, givenPriority: parent.given_priority }
}

async function countChildren(ledger: LedgerTx, parentId: number, added: number): Promise<void> {
  await sql`update job_queue set open_children = open_children + ${added}, child_count = child_count + ${added}
    where id in ${idList(ledger, [parentId])}`.execute(ledger.tx)
}
