import type { Reader } from '../../db/db.ts'
import type { JobState, LiveState } from '../model.ts'
import { dedupeKey } from './enqueue.ts'

/** One job of a kind, live or finished. */
export interface JobOfKind {
  jobId: number
  state: JobState
  /** JSON. */
  payload: string
  actor: string
  createdAt: number
  finishedAt: number | null
  error: { code: string; params: Record<string, string | number | boolean | null> } | null
}

const COLUMNS = ['id', 'state', 'payload', 'actor', 'created_at', 'error_code', 'error_params'] as const

type Row = {
  id: number
  state: JobState
  payload: string
  actor: string
  created_at: number
  error_code: string | null
  error_params: string | null
}

function toJob(row: Row, finishedAt: number | null): JobOfKind {
  const params = JSON.parse(row.error_params ?? '{}') as Record<string, string | number | boolean | null>
  return {
    jobId: row.id,
    state: row.state,
    payload: row.payload,
    actor: row.actor,
    createdAt: row.created_at,
    finishedAt,
    error: row.error_code === null ? null : { code: row.error_code, params },
  }
}

/** Jobs of a kind that are started by themselves, never as children: newest first; `before` excludes. */
export async function listJobsOfKind(
  reader: Reader,
  kind: string,
  page: { before?: number; limit: number },
): Promise<JobOfKind[]> {
  const before = page.before ?? Number.MAX_SAFE_INTEGER
  const live = await reader
    .selectFrom('job_queue')
    .select(COLUMNS)
    .where('parent_id', 'is', null)
    .where('kind', '=', kind)
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
  const finished = await reader
    .selectFrom('job_history')
    .select([...COLUMNS, 'finished_at'])
    .where('parent_id', 'is', null)
    .where('kind', '=', kind)
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
  const all = [...live.map((row) => toJob(row, null)), ...finished.map((row) => toJob(row, row.finished_at))]
  return all.toSorted((a, b) => b.jobId - a.jobId).slice(0, page.limit)
}

export async function findJobOfKind(reader: Reader, kind: string, jobId: number): Promise<JobOfKind | undefined> {
  const live = reader.selectFrom('job_queue').select(COLUMNS).where('id', '=', jobId).where('kind', '=', kind)
  const found = await live.executeTakeFirst()
  if (found !== undefined) return toJob(found, null)
  const ended = await reader
    .selectFrom('job_history')
    .select([...COLUMNS, 'finished_at'])
    .where('id', '=', jobId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return ended === undefined ? undefined : toJob(ended, ended.finished_at)
}

/** What the finished jobs of a run gave back, of these kinds: JSON, the last first. */
export async function listResultsOfRun(reader: Reader, runId: number, kinds: readonly string[]): Promise<string[]> {
  const rows = await reader
    .selectFrom('job_history')
    .select('result')
    .where('run_id', '=', runId)
    .where('kind', 'in', kinds)
    .where('result', 'is not', null)
    .orderBy('id', 'desc')
    .execute()
  return rows.flatMap(({ result }) => result ?? [])
}

/** How many jobs of a run have not ended, of other kinds than these. */
export async function countLiveOfRun(reader: Reader, runId: number, except: readonly string[]): Promise<number> {
  const { count } = await reader
    .selectFrom('job_queue')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('run_id', '=', runId)
    .where('kind', 'not in', except)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The job that has not ended yet and would take the place of another with this `dedupeBy`. */
export async function findLiveJob(reader: Reader, kind: string, dedupeBy: string): Promise<number | undefined> {
  const row = await reader
    .selectFrom('job_queue')
    .select('id')
    .where('dedupe', '=', dedupeKey(kind, dedupeBy))
    .executeTakeFirst()
  return row?.id
}

/** The jobs of a `serialBy` that have not ended yet, oldest first. At most one of them runs. */
export async function listLiveJobs(reader: Reader, serial: string): Promise<{ jobId: number; state: LiveState }[]> {
  const rows = await reader
    .selectFrom('job_queue')
    .select(['id', 'state'])
    .where('serial', '=', serial)
    .orderBy('id')
    .execute()
  return rows.map(({ id, state }) => ({ jobId: id, state }))
}
