import { inChunks } from '../../../db/in-chunks.ts'
import type { Db, Tx } from '../../../db/db.ts'
import type { JobContext, PayloadOf } from '../../../jobs/index.ts'
import { breathe } from '../../../kernel/breathe.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import type { Roots } from '../../../transfer/index.ts'
import { getLibrary, type Library } from '../../libraries/index.ts'
import { type DiscoverFolders, ReadFolders } from '../jobs.ts'
import type { Note } from '../model.ts'
import { beginPhase } from '../phases.ts'
import { addCounts, addNotes, findScan, type Scan } from '../store.ts'
import type { ScanThreads } from '../threads/scan-threads.ts'
import type { Place, TreeProblem } from '../tree/model.ts'
import { addFolders, type KnownFolder, listKnownFolders, markSeen } from './store.ts'
import { concernsFolder, notesToKeep } from './tell-problems.ts'

export interface DiscoverDeps {
  db: Db
  roots: Roots
  threads: ScanThreads
}

const FOLDERS_AT_ONCE = 100
const WALKED_AT_ONCE = 64
const ROWS_AT_ONCE = 250
const ROWS_A_COMMIT = 2500

/** Walks through the folders, sees which are new or have changed, and hands those on in batches. */
export function discoverFolders(deps: DiscoverDeps) {
  return async ({ scanId }: PayloadOf<typeof DiscoverFolders>, job: JobContext) => {
    const scan = await findScan(deps.db.read, scanId)
    if (scan === undefined || scan.phase === 'ended') return job.cancel({ code: 'library/scan-ended' })
    const library = await getLibrary(deps.db.read, scan.libraryId)
    await requireThere(deps.roots, library)
    await job.commit((tx) => beginPhase(tx, scanId, { phase: 'discovering', now: job.clock.now() }))
    const known = new Map((await listKnownFolders(deps.db.read, library.libraryId)).map((one) => [one.relPath, one]))
    const found = await walkAll(deps, { scan, library }, job)
    // A share that went away meanwhile has shown less than there is.
    await requireThere(deps.roots, library)
    await noteSeen({ scan, known, places: found.places }, job)
    const changed = found.places.filter((place) => isChanged(scan, known.get(place.relPath), place))
    const wanted = changed.slice(0, scan.options.mostFolders ?? changed.length)
    for (const places of batchesOf(wanted)) {
      const label = places[0]?.[0] === '' ? library.name : (places[0]?.[0] ?? '')
      job.enqueue(ReadFolders, { scanId, places }, { label, work: { total: places.length, unit: 'folders' } })
    }
    const notes = notesToKeep(found.problems)
    job.finishWith(async (tx) => {
      const now = job.clock.now()
      await beginPhase(tx, scanId, { phase: 'reading', now })
      await addCounts(tx, scanId, {
        'folders.found': found.places.length,
        'folders.queued': wanted.length,
        ...countNotes(notes),
      })
      await addNotes(tx, scan, { notes: notes.map((note) => ({ ...note, folderId: null, titleId: null })), now })
    })
    return { found: found.places.length, changed: changed.length }
  }
}

/** A person who waits for the scan is told at once; the next scan tries again. @throws ConflictError */
async function requireThere(roots: Roots, { rootId, name }: Library): Promise<void> {
  const status = await roots.check(rootId)
  if (status.kind === 'online') return
  const { path } = await roots.get(rootId)
  throw new ConflictError('library/folder-away', { params: { name, path, reason: status.reason } })
}

export function countNotes(notes: readonly Note[]): Record<`notes.${Note['level']}`, number> {
  const count = (level: Note['level']): number => notes.filter((note) => note.level === level).length
  return { 'notes.bad': count('bad'), 'notes.warn': count('warn'), 'notes.info': count('info') }
}

interface Target {
  scan: Scan
  library: Library
}

/** Some folders of the root at a time, so that it can be stopped, and a large root needs little memory. */
async function walkAll(
  { roots, threads }: DiscoverDeps,
  { scan, library }: Target,
  job: JobContext,
): Promise<{ places: Place[]; problems: TreeProblem[] }> {
  const { path: rootPath } = await roots.get(library.rootId)
  const question = { rootPath, rules: { kind: library.kind, ignore: library.settings.ignore } }
  const { folder } = scan.options
  const top =
    folder === null ? await threads.top(question, job.signal) : { folders: [folder.split('/')[0] ?? ''], problems: [] }
  const folders = folder === null ? ['', ...top.folders] : top.folders
  const places: Place[] = []
  const problems = [...top.problems]
  let next = 0
  const walkOn = async (): Promise<void> => {
    while (next < folders.length) {
      const part = folders.slice(next, next + WALKED_AT_ONCE)
      next += part.length
      const walked = await threads.walk({ ...question, folders: part }, job.signal)
      for (const place of walked.places) if (folder === null || isMeant(place, folder)) places.push(place)
      for (const problem of walked.problems)
        if (folder === null || concernsFolder(problem, folder)) problems.push(problem)
      job.progress({ current: places.length, total: null, unit: 'folders', message: part.at(-1) ?? '' })
      await breathe()
    }
  }
  await Promise.all([walkOn(), walkOn()])
  return { places, problems }
}

/** The folder itself, what is below it, and the title's folder that it is part of. */
const isMeant = ({ relPath, unit }: Place, folder: string): boolean =>
  folder === ''
    ? relPath === ''
    : isBelow(relPath, folder) ||
      (relPath !== '' && isBelow(folder, relPath)) ||
      (relPath === unit && isBelow(folder, unit) && unit !== '')

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

const isChanged = (scan: Scan, known: KnownFolder | undefined, { sum }: Place): boolean =>
  scan.mode === 'full' || scan.mode === 'folder' || known?.sum !== sum || known.isMissing

async function noteSeen(
  { scan, known, places }: { scan: Scan; known: ReadonlyMap<string, KnownFolder>; places: readonly Place[] },
  job: JobContext,
): Promise<void> {
  const fresh = places.filter(({ relPath }) => !known.has(relPath)).map(({ relPath }) => relPath)
  const seen = places.flatMap(({ relPath }) => known.get(relPath)?.folderId ?? [])
  const write = (tx: Tx, part: readonly string[]): Promise<void> => addFolders(tx, scan, part)
  const mark = (tx: Tx, part: readonly number[]): Promise<void> => markSeen(tx, scan.scanId, part)
  await commitParts(job, fresh, write)
  await commitParts(job, seen, mark)
}

/** Each commit waits for the disk, each statement holds the server: few of the first, and small ones of the second. */
function commitParts<Item>(
  job: JobContext,
  items: readonly Item[],
  write: (tx: Tx, part: readonly Item[]) => Promise<void>,
): Promise<void> {
  return inChunks(items, ROWS_A_COMMIT, (chunk) =>
    job.commit((tx) => inChunks(chunk, ROWS_AT_ONCE, (part) => write(tx, part))),
  )
}

/** What is of one series or artist is read by one job, so that its titles are made once. */
function batchesOf(places: readonly Place[]): [string, string][][] {
  const batches: [string, string][][] = []
  let batch: [string, string][] = []
  for (const [, group] of Map.groupBy(places, ({ unit }) => unit)) {
    if (batch.length > 0 && batch.length + group.length > FOLDERS_AT_ONCE) {
      batches.push(batch)
      batch = []
    }
    for (const { relPath, unit } of group) batch.push([relPath, unit])
  }
  return batch.length > 0 ? [...batches, batch] : batches
}
