import type { SeenIdentity } from '../../media/file-identity.ts'
import { isSameFile } from '../is-same-file.ts'
import { findFile } from './look.ts'
import type { ChunkReply, Item, MarkedRoot } from './messages.ts'
import { Refused } from './refusal.ts'
import { type DiskTools, takeTurns } from './tools.ts'

/** Takes back what was placed: the target's name goes, the source was never touched. */
export function withdrawChunk(tools: DiskTools, request: { roots: MarkedRoot[]; items: Item[] }): ChunkReply {
  return takeTurns(tools, {
    ...request,
    blame: (item) => item.to.root,
    turn: (item) => {
      const seen = withdrawOne(tools, item)
      if (seen === undefined) throw new Refused('target-gone')
      return { id: item.id, kind: 'withdrawn', seen }
    },
    unsynced: (_item, result) => result,
  })
}

/**
 * Removes the target only while it is ours and the source stands beside it as another name of the same file, or as the
 * unchanged original of our copy.
 * @returns the source as it is now; undefined when the target was left as it is
 */
export function withdrawOne(tools: DiskTools, item: Item): SeenIdentity | undefined {
  const source = findFile(tools.folders, item.from)
  const target = findFile(tools.folders, item.to)
  if (source === undefined || target === undefined) return undefined
  const isSameInode = source.identity.ino === target.identity.ino && source.identity.dev === target.identity.dev
  const isOurLink = isSameInode && target.identity.nlink > 1
  const isOriginalThere = source.identity.ino === item.seen.ino
  const isOurCopy =
    !isSameInode && isOriginalThere && item.placed !== undefined && isSameFile(item.placed, target.identity)
  if (!isOurLink && !isOurCopy) return undefined
  tools.port.unlink(target.path)
  target.folder.isDirty = true
  tools.folders.forget(target.folder)
  return findFile(tools.folders, item.from)?.identity
}
