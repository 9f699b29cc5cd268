import { setImmediate as nextTurn } from 'node:timers/promises'
import { eachInTurns } from './classify.ts'
import { describe } from './describe-files.ts'
import type { DuplicateFile, DuplicateOptions } from './duplicate-report.ts'
import { CHUNK_FILES, type FileChunk, type FileTable, sizeOf } from './file-columns.ts'
import { findKnown, type KnownContents } from './known-contents.ts'
import { isDigest } from './protocol.ts'
import type { RunningWalk } from './walk-roots.ts'

export interface ListedFiles {
  /** Numbers of the files that take part and are not empty, in the order of the walk. */
  numbers: Uint32Array
  /** Of each its record in what is known, plus one; 0 for a newcomer. */
  records: Uint32Array
  /** With the empty ones. */
  count: number
  bytes: number
}

/** The files that take part, and what is known of each. Goes along with the walk. */
export async function listFiles(
  { table, hasChunk }: Pick<RunningWalk, 'table' | 'hasChunk'>,
  known: KnownContents | undefined,
  filter: ((file: DuplicateFile) => boolean) | undefined,
): Promise<ListedFiles> {
  const parts: Pick<ListedFiles, 'numbers' | 'records'>[] = []
  let [count, bytes] = [0, 0]
  for (let at = 0; await hasChunk(at); at++) {
    if (at > 0) await nextTurn()
    const chunk = table.chunks[at] as FileChunk
    const [numbers, records] = [new Uint32Array(chunk.count), new Uint32Array(chunk.count)]
    let kept = 0
    for (let row = 0; row < chunk.count; row++) {
      const file = at * CHUNK_FILES + row
      if (filter !== undefined && !filter(describe(table, file))) continue
      const size = chunk.sizes[row] as number
      count += 1
      bytes += size
      if (size === 0) continue
      numbers[kept] = file
      if (known !== undefined) records[kept] = findKnown(known, chunk, row)
      kept += 1
    }
    parts.push({ numbers: numbers.subarray(0, kept), records: records.subarray(0, kept) })
  }
  return {
    numbers: joined(parts.map(({ numbers }) => numbers)),
    records: joined(parts.map(({ records }) => records)),
    count,
    bytes,
  }
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
export async function findFresh(
  table: FileTable,
  listed: ListedFiles,
  { known, digests }: { known: KnownContents } & Pick<DuplicateOptions, 'digests'>,
): Promise<IsFresh | undefined> {
  const { numbers, records } = listed
  const size = (at: number): number => sizeOf(table, numbers[at] as number)
  const freshSizes = new Set<number>()
  await eachInTurns(numbers.length, (at) => {
    const record = (records[at] as number) - 1
    const group = record < 0 ? 0 : (known.groups[record] as number)
    const lacksDigest = digests === true && group > 0 && !isDigest(known.groupDigests, group - 1)
    if (record < 0 || lacksDigest) freshSizes.add(size(at))
  })
  return freshSizes.size === 0 ? undefined : (at) => freshSizes.has(size(at))
}
