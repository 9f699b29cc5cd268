import { sql } from 'kysely'
import type { Dialect, Reader } from '../../db/db.ts'
import { NotFoundError } from '../../kernel/errors.ts'

/**
 * Why a job is in neither table: numbers ascend and are never used again, so one that was given out has been forgotten, and one
 * beyond the newest never was.
 */
export async function missingJob(reader: Reader, dialect: Dialect, jobId: number): Promise<NotFoundError> {
  const newest = await newestJobId(reader, dialect)
  const isForgotten = jobId > 0 && jobId <= newest
  return isForgotten
    ? new NotFoundError('jobs/forgotten', { params: { jobId } })
    : new NotFoundError('jobs/no-such-job', { params: { jobId, newest } })
}

/** The highest number that was ever given out, also when that job is forgotten; 0 before the first. */
async function newestJobId(reader: Reader, dialect: Dialect): Promise<number> {
  // PostgreSQL also counts numbers of jobs that were not committed: of those nobody has heard.
  const { rows } = await (
    dialect === 'postgres'
      ? sql<{
          id: number | null
        }>`select pg_sequence_last_value(pg_get_serial_sequence('job_queue', 'id')::regclass) as id`
      : sql<{ id: number | null }>`select seq as id from sqlite_sequence where name = 'job_queue'`
  ).execute(reader)
  return Number(rows[0]?.id ?? 0)
}
