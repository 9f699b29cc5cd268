import { mapKey, splitPath } from '../rel-path.ts'
import type { FilePort } from '../file-port.ts'
import { Stopped, toRefusal } from './refusal.ts'
import { type Folders, openFolders } from './folders.ts'
import { requireMarkers } from './look.ts'
import type { ChunkReply, Item, ItemResult, MarkedRoot, Stop } from './messages.ts'
import { Aborted, type Brake } from './read.ts'

/** What a mover works with. */
export interface DiskTools {
  port: FilePort
  folders: Folders
  brake: Brake
  /** Devices that have shown not to know hard links. */
  linkless: Set<bigint>
  /** By device: what was written before this moment (ns since the epoch) is on the disk. */
  syncedUpTo: Map<bigint, bigint>
}

export function createDiskTools(port: FilePort, brake: Brake): DiskTools {
  return { port, brake, folders: openFolders(port), linkless: new Set(), syncedUpTo: new Map() }
}

export interface Turns {
  roots: readonly MarkedRoot[]
  items: readonly Item[]
  /** The root that is to blame when the disk fails. */
  blame: (item: Item) => string
  turn: (item: Item) => ItemResult
  /** What becomes of a result when the names that it changed could not be made durable. */
  unsynced: (item: Item, result: ItemResult, error: unknown) => ItemResult
}

/** One chunk: markers first, each file's turn, then one sync for each folder in which names changed. */
export function takeTurns(tools: DiskTools, turns: Turns): ChunkReply {
  const reply: ChunkReply = { results: [], stop: undefined }
  const done: [Item, ItemResult][] = []
  reply.stop = untilStopped(() => {
    requireMarkers(turns.roots)
    for (const item of turns.items) {
      if (tools.brake.isPulled()) return
      done.push([item, takeTurn(turns, item)])
    }
  })
  const failed = tools.folders.syncAll()
  for (const [item, result] of done) {
    const error = failed.size === 0 ? undefined : failureOf(failed, item)
    reply.results.push(error === undefined ? result : turns.unsynced(item, result, error))
  }
  tools.folders.syncAll()
  tools.folders.closeAll()
  return reply
}

/** @returns why the work was cut short; undefined also when the brake was pulled */
export function untilStopped(work: () => void): Stop | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof Stopped) return error.stop
    if (error instanceof Aborted) return undefined
    throw error
  }
}

function takeTurn({ turn, blame }: Turns, item: Item): ItemResult {
  try {
    return turn(item)
  } catch (error) {
    if (error instanceof Aborted) throw error
    return { id: item.id, kind: 'refused', refusal: toRefusal(blame(item), error) }
  }
}

/** The failed sync of a folder of the item, or of one above it that may just have been made. */
function failureOf(failed: ReadonlyMap<string, unknown>, item: Item): unknown {
  for (const spot of [item.to, item.from]) {
    for (let at = spot.relPath; at.length > 0;) {
      at = splitPath(at).folder
      const error = failed.get(mapKey(spot.root, at))
      if (error !== undefined) return error
    }
  }
  return undefined
}
