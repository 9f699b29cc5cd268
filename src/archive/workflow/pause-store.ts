import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { ArchiveTables } from '../../db/tables/archive.ts'

/** A run that waits between two steps. */
export interface Pause {
  jobId: number
  runId: number
  done: string
  next: string
  since: number
  releasedAt: number | null
}

type Row = Selectable<ArchiveTables['archive_pauses']>

const toPause = (row: Row): Pause => ({
  jobId: row.job_id,
  runId: row.run_id,
  done: row.done_step,
  next: row.next_step,
  since: row.since,
  releasedAt: row.released_at,
})

export async function findPauseOfJob(reader: Reader, jobId: number): Promise<Pause | undefined> {
  const row = await reader.selectFrom('archive_pauses').selectAll().where('job_id', '=', jobId).executeTakeFirst()
  return row === undefined ? undefined : toPause(row)
}

/** Those that wait for a person, oldest first; of one run, or of all. */
export async function listPauses(reader: Reader, archiveId: number, runId?: number): Promise<Pause[]> {
  let query = reader
    .selectFrom('archive_pauses')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .where('released_at', 'is', null)
    .orderBy('job_id')
  if (runId !== undefined) query = query.where('run_id', '=', runId)
  return (await query.execute()).map(toPause)
}

export async function insertPause(tx: Tx, archiveId: number, pause: Omit<Pause, 'releasedAt'>): Promise<void> {
  await tx
    .insertInto('archive_pauses')
    .values({
      job_id: pause.jobId,
      archive_id: archiveId,
      run_id: pause.runId,
      done_step: pause.done,
      next_step: pause.next,
      since: pause.since,
      released_at: null,
      released_by: null,
    })
    .execute()
}

/** @returns false when it was released before */
export async function markReleased(tx: Tx, jobId: number, by: { actor: string; now: number }): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('archive_pauses')
    .set({ released_at: by.now, released_by: by.actor })
    .where('job_id', '=', jobId)
    .where('released_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function deletePause(tx: Tx, jobId: number): Promise<void> {
  await tx.deleteFrom('archive_pauses').where('job_id', '=', jobId).execute()
}
