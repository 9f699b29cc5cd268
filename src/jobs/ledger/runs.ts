import type { Reader } from '../../db/db.ts'
import type { JobState } from '../model.ts'

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

/** Jobs of a kind, newest first; `before` excludes. */
export async function listJobsOfKind(
  reader: Reader,
  kind: string,
  page: { before?: number; limit: number },
): Promise<JobOfKind[]> {
  const before = page.before ?? Number.MAX_SAFE_INTEGER
  const live = await reader
    .selectFrom('job_queue')
    .select(COLUMNS)
    .where('kind', '=', kind)
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
  const finished = await reader
    .selectFrom('job_history')
    .select([...COLUMNS, 'finished_at'])
    .where('kind', '=', kind)
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
  const all = [...live.map((row) => toJob(row, null)), ...finished.map((row) => toJob(row, row.finished_at))]
  return all.toSorted((a, b) => b.jobId - a.jobId).slice(0, page.limit)
}

export async function findJobOfKind(reader: Reader, kind: string, jobId: number): Promise<JobOfKind | undefined> {
  const [found] = await listJobsOfKind(reader, kind, { before: jobId + 1, limit: 1 })
  return found?.jobId === jobId ? found : undefined
}
