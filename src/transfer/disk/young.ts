import { openForReading } from '../../media/file-identity.ts'
import { splitPath } from '../rel-path.ts'
import { joinPath } from '../../media/folder-listing.ts'
import type { Seen } from './look.ts'
import type { Item } from './messages.ts'
import type { DiskTools } from './tools.ts'

/** Younger bytes may still be in memory only; Linux writes them out after half a minute. */
const YOUNG_NS = 60_000_000_000n
/** From here on one sync of the whole file system costs less than one for each file. */
const MANY = 32
/** The kernel's clock for file times runs behind by up to a tick. */
const TICK_NS = 20_000_000n

const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n

function isYoung(tools: DiskTools, { dev, ctimeNs }: { dev: bigint; ctimeNs: bigint }): boolean {
  return nowNs() - ctimeNs < YOUNG_NS && ctimeNs >= (tools.syncedUpTo.get(dev) ?? 0n)
}

/** A second name is worth no more than the bytes behind it: those of a fresh file go to the disk first. */
export function syncYoung(tools: DiskTools, { identity, path }: Seen): void {
  if (!isYoung(tools, identity)) return
  const fd = openForReading(path)
  try {
    tools.port.syncBytes(fd)
  } finally {
    tools.port.close(fd)
  }
}

/** As `syncYoung` for a chunk, where so many of its files are fresh that one sync serves them all. */
export function syncManyYoung(tools: DiskTools, items: readonly Item[]): void {
  const young = Map.groupBy(
    items.filter(({ seen }) => isYoung(tools, { dev: seen.dev, ctimeNs: seen.ctimeNs ?? nowNs() })),
    ({ seen }) => seen.dev,
  )
  for (const [dev, [first, ...others]] of young) {
    if (first === undefined || others.length < MANY) continue
    const startedNs = nowNs() - TICK_NS
    const folder = joinPath(first.from.root, splitPath(first.from.relPath).folder)
    if (typeof folder === 'string' && tools.port.syncFileSystem(folder)) tools.syncedUpTo.set(dev, startedNs)
  }
}
