import type { Tx } from '../../../db/db.ts'
import type { EventLog } from '../../../live/event-log.ts'
import type { PlaceFailed } from '../reading/model.ts'
import { countNotes } from '../discovery/discover-folders.ts'
import type { Note } from '../model.ts'
import { addCounts, addNotes, type NewNote } from '../store.ts'
import { tellChanges } from './tell-changes.ts'
import type { ReadBatch } from './batch.ts'
import { seatTitles } from './seat-titles.ts'
import { folderIdOf, openShelf, seatKey, type Shelf } from './shelf.ts'
import { noteFailed, noteRead, saveStructure, type TitleRow } from './store.ts'
import { tellFacts } from './tell-facts.ts'
import { writeArt } from './write-art.ts'
import { writeFiles } from './write-files.ts'

/** Brings the rows of some folders in line with what was read there. In one transaction; database calls only. */
export async function writeReadings(tx: Tx, events: EventLog, batch: ReadBatch): Promise<void> {
  const shelf = await openShelf(tx, batch)
  await seatTitles(shelf)
  const files = await writeFiles(shelf)
  const missing = noteMissing(shelf, files.ids)
  const changed = [...shelf.titles.values()].filter((row) => hasChanged(shelf, row))
  for (const row of changed) {
    row.version = Number(row.version) + 1
    row.changed_at = batch.now
  }
  await saveStructure(tx, changed)
  await tellFacts(shelf)
  const art = await writeArt(shelf)
  const told = await tellChanges(shelf, { events, missing })
  const notes = [...notesOf(shelf), ...batch.failures.map((failure) => failureNote(shelf, failure))]
  await addNotes(tx, batch.scan, { notes, now: batch.now })
  for (const failure of batch.failures)
    await noteFailed(tx, folderIdOf(shelf, failure.relPath), { ...failure, now: batch.now })
  const read = batch.readings.map(({ relPath, sum }) => ({ folderId: folderIdOf(shelf, relPath), sum }))
  await noteRead(tx, read, { scanId: batch.scan.scanId, now: batch.now })
  await addCounts(tx, batch.scan.scanId, {
    'folders.read': read.length,
    'folders.failed': batch.failures.length,
    ...told,
    'files.seen': files.seen,
    'files.unknown': files.unknown,
    'files.probed': batch.probed.size,
    'artwork.found': art,
    ...countNotes(notes),
  })
}

/** What has files of its own, and none of them is there any more. */
const FILED: ReadonlySet<TitleRow['kind']> = new Set(['movie', 'tv-episode', 'song'])

function noteMissing(shelf: Shelf, fileIds: ReadonlyMap<string, number>): TitleRow[] {
  const read = new Set(shelf.batch.readings.map(({ relPath }) => folderIdOf(shelf, relPath)))
  const seated = new Set([...shelf.seated.values()].map(({ id }) => id))
  const present = new Set(fileIds.values())
  const missing = [...shelf.titles.values()].filter(
    (row) =>
      FILED.has(row.kind) &&
      row.folder_id !== null &&
      read.has(row.folder_id) &&
      !seated.has(row.id) &&
      row.missing_since === null &&
      (row.main_file_id === null || !present.has(row.main_file_id)),
  )
  for (const row of missing) row.missing_since = shelf.batch.now
  return missing
}

const COMPARED = [
  'parent_id',
  'folder_id',
  'main_file_id',
  'number',
  'picture_lines',
  'duration_ms',
  'care_code',
  'care_params',
  'missing_since',
  'deleted_at',
] as const

function hasChanged(shelf: Shelf, row: TitleRow): boolean {
  const before = shelf.before.get(row.id)
  return before === undefined ? true : COMPARED.some((column) => before[column] !== row[column])
}

function notesOf(shelf: Shelf): NewNote[] {
  return shelf.batch.readings.flatMap((reading) => {
    const folderId = folderIdOf(shelf, reading.relPath)
    const cares = reading.titles.flatMap(({ key, care }) => {
      const titleId = shelf.seated.get(seatKey(reading, key))?.id ?? null
      return care === null ? [] : [{ ...care, folderId, titleId }]
    })
    return [...reading.notes.map((note: Note) => ({ ...note, folderId, titleId: null })), ...cares]
  })
}

const failureNote = (shelf: Shelf, { relPath, code, params }: PlaceFailed): NewNote => ({
  level: 'bad',
  code,
  params,
  folderId: folderIdOf(shelf, relPath),
  titleId: null,
})
