import { boxes } from './bmff.ts'
import type { ByteSource } from './byte-source.ts'

/** What a file is by its first bytes, whatever its name says. */
export type MediaType =
  | 'jpeg'
  | 'png'
  | 'gif'
  | 'webp'
  | 'bmp'
  | 'tiff'
  | 'raf'
  | 'heif'
  | 'avif'
  | 'cr3'
  | 'jxl'
  | 'mp4'
  | 'quicktime'
  | '3gp'
  | 'matroska'
  | 'webm'
  | 'avi'
  | 'mpeg-ts'
  | 'mpeg-ps'
  | 'asf'
  | 'flv'
  | 'mp3'
  | 'flac'
  | 'ogg'
  | 'wav'
  | 'm4a'
  | 'xml'
  | 'json'
  | 'unknown'

export type MediaClass = 'image' | 'video' | 'audio' | 'text' | 'unknown'

const CLASS_OF: Readonly<Record<MediaType, MediaClass>> = {
  jpeg: 'image',
  png: 'image',
  gif: 'image',
  webp: 'image',
  bmp: 'image',
  tiff: 'image',
  raf: 'image',
  heif: 'image',
  avif: 'image',
  cr3: 'image',
  jxl: 'image',
  mp4: 'video',
  quicktime: 'video',
  '3gp': 'video',
  matroska: 'video',
  webm: 'video',
  avi: 'video',
  'mpeg-ts': 'video',
  'mpeg-ps': 'video',
  asf: 'video',
  flv: 'video',
  mp3: 'audio',
  flac: 'audio',
  ogg: 'audio',
  wav: 'audio',
  m4a: 'audio',
  xml: 'text',
  json: 'text',
  unknown: 'unknown',
}

/** Extensions under which each type is right. TIFF is the inside of many RAW formats; MOV and MP4 are traded freely. */
const EXTENSIONS_OF: Readonly<Partial<Record<MediaType, readonly string[]>>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif', 'thm', 'mpo', 'insp'],
  png: ['png', 'apng'],
  gif: ['gif'],
  webp: ['webp'],
  bmp: ['bmp', 'dib'],
  tiff: [
    'tif',
    'tiff',
    'dng',
    'nef',
    'nrw',
    'cr2',
    'arw',
    'sr2',
    'srf',
    'orf',
    'rw2',
    'pef',
    'srw',
    '3fr',
    'erf',
    'mef',
    'mos',
    'iiq',
    'kdc',
    'dcr',
    'raw',
    'rwl',
    'gpr',
    'fff',
  ],
  raf: ['raf'],
  heif: ['heic', 'heif', 'hif', 'heics', 'heifs'],
  avif: ['avif', 'avifs', 'heif'],
  cr3: ['cr3', 'crm'],
  jxl: ['jxl'],
  mp4: ['mp4', 'm4v', 'mov', 'qt', 'mp', 'insv', 'lrv', '3gp', 'f4v', 'm4a'],
  quicktime: ['mov', 'qt', 'mp4', 'm4v', 'mp'],
  '3gp': ['3gp', '3g2', '3gpp', 'mp4'],
  matroska: ['mkv', 'mka', 'webm'],
  webm: ['webm', 'mkv'],
  avi: ['avi', 'divx'],
  'mpeg-ts': ['ts', 'mts', 'm2ts', 'm2t', 'tod'],
  'mpeg-ps': ['mpg', 'mpeg', 'vob', 'mod', 'm2p'],
  asf: ['wmv', 'asf', 'wma'],
  flv: ['flv'],
  mp3: ['mp3', 'mp2'],
  flac: ['flac'],
  ogg: ['ogg', 'oga', 'ogv', 'opus', 'spx'],
  wav: ['wav', 'bwf'],
  m4a: ['m4a', 'm4b', 'mp4', 'aac'],
}
const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set(Object.values(EXTENSIONS_OF).flat())
const HEIF_BRANDS: ReadonlySet<string> = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'hevx',
  'mif1',
  'msf1',
  'mif2',
])
const LONGEST_FTYP = 512

export function mediaClassOf(type: MediaType): MediaClass {
  return CLASS_OF[type]
}

/** Whether the extension belongs to another media type than the bytes. Unknown extensions and unknown bytes are never called wrong. */
export function isMislabelled(type: MediaType, fileName: string): boolean {
  const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase()
  if (extension === undefined || !KNOWN_EXTENSIONS.has(extension)) return false
  return type !== 'unknown' && EXTENSIONS_OF[type]?.includes(extension) !== true
}

export function readMediaType(bytes: ByteSource): MediaType {
  const head = bytes.read(0, 16)
  if (head.length < 4) return 'unknown'
  return imageType(head) ?? containerType(bytes, head) ?? audioType(head) ?? textType(bytes) ?? 'unknown'
}

function imageType(head: Buffer): MediaType | undefined {
  const text = head.toString('latin1')
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif'
  if (/^(?:II[*U]\0|MM\0\*|IIR[OS]|MMOR)/.test(text)) return 'tiff'
  if (text.startsWith('FUJIFILMCCD-RAW')) return 'raf'
  if (text.startsWith('BM') && head.length >= 14 && head.readUInt32LE(6) === 0) return 'bmp'
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return 'jxl'
  return undefined
}

function containerType(bytes: ByteSource, head: Buffer): MediaType | undefined {
  const text = head.toString('latin1')
  if (text.startsWith('RIFF') && head.length >= 12)
    return ({ WEBP: 'webp', 'AVI ': 'avi', WAVE: 'wav' } as const)[text.slice(8, 12)]
  if (head.readUInt32BE(0) === 0x1a45dfa3) return bytes.read(0, 64).includes('webm') ? 'webm' : 'matroska'
  if (text.slice(4, 8) === 'ftyp') return brandType(bytes)
  if (/^(?:moov|mdat|wide|free|skip|pnot)$/.test(text.slice(4, 8)) && isMovieWithoutBrand(bytes)) return 'quicktime'
  if (head.readUInt32BE(0) === 0x000001ba) return 'mpeg-ps'
  if (isTransportStream(bytes)) return 'mpeg-ts'
  if (head.readUInt32BE(0) === 0x3026b275) return 'asf'
  return text.startsWith('FLV\x01') ? 'flv' : undefined
}

function brandType(bytes: ByteSource): MediaType {
  const length = Math.min(bytes.need(0, 4).readUInt32BE(0), LONGEST_FTYP)
  const brands: readonly string[] =
    bytes
      .read(8, Math.max(0, length - 8))
      .toString('latin1')
      .match(/[^]{4}/g) ?? []
  const major = brands[0] ?? ''
  if (major === 'crx ') return 'cr3'
  if (major === 'qt  ') return 'quicktime'
  if (major === 'avif' || major === 'avis') return 'avif'
  if (HEIF_BRANDS.has(major)) return brands.includes('avif') && !brands.includes('heic') ? 'avif' : 'heif'
  if (/^3g[2gp]/.test(major)) return '3gp'
  return /^M4[AB]/.test(major) ? 'm4a' : 'mp4'
}

function isMovieWithoutBrand(bytes: ByteSource): boolean {
  for (const box of boxes(bytes, 0, bytes.size)) if (box.type === 'moov' || box.type === 'mdat') return true
  return false
}

function isTransportStream(bytes: ByteSource): boolean {
  const start = bytes.read(0, 581)
  return [
    [0, 188],
    [4, 192],
  ].some(([first = 0, step = 0]) => [0, 1, 2].every((packet) => start[first + packet * step] === 0x47))
}

function audioType(head: Buffer): MediaType | undefined {
  const text = head.toString('latin1')
  if (text.startsWith('ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2)) return 'mp3'
  if (text.startsWith('fLaC')) return 'flac'
  return text.startsWith('OggS') ? 'ogg' : undefined
}

function textType(bytes: ByteSource): MediaType | undefined {
  const text = bytes
    .read(0, 64)
    .toString('utf8')
    .replace(/^\u{feff}/u, '')
    .trimStart()
  if (/^<(?:\?xml|\?xpacket|x:xmpmeta|!DOCTYPE|plist|rdf:)/i.test(text)) return 'xml'
  return /^\{\s*(?:"|\}|$)/.test(text) ? 'json' : undefined
}
