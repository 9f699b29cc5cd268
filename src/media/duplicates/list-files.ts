import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe } from './describe-files.ts'
import type { DuplicateOptions } from './duplicate-report.ts'
import { CHUNK_FILES, type FileChunk, type FileTable, sizeOf } from './file-columns.ts'
import { findKnown, type KnownContents } from './memory/known-contents.ts'
import type { Memory } from './memory/known-file.ts'
import { isDigest } from './protocol.ts'
import type { RunningWalk } from './walk-roots.ts'

export interface ListedFiles {
  /** Numbers of the files that take part and are not empty, in the order of the walk. */
  numbers: Uint32Array
  /** Of each its record in what is known, plus one; 0 for a newcomer. */
  records: Uint32Array
  /** Sizes of which there is something to learn. */
  freshSizes: ReadonlySet<number>
  /** With the empty ones. */
  count: number
  bytes: number
}

type Part = Pick<ListedFiles, 'numbers' | 'records'>

interface Listing {
  table: FileTable
  memory: Memory | undefined
  options: Pick<DuplicateOptions, 'filter' | 'digests'>
  freshSizes: Set<number>
  count: number
  bytes: number
}

/** The files that take part, and what is known of each. Goes along with the walk. */
export async function listFiles(
  { table, hasChunk }: Pick<RunningWalk, 'table' | 'hasChunk'>,
  memory: Memory | undefined,
  options: Listing['options'],
): Promise<ListedFiles> {
  const parts: Part[] = []
  const listing: Listing = { table, memory, options, freshSizes: new Set(), count: 0, bytes: 0 }
  const remembered = memory?.chunks.length ?? 0
  for (let at = remembered; await hasChunk(at); at++) {
    parts.push(listChunk(listing, at))
    await nextTurn()
  }
  // Files that were met as they are remembered are known when all threads have ended.
  for (let at = 0; at < remembered; at++) {
    parts.push(listChunk(listing, at))
    if (at % 4 === 3) await nextTurn()
  }
  return {
    numbers: joined(parts.map(({ numbers }) => numbers)),
    records: joined(parts.map(({ records }) => records)),
    ...listing,
  }
}

function listChunk(listing: Listing, at: number): Part {
  const { table, memory, options } = listing
  const chunk = table.chunks[at] as FileChunk
  const isRemembered = memory !== undefined && at < memory.chunks.length
  const [numbers, records] = [new Uint32Array(chunk.count), new Uint32Array(chunk.count)]
  let kept = 0
  for (let row = 0; row < chunk.count; row++) {
    const file = at * CHUNK_FILES + row
    if (isRemembered && memory.shared.seen[file] === 0) continue
    if (options.filter !== undefined && !options.filter(describe(table, file))) continue
    const size = chunk.sizes[row] as number
    listing.count += 1
    listing.bytes += size
    if (size === 0) continue
    numbers[kept] = file
    if (memory !== undefined) {
      const record = isRemembered ? (memory.known.records[file] as number) : findKnown(memory.known, chunk, row)
      records[kept] = record
      if (record === 0 || lacksDigest(memory.known, record, options)) listing.freshSizes.add(size)
    }
    kept += 1
  }
  return { numbers: numbers.subarray(0, kept), records: records.subarray(0, kept) }
}

function lacksDigest(known: KnownContents, record: number, { digests }: Listing['options']): boolean {
  if (digests !== true) return false
  const group = known.groups[record - 1] as number
  return group > 0 && !isDigest(known.groupDigests, group - 1)
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Whether the listed file at a position must be looked at anew. */
export type IsFresh = (at: number) => boolean

/**
 * Files of a size in which there is something to learn are looked at anew, all others are as the earlier search left them.
 * @returns undefined when there is nothing to learn
 */
export function freshOnes(table: FileTable, { numbers, freshSizes }: ListedFiles): IsFresh | undefined {
  return freshSizes.size === 0 ? undefined : (at) => freshSizes.has(sizeOf(table, numbers[at] as number))
}
