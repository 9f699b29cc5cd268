import { inflateSync } from 'node:zlib'
import type { ByteSource } from '../byte-source.ts'
import { pngChunks, type PngChunk } from '../png.ts'
import { bytesInMemory } from '../bytes-in-memory.ts'
import type { Collector } from './collector.ts'
import { readExif } from './exif.ts'
import { readIptc } from './iptc.ts'
import { readXmp } from './xmp.ts'

const LARGEST_TEXT = 2 * 1024 * 1024
const TEXT_CHUNKS: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt'])
const MOST_TEXTS = 64

/** Dates of a PNG: `eXIf`, XMP in `iTXt`, `Creation Time`, the EXIF that ImageMagick writes as text, `tIME` as modification. */
export function readPngDates(bytes: ByteSource, into: Collector): void {
  let texts = 0
  for (const chunk of pngChunks(bytes)) {
    if (chunk.type === 'eXIf') readExif(bytes, chunk.at, into)
    else if (chunk.type === 'tIME' && chunk.length === 7) readModified(bytes.need(chunk.at, 7), into)
    else if (TEXT_CHUNKS.has(chunk.type) && chunk.length <= LARGEST_TEXT && texts < MOST_TEXTS) {
      texts += 1
      readText(bytes, chunk, into)
    }
  }
}

function readModified(raw: Buffer, into: Collector): void {
  const parts = [raw[2], raw[3]].map(two).join('-')
  const clock = [raw[4], raw[5], raw[6]].map(two).join(':')
  into.add({
    source: 'png.modified',
    value: `${String(raw.readUInt16BE(0)).padStart(4, '0')}-${parts}T${clock}Z`,
    frame: 'utc',
  })
}

function readText(bytes: ByteSource, chunk: PngChunk, into: Collector): void {
  const raw = bytes.need(chunk.at, chunk.length)
  const keyEnd = raw.indexOf(0)
  if (keyEnd <= 0 || keyEnd > 79) return
  const key = raw.toString('latin1', 0, keyEnd)
  if (key === 'Creation Time') return addCreationTime(textOf(chunk.type, raw, keyEnd)?.toString('utf8') ?? '', into)
  if (key !== 'XML:com.adobe.xmp' && !key.startsWith('Raw profile type ')) return
  const text = textOf(chunk.type, raw, keyEnd)
  if (text === undefined) return into.refuse('file', key, 'damaged')
  if (key === 'XML:com.adobe.xmp') readXmp(text, into)
  else readRawProfile(key.slice('Raw profile type '.length), text.toString('latin1'), into)
}

function textOf(type: string, raw: Buffer, keyEnd: number): Buffer | undefined {
  if (type === 'tEXt') return raw.subarray(keyEnd + 1)
  if (type === 'zTXt') return inflated(raw.subarray(keyEnd + 2))
  const languageEnd = raw.indexOf(0, keyEnd + 3)
  const translationEnd = languageEnd === -1 ? -1 : raw.indexOf(0, languageEnd + 1)
  if (translationEnd === -1) return undefined
  const body = raw.subarray(translationEnd + 1)
  return raw[keyEnd + 1] === 1 ? inflated(body) : body
}

function inflated(body: Buffer): Buffer | undefined {
  try {
    return inflateSync(body, { maxOutputLength: LARGEST_TEXT })
  } catch {
    return undefined
  }
}

/** ISO, EXIF or the mail form that PNG's specification names: `Thu, 01 Jul 2021 22:30:00 +0200`. */
function addCreationTime(text: string, into: Collector): void {
  const mail =
    /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}(?::\d{2})?) ?([+-]\d{4}|GMT|UTC|Z)?$/.exec(
      text.trim(),
    )
  if (mail === null) return into.add({ source: 'png.created', value: text, frame: 'local' })
  const month =
    ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].indexOf(mail[2] ?? '') + 1
  const zone = mail[5] === 'GMT' ? 'Z' : (mail[5] ?? '')
  into.add({
    source: 'png.created',
    value: `${mail[3]}-${two(month)}-${(mail[1] ?? '').padStart(2, '0')}T${mail[4]}${zone}`,
    frame: 'local',
  })
}

/** ImageMagick's text form: a name, a length, then hex digits. */
function readRawProfile(kind: string, text: string, into: Collector): void {
  const match = /^\s*\w+\s+\d+\s+([0-9a-f\s]+)$/i.exec(text)
  if (match === null) return
  const body = Buffer.from((match[1] ?? '').replace(/\s+/g, ''), 'hex')
  if (kind === 'xmp') readXmp(body, into)
  else if (kind === 'iptc') readIptc(body.subarray(Math.max(0, body.indexOf(0x1c))), into)
  else if (kind === 'exif' || kind === 'APP1') {
    const isWrapped = body.toString('latin1', 0, 6) === 'Exif\0\0'
    readExif(bytesInMemory(isWrapped ? body.subarray(6) : body), 0, into)
  }
}

function two(value: number | undefined): string {
  return String(value ?? 0).padStart(2, '0')
}
