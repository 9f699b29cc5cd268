import { crc32 } from 'node:zlib'
import { eachInTurns, scatter } from './classify.ts'
import type { FileChunk } from './file-columns.ts'
import { DIGEST_BYTES } from './protocol.ts'

/** Changes with the layout and with the sizes of heads and small files. */
const MAGIC = Buffer.from('PBDUPE02')
const HEADER_BYTES = 32
const ROW_BYTES = 32 + 8 + 4 + DIGEST_BYTES

/**
 * What an earlier search learned of each file that was not empty, by stat identity, in columns of one byte array: whoever
 * is in one group has the same bytes, and no two others have.
 */
export interface KnownContents {
  count: number
  /** Four each: dev, ino, mtimeNs, ctimeNs. */
  ids: BigInt64Array
  /** The same in halves, eight each. */
  idWords: Uint32Array
  sizes: Float64Array
  /** Number of the group of equal files that it is in, from 1; 0 when nothing known equals it. */
  groups: Uint32Array
  /** 32 bytes each: sha256 of a small file, or of a larger one's head; zeros when it was never read. */
  digests: Uint8Array
  groupCount: number
  /** 32 bytes for each group, from 0: sha256 of the bytes; zeros when nobody asked for it. */
  groupDigests: Uint8Array
  /** Records by inode, open addressing: number plus one, 0 is free. */
  slots: Uint32Array
  bytes: Uint8Array
}

const slotsFor = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)))
const lengthOf = (count: number, groupCount: number): number =>
  HEADER_BYTES + count * ROW_BYTES + slotsFor(count) * 4 + groupCount * DIGEST_BYTES

export function makeKnownContents(count: number, groupCount: number): KnownContents {
  const bytes = new Uint8Array(lengthOf(count, groupCount))
  bytes.set(MAGIC)
  new Uint32Array(bytes.buffer, 8, 2).set([count, groupCount])
  return columnsOf(bytes, count, groupCount)
}

function columnsOf(bytes: Uint8Array, count: number, groupCount: number): KnownContents {
  let at = bytes.byteOffset + HEADER_BYTES
  const take = (length: number): number => (at += length) - length
  const { buffer } = bytes
  const idsAt = take(count * 32)
  return {
    count,
    ids: new BigInt64Array(buffer, idsAt, count * 4),
    idWords: new Uint32Array(buffer, idsAt, count * 8),
    sizes: new Float64Array(buffer, take(count * 8), count),
    groups: new Uint32Array(buffer, take(count * 4), count),
    slots: new Uint32Array(buffer, take(slotsFor(count) * 4), slotsFor(count)),
    digests: new Uint8Array(buffer, take(count * DIGEST_BYTES), count * DIGEST_BYTES),
    groupCount,
    groupDigests: new Uint8Array(buffer, take(groupCount * DIGEST_BYTES), groupCount * DIGEST_BYTES),
    bytes,
  }
}

/** Makes a record whose identity is written findable. */
export function addToSlots({ slots, idWords }: KnownContents, record: number): void {
  let at = slotOf(slots, idWords[record * 8 + INODE_WORD] as number)
  while (slots[at] !== 0) at = (at + 1) & (slots.length - 1)
  slots[at] = record + 1
}

/** The record, plus one, of a file in the state in which the walk saw it; 0 when there is none. */
export function findKnown({ slots, idWords, sizes }: KnownContents, chunk: FileChunk, row: number): number {
  const words = chunk.idWords
  const start = row * 8
  for (let at = slotOf(slots, words[start + INODE_WORD] as number); ; at = (at + 1) & (slots.length - 1)) {
    const found = slots[at] as number
    if (found === 0) return 0
    const record = (found - 1) * 8
    let word = 0
    while (word < 8 && idWords[record + word] === words[start + word]) word++
    if (word === 8 && sizes[found - 1] === chunk.sizes[row]) return found
  }
}

/** Lower half of the inode. */
const INODE_WORD = 2

const slotOf = (slots: Uint32Array, inode: number): number => scatter(inode) & (slots.length - 1)

/** Few enough for `eachInTurns`. */
const CHECKED_AT_ONCE = 1024

/** Of all behind the header. */
async function checksumOf(bytes: Uint8Array): Promise<number> {
  let sum = 0
  await eachInTurns(Math.ceil((bytes.length - HEADER_BYTES) / CHECKED_AT_ONCE), (part) => {
    const from = HEADER_BYTES + part * CHECKED_AT_ONCE
    sum = crc32(bytes.subarray(from, from + CHECKED_AT_ONCE), sum)
  })
  return sum
}

/** Writes the checksum that `readKnownContents` asks for, and gives the bytes to keep. */
export async function sealKnownContents(known: KnownContents): Promise<Uint8Array> {
  new DataView(known.bytes.buffer, known.bytes.byteOffset).setUint32(16, await checksumOf(known.bytes), true)
  return known.bytes
}

/** Undefined when the bytes are not whole, damaged, or of another layout: then nothing is known, which costs only time. */
export async function readKnownContents(given: Uint8Array | undefined): Promise<KnownContents | undefined> {
  if (given === undefined || given.length < HEADER_BYTES || !MAGIC.equals(given.subarray(0, MAGIC.length)))
    return undefined
  const bytes = given.byteOffset % 8 === 0 ? given : new Uint8Array(given)
  const header = new DataView(bytes.buffer, bytes.byteOffset)
  const [count, groupCount] = [header.getUint32(8, true), header.getUint32(12, true)]
  if (bytes.length !== lengthOf(count, groupCount)) return undefined
  if ((await checksumOf(bytes)) !== header.getUint32(16, true)) return undefined
  return columnsOf(bytes, count, groupCount)
}
