import { setImmediate as nextTurn } from 'node:timers/promises'
import { eachInTurns } from './classify.ts'
import { describe } from './describe-files.ts'
import type { DuplicateFile, DuplicateOptions } from './duplicate-report.ts'
import { CHUNK_FILES, type FileTable, sizeOf } from './file-columns.ts'
import { findKnown, type KnownContents } from './known-contents.ts'
import { isDigest } from './protocol.ts'

export interface ListedFiles {
  /** Numbers of the files that take part and are not empty, in the order of the walk. */
  numbers: Uint32Array
  /** Of each its record in what is known, plus one; 0 for a newcomer. */
  records: Uint32Array
  /** With the empty ones. */
  count: number
  bytes: number
}

/** The files that take part, and what is known of each. */
export async function listFiles(
  table: FileTable,
  known: KnownContents | undefined,
  filter: ((file: DuplicateFile) => boolean) | undefined,
): Promise<ListedFiles> {
  const most = table.chunks.reduce((sum, chunk) => sum + chunk.count, 0)
  const [numbers, records] = [new Uint32Array(most), new Uint32Array(most)]
  let [kept, count, bytes] = [0, 0, 0]
  for (const [at, chunk] of table.chunks.entries()) {
    if (at > 0) await nextTurn()
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
  }
  return { numbers: numbers.subarray(0, kept), records: records.subarray(0, kept), count, bytes }
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
