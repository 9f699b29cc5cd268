import type { ByteSource } from '../byte-source.ts'
import { readHeifMeta } from '../heif-items.ts'
import type { Collector } from './collector.ts'
import { readExif } from './exif.ts'
import { readXmp } from './xmp.ts'

const LARGEST_ITEM = 2 * 1024 * 1024

/** Dates of HEIC, HEIF and AVIF: the `Exif` item, then the XMP item when the first brought no date that holds. */
export function readHeifDates(bytes: ByteSource, into: Collector): void {
  const meta = readHeifMeta(bytes)
  if (meta === undefined) return into.refuse('file', 'meta', 'damaged')
  for (const item of meta.items) {
    if (item.type !== 'Exif') continue
    const first = meta.dataOf(item, LARGEST_ITEM)?.[0]
    if (first === undefined) continue
    const lead = bytes.read(first.at, 4)
    if (lead.length === 4) readExif(bytes, first.at + 4 + lead.readUInt32BE(0), into)
  }
  if (into.hasCameraDate()) return
  for (const item of meta.items) {
    if (item.type !== 'mime' || item.contentType !== 'application/rdf+xml') continue
    const extents = meta.dataOf(item, LARGEST_ITEM)
    if (extents !== undefined)
      readXmp(Buffer.concat(extents.map((extent) => bytes.read(extent.at, extent.length))), into)
  }
}
