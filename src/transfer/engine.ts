import type { Db } from '../db/db.ts'
import { NotFoundError, UnavailableError } from '../kernel/errors.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Item, MarkedRoot, Spot, Stop } from './disk/messages.ts'
import { parseSeenIdentity } from '../media/file-identity.ts'
import type { FileRef, Root } from './model.ts'
import type { Movers } from './movers.ts'
import { fromOf, type MoveRow, toOf } from './store.ts'

/** What the parts of the room share. */
export interface Engine {
  db: Db
  clock: Clock
  movers: Movers
  roots: { list(): Promise<Root[]> }
  /** Bytes that stay free on a disk that is copied to. */
  reserveBytes: number
  /** Root whose trash takes what leaves a root. */
  trashRootOf(rootId: number): number
  /** Rows per chunk: one commit and one sync per folder for each. */
  chunkSize: number
}

/** Turns rows into what the movers take, and their answers back. */
export interface Atlas {
  item(row: MoveRow): Item
  spot(file: FileRef): Spot
  rootId(spot: Spot): number
  /** The roots that rows name, with their markers. */
  rootsOf(rows: readonly MoveRow[]): MarkedRoot[]
  markedRoot(rootId: number): MarkedRoot
}

export async function openAtlas(engine: Engine): Promise<Atlas> {
  const byId = new Map((await engine.roots.list()).map((root) => [root.id, root]))
  const byPath = new Map([...byId.values()].map((root) => [root.path, root.id]))
  const rootOf = (id: number): Root => {
    const root = byId.get(id)
    if (root === undefined) throw new NotFoundError('root/unknown', { params: { rootId: id } })
    return root
  }
  const spot = ({ rootId, relPath }: FileRef): Spot => ({ root: rootOf(rootId).path, relPath })
  const markedRoot = (id: number): MarkedRoot => ({ path: rootOf(id).path, marker: rootOf(id).marker })
  return {
    spot,
    markedRoot,
    rootId: ({ root }) => byPath.get(root) as number,
    rootsOf: (rows) => [...new Set(rows.flatMap((row) => [row.from_root, row.to_root]))].map(markedRoot),
    item: (row) => ({
      id: row.id,
      op: row.op,
      kind: row.kind,
      state: row.state,
      from: spot(fromOf(row)),
      to: spot(toOf(row)),
      seen: parseSeenIdentity(row.identity),
      placed: row.placed_identity === null ? undefined : parseSeenIdentity(row.placed_identity),
      mtimeNs: BigInt(row.mtime_ns),
      sha256: row.sha256 ?? undefined,
      inPlace: row.in_place === 1,
      keeper:
        row.keeper_root === null || row.keeper_rel === null
          ? undefined
          : spot({ rootId: row.keeper_root, relPath: row.keeper_rel }),
    }),
  }
}

const RETRY_AFTER_MS = 10_000

/** What stopped a chunk, as the error that makes a job wait and come back. */
export function unavailable(stop: Stop): UnavailableError {
  const params: Record<string, string | number> = { root: stop.root, errno: stop.errno }
  if (stop.neededBytes !== undefined) params['neededBytes'] = stop.neededBytes
  if (stop.freeBytes !== undefined) params['freeBytes'] = stop.freeBytes
  return new UnavailableError(`transfer/${stop.code}`, { params, retryAfterMs: RETRY_AFTER_MS })
}
