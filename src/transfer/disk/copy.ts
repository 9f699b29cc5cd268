import { createHash } from 'node:crypto'
import { fstatSync, statfsSync } from 'node:fs'
import { errnoOf, identityOf, openForReading, type SeenIdentity } from '../../media/file-identity.ts'
import { type ExactPath, joinPath } from '../../media/folder-listing.ts'
import { showPath } from '../../media/path-key.ts'
import { isSameFile } from '../is-same-file.ts'
import { temporaryName } from '../marker.ts'
import { locate, nameIn, type OpenFolder } from './folders.ts'
import { goesByBytes } from './goes-by-bytes.ts'
import { findFile, findIn, type Seen } from './look.ts'
import type { ChunkReply, Item, ItemResult, MarkedRoot } from './messages.ts'
import { hashFromDisk, haveSameBytes, readBlocks } from './read.ts'
import { Refused, Stopped, syncRefusal } from './refusal.ts'
import { type DiskTools, takeTurns } from './tools.ts'
import { withdrawOne } from './withdraw.ts'

/** A disk that loses what it was given is not given it for ever. */
const ATTEMPTS = 2
const LINKLESS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * Copies each file to its target: a temporary file beside the target, hashed while it is read, on the disk before it is
 * read back and compared, and only then given its name. The source stays.
 */
export function copyChunk(
  tools: DiskTools,
  request: { roots: MarkedRoot[]; items: Item[]; reserveBytes: number },
): ChunkReply {
  return takeTurns(tools, {
    ...request,
    blame: (item) => item.to.root,
    turn: (item) => copyOne(tools, item, request.reserveBytes),
    unsynced(item, result, error) {
      if (result.kind !== 'placed') return result
      return {
        id: item.id,
        kind: 'refused',
        refusal: syncRefusal(error),
        seen: withdrawOne(tools, { ...item, placed: result.placed }),
      }
    },
  })
}

interface Copying {
  item: Item
  source: Seen
  folder: OpenFolder
  name: ExactPath
}

function copyOne(tools: DiskTools, item: Item, reserveBytes: number): ItemResult {
  const source = findFile(tools.folders, item.from)
  if (source === undefined) throw new Refused('missing')
  if (!isSameFile(item.seen, source.identity) && !goesByBytes(item, source)) throw new Refused('source-changed')
  const { folder: above, name } = locate(item.to)
  const folder = tools.folders.enterMaking(item.to.root, above)
  requireSpace(item, folder, reserveBytes)
  const copying = { item, source, folder, name }
  for (let attempt = 1; ; attempt++) {
    try {
      return tools.linkless.has(fstatSync(folder.fd, { bigint: true }).dev)
        ? writeWithoutLinks(tools, copying)
        : writeBeside(tools, copying)
    } catch (error) {
      if (attempt === ATTEMPTS || !isWorthAnotherTry(error)) throw error
    }
  }
}

function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof Refused
    ? error.refusal.code === 'copy-differs'
    : (error as NodeJS.ErrnoException).code === 'EIO'
}

function requireSpace(item: Item, folder: OpenFolder, reserveBytes: number): void {
  const { bavail, bsize } = statfsSync(folder.base)
  const freeBytes = bavail * bsize
  const neededBytes = item.seen.size + reserveBytes
  if (freeBytes >= neededBytes) return
  throw new Stopped({ code: 'disk-full', root: item.to.root, errno: 'ENOSPC', neededBytes, freeBytes })
}

function writeBeside(tools: DiskTools, copying: Copying): ItemResult {
  const { item, folder, name } = copying
  const temporary = nameIn(folder, temporaryName(item.op))
  const written = writeChecked(tools, copying, temporary)
  try {
    tools.port.link(temporary, nameIn(folder, name))
  } catch (error) {
    tools.port.unlink(temporary)
    const errno = errnoOf(error)
    if (errno === 'EEXIST') return answerForTaken(tools, copying)
    if (!LINKLESS.has(errno)) throw error
    tools.linkless.add(fstatSync(folder.fd, { bigint: true }).dev)
    return writeWithoutLinks(tools, copying)
  }
  tools.port.unlink(temporary)
  folder.isDirty = true
  tools.folders.forget(folder)
  return { id: item.id, kind: 'placed', placed: written.placed, sha256: written.sha256 }
}

/** The row must say so before the name is taken: by that recovery tells what is ours from the file of a person. */
function writeWithoutLinks(tools: DiskTools, copying: Copying): ItemResult {
  const { item } = copying
  return item.inPlace ? writeInPlace(tools, copying) : { id: item.id, kind: 'in-place-needed' }
}

/**
 * Without hard links there is no way to give a finished file a name without the risk of overwriting: the name is taken
 * first and filled then. What a crash leaves is a beginning of the source, which recovery recognises and removes.
 */
function writeInPlace(tools: DiskTools, copying: Copying): ItemResult {
  const { item, folder, name } = copying
  try {
    const written = writeChecked(tools, copying, nameIn(folder, name))
    folder.isDirty = true
    tools.folders.forget(folder)
    return { id: item.id, kind: 'placed', placed: written.placed, sha256: written.sha256 }
  } catch (error) {
    if (!(error instanceof Refused) && (error as NodeJS.ErrnoException).code === 'EEXIST')
      return answerForTaken(tools, copying)
    throw error
  }
}

function answerForTaken(tools: DiskTools, { item, source, folder, name }: Copying): ItemResult {
  const taken = findIn(folder, name)
  const existing = joinPath(folder.relPath, name)
  const isSame =
    taken !== undefined && taken.identity.ino === source.identity.ino && taken.identity.dev === source.identity.dev
  if (
    taken === undefined ||
    isSame ||
    taken.identity.size !== source.identity.size ||
    !haveSameBytes(source.path, taken.path, tools.brake)
  ) {
    throw new Refused('conflict', { existing: showPath(existing) })
  }
  return { id: item.id, kind: 'there', relPath: String(existing) }
}

/** The copy under `path`, proven; or nothing under it. */
function writeChecked(
  tools: DiskTools,
  copying: Copying,
  path: string | Buffer,
): { placed: SeenIdentity; sha256: string } {
  const fd = createFresh(tools, copying, path)
  let isOpen = true
  try {
    const sha256 = fill(tools, copying, fd)
    tools.port.sync(fd)
    const placed = { ...identityOf(fstatSync(fd, { bigint: true })), ctimeNs: undefined }
    tools.port.close(fd)
    isOpen = false
    if (hashFromDisk(path, tools.brake) !== sha256) throw new Refused('copy-differs')
    return { placed, sha256 }
  } catch (error) {
    if (isOpen) tools.port.close(fd)
    tools.port.unlink(path)
    throw error
  }
}

/** A temporary file of the same operation is what a crash left: its name is random, so it is ours. */
function createFresh(tools: DiskTools, { item, folder }: Copying, path: string | Buffer): number {
  try {
    return tools.port.createFile(path)
  } catch (error) {
    const isTemporary = String(path) === String(nameIn(folder, temporaryName(item.op)))
    if (errnoOf(error) !== 'EEXIST' || !isTemporary) throw error
    tools.port.unlink(path)
    return tools.port.createFile(path)
  }
}

/** @returns the hash of what was read. @throws Refused `source-changed` when the source moved while it was read */
function fill(tools: DiskTools, { item, source }: Copying, fd: number): string {
  const from = openForReading(source.path)
  try {
    const hash = createHash('sha256')
    const size = readBlocks(from, tools.brake, (bytes) => {
      hash.update(bytes)
      writeAll(tools, fd, bytes)
    })
    const sha256 = hash.digest('hex')
    const now = identityOf(fstatSync(from, { bigint: true }))
    if (size !== item.seen.size || !isSameFile(source.identity, now)) throw new Refused('source-changed')
    if (item.sha256 !== undefined && item.sha256 !== sha256) throw new Refused('source-changed')
    keepAttributes(tools, { item, source, fd })
    return sha256
  } finally {
    tools.port.close(from)
  }
}

function writeAll(tools: DiskTools, fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += tools.port.write(fd, bytes.subarray(at), bytes.length - at)
}

/** Owner where we may, then mode (a change of owner clears some of its bits), then time. */
function keepAttributes(tools: DiskTools, { item, source, fd }: { item: Item; source: Seen; fd: number }): void {
  const made = fstatSync(fd)
  if (made.uid !== source.uid || made.gid !== source.gid) {
    try {
      tools.port.setOwner(fd, source.uid, source.gid)
    } catch (error) {
      if (errnoOf(error) !== 'EPERM') throw error
    }
  }
  tools.port.setMode(fd, source.mode)
  tools.port.setModifiedAt(fd, item.mtimeNs)
}
