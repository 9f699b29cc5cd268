import type { Attention } from '../attention/attention.ts'
import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Engine } from './engine.ts'
import { createNameFinder, type NameFinder } from './free-names.ts'
import { Movers, type MoversOptions } from './movers.ts'
import { createRoots, type Roots } from './roots.ts'
import { tellStops } from './tell-stops.ts'
import type { Transfer } from './journaled-move.ts'
import { createTransfer } from './transfer.ts'

const RESERVE_BYTES = 256 << 20
const CHUNK_SIZE = 2000

export interface TransferOptions extends MoversOptions {
  /** Bytes that stay free on a disk that is copied to; 256 MiB unless said. */
  reserveBytes?: number
  /** Rows per commit and sync; 2,000 unless said. */
  chunkSize?: number
  /** The root whose trash takes what leaves this one; the root itself unless said. */
  trashRootOf?: (rootId: number) => number
}

export interface TransferRoom extends AsyncDisposable {
  roots: Roots
  transfer: Transfer
  /** Free names below a root, for making one plan. */
  nameFinder(rootId: number): Promise<NameFinder>
}

export function setUpTransfer(deps: {
  db: Db
  clock: Clock
  attention: Attention
  options?: TransferOptions
}): TransferRoom {
  const { db, clock, options = {} } = deps
  const roots = createRoots(deps)
  const movers = new Movers(options)
  const engine: Engine = {
    db,
    clock,
    movers,
    roots,
    reserveBytes: options.reserveBytes ?? RESERVE_BYTES,
    chunkSize: options.chunkSize ?? CHUNK_SIZE,
    trashRootOf: options.trashRootOf ?? ((rootId) => rootId),
  }
  return {
    roots,
    transfer: tellStops(createTransfer(engine), { ...deps, roots }),
    nameFinder: (rootId) => createNameFinder(engine, rootId),
    async [Symbol.asyncDispose]() {
      await movers[Symbol.asyncDispose]()
    },
  }
}
