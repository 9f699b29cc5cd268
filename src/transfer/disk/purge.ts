import { isSameFile } from '../is-same-file.ts'
import { findFile } from './look.ts'
import type { ChunkReply, Item, ItemResult, MarkedRoot, Spot, Stop } from './messages.ts'
import { isSameInode } from './place.ts'
import { haveSameBytes } from './read.ts'
import { Refused, toRefusal } from './refusal.ts'
import { type DiskTools, takeTurns, untilStopped } from './tools.ts'
import { locate, nameIn } from './folders.ts'

/** Deletes files in the trash for good. What changed there since, and what lost its keeper, stays. */
export function purgeChunk(tools: DiskTools, request: { roots: MarkedRoot[]; items: Item[] }): ChunkReply {
  return takeTurns(tools, {
    ...request,
    blame: (item) => item.to.root,
    turn: (item) => purgeOne(tools, item),
    unsynced: (_item, result) => result,
  })
}

function purgeOne(tools: DiskTools, item: Item): ItemResult {
  const file = findFile(tools.folders, item.to)
  if (file === undefined) return { id: item.id, kind: 'settled' }
  if (!isSameFile(item.placed ?? item.seen, file.identity)) throw new Refused('changed-since')
  if (item.keeper !== undefined) {
    const keeper = findFile(tools.folders, item.keeper)
    if (keeper === undefined || isSameInode(keeper, file) || !haveSameBytes(keeper.path, file.path, tools.brake))
      throw new Refused('keeper-differs')
  }
  tools.port.unlink(file.path)
  file.folder.isDirty = true
  return { id: item.id, kind: 'settled' }
}

const STAYS = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EACCES', 'EPERM', 'EROFS'])

/** Takes away folders that are empty, in the order given; those that are not, stay. */
export function removeFolders(
  tools: DiskTools,
  request: { roots: MarkedRoot[]; spots: Spot[] },
): { removed: Spot[]; stop: Stop | undefined } {
  const removed: Spot[] = []
  const stop = untilStopped(() => {
    for (const spot of request.spots) if (removeFolder(tools, spot)) removed.push(spot)
  })
  tools.folders.syncAll()
  tools.folders.closeAll()
  return { removed, stop }
}

function removeFolder(tools: DiskTools, spot: Spot): boolean {
  try {
    const { folder: above, name } = locate(spot)
    const parent = tools.folders.enter(spot.root, above)
    tools.port.removeFolder(nameIn(parent, name))
    parent.isDirty = true
    tools.folders.forget(parent)
    return true
  } catch (error) {
    if (STAYS.has((error as NodeJS.ErrnoException).code ?? '')) return false
    toRefusal(spot.root, error)
    return false
  }
}
