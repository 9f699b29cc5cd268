import type { Reader, Tx } from '../../db/db.ts'

/** What lay in the archive on a day, and the room on its disk. */
export interface Sample {
  /** `YYYY-MM-DD` of the server's zone. */
  day: string
  at: number
  files: number
  bytes: number
  diskBytes: number
  freeBytes: number
}

/** The last one of a day counts. */
export async function putSample(tx: Tx, archiveId: number, sample: Sample): Promise<void> {
  const facts = {
    sampled_at: sample.at,
    files: sample.files,
    bytes: sample.bytes,
    disk_bytes: sample.diskBytes,
    free_bytes: sample.freeBytes,
  }
  await tx
    .insertInto('archive_samples')
    .values({ archive_id: archiveId, day: sample.day, ...facts })
    .onConflict((conflict) => conflict.columns(['archive_id', 'day']).doUpdateSet(facts))
    .execute()
}

/** Oldest first. */
export async function listSamples(reader: Reader, archiveId: number, since: string): Promise<Sample[]> {
  const rows = await reader
    .selectFrom('archive_samples')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .where('day', '>=', since)
    .orderBy('day')
    .execute()
  return rows.map((row) => ({
    day: row.day,
    at: row.sampled_at,
    files: row.files,
    bytes: row.bytes,
    diskBytes: row.disk_bytes,
    freeBytes: row.free_bytes,
  }))
}

export async function dropSamples(tx: Tx, archiveId: number, before: string): Promise<void> {
  await tx.deleteFrom('archive_samples').where('archive_id', '=', archiveId).where('day', '<', before).execute()
}
