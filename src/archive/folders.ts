import { mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { Db } from '../db/db.ts'
import { syncFolder } from '../db/durable-file.ts'
import type { Plans } from '../plans/index.ts'
import type { Root, Roots } from '../transfer/index.ts'
import { ConflictError, InvariantError, UnavailableError } from '../kernel/errors.ts'
import { misplacedFolders } from './folders-apart.ts'
import type { Item } from './model.ts'
import { type ArchiveSettings, namedFolders } from './settings.ts'

export type IntakeMode = 'auto' | 'review'

export interface SourceFolder {
  root: Root
  mode: IntakeMode
  settleMs: number
}

export interface FolderSet {
  sources: readonly SourceFolder[]
  batches: Root
  archive: Root
  duplicates: Root
  trash: Root
}

/** The folders of the archive as roots, kept in step with the settings. */
export interface ArchiveFolders {
  /**
   * Lets go of former folders, makes missing ones inside of the data folder and registers all of them.
   * @throws ConflictError when folders overlap, UnavailableError when one is not there
   */
  apply(settings: ArchiveSettings): Promise<void>
  /**
   * Lets go of the folders that the settings name no more. What was moved from and to them can still be undone.
   * @returns false while files of the archive are being moved: a folder that is in use stays until they are
   */
  letGo(settings: ArchiveSettings): Promise<boolean>
  /** @throws UnavailableError `archive/folders-unusable` while the last `apply` failed */
  current(): FolderSet
  /** Whether `current` would answer. */
  isUsable(): boolean
  pathOf(item: Pick<Item, 'rootId' | 'relPath' | 'relRaw'>): string
  rootName(rootId: number): string
}

const DEFAULT_SETTLE_SEC = 30
const NEWCOMER_SETTLE_SEC = 2

/** `data/inbox` files by itself and quickly; any other folder waits for a person and takes its time. */
export function intakeOf(settings: ArchiveSettings, dataFolder: string): { mode: IntakeMode; settle_sec: number } {
  const isNewcomers = resolve(dataFolder, settings.paths.source_dir) === join(dataFolder, 'inbox')
  return {
    mode: settings.intake.mode ?? (isNewcomers ? 'auto' : 'review'),
    settle_sec: settings.intake.settle_sec ?? (isNewcomers ? NEWCOMER_SETTLE_SEC : DEFAULT_SETTLE_SEC),
  }
}

function sourcesOf(
  settings: ArchiveSettings,
  dataFolder: string,
): { folder: string; mode: IntakeMode; settleSec: number }[] {
  const main = intakeOf(settings, dataFolder)
  return [
    { folder: settings.paths.source_dir, mode: main.mode, settleSec: main.settle_sec },
    ...settings.intake.more.map(({ folder, mode, settle_sec }) => ({ folder, mode, settleSec: settle_sec })),
  ]
}

/** Before any of them is taken, because a folder that was taken is marked. Links are followed, which the settings can't. */
async function requireApart(settings: ArchiveSettings, dataFolder: string): Promise<void> {
  const placeOf = await realPlaces(settings, dataFolder)
  const places = { of: (folder: string) => placeOf.get(folder) ?? folder, dataFolder: await realPlace(dataFolder) }
  const [first] = misplacedFolders(namedFolders(settings), places)
  if (first !== undefined) throw new ConflictError(first.code, { params: first.params })
}

async function realPlaces(settings: ArchiveSettings, dataFolder: string): Promise<Map<string, string>> {
  const placeOf = new Map<string, string>()
  for (const { folder } of namedFolders(settings)) placeOf.set(folder, await realPlace(resolve(dataFolder, folder)))
  return placeOf
}

/** Parts that do not exist yet are taken as they are. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(await realPlace(parent), basename(path))
  }
}

/** What a root is called; relative folders keep their short names. */
const nameOf = (folder: string): string => (isAbsolute(folder) ? resolve(folder) : folder)

export interface FolderDeps {
  db: Db
  roots: Roots
  plans: Pick<Plans, 'directionsUnderWay'>
  dataFolder: string
}

/** The archive is the only room that has roots, so those that it does not name are nobody's. */
async function letGo({ db, roots, plans, dataFolder }: FolderDeps, settings: ArchiveSettings): Promise<boolean> {
  const places = await realPlaces(settings, dataFolder)
  // By name, too: where a link on the way is away now, the place is not known.
  const named = new Set([...[...places.keys()].map(nameOf), ...places.values()])
  const left = (await roots.list()).filter(
    ({ isRetired, name, path }) => !isRetired && !named.has(name) && !named.has(path),
  )
  if (left.length === 0) return true
  return db.tx(async (tx) => {
    if ((await plans.directionsUnderWay(tx, 'archive.')).size > 0) return false
    const isGone: boolean[] = []
    for (const { id } of left) isGone.push(await roots.retire(tx, id))
    return isGone.every(Boolean)
  })
}

/** A root must not be known before its folder would outlive a power cut: known and gone, it is taken for vanished. */
async function makeDurable(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made))
}

export function createFolders(deps: FolderDeps): ArchiveFolders {
  const { roots, dataFolder } = deps
  const byId = new Map<number, Root>()
  let folders: FolderSet | undefined
  let failure: unknown
  const register = async (folder: string): Promise<Root> => {
    const path = resolve(dataFolder, folder)
    const known = [...byId.values()].find((root) => root.path === path && !root.isRetired)
    // A known folder that is gone has vanished: it must not come back empty. One that was never confirmed never was.
    const isNew = known === undefined || (await roots.isUnconfirmed(known.id))
    if (isNew && path.startsWith(`${dataFolder}/`)) await makeDurable(path)
    const root = await roots.add({ name: known?.name ?? nameOf(folder), path })
    byId.set(root.id, root)
    return root
  }
  const build = async (settings: ArchiveSettings): Promise<FolderSet> => {
    const { batch_dir, sorted_dir, duplicates_dir, trash_dir } = settings.paths
    await requireApart(settings, dataFolder)
    const sources: SourceFolder[] = []
    for (const { folder, mode, settleSec } of sourcesOf(settings, dataFolder)) {
      sources.push({ root: await register(folder), mode, settleMs: settleSec * 1000 })
    }
    return {
      sources,
      batches: await register(batch_dir),
      archive: await register(sorted_dir),
      duplicates: await register(duplicates_dir),
      trash: await register(trash_dir),
    }
  }
  return {
    async apply(settings) {
      try {
        await letGo(deps, settings)
        for (const root of await roots.list()) byId.set(root.id, root)
        folders = await build(settings)
        failure = undefined
      } catch (error) {
        folders = undefined
        failure = error
        throw error
      }
    },
    letGo: (settings) => letGo(deps, settings),
    current() {
      if (folders === undefined) throw new UnavailableError('archive/folders-unusable', { cause: failure })
      return folders
    },
    isUsable: () => folders !== undefined,
    pathOf(item) {
      const root = byId.get(item.rootId)
      if (root === undefined) throw new InvariantError('archive/unknown-root', { params: { rootId: item.rootId } })
      return join(root.path, item.relPath)
    },
    rootName: (rootId) => byId.get(rootId)?.name ?? String(rootId),
  }
}
