import { AppError } from '../../../kernel/errors.ts'
import { type ByteSource, withBytes } from '../../../media/byte-source.ts'
import { JPEG_MARKER, jpegSegments } from '../../../media/jpeg.ts'
import { readMediaType } from '../../../media/media-type.ts'

export interface ImageSize {
  width: number
  height: number
}

const LIMITS = { maxBytes: 512 * 1024, maxReads: 256 }

/** Of a picture from its header, nothing decoded; undefined when it is none, or says nothing. */
export function readImageSize(path: string): ImageSize | undefined {
  try {
    return withBytes(path, sizeOf, LIMITS)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

function sizeOf(bytes: ByteSource): ImageSize | undefined {
  const type = readMediaType(bytes)
  const size =
    type === 'jpeg' ? ofJpeg(bytes) : type === 'png' ? ofPng(bytes) : type === 'webp' ? ofWebp(bytes) : ofGif(bytes, type)
  return size === undefined || size.width <= 0 || size.height <= 0 ? undefined : size
}

/** Start of frame, but for the markers between that mean other things. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function ofJpeg(bytes: ByteSource): ImageSize | undefined {
  for (const { marker, at } of jpegSegments(bytes)) {
    if (marker === JPEG_MARKER.startOfScan) return undefined
    if (!isFrame(marker)) continue
    const head = bytes.read(at, 5)
    return head.length < 5 ? undefined : { height: head.readUInt16BE(1), width: head.readUInt16BE(3) }
  }
  return undefined
}

function ofPng(bytes: ByteSource): ImageSize | undefined {
  const head = bytes.read(16, 8)
  return head.length < 8 ? undefined : { width: head.readUInt32BE(0), height: head.readUInt32BE(4) }
}

function ofGif(bytes: ByteSource, type: string): ImageSize | undefined {
  const head = bytes.read(6, 4)
  return type !== 'gif' || head.length < 4 ? undefined : { width: head.readUInt16LE(0), height: head.readUInt16LE(2) }
}

function ofWebp(bytes: ByteSource): ImageSize | undefined {
  const head = bytes.read(12, 18)
  if (head.length < 18) return undefined
  const form = head.toString('latin1', 0, 4)
  if (form === 'VP8X') return { width: head.readUIntLE(12, 3) + 1, height: head.readUIntLE(15, 3) + 1 }
  if (form === 'VP8 ') return { width: head.readUInt16LE(14) & 0x3fff, height: head.readUInt16LE(16) & 0x3fff }
  if (form !== 'VP8L') return undefined
  const bits = head.readUInt32LE(9)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
