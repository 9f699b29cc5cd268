import { AppError } from '../../kernel/errors.ts'
import { type ByteSource, withBytes } from '../byte-source.ts'
import { JPEG_MARKER, jpegSegments } from '../jpeg.ts'
import { readMediaType } from '../media-type.ts'
import { numbersOf, openTiff, readIfd } from '../tiff.ts'

/** Pictures that players show. SVG is none: it is a program and names other files. */
export const IMAGE_TYPES = ['jpeg', 'png', 'webp', 'gif'] as const
export type ImageType = (typeof IMAGE_TYPES)[number]

/** Width and height as the picture is shown: turned as EXIF says. */
export interface ImageFacts {
  type: ImageType
  width: number
  height: number
}

type Size = Pick<ImageFacts, 'width' | 'height'>

/** A JPEG may have large blocks of other programs before its size; they are skipped, not read. */
const LIMITS = { maxBytes: 512 * 1024, maxReads: 512 }
const ORIENTATION_TAG = 0x0112
const EXIF_HEAD = 'Exif\0\0'

/** From the header, nothing is decoded; undefined when it is no such picture, or can't be read. Synchronous. */
export function readImage(path: string | Uint8Array): ImageFacts | undefined {
  try {
    return withBytes(path, imageIn, LIMITS)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** As `readImage`. @throws as `ByteSource.read` */
export function imageIn(bytes: ByteSource): ImageFacts | undefined {
  const type = readMediaType(bytes) as ImageType
  const size = SIZE_OF[type]?.(bytes)
  return size === undefined || size.width <= 0 || size.height <= 0 ? undefined : { type, ...size }
}

const SIZE_OF: Readonly<Partial<Record<string, (bytes: ByteSource) => Size | undefined>>> = {
  jpeg: ofJpeg,
  png(bytes) {
    const head = bytes.read(16, 8)
    return head.length < 8 ? undefined : { width: head.readUInt32BE(0), height: head.readUInt32BE(4) }
  },
  gif(bytes) {
    const head = bytes.read(6, 4)
    return head.length < 4 ? undefined : { width: head.readUInt16LE(0), height: head.readUInt16LE(2) }
  },
  webp: ofWebp,
}

/** Start of frame, but for the markers between that mean other things. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function ofJpeg(bytes: ByteSource): Size | undefined {
  let isOnSide = false
  for (const { marker, at } of jpegSegments(bytes)) {
    if (marker === JPEG_MARKER.startOfScan) return undefined
    if (marker === JPEG_MARKER.app1) isOnSide ||= isTurned(bytes, at)
    if (!isFrame(marker)) continue
    const head = bytes.read(at, 5)
    if (head.length < 5) return undefined
    const [height, width] = [head.readUInt16BE(1), head.readUInt16BE(3)]
    return isOnSide ? { width: height, height: width } : { width, height }
  }
  return undefined
}

/** EXIF's orientations 5 to 8 lie on their side. */
function isTurned(bytes: ByteSource, at: number): boolean {
  if (bytes.read(at, EXIF_HEAD.length).toString('latin1') !== EXIF_HEAD) return false
  const tiff = openTiff(bytes, at + EXIF_HEAD.length)
  if (tiff === undefined) return false
  const entry = readIfd(tiff, tiff.firstIfd).entries.find(({ tag }) => tag === ORIENTATION_TAG)
  const [orientation = 1] = entry === undefined ? [] : numbersOf(tiff, entry)
  return orientation >= 5 && orientation <= 8
}

function ofWebp(bytes: ByteSource): Size | undefined {
  const head = bytes.read(12, 18)
  if (head.length < 18) return undefined
  const form = head.toString('latin1', 0, 4)
  if (form === 'VP8X') return { width: head.readUIntLE(12, 3) + 1, height: head.readUIntLE(15, 3) + 1 }
  if (form === 'VP8 ') return { width: head.readUInt16LE(14) & 0x3fff, height: head.readUInt16LE(16) & 0x3fff }
  if (form !== 'VP8L') return undefined
  const bits = head.readUInt32LE(9)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
