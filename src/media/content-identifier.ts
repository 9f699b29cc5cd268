import { boxes, findBox } from './bmff.ts'
import type { ByteSource } from './byte-source.ts'
import { readHeifMeta } from './heif-items.ts'
import { JPEG_MARKER, jpegSegments } from './jpeg.ts'
import type { MediaType } from './media-type.ts'
import { readKeys } from './quicktime-keys.ts'
import { findEntry, numbersOf, openTiff, readIfd, textOf, type Tiff } from './tiff.ts'

const KEY = 'com.apple.quicktime.content.identifier'
const WANTED: ReadonlySet<string> = new Set([KEY])
const TAG = { exifIfd: 0x8769, makerNote: 0x927c, contentIdentifier: 0x0011 } as const
/** Apple's maker note: its name, a version, the byte order, then a directory whose offsets count from the name. */
const APPLE = 'Apple iOS\0'
const APPLE_IFD = 14
const LARGEST_EXIF = 2 * 1024 * 1024

/** The identifier that both halves of an Apple live photo carry: in the film's `Keys`, in the still's maker note. */
export function readContentIdentifier(bytes: ByteSource, type: MediaType): string | undefined {
  if (type === 'quicktime' || type === 'mp4') return inFilm(bytes)
  if (type === 'jpeg') return inJpeg(bytes)
  return type === 'heif' ? inHeif(bytes) : undefined
}

function inFilm(bytes: ByteSource): string | undefined {
  const moov = findBox(bytes, { at: 0, end: bytes.size }, 'moov')
  for (const box of moov === undefined ? [] : boxes(bytes, moov.at, Math.min(moov.end, bytes.size))) {
    if (box.type === 'meta') return readKeys(bytes, box, WANTED).get(KEY)
  }
  return undefined
}

function inJpeg(bytes: ByteSource): string | undefined {
  for (const { marker, at } of jpegSegments(bytes)) {
    if (marker === JPEG_MARKER.app1 && bytes.read(at, 6).toString('latin1') === 'Exif\0\0') return inExif(bytes, at + 6)
  }
  return undefined
}

function inHeif(bytes: ByteSource): string | undefined {
  const meta = readHeifMeta(bytes)
  const exif = meta?.items.find((item) => item.type === 'Exif')
  const first = exif === undefined ? undefined : meta?.dataOf(exif, LARGEST_EXIF)?.[0]
  return first === undefined ? undefined : inExif(bytes, first.at + 4 + bytes.need(first.at, 4).readUInt32BE(0))
}

function inExif(bytes: ByteSource, base: number): string | undefined {
  const tiff = openTiff(bytes, base)
  const pointer = tiff === undefined ? undefined : findEntry(readIfd(tiff, tiff.firstIfd).entries, TAG.exifIfd)
  if (tiff === undefined || pointer === undefined) return undefined
  const note = findEntry(readIfd(tiff, numbersOf(tiff, pointer)[0] ?? 0).entries, TAG.makerNote)
  if (note === undefined || bytes.read(note.at, APPLE.length).toString('latin1') !== APPLE) return undefined
  const apple: Tiff = { bytes, base: note.at, isLittleEndian: false, firstIfd: APPLE_IFD }
  const entry = findEntry(readIfd(apple, APPLE_IFD).entries, TAG.contentIdentifier)
  return entry === undefined ? undefined : textOf(apple, entry)
}
