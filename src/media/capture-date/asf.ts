import type { ByteSource } from '../byte-source.ts'
import type { Collector } from './collector.ts'
import { isoOf } from './wall-time.ts'

const HEADER_BYTES = 30
const FILE_PROPERTIES = 'a1dcab8c47a9cf118ee400c00c205365'
/** Behind the object's own 24 bytes: the file's id and its size. */
const DATE_AT = 48
const MOST_OBJECTS = 64
const EPOCH_1601_MS = Date.UTC(1601, 0, 1)
const TICKS_PER_MS = 10_000n

/** The creation date of ASF and WMV, in UTC. */
export function readAsfDates(bytes: ByteSource, into: Collector): void {
  for (let at = HEADER_BYTES, object = 0; object < MOST_OBJECTS; object++) {
    const head = bytes.read(at, 24)
    if (head.length < 24) return
    if (head.toString('hex', 0, 16) === FILE_PROPERTIES) {
      const ticks = bytes.need(at + DATE_AT, 8).readBigUInt64LE(0)
      const ms = EPOCH_1601_MS + Number(ticks / TICKS_PER_MS)
      return into.add({ source: 'movie.header', value: isoOf(ms), frame: 'utc' })
    }
    const length = Number(head.readBigUInt64LE(16))
    if (length < 24) return
    at += length
  }
}
