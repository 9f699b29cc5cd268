import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import type { LibraryArrivalTables } from '../../db/tables/library-arrivals.ts'
import type { TitleIds } from '../titles/model.ts'
import type { ArrivalKind, Sender } from './model.ts'

export interface SenderFolder {
  folderId: number
  sourceId: number
  libraryId: number
  /** As the sender calls it. */
  toldFolder: string
  createdAt: number
}

const toFolder = (row: Selectable<LibraryArrivalTables['library_sender_folders']>): SenderFolder => ({
  folderId: row.id,
  sourceId: row.source_id,
  libraryId: row.library_id,
  toldFolder: row.told_folder,
  createdAt: row.created_at,
})

/** Of one sender, or of all. */
export async function listSenderFolders(reader: Reader, sourceId?: number): Promise<SenderFolder[]> {
  let query = reader.selectFrom('library_sender_folders').selectAll().orderBy('source_id').orderBy('told_folder')
  if (sourceId !== undefined) query = query.where('source_id', '=', sourceId)
  return (await query.execute()).map(toFolder)
}

/** The same folder again is said anew. */
export async function saveSenderFolder(tx: Tx, folder: Omit<SenderFolder, 'folderId'>): Promise<SenderFolder> {
  const row = await tx
    .insertInto('library_sender_folders')
    .values({
      source_id: folder.sourceId,
      library_id: folder.libraryId,
      told_folder: folder.toldFolder,
      created_at: folder.createdAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['source_id', 'told_folder']).doUpdateSet({ library_id: folder.libraryId }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
  return toFolder(row)
}

export async function deleteSenderFolder(tx: Tx, folderId: number): Promise<SenderFolder | undefined> {
  const row = await tx.deleteFrom('library_sender_folders').where('id', '=', folderId).returningAll().executeTakeFirst()
  return row === undefined ? undefined : toFolder(row)
}

/** A folder of ours that a sender spoke of. */
export interface FolderPlace {
  libraryId: number
  relPath: string
}

export interface ArrivalRow extends FolderPlace {
  arrivalId: number
  jobId: number
  sourceId: number
  sender: Sender
  what: ArrivalKind
  title: string
  ids: TitleIds
  at: number
  takenBy: number | null
}

const toArrival = (row: Selectable<LibraryArrivalTables['library_arrivals']>): ArrivalRow => ({
  arrivalId: row.id,
  jobId: row.job_id,
  sourceId: row.source_id,
  sender: row.sender,
  what: row.what,
  title: row.title,
  ids: JSON.parse(row.ids) as TitleIds,
  libraryId: row.library_id,
  relPath: row.rel_path,
  at: row.at,
  takenBy: row.taken_by,
})

/** Once for each job and folder. */
export async function insertArrivals(
  tx: Tx,
  arrivals: readonly Omit<ArrivalRow, 'arrivalId' | 'takenBy'>[],
): Promise<void> {
  for (const arrival of arrivals)
    await tx
      .insertInto('library_arrivals')
      .values({
        job_id: arrival.jobId,
        source_id: arrival.sourceId,
        sender: arrival.sender,
        what: arrival.what,
        title: arrival.title,
        ids: JSON.stringify(arrival.ids),
        library_id: arrival.libraryId,
        rel_path: arrival.relPath,
        at: arrival.at,
        taken_by: null,
      })
      .onConflict((conflict) => conflict.columns(['job_id', 'library_id', 'rel_path']).doNothing())
      .execute()
}

export async function listArrivalsOfJob(reader: Reader, jobId: number): Promise<ArrivalRow[]> {
  const rows = await reader
    .selectFrom('library_arrivals')
    .selectAll()
    .where('job_id', '=', jobId)
    .orderBy('id')
    .execute()
  return rows.map(toArrival)
}

/** What was said of a folder and waits, with what this job took of it before; oldest first. */
export async function listToTake(reader: Reader, place: FolderPlace, jobId: number): Promise<ArrivalRow[]> {
  const rows = await reader
    .selectFrom('library_arrivals')
    .selectAll()
    .where('library_id', '=', place.libraryId)
    .where('rel_path', '=', place.relPath)
    .where(({ or, eb }) => or([eb('taken_by', 'is', null), eb('taken_by', '=', jobId)]))
    .orderBy('id')
    .execute()
  return rows.map(toArrival)
}

export async function markTaken(tx: Tx, arrivalIds: readonly number[], jobId: number): Promise<void> {
  await inChunks(arrivalIds, 500, (ids) =>
    tx.updateTable('library_arrivals').set({ taken_by: jobId }).where('id', 'in', ids).execute(),
  )
}

/** Newest first. */
export async function listArrivalsOf(reader: Reader, place: FolderPlace, limit: number): Promise<ArrivalRow[]> {
  const rows = await reader
    .selectFrom('library_arrivals')
    .selectAll()
    .where('library_id', '=', place.libraryId)
    .where('rel_path', '=', place.relPath)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toArrival)
}

/** Those that were followed before then, at most `limit`. @returns how many went */
export async function deleteArrivals(tx: Tx, before: number, limit: number): Promise<number> {
  const doomed = tx
    .selectFrom('library_arrivals')
    .select('id')
    .where('at', '<', before)
    .where('taken_by', 'is not', null)
    .orderBy('id')
    .limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('library_arrivals').where('id', 'in', doomed).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
