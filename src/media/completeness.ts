import { InvalidInputError } from '../kernel/errors.ts'
import { boxes } from './bmff.ts'
import { withBytes, type ByteSource, type ReadLimits } from './byte-source.ts'
import type { Completeness, IncompleteReason } from './completeness-model.ts'
import { readContentIdentifier } from './content-identifier.ts'
import { EBML, findElement } from './ebml.ts'
import { readHeifMeta } from './heif-items.ts'
import { JPEG_MARKER, jpegSegments } from './jpeg.ts'
import { isMislabelled, readMediaType, type MediaType } from './media-type.ts'
import { pngChunks } from './png.ts'
import { tiffCompleteness } from './tiff-completeness.ts'

export interface MediaCheck {
  type: MediaType
  /** The extension promises another type than the bytes are. */
  isMislabelled: boolean
  completeness: Completeness
  /** What pairs the two halves of an Apple live photo; goes to `groupAssets`. */
  contentId?: string
}

const COMPLETE: Completeness = { kind: 'complete' }
const UNKNOWN: Completeness = { kind: 'unknown' }
const incomplete = (reason: IncompleteReason): Completeness => ({ kind: 'incomplete', reason })

/** A JPEG with data behind its end must be read through to find that end. */
const LIMITS: ReadLimits = { maxBytes: 256 * 1024 * 1024, maxReads: 16_384 }
const SCAN_BYTES = 256 * 1024
const MOST_SCANNED = 128 * 1024 * 1024
/** Bytes behind a whole movie that only look like a box are somebody's trailer. */
const TOP_LEVEL_BOXES: ReadonlySet<string> = new Set([
  'ftyp',
  'moov',
  'mdat',
  'meta',
  'moof',
  'mfra',
  'sidx',
  'styp',
  'free',
  'skip',
  'wide',
  'uuid',
  'udta',
])
const RIFF_UNKNOWN_LENGTHS: ReadonlySet<number> = new Set([0, 0xffffffff])

/**
 * Whether a media file ends where it should. It looks at structure only: bytes that are wrong inside are not found.
 * `unknown` means that the format does not tell. Synchronous.
 * @param path absolute
 * @throws as `withBytes`
 */
export function checkMedia(path: string | Uint8Array): MediaCheck {
  const text = typeof path === 'string' ? path : Buffer.from(path).toString('utf8')
  return withBytes(path, (bytes) => checkBytes(bytes, text.slice(text.lastIndexOf('/') + 1)), LIMITS)
}

export function checkBytes(bytes: ByteSource, fileName: string): MediaCheck {
  if (bytes.size === 0) return { type: 'unknown', isMislabelled: false, completeness: incomplete('empty') }
  const type = readMediaType(bytes)
  const check: MediaCheck = {
    type,
    isMislabelled: isMislabelled(type, fileName),
    completeness: withoutThrow(
      () => completenessOf(bytes, type),
      (code) => (code === 'media/truncated' ? incomplete('part-past-end') : UNKNOWN),
    ),
  }
  const isWhole = check.completeness.kind === 'complete'
  const contentId = isWhole
    ? withoutThrow(
        () => readContentIdentifier(bytes, type),
        () => undefined,
      )
    : undefined
  return contentId === undefined ? check : { ...check, contentId }
}

/** A structure that lies about itself is an answer here, not an error; a disk that fails stays one. */
function withoutThrow<T>(read: () => T, otherwise: (code: string) => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof InvalidInputError) return otherwise(error.code)
    throw error
  }
}

function completenessOf(bytes: ByteSource, type: MediaType): Completeness {
  switch (type) {
    case 'jpeg':
      return jpegCompleteness(bytes)
    case 'png':
      return pngCompleteness(bytes)
    case 'heif':
    case 'avif':
    case 'cr3':
    case 'mp4':
    case 'quicktime':
    case '3gp':
    case 'm4a':
      return bmffCompleteness(bytes, type === 'heif' || type === 'avif')
    case 'webp':
    case 'avi':
    case 'wav':
      return riffCompleteness(bytes)
    case 'matroska':
    case 'webm':
      return matroskaCompleteness(bytes)
    case 'tiff':
      return tiffCompleteness(bytes)
    case 'gif':
      return bytes.read(bytes.size - 1, 1)[0] === 0x3b ? COMPLETE : UNKNOWN
    default:
      return UNKNOWN
  }
}

/** Phones put whole files behind the end marker (gain maps, motion, their own trailers): the first end that is reached counts. */
function jpegCompleteness(bytes: ByteSource): Completeness {
  let scanAt: number | undefined
  for (const segment of jpegSegments(bytes))
    if (segment.marker === JPEG_MARKER.startOfScan) scanAt = segment.at + segment.length
  if (scanAt === undefined || scanAt >= bytes.size) return incomplete('no-end-of-image')
  if (bytes.read(bytes.size - 2, 2).readUInt16BE(0) === 0xffd9) return COMPLETE
  return findEndOfImage(bytes, scanAt)
}

function findEndOfImage(bytes: ByteSource, from: number): Completeness {
  let at = from
  while (at < bytes.size) {
    if (at - from > MOST_SCANNED) return UNKNOWN
    const part = bytes.read(at, SCAN_BYTES)
    const marker = nextMarker(part)
    if (marker === undefined) {
      at += Math.max(1, part.length - 1)
      if (part.length < 2) break
      continue
    }
    if (part[marker + 1] === JPEG_MARKER.endOfImage) return COMPLETE
    const length = bytes.read(at + marker + 2, 2)
    at += marker + 2 + (length.length === 2 ? length.readUInt16BE(0) : 2)
  }
  return incomplete('no-end-of-image')
}

/** Position of the first 0xFF that starts a marker with meaning: not stuffing, fill, or a restart. */
function nextMarker(part: Buffer): number | undefined {
  for (let at = part.indexOf(0xff); at !== -1 && at + 1 < part.length; at = part.indexOf(0xff, at + 1)) {
    const code = part[at + 1] ?? 0
    if (code >= 0xc0 && code !== 0xff && (code < 0xd0 || code > 0xd8)) return at
  }
  return undefined
}

function pngCompleteness(bytes: ByteSource): Completeness {
  if (bytes.read(bytes.size - 8, 4).toString('latin1') === 'IEND') return COMPLETE
  let last: { end: number; type: string } | undefined
  for (const chunk of pngChunks(bytes)) last = { end: chunk.at + chunk.length + 4, type: chunk.type }
  if (last === undefined || last.end > bytes.size) return incomplete('no-end-chunk')
  if (last.type === 'IEND') return COMPLETE
  return last.end + 8 > bytes.size ? incomplete('no-end-chunk') : UNKNOWN
}

function bmffCompleteness(bytes: ByteSource, isPicture: boolean): Completeness {
  const seen = new Set<string>()
  const index = isPicture ? 'meta' : 'moov'
  let isOpenEnded = false
  for (const box of boxes(bytes, 0, bytes.size)) {
    if (box.end > bytes.size) {
      const isTrailer = seen.has(index) && seen.has('mdat') && !TOP_LEVEL_BOXES.has(box.type)
      return isTrailer ? COMPLETE : incomplete('part-past-end')
    }
    seen.add(box.type)
    isOpenEnded ||= box.isOpenEnded === true
  }
  if (!seen.has(index)) return incomplete(isPicture ? 'no-picture-index' : 'no-movie-index')
  if (isPicture ? (readHeifMeta(bytes)?.end ?? 0) > bytes.size : !seen.has('mdat')) return incomplete('part-past-end')
  return isOpenEnded ? UNKNOWN : COMPLETE
}

function riffCompleteness(bytes: ByteSource): Completeness {
  const length = bytes.need(4, 4).readUInt32LE(0)
  if (RIFF_UNKNOWN_LENGTHS.has(length)) return UNKNOWN
  return length + 8 > bytes.size ? incomplete('part-past-end') : COMPLETE
}

function matroskaCompleteness(bytes: ByteSource): Completeness {
  const segment = findElement(bytes, { at: 0, end: bytes.size }, EBML.segment)
  if (segment === undefined) return incomplete('part-past-end')
  if (segment.length === undefined) return UNKNOWN
  return segment.at + segment.length > bytes.size ? incomplete('part-past-end') : COMPLETE
}
