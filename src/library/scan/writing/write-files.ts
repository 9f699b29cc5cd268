import type { PlaceReading, ReadFile, ReadTitle } from '../reading/model.ts'
import type { Probed } from './batch.ts'
import { folderIdOf, seatKey, type Shelf } from './shelf.ts'
import { type FileFacts, type FileRow, listFilesAt, markFilesMissing, saveFiles, type TitleRow } from './store.ts'

export interface WrittenFiles {
  /** Of all that lie there, by path. */
  ids: ReadonlyMap<string, number>
  seen: number
  unknown: number
}

/** Writes the rows of files, says which are gone, and gives titles their main ones. */
export async function writeFiles(shelf: Shelf): Promise<WrittenFiles> {
  const { tx, batch } = shelf
  const all = batch.readings.flatMap((reading) => reading.files.map((file) => ({ reading, file })))
  const known = await knownFiles(
    shelf,
    all.map(({ file }) => file.relPath),
  )
  const rows = all.map(({ reading, file }) => factsOf(shelf, { reading, file, before: known.get(file.relPath) }))
  const changed = rows.filter((row) => !isSame(known.get(row.rel_path), row))
  const saved = await saveFiles(tx, changed)
  const ids = new Map(rows.map(({ rel_path }) => [rel_path, saved.get(rel_path) ?? known.get(rel_path)?.id ?? 0]))
  const gone = [...shelf.files.values()].filter((row) => !ids.has(row.rel_path)).map(({ id }) => id)
  await markFilesMissing(tx, gone, batch.now)
  const byPath = new Map(rows.map((row) => [row.rel_path, row]))
  for (const reading of batch.readings)
    for (const title of reading.titles) {
      const row = shelf.seated.get(seatKey(reading, title.key))
      if (row !== undefined) giveFiles(shelf, row, { title, ids, byPath })
    }
  return { ids, seen: rows.length, unknown: rows.filter(({ use }) => use === 'unknown').length }
}

/** Those of the folders, and those that lay in another folder until now. */
async function knownFiles(shelf: Shelf, relPaths: readonly string[]): Promise<Map<string, FileRow>> {
  const elsewhere = await listFilesAt(
    shelf.tx,
    shelf.batch.library.libraryId,
    relPaths.filter((path) => !shelf.files.has(path)),
  )
  return new Map([...shelf.files, ...elsewhere.map((row) => [row.rel_path, row] as const)])
}

interface Seat {
  reading: PlaceReading
  file: ReadFile
  before: FileRow | undefined
}

function factsOf(shelf: Shelf, { reading, file, before }: Seat): FileFacts {
  const { batch } = shelf
  const title = file.titleKey === null ? undefined : shelf.seated.get(seatKey(reading, file.titleKey))
  const probed = batch.probed.get(file.relPath)
  const kept = before !== undefined && isUnchanged(before, file) ? before : undefined
  const tagged = reading.titles.find(({ main, durationMs }) => main === file.relPath && durationMs !== null)
  return {
    library_id: batch.library.libraryId,
    folder_id: folderIdOf(shelf, reading.relPath),
    title_id: title?.id ?? null,
    rel_path: file.relPath,
    kind: file.kind,
    use: file.use,
    size: file.size,
    mtime_ms: file.mtimeMs,
    inode: file.inode,
    language: file.language,
    ...streamsOf(probed, kept),
    duration_ms: probed?.durationMs ?? kept?.duration_ms ?? tagged?.durationMs ?? null,
    first_seen_at: before?.first_seen_at ?? batch.now,
    missing_since: null,
  }
}

/** A file that has not changed has the streams that it had, also when they can't be read now. */
function streamsOf(
  probed: Probed | undefined,
  kept: FileRow | undefined,
): Pick<FileFacts, 'streams' | 'probe_code' | 'probe_params'> {
  const knows = kept !== undefined && kept.streams !== null
  if (probed === undefined || (probed.failure !== null && knows))
    return {
      streams: kept?.streams ?? null,
      probe_code: kept?.probe_code ?? null,
      probe_params: kept?.probe_params ?? null,
    }
  const { streams, failure } = probed
  return {
    streams,
    probe_code: failure?.code ?? null,
    probe_params: failure === null ? null : JSON.stringify(failure.params),
  }
}

export const isUnchanged = (
  before: Pick<FileRow, 'size' | 'mtime_ms' | 'inode'>,
  file: Pick<ReadFile, 'size' | 'mtimeMs' | 'inode'>,
): boolean => before.size === file.size && before.mtime_ms === file.mtimeMs && before.inode === file.inode

const isSame = (before: FileRow | undefined, row: FileFacts): boolean =>
  before !== undefined && Object.entries(row).every(([column, value]) => before[column as keyof FileRow] === value)

interface Files {
  title: ReadTitle
  ids: ReadonlyMap<string, number>
  byPath: ReadonlyMap<string, FileFacts>
}

function giveFiles(shelf: Shelf, row: TitleRow, { title, ids, byPath }: Files): void {
  if (title.main === null && title.choice === null) return
  const parts = (title.parts.length > 0 ? title.parts : [title.main ?? '']).flatMap((path) => byPath.get(path) ?? [])
  const lengths = parts.map(({ duration_ms }) => duration_ms ?? null)
  const isKnown = lengths.length > 0 && lengths.every((length) => length !== null)
  row.main_file_id = title.main === null ? null : (ids.get(title.main) ?? null)
  row.duration_ms = isKnown ? lengths.reduce((sum: number, length) => sum + (length ?? 0), 0) : null
  const probed = title.main === null ? undefined : shelf.batch.probed.get(title.main)
  // A file that kept the streams that it had has the picture that it had.
  const isKept = probed?.failure != null && byPath.get(title.main ?? '')?.streams !== null
  if (probed !== undefined && !isKept) row.picture_lines = probed.lines
  giveCare(row, title)
}

/** Reasons that come of reading; others stay until who gave them takes them back. */
const OWN_CARES: ReadonlySet<string> = new Set(['library.main-film-unclear', 'library.name-unclear'])

function giveCare(row: TitleRow, { care }: ReadTitle): void {
  if (care !== null) {
    row.care_code = care.code
    row.care_params = JSON.stringify(care.params)
  } else if (row.care_code !== null && OWN_CARES.has(row.care_code)) {
    row.care_code = null
    row.care_params = null
  }
}
