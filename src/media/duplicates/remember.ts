import { eachInTurns } from './classify.ts'
import type { EqualFiles } from './equal-files.ts'
import { CHUNK_FILES, chunkOf, type FileTable, rowOf, seenIdentity, sizeOf } from './file-columns.ts'
import type { KeptFiles } from './kept-groups.ts'
import { addToSlots, type KnownContents, makeKnownContents, sealKnownContents } from './known-contents.ts'
import { type Candidates, DIGEST_BYTES, State } from './protocol.ts'

/** A timestamp that is closer than this to the time of reading may hide a later write: not remembered. */
const RACY_MS = 2000

/** All that a search has found out. */
export interface Learned {
  table: FileTable
  equal: readonly EqualFiles[]
  /** Files that were looked at anew, each inode once. */
  distinct: Uint32Array
  candidates: Candidates
  kept: { files: KeptFiles; known: KnownContents } | undefined
}

/** What this search learned, for the next one. Files whose times are too close to `startedAtMs` to be trusted are left out. */
export async function remember(learned: Learned, startedAtMs: number): Promise<Uint8Array> {
  const { table, equal, candidates, kept } = learned
  const { files, positions } = await trustedFiles(learned, startedAtMs)
  const keptFiles = kept?.files.files ?? new Uint32Array(0)
  const groupCount = equal.reduce((sum, { ends }) => sum + ends.length, 0)
  const known = makeKnownContents(keptFiles.length + files.length, groupCount)
  const groupOf = await numberGroups(learned, known)
  const add = (record: number, file: number, digest: Uint8Array): void => {
    const [chunk, row] = [chunkOf(table, file), rowOf(file)]
    known.idWords.set(chunk.idWords.subarray(row * 8, row * 8 + 8), record * 8)
    known.sizes[record] = sizeOf(table, file)
    known.groups[record] = groupOf[file] as number
    known.digests.set(digest, record * DIGEST_BYTES)
    addToSlots(known, record)
  }
  if (kept !== undefined) {
    const { digests } = kept.known
    await eachInTurns(keptFiles.length, (at) =>
      add(at, keptFiles[at] as number, digestAt(digests, kept.files.records[at] as number)),
    )
  }
  await eachInTurns(files.length, (at) =>
    add(keptFiles.length + at, files[at] as number, digestAt(candidates.digests, positions[at] as number)),
  )
  return sealKnownContents(known)
}

/** Nothing at a place that is below 0. */
function digestAt(digests: Uint8Array, place: number): Uint8Array {
  return digests.subarray(place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES)
}

/** Files that were looked at anew and can be remembered; each with its place among the candidates, or -1. */
async function trustedFiles(
  { table, distinct, candidates }: Learned,
  startedAtMs: number,
): Promise<{ files: Uint32Array; positions: Int32Array }> {
  const latestNs = BigInt(Math.floor(startedAtMs - RACY_MS)) * 1_000_000n
  const [files, positions] = [new Uint32Array(distinct.length), new Int32Array(distinct.length)]
  let [count, next] = [0, 0]
  await eachInTurns(distinct.length, (at) => {
    const file = distinct[at] as number
    // Candidates are in the same order.
    const position = candidates.files[next] === file ? next++ : -1
    if (position >= 0 && candidates.states[position] !== State.read) return
    const { mtimeNs, ctimeNs } = seenIdentity(table, file)
    if (ctimeNs >= latestNs || mtimeNs >= latestNs) return
    files[count] = file
    positions[count++] = position
  })
  return { files: files.subarray(0, count), positions: positions.subarray(0, count) }
}

/** Numbers the groups from 1 and writes down their digests. @returns the group of each file */
async function numberGroups({ table, equal }: Learned, known: KnownContents): Promise<Uint32Array> {
  const groupOf = new Uint32Array(table.chunks.length * CHUNK_FILES)
  let number = 0
  for (const { ends, members, sha256Of } of equal) {
    await eachInTurns(ends.length, (group) => {
      const sha256 = sha256Of(group)
      if (sha256 !== undefined) known.groupDigests.set(sha256, number * DIGEST_BYTES)
      number += 1
      for (let at = group === 0 ? 0 : (ends[group - 1] as number); at < (ends[group] as number); at++)
        groupOf[members[at] as number] = number
    })
  }
  return groupOf
}
