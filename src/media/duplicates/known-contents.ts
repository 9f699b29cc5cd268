import { crc32 } from 'node:zlib'
import { eachInTurns, scatter } from './classify.ts'
import { type FileTable, hasIdWords, inodeHash, sizeOf } from './file-columns.ts'
import { DIGEST_BYTES } from './protocol.ts'

/** Changes with the layout and with the sizes of heads and small files. */
const MAGIC = Buffer.from('PBDUPE01')
const HEADER_BYTES = 32
const RECORD_BYTES = 32 + 8 + DIGEST_BYTES + 4
const CLASS_BYTES = 4 + DIGEST_BYTES

/**
 * What an earlier search learned, by stat identity, in columns of one byte array. Two records of one size and one digest
 * with content classes other than 0 have the same bytes exactly when their classes are equal.
 */
export interface KnownContents {
  count: number
  /** Four each: dev, ino, mtimeNs, ctimeNs. */
  ids: BigInt64Array
  sizes: Float64Array
  digests: Uint8Array
  classes: Uint32Array
  /** Content classes whose sha256 is known, in the order of `classDigests`. */
  classNames: Uint32Array
  classDigests: Uint8Array
  bytes: Uint8Array
}

export function makeKnownContents(count: number, classCount: number): KnownContents {
  const bytes = new Uint8Array(HEADER_BYTES + count * RECORD_BYTES + classCount * CLASS_BYTES)
  bytes.set(MAGIC)
  new Uint32Array(bytes.buffer, 8, 2).set([count, classCount])
  return columnsOf(bytes, count, classCount)
}

function columnsOf(bytes: Uint8Array, count: number, classCount: number): KnownContents {
  let at = bytes.byteOffset + HEADER_BYTES
  const take = (length: number): number => (at += length) - length
  const { buffer } = bytes
  return {
    count,
    ids: new BigInt64Array(buffer, take(count * 32), count * 4),
    sizes: new Float64Array(buffer, take(count * 8), count),
    digests: new Uint8Array(buffer, take(count * DIGEST_BYTES), count * DIGEST_BYTES),
    classes: new Uint32Array(buffer, take(count * 4), count),
    classNames: new Uint32Array(buffer, take(classCount * 4), classCount),
    classDigests: new Uint8Array(buffer, take(classCount * DIGEST_BYTES), classCount * DIGEST_BYTES),
    bytes,
  }
}

/** Writes the checksum that `readKnownContents` asks for, and gives the bytes to keep. */
export function sealKnownContents(known: KnownContents): Uint8Array {
  new DataView(known.bytes.buffer, known.bytes.byteOffset).setUint32(
    16,
    crc32(known.bytes.subarray(HEADER_BYTES)),
    true,
  )
  return known.bytes
}

/** Undefined when the bytes are not whole, damaged, or of another layout: then nothing is known, which costs only time. */
export function readKnownContents(given: Uint8Array): KnownContents | undefined {
  if (given.length < HEADER_BYTES || !MAGIC.equals(given.subarray(0, MAGIC.length))) return undefined
  const bytes = given.byteOffset % 8 === 0 ? given : new Uint8Array(given)
  const header = new DataView(bytes.buffer, bytes.byteOffset)
  const [count, classCount] = [header.getUint32(8, true), header.getUint32(12, true)]
  if (bytes.length !== HEADER_BYTES + count * RECORD_BYTES + classCount * CLASS_BYTES) return undefined
  if (crc32(bytes.subarray(HEADER_BYTES)) !== header.getUint32(16, true)) return undefined
  return columnsOf(bytes, count, classCount)
}

/** Finds records by identity. */
export class KnownIndex {
  readonly known: KnownContents
  readonly #slots: Uint32Array
  readonly #idWords: Uint32Array

  constructor(known: KnownContents) {
    this.known = known
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, known.count * 2))))
    this.#idWords = new Uint32Array(known.ids.buffer, known.ids.byteOffset, known.ids.length * 2)
  }

  /** Adds one record; all must be added, in any order, before the first `find`. */
  add(record: number): void {
    let at = this.#slotOf(this.#idWords[record * 8 + 2] as number)
    while (this.#slots[at] !== 0) at = (at + 1) & (this.#slots.length - 1)
    this.#slots[at] = record + 1
  }

  /** The record of a file of the table in the state in which the walk saw it; -1 when there is none. */
  find(table: FileTable, file: number): number {
    const size = sizeOf(table, file)
    let at = this.#slotOf(inodeHash(table, file))
    for (; this.#slots[at] !== 0; at = (at + 1) & (this.#slots.length - 1)) {
      const record = (this.#slots[at] as number) - 1
      if (this.known.sizes[record] === size && hasIdWords(table, file, { words: this.#idWords, at: record * 8 }))
        return record
    }
    return -1
  }

  #slotOf(inode: number): number {
    return scatter(inode) & (this.#slots.length - 1)
  }
}

/** Reads and indexes what an earlier search handed back; undefined when there is nothing or nothing usable. */
export async function indexKnownContents(given: Uint8Array | undefined): Promise<KnownIndex | undefined> {
  const known = given === undefined ? undefined : readKnownContents(given)
  if (known === undefined) return undefined
  const index = new KnownIndex(known)
  await eachInTurns(known.count, (record) => index.add(record))
  return index
}
