import { eachInTurns } from '../classify.ts'
import type { EqualFiles } from '../equal-files.ts'
import { CHUNK_FILES, chunkOf, type FileTable, rowOf, seenIdentity, sizeOf } from '../file-columns.ts'
import type { KeptFiles } from './kept-groups.ts'
import { addToSlots, type KnownContents, makeKnownContents } from './known-contents.ts'
import { type Memory, sealKnownContents } from './known-file.ts'
import { nameOfRow, orderRows, type Rows } from './order-rows.ts'
import { type Candidates, DIGEST_BYTES, type ListedFolder, State } from '../protocol.ts'
import type { RunningWalk } from '../walk-roots.ts'

/** A timestamp that is closer than this to the time of reading may hide a later write: not remembered. */
const RACY_MS = 2000

/** All that a search has found out. */
export interface Learned {
  table: FileTable
  walk: Pick<RunningWalk, 'listed' | 'subfolders'>
  memory: Memory | undefined
  equal: readonly EqualFiles[]
  /** Files that were looked at anew, each inode once. */
  distinct: Uint32Array
  candidates: Candidates
  kept: KeptFiles | undefined
  /** Numbers of the names of each inode that was met more than once. */
  links: readonly Uint32Array[]
}

/** What this search learned, for the next one. Files and folders whose times are too close to `startedAtMs` to be trusted are left out. */
export async function remember(learned: Learned, startedAtMs: number): Promise<Uint8Array> {
  const { table, walk, memory, kept, candidates } = learned
  const folderIds = await trustedFolders(learned, startedAtMs)
  const isListed = (folder: number): boolean => folderIds.has(folder)
  const rows = await orderRows(table, memory, { subfolders: walk.subfolders, isListed })
  const known = await writeRows(learned, rows)
  await writeFolders(known, rows, folderIds)
  const rowOfFile = new Uint32Array(table.chunks.length * CHUNK_FILES)
  await eachInTurns(rows.files.length, (row) => {
    if (rows.files[row] !== 0) rowOfFile[(rows.files[row] as number) - 1] = row
  })
  const groupOf = await numberGroups(learned, known)
  const add = (file: number, digest: Uint8Array): void => {
    const row = rowOfFile[file] as number
    known.records[row] = row + 1
    known.groups[row] = groupOf[file] as number
    known.digests.set(digest, row * DIGEST_BYTES)
    addToSlots(known.slots, known.idWords, row)
  }
  if (kept !== undefined && memory !== undefined) {
    const { digests } = memory.known
    await eachInTurns(kept.files.length, (at) =>
      add(kept.files[at] as number, digestAt(digests, kept.records[at] as number)),
    )
  }
  const fresh = await trustedFiles(learned, startedAtMs)
  await eachInTurns(fresh.files.length, (at) =>
    add(fresh.files[at] as number, digestAt(candidates.digests, fresh.positions[at] as number)),
  )
  for (const [first, ...further] of learned.links)
    for (const name of further)
      known.records[rowOfFile[name] as number] = known.records[rowOfFile[first as number] as number] as number
  return sealKnownContents(known)
}

/** A memory with the names of all rows and the identities of those that are files. */
async function writeRows({ table, equal }: Learned, rows: Rows): Promise<KnownContents> {
  let nameBytes = 0
  await eachInTurns(rows.files.length, (row) => void (nameBytes += nameOfRow(table, rows, row).length))
  const groups = equal.reduce((sum, { ends }) => sum + ends.length, 0)
  const known = makeKnownContents({ rows: rows.files.length, groups, folders: rows.folders.length, nameBytes })
  let [nameEnd, chunkStart, folder] = [0, 0, 0]
  await eachInTurns(rows.files.length, (row) => {
    while (row >= (rows.rowEnds[folder] as number)) folder += 1
    if (row % CHUNK_FILES === 0) chunkStart = nameEnd
    const name = nameOfRow(table, rows, row)
    known.names.set(name, nameEnd)
    nameEnd += name.length
    known.nameEnds[row] = nameEnd - chunkStart
    known.folders[row] = folder
    const file = rows.files[row] as number
    if (file > 0) writeIdentity(known, row, { table, file: file - 1 })
  })
  return known
}

function writeIdentity(known: KnownContents, row: number, { table, file }: { table: FileTable; file: number }): void {
  const at = rowOf(file)
  known.idWords.set(chunkOf(table, file).idWords.subarray(at * 8, at * 8 + 8), row * 8)
  known.sizes[row] = sizeOf(table, file)
}

type FolderIds = ReadonlyMap<number, ArrayLike<bigint>>

async function writeFolders(known: KnownContents, rows: Rows, folderIds: FolderIds): Promise<void> {
  known.rowEnds.set(rows.rowEnds)
  await eachInTurns(rows.folders.length, (place) => {
    const id = folderIds.get(rows.folders[place] as number)
    if (id === undefined) return
    known.folderIds.set(id, place * 4)
    addToSlots(known.folderSlots, known.folderWords, place)
  })
}

/** Identities of the folders that hold the same names as long as they have them. */
async function trustedFolders({ walk, memory, table }: Learned, startedAtMs: number): Promise<FolderIds> {
  const ids = new Map<number, ArrayLike<bigint>>()
  for (const { folder, id } of trustedListings(walk, startedAtMs)) ids.set(folder, id)
  if (memory === undefined) return ids
  const { folderIds, counts } = memory.known
  await eachInTurns(counts.folders, (place) => {
    if (table.folders[place] !== undefined) ids.set(place, folderIds.subarray(place * 4, place * 4 + 4))
  })
  return ids
}

/** Folders that were listed anew, without those that are too young. */
export function trustedListings({ listed }: Learned['walk'], startedAtMs: number): ListedFolder[] {
  const latestNs = latestTrusted(startedAtMs)
  return listed.filter(({ id: [, , mtimeNs, ctimeNs] }) => mtimeNs < latestNs && ctimeNs < latestNs)
}

const latestTrusted = (startedAtMs: number): bigint => BigInt(Math.floor(startedAtMs - RACY_MS)) * 1_000_000n

/** Nothing at a place that is below 0. */
function digestAt(digests: Uint8Array, place: number): Uint8Array {
  return digests.subarray(place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES)
}

/** Files that were looked at anew and can be remembered; each with its place among the candidates, or -1. */
async function trustedFiles(
  { table, distinct, candidates }: Learned,
  startedAtMs: number,
): Promise<{ files: Uint32Array; positions: Int32Array }> {
  const latestNs = latestTrusted(startedAtMs)
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
