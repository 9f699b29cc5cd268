import { riffChunks } from './containers.ts'

/** By the names of the v2 API; only what the file says. */
export type Tags = Partial<Record<TagName, string>>
type TagName =
  | 'track_title'
  | 'artist_name'
  | 'album_title'
  | 'genre'
  | 'mood'
  | 'date'
  | 'comment'
  | 'label'
  | 'composer'
  | 'language'
  | 'isrc'
  | 'copyright'
  | 'track_number'
  | 'bpm'

const ID3_NAMES: Readonly<Record<string, TagName>> = {
  TIT2: 'track_title',
  TPE1: 'artist_name',
  TALB: 'album_title',
  TCON: 'genre',
  TMOO: 'mood',
  TDRC: 'date',
  TYER: 'date',
  COMM: 'comment',
  TPUB: 'label',
  TCOM: 'composer',
  TLAN: 'language',
  TSRC: 'isrc',
  TCOP: 'copyright',
  TRCK: 'track_number',
  TBPM: 'bpm',
}
const VORBIS_NAMES: Readonly<Record<string, TagName>> = {
  TITLE: 'track_title',
  ARTIST: 'artist_name',
  ALBUM: 'album_title',
  GENRE: 'genre',
  MOOD: 'mood',
  DATE: 'date',
  COMMENT: 'comment',
  LABEL: 'label',
  ORGANIZATION: 'label',
  COMPOSER: 'composer',
  LANGUAGE: 'language',
  ISRC: 'isrc',
  COPYRIGHT: 'copyright',
  TRACKNUMBER: 'track_number',
  BPM: 'bpm',
}

const syncSafe = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 21) | ((bytes[at + 1] ?? 0) << 14) | ((bytes[at + 2] ?? 0) << 7) | (bytes[at + 3] ?? 0)

function decode(bytes: Buffer, encoding: number): string {
  if (encoding === 0) return bytes.toString('latin1')
  if (encoding === 3) return bytes.toString('utf8')
  const isBig = encoding === 2 || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return new TextDecoder(isBig ? 'utf-16be' : 'utf-16le').decode(bytes)
}

/** The first value of a text frame; of a comment the text behind its language and its description. */
function frameText(id: string, body: Buffer): string {
  const text = decode(body.subarray(id === 'COMM' ? 4 : 1), body[0] ?? 0)
  const values = text.replaceAll('\u{feff}', '').split('\0')
  return (id === 'COMM' ? (values[1] ?? '') : (values[0] ?? '')).trim()
}

function readId3(bytes: Buffer): Tags {
  const tags: Tags = {}
  if (bytes.toString('latin1', 0, 3) !== 'ID3') return tags
  const major = bytes[3] ?? 0
  const end = Math.min(bytes.length, 10 + syncSafe(bytes, 6))
  const hasExtended = ((bytes[5] ?? 0) & 0x40) !== 0
  let at = hasExtended ? 10 + (major === 4 ? syncSafe(bytes, 10) : bytes.readUInt32BE(10) + 4) : 10
  while (at + 10 < end && bytes[at] !== 0) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = major === 4 ? syncSafe(bytes, at + 4) : bytes.readUInt32BE(at + 4)
    const name = ID3_NAMES[id]
    const text = name === undefined || size < 2 ? '' : frameText(id, bytes.subarray(at + 10, at + 10 + size))
    if (name !== undefined && text !== '') tags[name] ??= text
    at += 10 + size
  }
  return tags
}

/** Comments as FLAC, Vorbis and Opus write them, from the length of the vendor's name on. */
function readVorbis(bytes: Buffer): Tags {
  const tags: Tags = {}
  if (bytes.length < 8) return tags
  let at = 4 + bytes.readUInt32LE(0)
  let left = at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0
  at += 4
  for (; left > 0 && at + 4 <= bytes.length; left -= 1) {
    const size = bytes.readUInt32LE(at)
    const [key = '', ...value] = bytes.toString('utf8', at + 4, at + 4 + size).split('=')
    const name = VORBIS_NAMES[key.toUpperCase()]
    if (name !== undefined && value.length > 0) tags[name] ??= value.join('=')
    at += 4 + size
  }
  return tags
}

function readFlac(bytes: Buffer): Tags {
  const VORBIS_COMMENT = 4
  let at = 4
  while (at + 4 <= bytes.length) {
    const kind = bytes[at] ?? 0
    const size = bytes.readUIntBE(at + 1, 3)
    if ((kind & 0x7f) === VORBIS_COMMENT) return readVorbis(bytes.subarray(at + 4, at + 4 + size))
    if ((kind & 0x80) !== 0) return {}
    at += 4 + size
  }
  return {}
}

function readOgg(bytes: Buffer): Tags {
  const head = bytes.subarray(0, 1 << 20)
  const opus = head.indexOf('OpusTags')
  if (opus >= 0) return readVorbis(head.subarray(opus + 8))
  const vorbis = head.indexOf('\u0003vorbis')
  return vorbis >= 0 ? readVorbis(head.subarray(vorbis + 7)) : {}
}

/** What mutagen would find in the file. Tags of MP4 are not read. */
export function readTags(bytes: Buffer): Tags {
  const mark = bytes.toString('latin1', 0, 4)
  if (mark === 'fLaC') return readFlac(bytes)
  if (mark === 'OggS') return readOgg(bytes)
  if (mark !== 'RIFF') return readId3(bytes)
  const chunk = riffChunks(bytes).find(({ id }) => id.toLowerCase() === 'id3 ')
  return chunk === undefined ? {} : readId3(bytes.subarray(chunk.from, chunk.from + chunk.size))
}
