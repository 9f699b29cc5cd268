import { boxes, findBox, type Box } from './bmff.ts'
import { withBytes, type ByteSource } from './byte-source.ts'
import { readHeifMeta } from './heif-items.ts'
import { heifStills, type HeifStill } from './heif-still.ts'
import { JPEG_MARKER, jpegSegments } from './jpeg.ts'
import { readMediaType, type MediaType } from './media-type.ts'
import { findEntry, numbersOf, openTiff, readIfd, type Tiff, type TiffEntry } from './tiff.ts'

/** EXIF's 1 to 8; 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

export interface PreviewFinding {
  type: MediaType
  fileSize: number
  /** Of the picture itself, for a preview that carries none. */
  orientation: Orientation
  /** A JPEG from inside of the file, at least `WORTH_SHOWING` pixels long. */
  preview?: Uint8Array
  /** Of a HEIC file: a picture that a decoder of HEVC can read. */
  still?: HeifStill
}

interface Candidate {
  at: number
  length: number
  width: number
  height: number
}

const TAG = {
  panasonicJpeg: 0x002e,
  compression: 0x0103,
  strips: 0x0111,
  orientation: 0x0112,
  stripLengths: 0x0117,
  subIfds: 0x014a,
  jpegAt: 0x0201,
  jpegLength: 0x0202,
} as const
const CANON_UUID = '85c0b687820f11e08111f4ce462b6a48'
const CANON_PREVIEW_UUID = 'eaf42b5e1c984b88b9fbb7dc406e4d16'
const RAF_JPEG_POINTER = 84
const WORTH_SHOWING = 160
const ENOUGH = 320
const LARGEST_PREVIEW = 16 * 1024 * 1024
const MOST_IFDS = 12
/** A thumbnail whose shape differs more than this from its picture's has black bars, or is of another picture. */
const SHAPE_TOLERANCE = 0.03
const LIMITS = { maxBytes: 48 * 1024 * 1024, maxReads: 4096 }

/**
 * The smallest embedded JPEG that is large enough to show, else the largest: EXIF's thumbnail, RAW's preview.
 * Synchronous. @throws as `withBytes`
 */
export function findPreview(path: string | Uint8Array): PreviewFinding {
  return withBytes(
    path,
    (bytes) => {
      const type = readMediaType(bytes)
      const { candidates, orientation } = candidatesIn(bytes, type)
      const best = candidates.toSorted(bySuitability)[0]
      const finding: PreviewFinding = { type, fileSize: bytes.size, orientation }
      if (best !== undefined && longest(best) >= WORTH_SHOWING)
        finding.preview = Uint8Array.from(bytes.need(best.at, best.length))
      else if (type === 'heif') Object.assign(finding, stillIn(bytes))
      return finding
    },
    LIMITS,
  )
}

function stillIn(bytes: ByteSource): Pick<PreviewFinding, 'still'> {
  const still = heifStills(bytes).toSorted(bySuitability)[0]
  return still === undefined || longest(still) < WORTH_SHOWING ? {} : { still }
}

function bySuitability(a: Size, b: Size): number {
  const [aFits, bFits] = [longest(a) >= ENOUGH, longest(b) >= ENOUGH]
  if (aFits !== bFits) return aFits ? -1 : 1
  return aFits ? longest(a) - longest(b) : longest(b) - longest(a)
}

type Size = Pick<Candidate, 'width' | 'height'>

const longest = ({ width, height }: Size): number => Math.max(width, height)

interface Found {
  candidates: Candidate[]
  orientation: Orientation
}

function candidatesIn(bytes: ByteSource, type: MediaType): Found {
  switch (type) {
    case 'jpeg':
      return inJpeg(bytes)
    case 'tiff':
      return inTiff(bytes, 0)
    case 'raf': {
      const at = bytes.need(RAF_JPEG_POINTER, 8)
      return { candidates: jpegAt(bytes, at.readUInt32BE(0), at.readUInt32BE(4)), orientation: 1 }
    }
    case 'cr3':
      return { candidates: inCanon(bytes), orientation: canonOrientation(bytes) }
    case 'heif':
      return { candidates: inHeif(bytes), orientation: 1 }
    default:
      return { candidates: [], orientation: 1 }
  }
}

function inJpeg(bytes: ByteSource): Found {
  const size = jpegSize(bytes, 0)
  for (const { marker, at } of jpegSegments(bytes)) {
    if (marker !== JPEG_MARKER.app1 || bytes.read(at, 6).toString('latin1') !== 'Exif\0\0') continue
    const { candidates, orientation } = inTiff(bytes, at + 6)
    return {
      candidates: candidates.filter((candidate) => size !== undefined && hasShapeOf(candidate, size)),
      orientation,
    }
  }
  return { candidates: [], orientation: 1 }
}

function hasShapeOf(candidate: Candidate, size: { width: number; height: number }): boolean {
  return Math.abs((candidate.width * size.height) / (candidate.height * size.width) - 1) <= SHAPE_TOLERANCE
}

function inTiff(bytes: ByteSource, base: number): Found {
  const tiff = openTiff(bytes, base)
  if (tiff === undefined) return { candidates: [], orientation: 1 }
  const candidates: Candidate[] = []
  let orientation: Orientation = 1
  const seen = new Set<number>()
  const waiting = [tiff.firstIfd]
  for (let offset = waiting.shift(); offset !== undefined && seen.size < MOST_IFDS; offset = waiting.shift()) {
    if (offset === 0 || seen.has(offset)) continue
    seen.add(offset)
    const { entries, next } = readIfd(tiff, offset)
    if (offset === tiff.firstIfd) orientation = orientationOf(tiff, entries)
    const subIfds = findEntry(entries, TAG.subIfds)
    waiting.push(next, ...(subIfds === undefined ? [] : numbersOf(tiff, subIfds, MOST_IFDS)))
    candidates.push(...previewsOf(tiff, entries))
  }
  return { candidates, orientation }
}

function orientationOf(tiff: Tiff, entries: readonly TiffEntry[]): Orientation {
  const value = number(tiff, entries, TAG.orientation) ?? 1
  return value >= 1 && value <= 8 ? (value as Orientation) : 1
}

/** EXIF's thumbnail stands at 0x0201, RW2's preview in a tag of its own; other RAW previews are a single strip compressed as JPEG (6 or 7). */
function previewsOf(tiff: Tiff, entries: readonly TiffEntry[]): Candidate[] {
  const at = number(tiff, entries, TAG.jpegAt)
  const length = number(tiff, entries, TAG.jpegLength)
  if (at !== undefined && length !== undefined) return jpegAt(tiff.bytes, tiff.base + at, length)
  const panasonic = findEntry(entries, TAG.panasonicJpeg)
  if (panasonic?.type === 7) return jpegAt(tiff.bytes, panasonic.at, panasonic.byteLength)
  const compression = number(tiff, entries, TAG.compression)
  const strips = findEntry(entries, TAG.strips)
  const stripLength = number(tiff, entries, TAG.stripLengths)
  if ((compression !== 6 && compression !== 7) || strips?.count !== 1 || stripLength === undefined) return []
  return jpegAt(tiff.bytes, tiff.base + (numbersOf(tiff, strips)[0] ?? 0), stripLength)
}

function number(tiff: Tiff, entries: readonly TiffEntry[], tag: number): number | undefined {
  const entry = findEntry(entries, tag)
  return entry === undefined ? undefined : numbersOf(tiff, entry)[0]
}

function jpegAt(bytes: ByteSource, at: number, length: number): Candidate[] {
  if (length < 100 || length > LARGEST_PREVIEW || at + length > bytes.size) return []
  const size = bytes.read(at, 2).readUInt16BE(0) === 0xffd8 ? jpegSize(bytes, at) : undefined
  return size === undefined ? [] : [{ at, length, ...size }]
}

/** Size from the frame header. Lossless JPEG (0xc3), in which RAW keeps its sensor's data, is no preview. */
function jpegSize(bytes: ByteSource, base: number): { width: number; height: number } | undefined {
  for (const { marker, at } of jpegSegments(bytes, base)) {
    if (marker < 0xc0 || marker > 0xc2) continue
    const frame = bytes.read(at, 5)
    if (frame.length < 5) return undefined
    const [height, width] = [frame.readUInt16BE(1), frame.readUInt16BE(3)]
    return width > 0 && height > 0 ? { width, height } : undefined
  }
  return undefined
}

/** CR3: `PRVW` in a box of its own, `THMB` within `moov`; the JPEG stands behind a short header. */
function inCanon(bytes: ByteSource): Candidate[] {
  const holders: Box[] = []
  for (const box of boxes(bytes, 0, bytes.size)) {
    if (box.uuid === CANON_PREVIEW_UUID) holders.push({ ...box, at: box.at + 8 })
    if (box.type === 'moov')
      for (const inner of boxes(bytes, box.at, Math.min(box.end, bytes.size)))
        if (inner.uuid === CANON_UUID) holders.push(inner)
  }
  return holders.flatMap((holder) => {
    const box = findBox(bytes, holder, 'PRVW') ?? findBox(bytes, holder, 'THMB')
    const start = box === undefined ? -1 : bytes.read(box.at, 32).indexOf(Buffer.from([0xff, 0xd8, 0xff]))
    return box === undefined || start === -1 ? [] : jpegAt(bytes, box.at + start, box.end - box.at - start)
  })
}

function canonOrientation(bytes: ByteSource): Orientation {
  const moov = findBox(bytes, { at: 0, end: bytes.size }, 'moov')
  for (const box of moov === undefined ? [] : boxes(bytes, moov.at, Math.min(moov.end, bytes.size))) {
    const main = box.uuid === CANON_UUID ? findBox(bytes, box, 'CMT1') : undefined
    const tiff = main === undefined ? undefined : openTiff(bytes, main.at)
    if (tiff !== undefined) return orientationOf(tiff, readIfd(tiff, tiff.firstIfd).entries)
  }
  return 1
}

function inHeif(bytes: ByteSource): Candidate[] {
  const meta = readHeifMeta(bytes)
  return (meta?.items ?? []).flatMap((item) => {
    const extents = item.type === 'jpeg' ? meta?.dataOf(item, LARGEST_PREVIEW) : undefined
    return extents?.length === 1 && extents[0] !== undefined ? jpegAt(bytes, extents[0].at, extents[0].length) : []
  })
}
