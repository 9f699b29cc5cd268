import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readlinkSync, realpathSync } from 'node:fs'
import { type ExactPath, joinPath } from '../../media/folder-listing.ts'
import { showPath } from '../../media/path-key.ts'
import type { FilePort } from '../file-port.ts'
import { asText, isContained, mapKey, splitPath } from '../rel-path.ts'
import { createListings, type Listed } from './listings.ts'
import type { Spot } from './messages.ts'
import { Refused } from './refusal.ts'

export interface OpenFolder extends Listed {
  root: string
  relPath: ExactPath
  /** Prefix for names: through the descriptor where the system has it, so that a folder swapped for a symlink leads nowhere else. */
  base: string | Buffer
}

export interface Folders {
  /** @throws Refused `outside-root`; the errors of open */
  enter(root: string, relPath: ExactPath): OpenFolder
  /** As `enter`, making what is missing. @throws Refused `folder-conflict` as well */
  enterMaking(root: string, relPath: ExactPath): OpenFolder
  /** Names in the folder that are this one or collide with it, the exact one first. */
  namesLike(folder: OpenFolder, name: string): string[]
  /** Tells of a name that we gave. */
  addName(folder: OpenFolder, name: string): void
  /** The next look at names reads the folder again. */
  forget(folder: OpenFolder): void
  /**
   * Makes all changes of names durable. A sync that failed is not tried again on the same descriptor: the kernel may
   * have dropped the pages.
   * @returns by `mapKey(root, folder)`, the folders that could not be synced since the last call, with the error of each
   */
  syncAll(): Map<string, unknown>
  /** Syncs and closes. */
  closeAll(): void
}

const FOLDER_FLAGS = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0)
const HAS_PROC = existsSync('/proc/self/fd')
const MOST_OPEN = 512
/** From here on one sync of the whole file system costs less. */
const MANY_DIRTY = 24

/**
 * The folders that a mover works in: opened once, checked to be below their root without any symlink on the way,
 * synced once for many changes.
 */
export function openFolders(port: FilePort): Folders {
  const listings = createListings()
  const open = createOpenSet(port, (folder) => listings.settle(folder))

  function enterMaking(root: string, relPath: ExactPath): OpenFolder {
    if (relPath.length === 0) return open.enter(root, relPath)
    try {
      return open.enter(root, relPath)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    const { folder: above, name } = splitPath(relPath)
    const parent = enterMaking(root, above)
    const [twin] = listings.like(parent, String(name))
    if (twin !== undefined && twin !== name)
      throw new Refused('folder-conflict', { existing: showPath(joinPath(above, twin)) })
    port.makeFolder(nameIn(parent, name))
    parent.isDirty = true
    listings.add(parent, String(name))
    return open.enter(root, relPath)
  }

  return {
    enter: open.enter,
    enterMaking,
    namesLike: listings.like,
    addName: listings.add,
    forget: listings.forget,
    syncAll: open.syncAll,
    closeAll: open.closeAll,
  }
}

function createOpenSet(port: FilePort, synced: (folder: OpenFolder) => void) {
  const open = new Map<string, OpenFolder>()
  let failures = new Map<string, unknown>()

  function sync(folder: OpenFolder): void {
    if (!folder.isDirty) return
    folder.isDirty = false
    try {
      port.sync(folder.fd)
      synced(folder)
    } catch (error) {
      failures.set(folder.key, error)
    }
  }

  function close(folder: OpenFolder): void {
    sync(folder)
    open.delete(folder.key)
    closeSync(folder.fd)
  }

  return {
    enter(root: string, relPath: ExactPath): OpenFolder {
      const key = mapKey(root, relPath)
      const known = open.get(key)
      if (known !== undefined) {
        open.delete(key)
        open.set(key, known)
        return known
      }
      const [oldest] = open.values()
      if (oldest !== undefined && open.size >= MOST_OPEN) close(oldest)
      const fd = openChecked(root, relPath)
      const base = HAS_PROC ? `/proc/self/fd/${fd}` : joinPath(root, relPath)
      const folder: OpenFolder = { key, fd, root, relPath, base, isDirty: false, isListed: false }
      open.set(key, folder)
      return folder
    },
    syncAll(): Map<string, unknown> {
      const dirty = [...open.values()].filter((folder) => folder.isDirty)
      for (const folder of syncTogether(port, dirty)) {
        folder.isDirty = false
        synced(folder)
      }
      for (const folder of dirty) sync(folder)
      const failed = failures
      failures = new Map()
      return failed
    },
    closeAll(): void {
      for (const folder of open.values()) close(folder)
    },
  }
}

/** One sync of a whole file system where one for each folder would take longer. @returns the folders that it served */
function syncTogether(port: FilePort, dirty: readonly OpenFolder[]): OpenFolder[] {
  if (dirty.length <= MANY_DIRTY) return []
  const byDevice = Map.groupBy(dirty, (folder) => fstatSync(folder.fd, { bigint: true }).dev)
  return [...byDevice.values()].flatMap((folders) => {
    const [first] = folders
    const isServed =
      first !== undefined && folders.length > MANY_DIRTY && port.syncFileSystem(joinPath(first.root, first.relPath))
    return isServed ? folders : []
  })
}

/** The full path of a name, for file calls. */
export function nameIn(folder: OpenFolder, name: ExactPath): string | Buffer {
  return joinPath(folder.base, name)
}

/** @throws Refused `outside-root` */
export function locate(spot: Spot): { folder: ExactPath; name: ExactPath } {
  if (!isContained(spot.relPath)) throw new Refused('outside-root')
  return splitPath(spot.relPath)
}

// Without openat2 a symlink in the middle of the path is found only after the open: the descriptor says where it really led.
function openChecked(root: string, relPath: ExactPath): number {
  if (relPath.length > 0 && !isContained(relPath)) throw new Refused('outside-root')
  const path = relPath.length === 0 ? root : joinPath(root, relPath)
  if (!lstatSync(path).isDirectory()) throw new Refused('outside-root')
  const fd = openSync(path, FOLDER_FLAGS)
  const real = HAS_PROC
    ? readlinkSync(`/proc/self/fd/${fd}`, { encoding: 'buffer' })
    : realpathSync.native(path, { encoding: 'buffer' })
  if (Buffer.compare(real, Buffer.from(path as string)) === 0) return fd
  closeSync(fd)
  throw new Refused('outside-root', { leadsTo: showPath(asText(real)) })
}
