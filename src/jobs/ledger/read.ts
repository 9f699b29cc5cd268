import { type ExpressionBuilder, sql } from 'kysely'
import type { Reader } from '../../db/db.ts'
import type { EngineTables } from '../../db/tables/engine.ts'
import { FINISHED_STATES, type JobState, UNTIL_ASKED_MS } from '../model.ts'

/** A job as it is shown, live or finished. */
export interface JobRow {
  id: number
  kind: string
  queue: string
  state: JobState
  priority: number
  label: string | null
  actor: string
  run_id: number | null
  parent_id: number | null
  attempt: number
  failures: number
  crashes: number
  max_attempts: number
  child_count: number
  open_children: number
  failed_children: number
  open_edges: number
  hold: string | null
  run_at: number | null
  created_at: number
  started_at: number | null
  finished_at: number | null
  error_code: string | null
  error_params: string | null
  progress: string | null
  serial: string | null
  target: string | null
}

const SHARED = [
  'id',
  'kind',
  'queue',
  'state',
  'priority',
  'label',
  'actor',
  'run_id',
  'parent_id',
  'attempt',
  'failures',
  'crashes',
  'max_attempts',
  'child_count',
  'failed_children',
  'created_at',
  'started_at',
  'error_code',
  'error_params',
  'progress',
  'serial',
  'target',
] as const

export interface JobQuery {
  before?: number
  state?: JobState
  kind?: string
  queue?: string
  runId?: number
  parentId?: number
  isRun?: boolean
  /** Kinds whose successes are left out: they happen all the time and say nothing. */
  quietKinds?: readonly string[]
  text?: string
  limit: number
}

export interface JobPage {
  /** Newest first. */
  rows: JobRow[]
  /** Where the next page starts; null when nothing is left. */
  before: number | null
}

/** Ids that are looked through at a time when no index serves the filter. */
const WINDOW = 50_000
const WINDOWS = 4

/**
 * Live and finished jobs in one order. A filter that no index serves looks through a bounded number of jobs only, so
 * that a page may be short although more follow: a million waiting jobs must not hold up the server.
 */
export async function listJobs(reader: Reader, query: JobQuery): Promise<JobPage> {
  const isServed = query.kind === undefined && query.queue === undefined && query.text === undefined
  let below = query.before ?? (await newestId(reader)) + 1
  const rows: JobRow[] = []
  for (let window = 0; window < WINDOWS && below > 0; window++) {
    const from = isServed ? 0 : Math.max(0, below - WINDOW)
    const found = await listBetween(reader, query, { from, below, limit: query.limit + 1 - rows.length })
    rows.push(...found)
    if (rows.length > query.limit)
      return { rows: rows.slice(0, query.limit), before: rows[query.limit - 1]?.id ?? null }
    below = from
  }
  return { rows, before: below > 0 ? below : null }
}

async function newestId(reader: Reader): Promise<number> {
  const [live, ended] = await Promise.all([
    reader
      .selectFrom('job_queue')
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirst(),
    reader
      .selectFrom('job_history')
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirst(),
  ])
  return Math.max(live?.id ?? 0, ended?.id ?? 0)
}

interface Span {
  from: number
  below: number
  limit: number
}

async function listBetween(reader: Reader, query: JobQuery, span: Span): Promise<JobRow[]> {
  const isFinished = query.state !== undefined && (FINISHED_STATES as readonly string[]).includes(query.state)
  const where = filterBy(query, span)
  const live = liveJobs(reader).where(where).orderBy('id', 'desc').limit(span.limit)
  const ended = endedJobs(reader)
    .where(where as never)
    .orderBy('id', 'desc')
    .limit(span.limit)
  const rows =
    query.state === undefined ? await readBoth(reader, live, ended) : await (isFinished ? ended : live).execute()
  return rows.toSorted((a, b) => b.id - a.id).slice(0, span.limit)
}

type Both = Pick<EngineTables, 'job_queue'>

/** The two tables share these columns, so the filter is written once. */
const filterBy = (query: JobQuery, span: Span) => (where: ExpressionBuilder<Both, 'job_queue'>) => {
  const and = [where('id', '<', span.below), where('id', '>=', span.from)]
  if (query.state !== undefined) and.push(where('state', '=', sql.lit(query.state) as never))
  if (query.kind !== undefined) and.push(where('kind', '=', query.kind))
  if (query.queue !== undefined) and.push(where('queue', '=', query.queue))
  if (query.parentId !== undefined) and.push(where('parent_id', '=', query.parentId))
  if (query.isRun === true) and.push(where('parent_id', 'is', null))
  if (query.quietKinds !== undefined && query.quietKinds.length > 0) {
    const isLoud = where('kind', 'not in', query.quietKinds)
    and.push(where.or([isLoud, where('state', '!=', sql.lit('completed') as never)]) as never)
  }
  if (query.runId !== undefined) and.push(where.or([where('run_id', '=', query.runId), where('id', '=', query.runId)]))
  if (query.text !== undefined) {
    const part = `%${query.text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    const has = (column: string) => sql<boolean>`lower(${sql.ref(column)}) like ${part} escape '\\'`
    const id = /^\d{1,15}$/.test(query.text) ? [where('id', '=', Number(query.text))] : []
    and.push(where.or([has('label'), has('kind'), ...id]) as never)
  }
  return where.and(and)
}

const LIVE = ['open_children', 'open_edges', 'hold', 'run_at'] as const
const nothing = <T>(type: 'bigint' | 'text') => sql<T | null>`cast(null as ${sql.raw(type)})`

const liveJobs = (reader: Reader) =>
  reader.selectFrom('job_queue').select([...SHARED, ...LIVE, nothing<number>('bigint').as('finished_at')])

const endedJobs = (reader: Reader) =>
  reader
    .selectFrom('job_history')
    .select([
      ...SHARED,
      sql.lit(0).as('open_children'),
      sql.lit(0).as('open_edges'),
      nothing<string>('text').as('hold'),
      nothing<number>('bigint').as('run_at'),
      'finished_at',
    ])

/** At one instant: a job that ends just now is in one of them, not in both or in none. */
function readBoth(
  reader: Reader,
  live: ReturnType<typeof liveJobs>,
  ended: ReturnType<typeof endedJobs>,
): Promise<JobRow[]> {
  const all = reader.selectFrom(ended.as('ended')).selectAll().$castTo<JobRow>()
  return reader.selectFrom(live.as('live')).selectAll().$castTo<JobRow>().unionAll(all).execute()
}

const ENDED = { open_children: 0, open_edges: 0, hold: null, run_at: null }

export async function findJob(
  reader: Reader,
  id: number,
): Promise<(JobRow & { payload: string; result: string | null }) | undefined> {
  const live = await reader
    .selectFrom('job_queue')
    .select([...SHARED, 'open_children', 'open_edges', 'hold', 'run_at', 'payload', 'result'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (live !== undefined) return { ...live, finished_at: null }
  const ended = await reader
    .selectFrom('job_history')
    .select([...SHARED, 'finished_at', 'payload', 'result'])
    .where('id', '=', id)
    .executeTakeFirst()
  return ended === undefined ? undefined : { ...ended, ...ENDED }
}

export async function listAttempts(reader: Reader, jobId: number): Promise<EngineTables['job_attempts'][]> {
  return reader.selectFrom('job_attempts').selectAll().where('job_id', '=', jobId).orderBy('attempt').execute()
}

export async function listPredecessors(
  reader: Reader,
  jobId: number,
): Promise<{ id: number; kind: string; state: JobState }[]> {
  const { rows } = await sql<{ id: number; kind: string; state: JobState }>`
    select q.id, q.kind, q.state from job_edges e join job_queue q on q.id = e.after_id where e.job_id = ${jobId}
    union all
    select h.id, h.kind, h.state from job_edges e join job_history h on h.id = e.after_id where e.job_id = ${jobId}
    order by 1`.execute(reader)
  return rows
}

export async function countRun(reader: Reader, runId: number): Promise<{ state: JobState; n: number }[]> {
  const { rows } = await sql<{ state: JobState; n: number }>`
    select state, count(*) as n from job_queue where run_id = ${runId} group by state
    union all
    select state, count(*) as n from job_history where run_id = ${runId} group by state`.execute(reader)
  return rows.map(({ state, n }) => ({ state, n: Number(n) }))
}

/** Which of these runs have a job that waits for a person: see `UNTIL_ASKED_MS`. */
export async function findAskingRuns(reader: Reader, runIds: readonly number[]): Promise<Set<number>> {
  if (runIds.length === 0) return new Set()
  const rows = await reader
    .selectFrom('job_queue')
    .select('run_id')
    .distinct()
    .where('run_id', 'in', runIds)
    .where('state', '=', sql.lit('scheduled') as never)
    .where((eb) => eb(eb('run_at', '-', eb.ref('created_at')), '>=', UNTIL_ASKED_MS))
    .execute()
  return new Set(rows.flatMap(({ run_id }) => run_id ?? []))
}

export async function listTargets(reader: Reader) {
  return reader
    .selectFrom('job_targets')
    .select(['target', 'breaker', 'failures', 'open_until', 'per_second'])
    .orderBy('target')
    .execute()
}

/** The jobs of a run below the run itself, oldest first. */
export async function listTree(reader: Reader, runId: number, limit: number): Promise<JobRow[]> {
  const live = liveJobs(reader).where('run_id', '=', runId).orderBy('id').limit(limit)
  const ended = endedJobs(reader).where('run_id', '=', runId).orderBy('id').limit(limit)
  return (await readBoth(reader, live, ended)).toSorted((a, b) => a.id - b.id).slice(0, limit)
}
