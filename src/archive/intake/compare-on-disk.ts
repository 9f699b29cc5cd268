import type { JobContext } from '../../jobs/index.ts'
import { skipReason } from '../../media/ingest-gate.ts'
import type { Plans } from '../../plans/index.ts'
import { MARKER_NAME, type Root, type Roots } from '../../transfer/index.ts'
import type { ArchiveFolders } from '../folders.ts'
import { commitEdits, intakeEdit } from '../items/commit-edits.ts'
import { insertItems } from '../items/edit-store.ts'
import { findTakenPaths } from '../items/store.ts'
import { FOUND_IN_ARCHIVE, type Item } from '../model.ts'
import type { EqualFiles, FindEqualFiles, MetFile } from '../ports.ts'
import type { ArchiveSettings } from '../settings.ts'
import { noteUnreadable } from './note-unreadable.ts'

export interface CompareDeps {
  plans: Pick<Plans, 'directionsUnderWay'>
  roots: Roots
  folders: ArchiveFolders
  findEqualFiles: FindEqualFiles
  settings: () => ArchiveSettings
}

export interface Comparison {
  /** Those whose hash became known. */
  hashed: Item[]
  /** Names of one inode whose bytes were not looked at, because no other file has its size. */
  linked: Item[]
  /** Roots in which everything was held against the waiting items. */
  rootIds: number[]
}

interface Searched {
  roots: readonly Root[]
  /** By `rootId:relPath`. */
  waiting: ReadonlyMap<string, Item>
}

const keyOf = (rootId: number, relPath: string): string => `${rootId}:${relPath}`

/**
 * Compares waiting files with each other and with what lies in the archive, whoever put it there. Of those that have an
 * equal the hash is known afterwards; an equal file in the archive that nobody knew becomes an item of it.
 */
export async function compareOnDisk(deps: CompareDeps, waiting: readonly Item[], job: JobContext): Promise<Comparison> {
  const sizes = sizesToCompare(waiting, deps.settings())
  if (sizes.size === 0) return { hashed: [], linked: [], rootIds: [] }
  const roots = await rootsToSearch(deps, waiting)
  const searched = { roots, waiting: new Map(waiting.map((item) => [keyOf(item.rootId, item.relPath), item])) }
  const archiveId = deps.folders.current().archive.id
  const takesPart = (file: MetFile): boolean => {
    if (!sizes.has(file.size)) return false
    if (roots[file.folder]?.id === archiveId) return file.relPath.split('/').every(isOfPeople)
    return itemOf(searched, file)?.identity === file.identity
  }
  const found = await deps.findEqualFiles(
    roots.map(({ path }) => path),
    {
      takesPart,
      signal: job.signal,
      onProgress: (current, total) => job.progress({ current, total, unit: 'bytes' }),
    },
  )
  const unreadable = found.unreadable.flatMap((file) => {
    const item = itemOf(searched, file)
    return item === undefined ? [] : [{ item, errno: file.errno }]
  })
  await noteUnreadable(unreadable, job)
  const ofWaiting = found.groups.filter(({ files }) => files.some((file) => itemOf(searched, file) !== undefined))
  await adoptFound(deps, { searched, groups: ofWaiting }, job)
  return {
    hashed: await keepHashes(searched, ofWaiting, job),
    linked: found.linked.flatMap((names) => names.flatMap((name) => itemOf(searched, name) ?? [])),
    rootIds: roots.map(({ id }) => id),
  }
}

/** What systems and other programs keep for themselves is no file of a person's. */
const isOfPeople = (name: string): boolean => skipReason(name) === undefined && name !== MARKER_NAME

const itemOf = ({ roots, waiting }: Searched, { folder, relPath }: { folder: number; relPath: string }) =>
  waiting.get(keyOf(roots[folder]?.id ?? 0, relPath))

/** A file is worth comparing when its hash is not known and another one may have its size. */
function sizesToCompare(waiting: readonly Item[], { dedup }: ArchiveSettings): Set<number> {
  const fresh = new Set(waiting.filter((item) => item.sha256 === null).map((item) => item.size))
  if (dedup.compare_archive) return fresh
  const counts = new Map<number, number>()
  for (const { size } of waiting) counts.set(size, (counts.get(size) ?? 0) + 1)
  return new Set([...fresh].filter((size) => (counts.get(size) ?? 0) > 1))
}

/** Folders that are offline tell nothing. */
async function rootsToSearch({ roots, folders, settings }: CompareDeps, waiting: readonly Item[]): Promise<Root[]> {
  const { sources, archive } = folders.current()
  const used = new Set(waiting.map((item) => item.rootId))
  const wanted = sources.map(({ root }) => root).filter(({ id }) => used.has(id))
  if (settings().dedup.compare_archive) wanted.push(archive)
  const online: Root[] = []
  for (const root of wanted) if ((await roots.check(root.id)).kind === 'online') online.push(root)
  return online
}

async function keepHashes(searched: Searched, groups: readonly EqualFiles[], job: JobContext): Promise<Item[]> {
  const hashed = groups.flatMap(({ sha256, files }) =>
    files.flatMap((file) => {
      const item = itemOf(searched, file)
      return item === undefined || item.sha256 !== null ? [] : [{ ...item, sha256 }]
    }),
  )
  await commitEdits(
    job,
    hashed.map((item) => intakeEdit(item, { sha256: item.sha256 })),
  )
  return hashed
}

/** What the archive has and nobody told us of: put there by another program, or before we came. */
async function adoptFound(
  { plans, folders }: CompareDeps,
  { searched, groups }: { searched: Searched; groups: readonly EqualFiles[] },
  job: JobContext,
): Promise<void> {
  const rootId = folders.current().archive.id
  const found = groups.flatMap(({ sha256, files }) => {
    const file = files.find((one) => searched.roots[one.folder]?.id === rootId)
    const like = files.map((one) => itemOf(searched, one)).find((item) => item !== undefined)
    return file === undefined || like === undefined
      ? []
      : [adopted(file, { like, rootId, sha256, now: job.clock.now() })]
  })
  if (found.length === 0) return
  await job.commit(async (tx) => {
    // What a plan has just placed there is known as soon as the plan writes it: the next look compares with that.
    if ((await plans.directionsUnderWay(tx, 'archive.')).size > 0) return
    const relPaths = found.map(({ relPath }) => relPath)
    const known = new Set(await findTakenPaths(tx, { rootId, relPaths, column: 'current' }, ['filed']))
    await insertItems(
      tx,
      found.filter(({ relPath }) => !known.has(relPath)),
    )
  })
}

function adopted(
  file: MetFile,
  { like, rootId, sha256, now }: { like: Item; rootId: number; sha256: string; now: number },
): Omit<Item, 'itemId'> {
  return {
    archiveId: like.archiveId,
    rootId,
    relPath: file.relPath,
    relRaw: null,
    sourceRootId: rootId,
    sourceRelPath: file.relPath,
    size: file.size,
    identity: file.identity,
    mtimeMs: file.mtimeMs,
    sha256,
    state: 'filed',
    reason: { code: FOUND_IN_ARCHIVE, params: {} },
    mediaKind: like.mediaKind,
    mediaType: like.mediaType,
    firstSeenAt: now,
    stableSince: now,
    settledAt: now,
    filedAt: null,
    groupKey: file.relPath,
    groupRole: 'primary',
    duplicateOf: null,
    batchId: null,
    date: null,
    refusedDates: [],
  }
}
