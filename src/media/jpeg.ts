import type { ByteSource } from './byte-source.ts'

export interface JpegSegment {
  /** Second byte of the marker, e.g. 0xe1 for APP1. */
  marker: number
  /** Where the payload starts. */
  at: number
  length: number
}

export const JPEG_MARKER = { app1: 0xe1, app2: 0xe2, app13: 0xed, startOfScan: 0xda, endOfImage: 0xd9 } as const
const MOST_SEGMENTS = 2000

/** The segments of a JPEG up to and with the first scan; stops quietly where the structure breaks. */
export function* jpegSegments(bytes: ByteSource, base = 0): Generator<JpegSegment> {
  let at = base + 2
  for (let seen = 0; seen < MOST_SEGMENTS; seen += 1) {
    let head = bytes.read(at, 4)
    while (head.length === 4 && head[0] === 0xff && head[1] === 0xff) {
      at += 1
      head = bytes.read(at, 4)
    }
    if (head.length < 4 || head[0] !== 0xff) return
    const marker = head[1] ?? 0
    if (marker === JPEG_MARKER.endOfImage || marker < 0xc0) return
    const length = head.readUInt16BE(2)
    if (length < 2) return
    yield { marker, at: at + 4, length: length - 2 }
    if (marker === JPEG_MARKER.startOfScan) return
    at += 2 + length
  }
}
