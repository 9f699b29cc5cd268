import type { DuplicateFile, FileRef, LinkSet } from './duplicate-report.ts'
import { type Classes, classify, eachInTurns, groupsOf, select } from './classify.ts'
import {
  CHUNK_FILES,
  type FileTable,
  folderOf,
  inodeHash,
  isSameInode,
  nameOf,
  seenIdentity,
  sizeOf,
} from './file-columns.ts'
import { joinPath } from '../folder-listing.ts'

export interface Found {
  /** Numbers of the files that share their size with another, each inode once, in the order of the walk. */
  candidates: Uint32Array
  /** Numbers of the names of each inode that was met more than once. */
  links: Uint32Array[]
  files: number
  bytes: number
}

export function refOf(table: FileTable, file: number): FileRef {
  const folder = table.folders[folderOf(table, file)]
  if (folder === undefined) throw new Error(`file ${file} is in no folder`)
  return { root: folder.root, relPath: joinPath(folder.relPath, nameOf(table, file)) }
}

export function describe(table: FileTable, file: number): DuplicateFile {
  const { dev, ino, mtimeNs, ctimeNs, size } = seenIdentity(table, file)
  return { ...refOf(table, file), size, dev, ino, mtimeNs, ctimeNs }
}

/** By root, then path, those that are text first. */
export function compareRefs(a: FileRef, b: FileRef): number {
  if (a.root !== b.root) return a.root - b.root
  if (typeof a.relPath === 'string' && typeof b.relPath === 'string')
    return a.relPath < b.relPath ? -1 : a.relPath > b.relPath ? 1 : 0
  if (typeof a.relPath === 'string') return -1
  return typeof b.relPath === 'string' ? 1 : Buffer.compare(a.relPath, b.relPath)
}

/** Files that could have an equal, by what the walk saw. */
export async function findCandidates(
  table: FileTable,
  filter: ((file: DuplicateFile) => boolean) | undefined,
): Promise<Found> {
  const { files, count, bytes } = await listFiles(table, filter)
  const sizes = new Float64Array(files.length)
  await eachInTurns(files.length, (at) => void (sizes[at] = sizeOf(table, files[at] as number)))
  const { firstOf, counts } = await classify(files.length, {
    hash: (at) => sizes[at] as number,
    isSame: (a, b) => sizes[a] === sizes[b],
  })
  const sharesSize = (at: number): boolean => (counts[firstOf[at] as number] as number) > 1
  const sharing = await select(files.length, sharesSize)
  const fileAt = (at: number): number => files[sharing[at] as number] as number
  const inodes = await classify(sharing.length, {
    hash: (at) => inodeHash(table, fileAt(at)),
    isSame: (a, b) => isSameInode(table, fileAt(a), fileAt(b)),
  })
  const drop = (first: number): void => void (counts[first] = (counts[first] as number) - 1)
  await eachInTurns(sharing.length, (at) => {
    // A further name of an inode does not make its size shared.
    if (inodes.firstOf[at] !== at) drop(firstOf[sharing[at] as number] as number)
  })
  const distinct = await select(sharing.length, (at) => inodes.firstOf[at] === at && sharesSize(sharing[at] as number))
  return { candidates: distinct.map(fileAt), links: await linkSets(inodes, fileAt), files: count, bytes }
}

export function toLinkSet(table: FileTable, names: Uint32Array): LinkSet {
  return Array.from(names, (file) => refOf(table, file)).toSorted(compareRefs)
}

async function listFiles(
  table: FileTable,
  filter: ((file: DuplicateFile) => boolean) | undefined,
): Promise<{ files: Uint32Array; count: number; bytes: number }> {
  const files = new Uint32Array(table.chunks.reduce((sum, chunk) => sum + chunk.count, 0))
  let [kept, count, bytes] = [0, 0, 0]
  await eachInTurns(table.chunks.length * CHUNK_FILES, (file) => {
    const chunk = table.chunks[Math.floor(file / CHUNK_FILES)]
    if (chunk === undefined || file % CHUNK_FILES >= chunk.count) return
    if (filter !== undefined && !filter(describe(table, file))) return
    const size = chunk.sizes[file % CHUNK_FILES] as number
    count += 1
    bytes += size
    if (size > 0) files[kept++] = file
  })
  return { files: files.subarray(0, kept), count, bytes }
}

async function linkSets(inodes: Classes, fileAt: (at: number) => number): Promise<Uint32Array[]> {
  const { ends, members } = await groupsOf(inodes)
  return Array.from(ends, (end, group) => members.slice(group === 0 ? 0 : ends[group - 1], end).map(fileAt))
}
