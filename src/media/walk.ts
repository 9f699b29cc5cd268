import { lstat } from 'node:fs/promises'
import { errnoOf, type FileIdentity, identityOf } from './file-identity.ts'
import { type EntryKind, type ExactPath, joinPath, listFolder, type ListedName } from './folder-listing.ts'

export interface WalkEntry {
  kind: EntryKind
  /** `/`-separated path below the root, exactly as on disk: text, or bytes when it is not valid UTF-8 (quarantine those). */
  relPath: ExactPath
  identity: FileIdentity
  /** A folder on another device than its parent: another file system is mounted there. */
  isMountPoint: boolean
}

/** What could not be read. It is never the same as "nothing there": a caller that counts must stop at the first one. */
export interface WalkFinding {
  /** Empty for the root itself. */
  relPath: ExactPath
  /** `vanished`: it went away between listing and looking. `unreadable`: `errno` says why. */
  kind: 'vanished' | 'unreadable'
  errno: string
}

export interface WalkBatch {
  entries: WalkEntry[]
  findings: WalkFinding[]
}

export interface WalkOptions {
  signal?: AbortSignal
  /** Folders for which this answers false are named but not entered. */
  shouldEnter?: (folder: WalkEntry) => boolean
  /** Most entries in one batch; folders larger than that come in several. */
  batchSize?: number
}

const IN_FLIGHT = 32

/**
 * Everything below a folder, depth first, in batches that are made only when asked for. Symlinks are named, never
 * followed, also when the root is one (`unreadable`, `ENOTDIR`). Memory is bounded by the largest folder's names.
 * @throws the signal's reason when aborted
 */
export async function* walk(rootPath: ExactPath, options: WalkOptions = {}): AsyncGenerator<WalkBatch, void, void> {
  const root = await look(rootPath, { name: '', kind: 'folder' }, '')
  if (isFinding(root)) return yield { entries: [], findings: [root] }
  if (root.kind !== 'folder')
    return yield { entries: [], findings: [{ relPath: '', kind: 'unreadable', errno: 'ENOTDIR' }] }
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entered: WalkEntry[] = []
    for await (const batch of walkFolder(rootPath, folder, options)) {
      entered.push(
        ...batch.entries.filter((entry) => entry.kind === 'folder' && (options.shouldEnter?.(entry) ?? true)),
      )
      yield batch
    }
    // One by one: a spread of a million folders would not fit the stack.
    for (const next of entered.toReversed()) folders.push(next)
  }
}

async function* walkFolder(
  rootPath: ExactPath,
  folder: WalkEntry,
  options: WalkOptions,
): AsyncGenerator<WalkBatch, void, void> {
  options.signal?.throwIfAborted()
  let names: ListedName[]
  try {
    names = await listFolder(joinPath(rootPath, folder.relPath))
  } catch (error) {
    return yield { entries: [], findings: [toFinding(folder.relPath, error)] }
  }
  const batchSize = options.batchSize ?? 1000
  for (let at = 0; at < names.length; at += batchSize) {
    yield await lookAtAll(rootPath, folder, { names: names.slice(at, at + batchSize), signal: options.signal })
  }
}

async function lookAtAll(
  rootPath: ExactPath,
  folder: WalkEntry,
  part: { names: ListedName[]; signal: AbortSignal | undefined },
): Promise<WalkBatch> {
  const batch: WalkBatch = { entries: [], findings: [] }
  for (let at = 0; at < part.names.length; at += IN_FLIGHT) {
    part.signal?.throwIfAborted()
    const looks = part.names.slice(at, at + IN_FLIGHT).map((name) => look(rootPath, name, folder.relPath))
    for (const found of await Promise.all(looks)) {
      if (isFinding(found)) batch.findings.push(found)
      else
        batch.entries.push({
          ...found,
          isMountPoint: found.kind === 'folder' && found.identity.dev !== folder.identity.dev,
        })
    }
  }
  return batch
}

async function look(rootPath: ExactPath, listed: ListedName, parent: ExactPath): Promise<WalkEntry | WalkFinding> {
  const relPath = joinPath(parent, listed.name)
  try {
    const stat = await lstat(relPath.length === 0 ? rootPath : joinPath(rootPath, relPath), { bigint: true })
    const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'symlink' : 'other'
    return { kind, relPath, identity: identityOf(stat), isMountPoint: false }
  } catch (error) {
    return toFinding(relPath, error)
  }
}

function toFinding(relPath: ExactPath, error: unknown): WalkFinding {
  const errno = errnoOf(error)
  return { relPath, kind: errno === 'ENOENT' ? 'vanished' : 'unreadable', errno }
}

function isFinding(found: WalkEntry | WalkFinding): found is WalkFinding {
  return 'errno' in found
}
