import type { ByteSource } from '../byte-source.ts'
import { findEntry, numbersOf, openTiff, rationalsOf, readIfd, textOf, type Tiff, type TiffEntry } from '../tiff.ts'
import type { Collector } from './collector.ts'
import { readIptc } from './iptc.ts'
import type { DateCandidate, DateSource } from './model.ts'
import { readXmp } from './xmp.ts'

const TAG = {
  modified: 0x0132,
  xmp: 0x02bc,
  iptc: 0x83bb,
  exifIfd: 0x8769,
  gpsIfd: 0x8825,
  original: 0x9003,
  digitized: 0x9004,
  offset: 0x9010,
  offsetOriginal: 0x9011,
  offsetDigitized: 0x9012,
  fraction: 0x9290,
  fractionOriginal: 0x9291,
  fractionDigitized: 0x9292,
  gpsTime: 0x0007,
  gpsDate: 0x001d,
} as const
const DATE_TAGS: readonly { date: number; offset: number; fraction: number; source: DateSource }[] = [
  { date: TAG.original, offset: TAG.offsetOriginal, fraction: TAG.fractionOriginal, source: 'exif.original' },
  { date: TAG.digitized, offset: TAG.offsetDigitized, fraction: TAG.fractionDigitized, source: 'exif.digitized' },
  { date: TAG.modified, offset: TAG.offset, fraction: TAG.fraction, source: 'exif.modified' },
]
const LARGEST_PACKET = 2 * 1024 * 1024

/**
 * Dates of an EXIF block or of a TIFF file (and the RAW formats that are TIFF inside).
 * @param base where the TIFF header stands
 * @returns false when there is no TIFF header
 */
export function readExif(bytes: ByteSource, base: number, into: Collector): boolean {
  const tiff = openTiff(bytes, base)
  if (tiff === undefined) return false
  const main = readIfd(tiff, tiff.firstIfd).entries
  const camera = subIfd(tiff, main, TAG.exifIfd)
  readDateTags(tiff, [...camera, ...main], into)
  readGps(tiff, subIfd(tiff, main, TAG.gpsIfd), into)
  readPackets(tiff, main, into)
  return true
}

function subIfd(tiff: Tiff, entries: readonly TiffEntry[], tag: number): readonly TiffEntry[] {
  const pointer = findEntry(entries, tag)
  const offset = pointer === undefined ? undefined : numbersOf(tiff, pointer)[0]
  return offset === undefined || offset === tiff.firstIfd ? [] : readIfd(tiff, offset).entries
}

function readDateTags(tiff: Tiff, entries: readonly TiffEntry[], into: Collector): void {
  for (const { date, offset, fraction, source } of DATE_TAGS) {
    const value = textAt(tiff, entries, date)
    if (value === undefined) continue
    const candidate: DateCandidate = { source, value, frame: 'local' }
    const zone = textAt(tiff, entries, offset)
    const digits = textAt(tiff, entries, fraction)
    if (zone !== undefined) candidate.offset = zone
    if (digits !== undefined) candidate.fraction = digits
    into.add(candidate)
  }
  for (const tag of [TAG.offsetOriginal, TAG.offsetDigitized, TAG.offset]) {
    const hint = textAt(tiff, entries, tag)
    if (hint !== undefined) into.hintOffset(hint)
  }
}

/** GPS time is UTC. A day without a time could be either of two local days: it is not used. */
function readGps(tiff: Tiff, entries: readonly TiffEntry[], into: Collector): void {
  const day = textAt(tiff, entries, TAG.gpsDate)
  const time = findEntry(entries, TAG.gpsTime)
  if (day === undefined || time === undefined) return
  const [hour, minute, second] = rationalsOf(tiff, time)
  if (second === undefined) return
  const clock = [hour, minute, Math.floor(second)].map((part) => String(part).padStart(2, '0')).join(':')
  into.add({ source: 'gps', value: `${day} ${clock}`, frame: 'utc' })
}

function readPackets(tiff: Tiff, entries: readonly TiffEntry[], into: Collector): void {
  if (into.hasCameraDate()) return
  const xmp = findEntry(entries, TAG.xmp)
  if (xmp !== undefined && xmp.byteLength <= LARGEST_PACKET) readXmp(tiff.bytes.read(xmp.at, xmp.byteLength), into)
  const iptc = findEntry(entries, TAG.iptc)
  if (iptc !== undefined)
    readIptc(tiff.bytes.read(iptc.at, Math.min(iptc.count * (iptc.type === 4 ? 4 : 1), 65_536)), into)
}

function textAt(tiff: Tiff, entries: readonly TiffEntry[], tag: number): string | undefined {
  const entry = findEntry(entries, tag)
  return entry === undefined ? undefined : textOf(tiff, entry)
}
