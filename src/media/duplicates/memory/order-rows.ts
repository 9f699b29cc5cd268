import type { ExactPath } from '../../folder-listing.ts'
import { eachInTurns, select } from '../classify.ts'
import { CHUNK_FILES, type FileChunk, type FileTable, folderOf, nameBytesOf, rowOf } from '../file-columns.ts'
import type { Memory } from './known-file.ts'
import type { Subfolders } from '../protocol.ts'

/** Names of files and subfolders, those of a folder one after the other. */
export interface Rows {
  /** Of each row the number of its file, plus one; 0 for a subfolder. */
  files: Uint32Array
  /** Of the rows that are subfolders their names. */
  subfolders: ReadonlyMap<number, Uint8Array>
  /** Numbers of the folders, in the order of their rows. */
  folders: readonly number[]
  /** Where the rows of each end. */
  rowEnds: readonly number[]
}

/** Orders all that a search has met. @param isListed for folders that are wanted even without rows */
export async function orderRows(
  table: FileTable,
  memory: Memory | undefined,
  { subfolders, isListed }: { subfolders: readonly Subfolders[]; isListed: (folder: number) => boolean },
): Promise<Rows> {
  const met = await metFiles(table, memory)
  const counts = new Uint32Array(table.folders.length)
  const count = (folder: number, by: number): void => void (counts[folder] = (counts[folder] as number) + by)
  await eachInTurns(met.length, (at) => count(folderOf(table, met[at] as number), 1))
  await eachInTurns(subfolders.length, (at) => {
    const { parent, names } = subfolders[at] as Subfolders
    count(parent, names.length)
  })
  const next = new Uint32Array(counts.length)
  const [folders, rowEnds]: [number[], number[]] = [[], []]
  let rows = 0
  await eachInTurns(counts.length, (folder) => {
    next[folder] = rows
    rows += counts[folder] as number
    if (counts[folder] === 0 && !isListed(folder)) return
    folders.push(folder)
    rowEnds.push(rows)
  })
  const files = new Uint32Array(rows)
  const take = (folder: number): number => (next[folder] = (next[folder] as number) + 1) - 1
  await eachInTurns(
    met.length,
    (at) => void (files[take(folderOf(table, met[at] as number))] = (met[at] as number) + 1),
  )
  const subfolderNames = new Map<number, Uint8Array>()
  await eachInTurns(subfolders.length, (at) => {
    const { parent, names } = subfolders[at] as Subfolders
    for (const name of names) subfolderNames.set(take(parent), bytesOf(name))
  })
  return { files, subfolders: subfolderNames, folders, rowEnds }
}

/** Files of the memory that were met as they are remembered, and all that the walk found. */
async function metFiles({ chunks }: FileTable, memory: Memory | undefined): Promise<Uint32Array> {
  const seen = memory?.shared.seen
  const remembered = (memory?.chunks.length ?? 0) * CHUNK_FILES
  return select(chunks.length * CHUNK_FILES, (file) => {
    if (file < remembered) return seen?.[file] === 1
    return rowOf(file) < (chunks[Math.floor(file / CHUNK_FILES)] as FileChunk).count
  })
}

const bytesOf = (name: ExactPath): Uint8Array => (typeof name === 'string' ? Buffer.from(name) : name)

/** Of a row its name as bytes. */
export function nameOfRow(table: FileTable, { files, subfolders }: Rows, row: number): Uint8Array {
  const file = files[row] as number
  return file === 0 ? (subfolders.get(row) as Uint8Array) : nameBytesOf(table, file - 1)
}
