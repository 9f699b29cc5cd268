// Small media files built byte by byte, for tests.
import { crc32 } from 'node:zlib'

export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
export const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255])
export const u32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(value >>> 0)
  return buffer
}

export interface TiffTags {
  /** Text of tags in the main directory, e.g. `{ 0x0132: '2021:07:02 00:30:00' }`. */
  main?: Readonly<Record<number, string>>
  exif?: Readonly<Record<number, string>>
}

/** Big-endian TIFF with a main directory and an EXIF directory of text tags. */
export function builtTiff({ main = {}, exif = {} }: TiffTags): Buffer {
  const mainTexts = Object.entries(main)
  const exifTexts = Object.entries(exif)
  const exifAt = 8 + 2 + (mainTexts.length + 1) * 12 + 4
  const valuesAt = exifAt + 2 + exifTexts.length * 12 + 4
  const values: Buffer[] = []
  const entries = (texts: [string, string][]): Buffer[] =>
    texts.map(([tag, text]) => {
      const at = valuesAt + values.reduce((sum, value) => sum + value.length, 0)
      const value = ascii(`${text}\0`)
      values.push(value)
      const short = value.length <= 4 ? Buffer.concat([value, Buffer.alloc(4)]).subarray(0, 4) : u32(at)
      return Buffer.concat([u16(Number(tag)), u16(2), u32(value.length), short])
    })
  const mainEntries = entries(mainTexts)
  const pointer = Buffer.concat([u16(0x8769), u16(4), u32(1), u32(exifAt)])
  const exifEntries = entries(exifTexts)
  return Buffer.concat([ascii('MM\0*'), u32(8), u16(mainTexts.length + 1), ...mainEntries, pointer, u32(0), u16(exifTexts.length), ...exifEntries, u32(0), ...values])
}

export const exifWith = (original: string, more: Readonly<Record<number, string>> = {}): Buffer => builtTiff({ exif: { 0x9003: original, ...more } })

export const segment = (marker: number, ...payload: Buffer[]): Buffer => {
  const body = Buffer.concat(payload)
  return Buffer.concat([Buffer.from([0xff, marker]), u16(body.length + 2), body])
}

/** Segments, one scan with stuffed bytes and a restart, the end marker, then whatever follows it. */
export function builtJpeg(segments: readonly Buffer[], trailer: Buffer = Buffer.alloc(0)): Buffer {
  const scan = Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56])
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, segment(0xda, Buffer.alloc(10)), Buffer.alloc(300, scan), Buffer.from([0xff, 0xd9]), trailer])
}

export const exifSegment = (tiff: Buffer): Buffer => segment(0xe1, ascii('Exif\0\0'), tiff)
export const xmpSegment = (packet: string): Buffer => segment(0xe1, ascii('http://ns.adobe.com/xap/1.0/\0'), Buffer.from(packet))
export const xmpPacket = (attributes: string): string =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ${attributes}/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

/** One part of an extended XMP packet. */
export const extendedXmpSegment = (packet: Buffer, from: number, to: number): Buffer =>
  segment(0xe1, ascii('http://ns.adobe.com/xmp/extension/\0'), Buffer.alloc(32, 0x41), u32(packet.length), u32(from), packet.subarray(from, to))

export function iptcSegment(datasets: Readonly<Record<number, string>>): Buffer {
  const block = Buffer.concat(Object.entries(datasets).map(([id, text]) => Buffer.concat([Buffer.from([0x1c, 2, Number(id)]), u16(text.length), ascii(text)])))
  return segment(0xed, ascii('Photoshop 3.0\0'), ascii('8BIM'), u16(0x0404), u16(0), u32(block.length), block)
}

export const box = (type: string, ...payload: Buffer[]): Buffer => {
  const body = Buffer.concat(payload)
  return Buffer.concat([u32(body.length + 8), ascii(type), body])
}

export function builtHeic(exif: Buffer, xmp = ''): Buffer {
  const brand = box('ftyp', ascii('heic'), u32(0), ascii('mif1heic'))
  const item = (id: number, type: string, content = ''): Buffer => box('infe', u32(0x02000000), u16(id), u16(0), ascii(type), ascii(`\0${content}`))
  const iinf = box('iinf', u32(0), u16(2), item(1, 'Exif'), item(2, 'mime', 'application/rdf+xml\0'))
  const exifData = Buffer.concat([u32(0), exif])
  const iloc = (at: number): Buffer =>
    box('iloc', u32(0), u16(0x4400), u16(2), ...[[1, at, exifData.length], [2, at + exifData.length, xmp.length]].map(([id = 0, from = 0, length = 0]) => Buffer.concat([u16(id), u16(0), u16(1), u32(from), u32(length)])))
  const meta = (at: number): Buffer => box('meta', u32(0), box('hdlr', u32(0), u32(0), ascii('pict'), Buffer.alloc(13)), iinf, iloc(at))
  const dataAt = brand.length + meta(0).length + 8
  return Buffer.concat([brand, meta(dataAt), box('mdat', exifData, Buffer.from(xmp))])
}

export interface BuiltMovie {
  /** Seconds since 1904; default 2021-07-01T22:30:00Z. */
  created?: number
  durationS?: number
  keysDate?: string
  /** Name of the key that holds `keysDate`. */
  key?: string
  userData?: readonly Buffer[]
  brand?: string
  isIndexLast?: boolean
}

export const seconds1904 = (iso: string): number => Date.parse(iso) / 1000 + 2_082_844_800

export function builtMovie({ created = seconds1904('2021-07-01T22:30:00Z'), durationS = 3, keysDate, key = 'com.apple.quicktime.creationdate', userData, brand = 'qt  ', isIndexLast = false }: BuiltMovie = {}): Buffer {
  const header = box('mvhd', u32(0), u32(created), u32(created), u32(1000), u32(durationS * 1000), Buffer.alloc(80))
  const keys = box('keys', u32(0), u32(2), u32(12), ascii('mdtaxyzw'), u32(8 + key.length), ascii(`mdta${key}`))
  const value = keysDate === undefined ? Buffer.alloc(0) : Buffer.concat([u32(24 + keysDate.length), u32(2), box('data', u32(1), u32(0), Buffer.from(keysDate))])
  const meta = keysDate === undefined ? [] : [box('meta', box('hdlr', u32(0), u32(0), ascii('mdta'), Buffer.alloc(13)), keys, box('ilst', value))]
  const moov = box('moov', header, ...meta, ...(userData === undefined ? [] : [box('udta', ...userData)]))
  const media = box('mdat', Buffer.alloc(2000, 7))
  return Buffer.concat([box('ftyp', ascii(brand), u32(0), ascii(brand)), ...(isIndexLast ? [media, moov] : [moov, media])])
}

export const pngChunk = (type: string, body: Buffer): Buffer => {
  const typed = Buffer.concat([ascii(type), body])
  return Buffer.concat([u32(body.length), typed, u32(crc32(typed))])
}

export const builtPng = (...chunks: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), pngChunk('IHDR', Buffer.concat([u32(1), u32(1), Buffer.from([8, 0, 0, 0, 0])])), ...chunks, pngChunk('IDAT', Buffer.alloc(200)), pngChunk('IEND', Buffer.alloc(0))])

const le32 = (value: number): Buffer => Buffer.from(u32(value).toReversed())
export const riffChunk = (id: string, body: Buffer): Buffer => Buffer.concat([ascii(id), le32(body.length), body, Buffer.alloc(body.length % 2)])
export const builtRiff = (form: string, ...chunks: Buffer[]): Buffer => riffChunk('RIFF', Buffer.concat([ascii(form), ...chunks]))

const element = (id: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x10 | (body.length >> 24), (body.length >> 16) & 255, (body.length >> 8) & 255, body.length & 255]), body])

export function builtMatroska(iso: string): Buffer {
  const date = Buffer.alloc(8)
  date.writeBigInt64BE(BigInt(Date.parse(iso) - Date.UTC(2001, 0, 1)) * 1_000_000n)
  const info = element('1549a966', Buffer.concat([element('4d80', ascii('writer')), element('4461', date)]))
  return Buffer.concat([element('1a45dfa3', element('4282', ascii('matroska'))), element('18538067', Buffer.concat([info, element('1f43b675', Buffer.alloc(500))]))])
}
