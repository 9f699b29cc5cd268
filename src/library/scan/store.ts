import { type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { LibraryTables } from '../../db/tables/library.ts'
import type { Reason } from '../../jobs/index.ts'
import type { CountName, Counts, Note, PhaseTimes, ScanOptions, ScanOutcome } from './model.ts'

export interface Scan {
  scanId: number
  libraryId: number
  runId: number
  /** Of the run, the one whose children are the phases. */
  jobId: number
  mode: LibraryTables['library_scans']['mode']
  options: ScanOptions
  phase: LibraryTables['library_scans']['phase']
  phases: PhaseTimes
  outcome: ScanOutcome | null
  reason: Reason | null
  actor: string
  startedAt: number
  endedAt: number | null
}

const toScan = (row: Selectable<LibraryTables['library_scans']>): Scan => ({
  scanId: row.id,
  libraryId: row.library_id,
  runId: row.run_id,
  jobId: row.job_id,
  mode: row.mode,
  options: JSON.parse(row.options) as ScanOptions,
  phase: row.phase,
  phases: JSON.parse(row.phases) as PhaseTimes,
  outcome: row.outcome,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as NonNullable<Reason['params']> },
  actor: row.actor,
  startedAt: row.started_at,
  endedAt: row.ended_at,
})

export async function findScan(reader: Reader, scanId: number): Promise<Scan | undefined> {
  const row = await reader.selectFrom('library_scans').selectAll().where('id', '=', scanId).executeTakeFirst()
  return row === undefined ? undefined : toScan(row)
}

export async function findScanOfJob(reader: Reader, jobId: number): Promise<Scan | undefined> {
  const row = await reader
    .selectFrom('library_scans')
    .selectAll()
    .where('job_id', '=', jobId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row === undefined ? undefined : toScan(row)
}

/** Newest first; `before` excludes. */
export async function listScans(
  reader: Reader,
  { libraryId, before, limit }: { libraryId?: number | undefined; before?: number | undefined; limit: number },
): Promise<Scan[]> {
  let query = reader.selectFrom('library_scans').selectAll().orderBy('id', 'desc').limit(limit)
  if (libraryId !== undefined) query = query.where('library_id', '=', libraryId)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map(toScan)
}

/** More that still read there are not at once. */
const LOOKED_AT = 20

/** The newest scan of the library, or of folders of it, that has read all; 0 when there is none. */
export async function findLastRead(
  reader: Reader,
  { libraryId, isWhole }: { libraryId: number; isWhole: boolean },
): Promise<number> {
  const rows = await reader
    .selectFrom('library_scans')
    .selectAll()
    .where('library_id', '=', libraryId)
    .where('mode', isWhole ? '!=' : '=', 'folder')
    .orderBy('id', 'desc')
    .limit(LOOKED_AT)
    .execute()
  return rows.map(toScan).find(hasRead)?.scanId ?? 0
}

const hasRead = ({ phase, phases }: Scan): boolean =>
  (phase !== 'discovering' && phase !== 'reading') || (phases.reading?.endedAt ?? null) !== null

/** Of each library the newest that has not ended. */
export async function scansUnderWay(reader: Reader): Promise<Map<number, number>> {
  const rows = await reader
    .selectFrom('library_scans')
    .select(['id', 'library_id'])
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute()
  return new Map(rows.map(({ id, library_id }) => [library_id, id]))
}

export type NewScan = Pick<Scan, 'libraryId' | 'runId' | 'jobId' | 'mode' | 'options' | 'actor'>

export async function insertScan(tx: Tx, scan: NewScan, now: number): Promise<Scan> {
  const row = await tx
    .insertInto('library_scans')
    .values({
      library_id: scan.libraryId,
      run_id: scan.runId,
      job_id: scan.jobId,
      mode: scan.mode,
      options: JSON.stringify(scan.options),
      phase: 'discovering',
      phases: '{}',
      actor: scan.actor,
      started_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toScan(row)
}

export async function setPhase(tx: Tx, scanId: number, change: Pick<Scan, 'phase' | 'phases'>): Promise<void> {
  await tx
    .updateTable('library_scans')
    .set({ phase: change.phase, phases: JSON.stringify(change.phases) })
    .where('id', '=', scanId)
    .execute()
}

/** Why a part failed is why the scan does. */
export async function setReason(tx: Tx, scanId: number, { code, params = {} }: Reason): Promise<void> {
  await tx
    .updateTable('library_scans')
    .set({ reason_code: code, reason_params: JSON.stringify(params) })
    .where('id', '=', scanId)
    .where('reason_code', 'is', null)
    .execute()
}

/** A run that a person tried again. */
export async function reopenScan(tx: Tx, scanId: number): Promise<void> {
  await tx
    .updateTable('library_scans')
    .set({ phase: 'discovering', phases: '{}', outcome: null, reason_code: null, reason_params: null, ended_at: null })
    .where('id', '=', scanId)
    .where('ended_at', 'is not', null)
    .execute()
}

export async function endScan(
  tx: Tx,
  scanId: number,
  end: Pick<Scan, 'outcome' | 'reason' | 'phases'> & { now: number },
): Promise<void> {
  await tx
    .updateTable('library_scans')
    .set({
      phase: 'ended',
      phases: JSON.stringify(end.phases),
      outcome: end.outcome,
      reason_code: end.reason?.code ?? null,
      reason_params: end.reason === null ? null : JSON.stringify(end.reason.params ?? {}),
      ended_at: end.now,
    })
    .where('id', '=', scanId)
    .execute()
}

/** Adds to the counters of a scan. */
export async function addCounts(tx: Tx, scanId: number, counts: Counts): Promise<void> {
  const rows = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ scan_id: scanId, name, count }))
  if (rows.length === 0) return
  await tx
    .insertInto('library_scan_counts')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['scan_id', 'name']).doUpdateSet({ count: sql`library_scan_counts.count + excluded.count` }),
    )
    .execute()
}

export async function listCounts(reader: Reader, scanIds: readonly number[]): Promise<Map<number, Counts>> {
  const counts = new Map<number, Counts>(scanIds.map((scanId) => [scanId, {}]))
  if (scanIds.length === 0) return counts
  const rows = await reader.selectFrom('library_scan_counts').selectAll().where('scan_id', 'in', scanIds).execute()
  for (const { scan_id, name, count } of rows) {
    const known = counts.get(scan_id)
    if (known !== undefined) known[name as CountName] = count
  }
  return counts
}

/** For `scan_id` of a folder: of scans beside each other the newest that has seen it stays, whichever writes last. */
export const newestSeen = (scanId: number) =>
  sql<number>`case when library_folders.scan_id > ${scanId} then library_folders.scan_id else ${scanId} end`

export interface NewNote extends Note {
  folderId: number | null
  titleId: number | null
}

const NOTES_AT_ONCE = 500

export async function addNotes(
  tx: Tx,
  scan: Pick<Scan, 'scanId' | 'libraryId'>,
  { notes, now }: { notes: readonly NewNote[]; now: number },
): Promise<void> {
  for (let start = 0; start < notes.length; start += NOTES_AT_ONCE)
    await tx
      .insertInto('library_scan_notes')
      .values(
        notes.slice(start, start + NOTES_AT_ONCE).map((note) => ({
          scan_id: scan.scanId,
          library_id: scan.libraryId,
          level: note.level,
          code: note.code,
          params: JSON.stringify(note.params),
          folder_id: note.folderId,
          title_id: note.titleId,
          at: now,
        })),
      )
      .execute()
}

export async function listNotes(
  reader: Reader,
  scanId: number,
  page: { level?: Note['level'] | undefined; after: number; limit: number },
) {
  let query = reader
    .selectFrom('library_scan_notes')
    .selectAll()
    .where('scan_id', '=', scanId)
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(page.limit)
  if (page.level !== undefined) query = query.where('level', '=', page.level)
  return query.execute()
}
