import { builtJpeg, exifSegment, exifWith } from '../src/media/__fixtures__/built-files.ts'

let made = 0

/** A small whole JPEG; each has other bytes. @param takenAt as EXIF writes it, `2021:07:02 00:30:00` */
export function picture(takenAt?: string): Buffer {
  const trailer = Buffer.from(`picture ${made++}`)
  return builtJpeg(takenAt === undefined ? [] : [exifSegment(exifWith(takenAt))], trailer)
}
