import type { ByteSource } from '../byte-source.ts'
import { EBML, findElement } from '../ebml.ts'
import type { Collector } from './collector.ts'
import { isoOf } from './wall-time.ts'

/** Nanoseconds are counted from 2001-01-01T00:00Z. */
const EPOCH_2001_MS = Date.UTC(2001, 0, 1)

/** `DateUTC` of MKV and WebM. */
export function readMatroskaDates(bytes: ByteSource, into: Collector): void {
  const segment = findElement(bytes, { at: 0, end: bytes.size }, EBML.segment)
  const info = segment === undefined ? undefined : findElement(bytes, { at: segment.at, end: bytes.size }, EBML.info)
  if (info?.length === undefined) return
  const date = findElement(bytes, { at: info.at, end: Math.min(info.at + info.length, bytes.size) }, EBML.dateUtc)
  if (date?.length !== 8) return
  const ms = EPOCH_2001_MS + Number(bytes.need(date.at, 8).readBigInt64BE(0) / 1_000_000n)
  into.add({ source: 'matroska.date', value: isoOf(ms), frame: 'utc' })
}
