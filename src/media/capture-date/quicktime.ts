import { boxes, findBox, type Box } from '../bmff.ts'
import type { ByteSource } from '../byte-source.ts'
import { dataText, metaContent, readKeys } from '../quicktime-keys.ts'
import type { Collector } from './collector.ts'
import { readExif } from './exif.ts'
import { isoOf } from './wall-time.ts'
import { readXmp } from './xmp.ts'

const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac'
const CANON_UUID = '85c0b687820f11e08111f4ce462b6a48'
const CREATION_KEY: ReadonlySet<string> = new Set(['com.apple.quicktime.creationdate'])
/** Seconds from 1904-01-01, QuickTime's epoch, to 1970. */
const EPOCH_1904_S = 2_082_844_800
const LARGEST_PACKET = 2 * 1024 * 1024
const LONGEST_VALUE = 128

/** Dates of MP4, MOV, M4V, 3GP and CR3: the whole file's boxes are walked by their headers, so `moov` may stand last. */
export function readQuicktimeDates(bytes: ByteSource, into: Collector): void {
  let hasMovie = false
  for (const box of boxes(bytes, 0, bytes.size)) {
    if (box.type === 'moov') {
      hasMovie = true
      readMovie(bytes, box, into)
    } else if (box.uuid === XMP_UUID) readXmp(packet(bytes, box), into)
  }
  if (!hasMovie) into.refuse('file', 'moov', 'damaged')
}

function readMovie(bytes: ByteSource, moov: Box, into: Collector): void {
  for (const box of boxes(bytes, moov.at, Math.min(moov.end, bytes.size))) {
    if (box.type === 'mvhd') readMovieHeader(bytes, box, into)
    else if (box.type === 'meta') readCreationDate(bytes, box, into)
    else if (box.type === 'udta') readUserData(bytes, box, into)
    else if (box.uuid === XMP_UUID) readXmp(packet(bytes, box), into)
    else if (box.uuid === CANON_UUID) readCanon(bytes, box, into)
  }
}

function readMovieHeader(bytes: ByteSource, box: Box, into: Collector): void {
  const raw = bytes.read(box.at, 32)
  const isLong = raw[0] === 1
  if (raw.length < (isLong ? 32 : 20)) return
  const created = isLong ? raw.readUInt32BE(4) * 2 ** 32 + raw.readUInt32BE(8) : raw.readUInt32BE(4)
  const scale = raw.readUInt32BE(isLong ? 20 : 12)
  const duration = isLong ? raw.readUInt32BE(24) * 2 ** 32 + raw.readUInt32BE(28) : raw.readUInt32BE(16)
  const ms = (created - EPOCH_1904_S) * 1000
  into.add({ source: 'movie.header', value: isoOf(ms), frame: 'utc' })
  if (scale > 0 && duration < 0xffffffff) into.setDuration((duration / scale) * 1000)
}

/** Apple's `creationdate` is local time with its offset. */
function readCreationDate(bytes: ByteSource, meta: Box, into: Collector): void {
  for (const value of readKeys(bytes, meta, CREATION_KEY).values()) {
    into.add({ source: 'quicktime.creationdate', value, frame: 'local' })
  }
}

/** `udta`: `©day` in QuickTime's short form or in iTunes' `meta/ilst`, and XMP in `XMP_`. */
function readUserData(bytes: ByteSource, udta: Box, into: Collector): void {
  for (const box of boxes(bytes, udta.at, Math.min(udta.end, bytes.size))) {
    if (box.type === '©day') readShortText(bytes, box, into)
    else if (box.type === 'XMP_') readXmp(packet(bytes, box), into)
    else if (box.type === 'meta') {
      const list = findBox(bytes, metaContent(bytes, box), 'ilst')
      const day = list === undefined ? undefined : findBox(bytes, list, '©day')
      const value = day === undefined ? undefined : dataText(bytes, day)
      if (value !== undefined) into.add({ source: 'quicktime.day', value, frame: 'local' })
    }
  }
}

function readShortText(bytes: ByteSource, box: Box, into: Collector): void {
  const head = bytes.read(box.at, 4)
  if (head.length < 4 || head.readUInt16BE(0) > LONGEST_VALUE) return
  into.add({
    source: 'quicktime.day',
    value: bytes.read(box.at + 4, head.readUInt16BE(0)).toString('utf8'),
    frame: 'local',
  })
}

/** CR3: `CMT1` is the main directory, `CMT2` the EXIF one, `CMT4` GPS, each a TIFF block of its own. */
function readCanon(bytes: ByteSource, container: Box, into: Collector): void {
  for (const box of boxes(bytes, container.at, Math.min(container.end, bytes.size))) {
    if (box.type === 'CMT1' || box.type === 'CMT2') readExif(bytes, box.at, into)
  }
}

function packet(bytes: ByteSource, box: Box): Buffer {
  return bytes.read(box.at, Math.min(box.end - box.at, LARGEST_PACKET))
}
