import { isAscii, isUtf8 } from 'node:buffer'
import type { BigIntStats } from 'node:fs'
import type { FileIdentity } from '../file-identity.ts'
import { type ExactPath, joinPath } from '../folder-listing.ts'

/** Files in one chunk. The number of a file is `chunk * CHUNK_FILES + row`. */
export const CHUNK_FILES = 4096
const NAME_BYTES = CHUNK_FILES * 64
const BYTES_PER_FILE = 32 + 8 + 4 + 4

/**
 * What the walk keeps of a file, in shared memory and in columns, so that a million files cost neither objects nor copies
 * between threads: about 48 bytes and the name.
 */
export interface FileChunk {
  count: number
  /** Four a file: dev, ino, mtimeNs, ctimeNs. */
  ids: BigInt64Array
  /** The same in halves, eight a file: comparing those makes no BigInts. */
  idWords: Uint32Array
  /** Bytes. */
  sizes: Float64Array
  /** Number of the folder it is in. */
  folders: Uint32Array
  /** Where its name ends in `names`; it begins where the one before ends. */
  nameEnds: Uint32Array
  names: Uint8Array
}

/** Lower half of the inode among the eight halves of an identity. */
export const INODE_WORD = 2

function newChunk(): FileChunk {
  const shared = new SharedArrayBuffer(CHUNK_FILES * BYTES_PER_FILE + NAME_BYTES)
  return {
    count: 0,
    ids: new BigInt64Array(shared, 0, CHUNK_FILES * 4),
    idWords: new Uint32Array(shared, 0, CHUNK_FILES * 8),
    sizes: new Float64Array(shared, CHUNK_FILES * 32, CHUNK_FILES),
    folders: new Uint32Array(shared, CHUNK_FILES * 40, CHUNK_FILES),
    nameEnds: new Uint32Array(shared, CHUNK_FILES * 44, CHUNK_FILES),
    names: new Uint8Array(shared, CHUNK_FILES * 48, NAME_BYTES),
  }
}

/** The same memory, with a Buffer's methods. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** @returns bytes written */
function writeName(name: ExactPath, names: Buffer, start: number): number {
  if (typeof name !== 'string') return name.copy(names, start)
  // Most names are short and ASCII: they are written before a call out of JavaScript would have begun.
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at)
    if (unit >= 0x80) return names.write(name, start)
    names[start + at] = unit
  }
  return name.length
}

/** Fills chunks, and hands each on when it is full. */
export class ChunkWriter {
  #chunk = newChunk()
  #names = asBuffer(this.#chunk.names)
  #nameEnd = 0
  readonly #onFull: (chunk: FileChunk) => void

  constructor(onFull: (chunk: FileChunk) => void) {
    this.#onFull = onFull
  }

  add(folder: number, name: ExactPath, stat: BigIntStats): void {
    // A name of n UTF-16 units takes at most 3n bytes.
    if (this.#chunk.count === CHUNK_FILES || this.#nameEnd + name.length * 3 > NAME_BYTES) this.flush()
    const chunk = this.#chunk
    const row = chunk.count++
    chunk.ids[row * 4] = stat.dev
    chunk.ids[row * 4 + 1] = stat.ino
    chunk.ids[row * 4 + 2] = stat.mtimeNs
    chunk.ids[row * 4 + 3] = stat.ctimeNs
    chunk.sizes[row] = Number(stat.size)
    chunk.folders[row] = folder
    this.#nameEnd += writeName(name, this.#names, this.#nameEnd)
    chunk.nameEnds[row] = this.#nameEnd
  }

  /** Hands on what there is and starts anew. */
  flush(): void {
    if (this.#chunk.count > 0) this.#onFull(this.#chunk)
    this.#chunk = newChunk()
    this.#names = asBuffer(this.#chunk.names)
    this.#nameEnd = 0
  }
}

export interface Folder {
  root: number
  /** Path below the root; empty for the root itself. */
  relPath: ExactPath
}

/**
 * What an earlier search remembers and all that the walk found, in the order in which threads found it. Folders and files
 * that are only remembered have no place: their folder is undefined.
 */
export interface FileTable {
  rootPaths: readonly ExactPath[]
  folders: readonly (Folder | undefined)[]
  chunks: readonly FileChunk[]
}

// One more than the rows is never reached: a file's number always has its chunk and row.
export const chunkOf = (table: FileTable, file: number): FileChunk =>
  table.chunks[Math.floor(file / CHUNK_FILES)] as FileChunk
export const rowOf = (file: number): number => file % CHUNK_FILES

export function sizeOf(table: FileTable, file: number): number {
  return chunkOf(table, file).sizes[rowOf(file)] as number
}

/** Whether two numbers stand for one inode. */
export function isSameInode(table: FileTable, a: number, b: number): boolean {
  const [left, right, l, r] = [chunkOf(table, a).idWords, chunkOf(table, b).idWords, rowOf(a) * 8, rowOf(b) * 8]
  return (
    left[l + 2] === right[r + 2] && left[l + 3] === right[r + 3] && left[l] === right[r] && left[l + 1] === right[r + 1]
  )
}

/** A small whole number that spreads by inode. */
export function inodeHash(table: FileTable, file: number): number {
  return chunkOf(table, file).idWords[rowOf(file) * 8 + INODE_WORD] as number
}

export function seenIdentity(table: FileTable, file: number): Omit<FileIdentity, 'nlink'> {
  const { ids, sizes } = chunkOf(table, file)
  const at = rowOf(file) * 4
  const id = (member: number): bigint => ids[at + member] as bigint
  return { dev: id(0), ino: id(1), mtimeNs: id(2), ctimeNs: id(3), size: sizes[at / 4] as number }
}

export function folderOf(table: FileTable, file: number): number {
  return chunkOf(table, file).folders[rowOf(file)] as number
}

/** Whether the file is still in the state in which the walk saw it, without making objects of that. */
export function isAsSeen(table: FileTable, file: number, stat: BigIntStats): boolean {
  const { ids, sizes } = chunkOf(table, file)
  const at = rowOf(file) * 4
  return (
    ids[at + 1] === stat.ino &&
    ids[at + 2] === stat.mtimeNs &&
    ids[at + 3] === stat.ctimeNs &&
    sizes[at / 4] === Number(stat.size) &&
    ids[at] === stat.dev
  )
}

/** The name as it is on disk. */
export function nameBytesOf(table: FileTable, file: number): Uint8Array {
  const chunk = chunkOf(table, file)
  return chunk.names.subarray(nameStart(chunk, rowOf(file)), chunk.nameEnds[rowOf(file)])
}

const nameStart = ({ nameEnds }: FileChunk, row: number): number => (row === 0 ? 0 : (nameEnds[row - 1] as number))

interface Names {
  bytes: Buffer
  isAscii: boolean
  /** All of them, once asked for. */
  text: string | undefined
}

const namesOfChunks = new WeakMap<FileChunk, Names>()

/** Of a chunk that is full or will not be filled further. */
function namesOf(chunk: FileChunk): Names {
  const met = namesOfChunks.get(chunk)
  if (met !== undefined) return met
  const bytes = asBuffer(chunk.names).subarray(0, chunk.nameEnds[chunk.count - 1])
  const names = { bytes, isAscii: isAscii(bytes), text: undefined }
  namesOfChunks.set(chunk, names)
  return names
}

export function nameOf(table: FileTable, file: number): ExactPath {
  const chunk = chunkOf(table, file)
  const { bytes, isAscii: isText } = namesOf(chunk)
  const [start, end] = [nameStart(chunk, rowOf(file)), chunk.nameEnds[rowOf(file)] as number]
  if (isText) return bytes.toString('latin1', start, end)
  const text = bytes.toString('utf8', start, end)
  if (!text.includes('\ufffd')) return text
  const exact = Buffer.from(bytes.subarray(start, end))
  return isUtf8(exact) ? text : exact
}

/** As `nameOf`, for those who go through most files: sooner, but the names of whole chunks are kept as text. */
export function nameFromText(table: FileTable, file: number): ExactPath {
  const chunk = chunkOf(table, file)
  const names = namesOf(chunk)
  if (!names.isAscii) return nameOf(table, file)
  names.text ??= names.bytes.toString('latin1')
  return names.text.slice(nameStart(chunk, rowOf(file)), chunk.nameEnds[rowOf(file)])
}

/** As `nameOf`, of the files from one up to, not with, another. */
export function namesBetween(table: FileTable, from: number, to: number): ExactPath[] {
  const names: ExactPath[] = []
  for (let at = from; at < to;) {
    const chunk = chunkOf(table, at)
    const last = Math.min(to - at, chunk.count - rowOf(at)) + at
    const start = nameStart(chunk, rowOf(at))
    const bytes = asBuffer(chunk.names).subarray(start, chunk.nameEnds[rowOf(last - 1)])
    const text = isAscii(bytes) ? bytes.toString('latin1') : undefined
    for (; at < last; at++) {
      const row = rowOf(at)
      names.push(
        text?.slice(nameStart(chunk, row) - start, (chunk.nameEnds[row] as number) - start) ?? nameOf(table, at),
      )
    }
  }
  return names
}

export function folderPath(table: FileTable, folder: number): ExactPath {
  const { root, relPath } = table.folders[folder] as Folder
  const rootPath = table.rootPaths[root] as ExactPath
  return relPath.length === 0 ? rootPath : joinPath(rootPath, relPath)
}
