import type { ByteSource } from '../byte-source.ts'
import { riffChunks, type RiffChunk } from '../riff.ts'
import type { Collector } from './collector.ts'
import { readExif } from './exif.ts'
import { readXmp } from './xmp.ts'

const FIRST_CHUNK = 12
const LARGEST_PACKET = 2 * 1024 * 1024
const LONGEST_DATE = 64
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Dates of a WebP: the `EXIF` and `XMP ` chunks, which stand after the picture. */
export function readWebpDates(bytes: ByteSource, into: Collector): void {
  let xmp: RiffChunk | undefined
  for (const chunk of riffChunks(bytes, FIRST_CHUNK, bytes.size)) {
    if (chunk.id === 'EXIF') {
      const isWrapped = bytes.read(chunk.at, 6).toString('latin1') === 'Exif\0\0'
      readExif(bytes, chunk.at + (isWrapped ? 6 : 0), into)
    } else if (chunk.id === 'XMP ') xmp = chunk
  }
  if (xmp !== undefined && !into.hasCameraDate())
    readXmp(bytes.read(xmp.at, Math.min(xmp.length, LARGEST_PACKET)), into)
}

/** Dates of an AVI: `IDIT` in the header list, `ICRD` in the info list; both are the camera's local time. */
export function readAviDates(bytes: ByteSource, into: Collector): void {
  for (const chunk of riffChunks(bytes, FIRST_CHUNK, bytes.size)) {
    if (chunk.id !== 'LIST') continue
    const kind = bytes.read(chunk.at, 4).toString('latin1')
    if (kind !== 'hdrl' && kind !== 'INFO') continue
    for (const inner of riffChunks(bytes, chunk.at + 4, Math.min(chunk.at + chunk.length, bytes.size))) {
      if (inner.id === 'IDIT' || inner.id === 'ICRD') addText(bytes, inner, into)
    }
  }
}

function addText(bytes: ByteSource, chunk: RiffChunk, into: Collector): void {
  const text = bytes
    .read(chunk.at, Math.min(chunk.length, LONGEST_DATE))
    .toString('latin1')
    .replace(/[\0\s]+$/, '')
  into.add({ source: 'avi.digitized', value: fromCtime(text) ?? text, frame: 'local' })
}

/** `Thu Jul 01 22:30:00 2021`, the form of C's `ctime`. */
function fromCtime(text: string): string | undefined {
  const match = /^[a-z]{3} ([a-z]{3}) +(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})$/i.exec(text)
  if (match === null) return undefined
  const month = MONTHS.indexOf((match[1] ?? '').toLowerCase()) + 1
  return `${match[4]}-${String(month).padStart(2, '0')}-${(match[2] ?? '').padStart(2, '0')}T${match[3]}`
}
