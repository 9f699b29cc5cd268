import { errnoOf, isSameTime, openForReading } from '../../media/file-identity.ts'
import { listFolderSync } from '../../media/folder-listing.ts'
import { pathKey, showPath } from '../../media/path-key.ts'
import { isSameFile } from '../is-same-file.ts'
import type { Refusal } from '../model.ts'
import { goesByBytes } from './goes-by-bytes.ts'
import { findFile, type Seen } from './look.ts'
import { isSameInode } from './place.ts'
import type { ChunkReply, Item, ItemResult, MarkedRoot } from './messages.ts'
import { hashFile } from './read.ts'
import { Refused, syncRefusal, toRefusal } from './refusal.ts'
import { type DiskTools, takeTurns } from './tools.ts'
import { withdrawOne } from './withdraw.ts'

/**
 * Takes each placed file away from its source, after one more look at both. A source that can't be removed keeps its
 * file: then the target is taken back. Copies and links only get their time.
 */
export function settleChunk(tools: DiskTools, request: { roots: MarkedRoot[]; items: Item[] }): ChunkReply {
  return takeTurns(tools, {
    ...request,
    blame: (item) => item.from.root,
    turn: (item) => settleSafely(tools, item),
    // The removal is not durable yet; the row stays `placed` and the next run or recovery settles it again.
    unsynced: (item, result, error) =>
      result.kind === 'settled' ? { id: item.id, kind: 'unsettled', refusal: syncRefusal(error) } : result,
  })
}

/** Once placed, a file that can't be settled keeps its row `placed`, whatever the reason. */
function settleSafely(tools: DiskTools, item: Item): ItemResult {
  try {
    return settleOne(tools, item)
  } catch (error) {
    return { id: item.id, kind: 'unsettled', refusal: toRefusal(item.from.root, error) }
  }
}

function settleOne(tools: DiskTools, item: Item): ItemResult {
  const target = findFile(tools.folders, item.to)
  const source = findFile(tools.folders, item.from)
  if (target === undefined)
    throw new Refused(source === undefined ? 'lost' : 'target-gone', { target: showPath(item.to.relPath) })
  restoreTime(tools, item, target)
  if (source === undefined || item.kind === 'copy' || item.kind === 'link') return { id: item.id, kind: 'settled' }
  if (!isSameInode(source, target) && !isSameFile(item.placed ?? item.seen, target.identity)) {
    throw new Refused('target-gone', { target: showPath(item.to.relPath) })
  }
  const isOurs = isPlacedOne(tools, item, { source, target })
  // Another file took the name since: it is not ours to remove, and the one that we moved is safe.
  if (!isOurs && source.identity.ino !== item.seen.ino) return { id: item.id, kind: 'settled' }
  requireTwoNames(item, source, target)
  const refusal = isOurs ? removeSource(tools, source) : ({ code: 'source-changed', params: {} } as const)
  if (refusal === undefined) return { id: item.id, kind: 'settled' }
  const seen = withdrawOne(tools, item)
  return seen === undefined
    ? { id: item.id, kind: 'unsettled', refusal }
    : { id: item.id, kind: 'refused', refusal, seen }
}

/** Whether what has the source's name is still what was placed. */
function isPlacedOne(tools: DiskTools, item: Item, { source, target }: { source: Seen; target: Seen }): boolean {
  if (isSameInode(source, target) || isSameFile(item.seen, source.identity)) return true
  return goesByBytes(item, source) && hashFile(source.path, tools.brake) === item.sha256
}

/** @returns why it stays */
function removeSource(tools: DiskTools, source: Seen): Refusal | undefined {
  try {
    tools.port.unlink(source.path)
  } catch (error) {
    return removalRefusal(error)
  }
  source.folder.isDirty = true
  return undefined
}

/** A source on a read-only disk can't be moved away from at all; that is no passing state of the target's disk. */
function removalRefusal(error: unknown): Refusal {
  const errno = errnoOf(error)
  return errno === 'EROFS' ? { code: 'no-permission', params: { errno } } : toRefusal('', error)
}

/**
 * Two paths with one inode are two names of it, or one name spelt in two ways on a disk that ignores case; removing that
 * one would remove the file.
 */
function requireTwoNames(item: Item, source: Seen, target: Seen): void {
  if (!isSameInode(source, target)) return
  const isOneName = target.identity.nlink < 2 || (source.folder === target.folder && !areBothListed(source, target))
  if (isOneName) throw new Refused('conflict', { existing: showPath(item.from.relPath) })
}

function areBothListed(source: Seen, target: Seen): boolean {
  if (pathKey(String(source.name)) !== pathKey(String(target.name))) return true
  const names = new Set(listFolderSync(source.folder.base).map(({ name }) => String(name)))
  return names.has(String(source.name)) && names.has(String(target.name))
}

function restoreTime(tools: DiskTools, item: Item, target: Seen): void {
  if (isSameTime(target.identity, item)) return
  const fd = openForReading(target.path)
  try {
    tools.port.setModifiedAt(fd, item.mtimeNs)
    tools.port.sync(fd)
  } finally {
    tools.port.close(fd)
  }
}
