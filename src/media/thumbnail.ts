import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Sharp } from 'sharp'
import { AppError } from '../kernel/errors.ts'
import { decodeStill, grabFrame } from './film-frame.ts'
import type { MediaThreads } from './media-threads.ts'
import { mediaClassOf, type MediaType } from './media-type.ts'
import type { Orientation, PreviewFinding } from './embedded-preview.ts'
import { createTurnstile } from './turnstile.ts'

/** Words: `error.thumbnail/<why>`. */
export type NoThumbnailReason =
  | 'no-picture'
  | 'too-large'
  | 'no-decoder'
  | 'no-ffmpeg'
  | 'damaged'
  | 'took-too-long'
  | 'unreadable'

export type Thumbnail =
  | { kind: 'made'; webp: Buffer; width: number; height: number; from: 'preview' | 'picture' | 'film' }
  | { kind: 'none'; why: NoThumbnailReason }

export interface Thumbnailer {
  /**
   * A picture of at most 320 x 320 pixels, upright, encoded anew: no byte of the file reaches a browser.
   * @param path absolute
   * @throws the signal's reason when aborted; everything else that goes wrong is an answer
   */
  make(path: string, options?: { signal?: AbortSignal }): Promise<Thumbnail>
}

export interface ThumbnailerDeps {
  threads: MediaThreads
  /** Absolute path from the installation or the config file; undefined where there is none. */
  ffmpegPath: string | undefined
  /** How many are made at once; the others wait. */
  maxParallel: number
}

const LONGEST_SIDE = 320
const MOST_PIXELS = 120_000_000
const LARGEST_FILE = 96 * 1024 * 1024
const LONGEST_SECONDS = 20
const QUALITY = 75
/** Never SVG, never a format that names other files. */
const DECODABLE: ReadonlySet<MediaType> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'heif'])

export function createThumbnailer({ threads, ffmpegPath, maxParallel }: ThumbnailerDeps): Thumbnailer {
  const turnstile = createTurnstile(maxParallel)
  const make = async (path: string, signal: AbortSignal | undefined): Promise<Thumbnail> => {
    const found = await threads.findPreview(path, { signal })
    if (found.kind === 'failed') return none('unreadable')
    const finding = found.found
    if (mediaClassOf(finding.type) === 'video') return ofFilm(path, finding.type, { ffmpegPath, signal })
    if (mediaClassOf(finding.type) !== 'image') return none('no-picture')
    return (await ofPreview(finding)) ?? ofStill(await ofPicture(path, finding), finding, { ffmpegPath, signal })
  }
  return {
    make: (path, { signal } = {}) => turnstile.pass(() => make(path, signal), signal),
  }
}

const none = (why: NoThumbnailReason): Thumbnail => ({ kind: 'none', why })

/** Undefined when there is no preview or it cannot be decoded: the picture itself is tried then. */
async function ofPreview({ preview, orientation }: PreviewFinding): Promise<Thumbnail | undefined> {
  if (preview === undefined) return undefined
  const made = await encode(Buffer.from(preview), { from: 'preview', orientation })
  return made.kind === 'made' ? made : undefined
}

async function ofPicture(path: string, { type, fileSize }: PreviewFinding): Promise<Thumbnail> {
  if (!DECODABLE.has(type)) return none('no-decoder')
  if (fileSize > LARGEST_FILE) return none('too-large')
  let content: Buffer
  try {
    await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    content = await handle.readFile()
  } catch {
    return none('unreadable')
  }
  return encode(content, { from: 'picture' })
}

/** Of a HEIC file whose pixels sharp can't decode: ffmpeg can, where it is and where they stand in one piece. */
async function ofStill(
  picture: Thumbnail,
  { still }: PreviewFinding,
  { ffmpegPath, signal }: Decoder,
): Promise<Thumbnail> {
  if (picture.kind === 'made' || still === undefined || ffmpegPath === undefined) return picture
  const question = { ffmpegPath, hevc: still.hevc, longestSide: LONGEST_SIDE, signal }
  const options = { from: 'preview', orientation: TURNED[still.quarterTurns] } as const
  const made = await byFfmpeg(() => decodeStill(question), options, signal)
  return made.kind === 'made' ? made : picture
}

/** EXIF's word for so many quarter turns to the left. */
const TURNED = [1, 8, 3, 6] as const

interface Decoder {
  ffmpegPath: string | undefined
  signal: AbortSignal | undefined
}

async function ofFilm(path: string, type: MediaType, { ffmpegPath, signal }: Decoder): Promise<Thumbnail> {
  if (ffmpegPath === undefined) return none('no-ffmpeg')
  const question = { ffmpegPath, path, type, longestSide: LONGEST_SIDE, signal }
  return byFfmpeg(() => grabFrame(question), { from: 'film' }, signal)
}

async function byFfmpeg(
  decode: () => Promise<Buffer>,
  options: EncodeOptions,
  signal: AbortSignal | undefined,
): Promise<Thumbnail> {
  try {
    const frame = await decode()
    return frame.length === 0 ? none('damaged') : encode(frame, options)
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof AppError)) throw error
    if (error.code === 'exec/timed-out') return none('took-too-long')
    return none(error.code === 'exec/not-started' ? 'no-ffmpeg' : 'damaged')
  }
}

interface EncodeOptions {
  from: 'preview' | 'picture' | 'film'
  /** Given from outside when the pixels carry none; otherwise the file's own is applied. */
  orientation?: Orientation
}

async function encode(content: Buffer, { from, orientation }: EncodeOptions): Promise<Thumbnail> {
  // libvips is 10 MB of memory, of which a server without pictures needs none.
  const { default: sharp } = await import('sharp')
  try {
    const image = sharp(content, { failOn: 'none', limitInputPixels: MOST_PIXELS, sequentialRead: true, pages: 1 })
    const own = orientation === undefined ? undefined : (await image.metadata()).orientation
    const upright = own === undefined && orientation !== undefined ? turn(image, orientation) : image.autoOrient()
    const sized = upright.resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
    const { data, info } = await sized
      .webp({ quality: QUALITY })
      .timeout({ seconds: LONGEST_SECONDS })
      .toBuffer({ resolveWithObject: true })
    return { kind: 'made', webp: data, width: info.width, height: info.height, from }
  } catch (error) {
    return none(reasonOf(error))
  }
}

/** Turns and mirrors pixels as EXIF's orientation says. */
function turn(image: Sharp, orientation: Orientation): Sharp {
  const degrees = { 1: 0, 2: 0, 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270 }[orientation]
  const isMirrored = orientation === 2 || orientation === 4 || orientation === 5 || orientation === 7
  return isMirrored ? image.rotate(degrees).flop() : image.rotate(degrees)
}

/** libvips tells what went wrong only in English text. */
function reasonOf(error: unknown): NoThumbnailReason {
  const text = error instanceof Error ? error.message : ''
  if (/pixel limit|too large/i.test(text)) return 'too-large'
  if (/timeout/i.test(text)) return 'took-too-long'
  return /unsupported|No decoding plugin|not (been )?built|codec/i.test(text) ? 'no-decoder' : 'damaged'
}
