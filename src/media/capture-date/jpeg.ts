import type { ByteSource } from '../byte-source.ts'
import { JPEG_MARKER, jpegSegments, type JpegSegment } from '../jpeg.ts'
import type { Collector } from './collector.ts'
import { readExif } from './exif.ts'
import { readPhotoshopResources } from './iptc.ts'
import { readXmp } from './xmp.ts'

const EXIF = Buffer.from('Exif\0\0', 'latin1')
const XMP = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1')
const EXTENDED_XMP = Buffer.from('http://ns.adobe.com/xmp/extension/\0', 'latin1')
const PHOTOSHOP = Buffer.from('Photoshop 3.0\0', 'latin1')
/** GUID, full length, offset of this part. */
const EXTENDED_HEADER = 40
const LARGEST_EXTENDED = 2 * 1024 * 1024

/** Dates of a JPEG: EXIF; XMP and IPTC only when EXIF brought no date of the camera's that holds. */
export function readJpegDates(bytes: ByteSource, into: Collector, base = 0): void {
  const rest: JpegSegment[] = []
  for (const segment of jpegSegments(bytes, base)) {
    if (segment.marker === JPEG_MARKER.app1 && startsWith(bytes, segment, EXIF))
      readExif(bytes, segment.at + EXIF.length, into)
    else if (segment.marker === JPEG_MARKER.app1 || segment.marker === JPEG_MARKER.app13) rest.push(segment)
    if (into.hasCameraDate()) return
  }
  for (const segment of rest) readOther(bytes, segment, into)
  readExtendedXmp(bytes, rest, into)
}

function readOther(bytes: ByteSource, segment: JpegSegment, into: Collector): void {
  if (startsWith(bytes, segment, XMP)) readXmp(payload(bytes, segment, XMP.length), into)
  else if (startsWith(bytes, segment, PHOTOSHOP))
    readPhotoshopResources(payload(bytes, segment, PHOTOSHOP.length), into)
}

/** XMP that is too long for one segment goes on in numbered parts; a date may stand only there. */
function readExtendedXmp(bytes: ByteSource, segments: readonly JpegSegment[], into: Collector): void {
  const parts = segments.filter(
    (segment) => startsWith(bytes, segment, EXTENDED_XMP) && segment.length > EXTENDED_XMP.length + EXTENDED_HEADER,
  )
  const first = parts[0]
  if (first === undefined) return
  const fullLength = bytes.need(first.at + EXTENDED_XMP.length, EXTENDED_HEADER).readUInt32BE(32)
  if (fullLength > LARGEST_EXTENDED) return into.refuse('xmp.original', '', 'too-large')
  const packet = Buffer.alloc(fullLength, 0x20)
  for (const part of parts) {
    const body = payload(bytes, part, EXTENDED_XMP.length)
    if (body.length < EXTENDED_HEADER) continue
    const offset = body.readUInt32BE(36)
    if (offset < fullLength) body.copy(packet, offset, EXTENDED_HEADER)
  }
  readXmp(packet, into)
}

function startsWith(bytes: ByteSource, segment: JpegSegment, prefix: Buffer): boolean {
  return segment.length >= prefix.length && bytes.read(segment.at, prefix.length).equals(prefix)
}

function payload(bytes: ByteSource, segment: JpegSegment, from: number): Buffer {
  return bytes.read(segment.at + from, segment.length - from)
}
