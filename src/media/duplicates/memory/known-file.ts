import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import type { FileChunk } from '../file-columns.ts'
import { chunksOf, columnsOf, countsOf, HEADER_BYTES, type KnownContents, lengthOf, MAGIC } from './known-contents.ts'
import type { SharedMemory } from '../protocol.ts'

const CHECKSUM_AT = 8
/** A fraction of a millisecond. */
const CHECKED_AT_ONCE = 1024 * 1024

/** Of all behind the checksum. */
async function checksumOf(bytes: Uint8Array): Promise<number> {
  let sum = 0
  for (let from = CHECKSUM_AT + 4; from < bytes.length; from += CHECKED_AT_ONCE) {
    if (from > CHECKSUM_AT + 4) await nextTurn()
    sum = crc32(bytes.subarray(from, from + CHECKED_AT_ONCE), sum)
  }
  return sum
}

/** Writes the checksum that `openMemory` asks for, and gives the bytes to keep. */
export async function sealKnownContents({ bytes }: KnownContents): Promise<Uint8Array> {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(CHECKSUM_AT, await checksumOf(bytes), true)
  return bytes
}

/** In memory that threads can share. */
async function readKnownContents(given: Uint8Array | undefined): Promise<KnownContents | undefined> {
  if (given === undefined || given.length < HEADER_BYTES || !MAGIC.equals(given.subarray(0, MAGIC.length)))
    return undefined
  const bytes = given.buffer instanceof SharedArrayBuffer && given.byteOffset % 8 === 0 ? given : sharedCopy(given)
  const counts = countsOf(bytes)
  if (bytes.length !== lengthOf(counts)) return undefined
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(CHECKSUM_AT, true)
  return (await checksumOf(bytes)) === checksum ? columnsOf(bytes, counts) : undefined
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}

/** What one search has of an earlier one. */
export interface Memory {
  known: KnownContents
  chunks: readonly FileChunk[]
  shared: SharedMemory
}

/** Undefined when the bytes are not whole, damaged, or of another layout: then nothing is known, which costs only time. */
export async function openMemory(given: Uint8Array | undefined): Promise<Memory | undefined> {
  const known = await readKnownContents(given)
  if (known === undefined) return undefined
  const { rows, folders } = known.counts
  return {
    known,
    chunks: chunksOf(known),
    shared: {
      bytes: known.bytes,
      seen: new Uint8Array(new SharedArrayBuffer(rows)),
      claimed: new Int32Array(new SharedArrayBuffer(folders * 4)),
    },
  }
}
