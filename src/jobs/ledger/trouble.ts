import { sql } from 'kysely'
import type { Reader } from '../../db/db.ts'
import { readCounters } from './counters.ts'

/** What may stand in the way of jobs; for the doctor. */
export interface JobTrouble {
  queues: readonly {
    name: string
    isPaused: boolean
    waiting: number
    running: number
    /** When the job at the front was made; null where none waits. */
    frontSince: number | null
  }[]
  /** Running jobs that have said nothing since the time that was asked for. */
  silent: readonly { jobId: number; kind: string; since: number }[]
  /** What jobs talk to, and has failed too often in a row. */
  shut: readonly { target: string; openUntil: number | null }[]
  quarantined: number
}

/** @param silentSince epoch ms */
export async function readJobTrouble(reader: Reader, silentSince: number): Promise<JobTrouble> {
  const counters = await readCounters(reader)
  const count = (state: string, queue?: string): number =>
    counters.reduce(
      (sum, one) => (one.state === state && (queue === undefined || one.queue === queue) ? sum + one.n : sum),
      0,
    )
  const names = [...new Set(counters.map(({ queue }) => queue))]
  const paused = new Set(
    (await reader.selectFrom('queues').select('name').where('is_paused', '=', 1).execute()).map(({ name }) => name),
  )
  const queues = await Promise.all(
    names.map(async (name) => ({
      name,
      isPaused: paused.has(name),
      waiting: count('ready', name),
      running: count('running', name),
      frontSince: count('ready', name) === 0 ? null : await frontOf(reader, name),
    })),
  )
  return {
    queues,
    silent: await listSilent(reader, silentSince),
    shut: await listShut(reader),
    quarantined: count('quarantined'),
  }
}

async function frontOf(reader: Reader, queue: string): Promise<number | null> {
  const row = await reader
    .selectFrom('job_queue')
    .select('created_at')
    .where('state', '=', sql.lit('ready'))
    .where('queue', '=', queue)
    .orderBy('priority')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.created_at ?? null
}

const MOST_RUNNING = 500

async function listSilent(reader: Reader, silentSince: number): Promise<JobTrouble['silent']> {
  const rows = await reader
    .selectFrom('job_queue')
    .select(['id', 'kind', 'started_at', 'progress'])
    .where('state', '=', sql.lit('running'))
    .orderBy('id')
    .limit(MOST_RUNNING)
    .execute()
  return rows
    .map((row) => ({ jobId: row.id, kind: row.kind, since: Math.max(row.started_at ?? 0, toldAt(row.progress)) }))
    .filter(({ since }) => since < silentSince)
}

const toldAt = (progress: string | null): number =>
  progress === null ? 0 : (JSON.parse(progress) as { at: number }).at

async function listShut(reader: Reader): Promise<JobTrouble['shut']> {
  const rows = await reader
    .selectFrom('job_targets')
    .select(['target', 'open_until'])
    .where('breaker', '=', 'open')
    .orderBy('target')
    .execute()
  return rows.map((row) => ({ target: row.target, openUntil: row.open_until }))
}

/** How the newest jobs failed, newest first, without what they were told to do. */
export async function listFailures(reader: Reader, limit: number) {
  const rows = await reader
    .selectFrom('job_history')
    .select(['id', 'run_id', 'kind', 'queue', 'state', 'attempt', 'crashes', 'error_code', 'finished_at'])
    .where('state', '<>', 'completed')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    jobId: row.id,
    runId: row.run_id ?? row.id,
    kind: row.kind,
    queue: row.queue,
    state: row.state,
    attempts: row.attempt,
    crashes: row.crashes,
    errorCode: row.error_code,
    finishedAt: row.finished_at,
  }))
}
