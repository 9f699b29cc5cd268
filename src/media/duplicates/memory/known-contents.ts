import { CHUNK_FILES, type FileChunk, INODE_WORD } from '../file-columns.ts'
import { DIGEST_BYTES } from '../protocol.ts'
import { scatter } from '../scatter.ts'

/** Changes with the layout and with the sizes of heads and small files. */
export const MAGIC = Buffer.from('PBDUPE03')
export const HEADER_BYTES = 32

/** How many of each a memory has. Written behind the magic and the checksum. */
export interface KnownCounts {
  rows: number
  groups: number
  folders: number
  nameBytes: number
}

/**
 * What an earlier search learned, in columns of one byte array: a row for each name of a file or folder, the rows of a
 * folder one after the other. Files in one group have the same bytes, and no two others have.
 */
export interface KnownContents {
  counts: KnownCounts
  /** Of each row the first row of the same inode, plus one: its record. 0 for what must be looked at anew. */
  records: Uint32Array
  /** Four a row: dev, ino, mtimeNs, ctimeNs. */
  ids: BigInt64Array
  /** The same in halves, eight a row. */
  idWords: Uint32Array
  sizes: Float64Array
  folders: Uint32Array
  /** Where the name of each row ends, counted from the first name of its chunk. */
  nameEnds: Uint32Array
  names: Uint8Array
  /** Of each record the number of the group of equal files that it is in, from 1; 0 when nothing known equals it. */
  groups: Uint32Array
  /** 32 bytes a record: sha256 of a small file, or of a larger one's head; zeros when it was never read. */
  digests: Uint8Array
  /** 32 bytes for each group, from 0: sha256 of the bytes; zeros when nobody asked for it. */
  groupDigests: Uint8Array
  /** Records by inode, open addressing: number plus one, 0 is free. */
  slots: Uint32Array
  /** Four a folder, as it was before it was listed; zeros where its times do not tell that its names are the same. */
  folderIds: BigInt64Array
  folderWords: Uint32Array
  /** Where the rows of a folder end; they begin where those before end. */
  rowEnds: Uint32Array
  /** Folders by inode, as `slots`. */
  folderSlots: Uint32Array
  bytes: Uint8Array
}

const slotsFor = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)))

export function makeKnownContents(counts: KnownCounts): KnownContents {
  const bytes = new Uint8Array(lengthOf(counts))
  bytes.set(MAGIC)
  new Uint32Array(bytes.buffer, 12, 4).set([counts.rows, counts.groups, counts.folders, counts.nameBytes])
  return columnsOf(bytes, counts)
}

/** @param bytes begins at a multiple of 8 */
export function countsOf(bytes: Uint8Array): KnownCounts {
  const [rows, groups, folders, nameBytes] = new Uint32Array(bytes.buffer, bytes.byteOffset + 12, 4)
  return { rows: rows ?? 0, groups: groups ?? 0, folders: folders ?? 0, nameBytes: nameBytes ?? 0 }
}

export function lengthOf({ rows, groups, folders, nameBytes }: KnownCounts): number {
  const ofRows = rows * (32 + 8 + 4 * 4 + DIGEST_BYTES) + slotsFor(rows) * 4
  return HEADER_BYTES + ofRows + folders * 36 + slotsFor(folders) * 4 + groups * DIGEST_BYTES + nameBytes
}

/** @param bytes of `lengthOf(counts)`, beginning at a multiple of 8 */
export function columnsOf(bytes: Uint8Array, counts: KnownCounts): KnownContents {
  const { buffer } = bytes
  let at = bytes.byteOffset + HEADER_BYTES
  const take = (length: number): number => (at += length) - length
  const words = (count: number): Uint32Array => new Uint32Array(buffer, take(count * 4), count)
  const octets = (count: number): Uint8Array => new Uint8Array(buffer, take(count), count)
  const { rows, groups, folders, nameBytes } = counts
  const [idsAt, folderIdsAt] = [take(rows * 32), take(folders * 32)]
  return {
    counts,
    ids: new BigInt64Array(buffer, idsAt, rows * 4),
    idWords: new Uint32Array(buffer, idsAt, rows * 8),
    folderIds: new BigInt64Array(buffer, folderIdsAt, folders * 4),
    folderWords: new Uint32Array(buffer, folderIdsAt, folders * 8),
    sizes: new Float64Array(buffer, take(rows * 8), rows),
    records: words(rows),
    groups: words(rows),
    folders: words(rows),
    nameEnds: words(rows),
    slots: words(slotsFor(rows)),
    rowEnds: words(folders),
    folderSlots: words(slotsFor(folders)),
    digests: octets(rows * DIGEST_BYTES),
    groupDigests: octets(groups * DIGEST_BYTES),
    names: octets(nameBytes),
    bytes,
  }
}

/** The rows as a walk would have found them: the number of a row is that of its file. */
export function chunksOf(known: KnownContents): FileChunk[] {
  const chunks: FileChunk[] = []
  const { rows } = known.counts
  for (let from = 0, nameStart = 0; from < rows; from += CHUNK_FILES) {
    const to = Math.min(rows, from + CHUNK_FILES)
    const nameEnd = nameStart + (known.nameEnds[to - 1] as number)
    chunks.push({
      count: to - from,
      ids: known.ids.subarray(from * 4, to * 4),
      idWords: known.idWords.subarray(from * 8, to * 8),
      sizes: known.sizes.subarray(from, to),
      folders: known.folders.subarray(from, to),
      nameEnds: known.nameEnds.subarray(from, to),
      names: known.names.subarray(nameStart, nameEnd),
    })
    nameStart = nameEnd
  }
  return chunks
}

/** Makes a record or folder whose identity is written findable. */
export function addToSlots(slots: Uint32Array, idWords: Uint32Array, place: number): void {
  let at = slotOf(slots, idWords[place * 8 + INODE_WORD] as number)
  while (slots[at] !== 0) at = (at + 1) & (slots.length - 1)
  slots[at] = place + 1
}

/** The record of a file in the state in which the walk saw it; 0 when there is none. */
export function findKnown(known: KnownContents, chunk: FileChunk, row: number): number {
  const { slots } = known
  for (let at = slotOf(slots, chunk.idWords[row * 8 + INODE_WORD] as number); ; at = (at + 1) & (slots.length - 1)) {
    const found = slots[at] as number
    if (found === 0) return 0
    if (
      isSameId({ words: known.idWords, row: found - 1 }, { words: chunk.idWords, row }) &&
      known.sizes[found - 1] === chunk.sizes[row]
    )
      return found
  }
}

/** Number of the folder with this identity, -1 when there is none. @param idWords eight halves */
export function findKnownFolder({ folderSlots, folderWords }: KnownContents, idWords: Uint32Array): number {
  for (let at = slotOf(folderSlots, idWords[INODE_WORD] as number); ; at = (at + 1) & (folderSlots.length - 1)) {
    const found = folderSlots[at] as number
    if (found === 0 || isSameId({ words: folderWords, row: found - 1 }, { words: idWords, row: 0 })) return found - 1
  }
}

interface IdPlace {
  words: Uint32Array
  row: number
}

function isSameId(a: IdPlace, b: IdPlace): boolean {
  for (let word = 0; word < 8; word++) if (a.words[a.row * 8 + word] !== b.words[b.row * 8 + word]) return false
  return true
}

const slotOf = (slots: Uint32Array, inode: number): number => scatter(inode) & (slots.length - 1)
