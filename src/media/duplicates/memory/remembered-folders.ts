import { type BigIntStats, lstatSync, type Stats } from 'node:fs'
import { errnoOf } from '../../file-identity.ts'
import type { ExactPath } from '../../folder-listing.ts'
import { chunkOf, type FileTable, namesBetween, rowOf } from '../file-columns.ts'
import type { SharedMemory } from '../protocol.ts'
import { chunksOf, columnsOf, countsOf, findKnownFolder, type KnownContents } from './known-contents.ts'

/** A microsecond: Node tells times as numbers of milliseconds, in steps of a quarter of that. */
const SAME_MS = 0.001

/** Folders that have the names that an earlier search found: they need not be listed, only their files be looked at. */
export class RememberedFolders {
  readonly #known: KnownContents
  readonly #table: FileTable
  readonly #shared: SharedMemory
  readonly #id = new BigInt64Array(4)
  readonly #idWords = new Uint32Array(this.#id.buffer)

  constructor(shared: SharedMemory) {
    this.#known = columnsOf(shared.bytes, countsOf(shared.bytes))
    this.#table = { rootPaths: [], folders: [], chunks: chunksOf(this.#known) }
    this.#shared = shared
  }

  /** Number of a folder that is as it was, -1 when it must be listed. */
  claim({ dev, ino, mtimeNs, ctimeNs }: BigIntStats): number {
    this.#id.set([dev, ino, mtimeNs, ctimeNs])
    const place = findKnownFolder(this.#known, this.#idWords)
    return place >= 0 && Atomics.exchange(this.#shared.claimed, place, 1) === 0 ? place : -1
  }

  /** The first row of a folder, and the names of that and those after it. */
  rowsOf(place: number): { first: number; names: ExactPath[] } {
    const { rowEnds } = this.#known
    const first = place === 0 ? 0 : (rowEnds[place - 1] as number)
    return { first, names: namesBetween(this.#table, first, rowEnds[place] as number) }
  }

  /** Bytes of the file of a row when it is as it is remembered, which is then noted; otherwise -1: it must be looked at. */
  meet(row: number, path: ExactPath): number {
    if (this.#known.records[row] === 0) return -1
    const stat = attemptLstat(path)
    const { idWords, sizes } = chunkOf(this.#table, row)
    const at = rowOf(row) * 8
    if (stat === undefined || stat.size !== sizes[rowOf(row)]) return -1
    // Numbers beyond that stand for several inodes.
    if (stat.ino > Number.MAX_SAFE_INTEGER || stat.ino !== whole(idWords, at + 2)) return -1
    if (stat.dev !== whole(idWords, at)) return -1
    if (Math.abs(stat.mtimeMs - whole(idWords, at + 4) / 1e6) > SAME_MS) return -1
    if (Math.abs(stat.ctimeMs - whole(idWords, at + 6) / 1e6) > SAME_MS) return -1
    this.#shared.seen[row] = 1
    return stat.size
  }
}

/** Undefined also for what can't be looked at. */
function attemptLstat(path: ExactPath): Stats | undefined {
  try {
    return lstatSync(path, QUIETLY)
  } catch (error) {
    errnoOf(error)
    return undefined
  }
}

const QUIETLY = { throwIfNoEntry: false } as const

const whole = (halves: Uint32Array, at: number): number =>
  (halves[at + 1] as number) * 0x1_0000_0000 + (halves[at] as number)
