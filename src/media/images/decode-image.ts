import { InvalidInputError } from '../../kernel/errors.ts'
import { bytesInMemory } from '../bytes-in-memory.ts'
import { lookOf, SIDE } from './look.ts'
import { type ImageFacts, imageIn } from './read-image.ts'

/** What one decode of the whole picture says. */
export interface DecodedImage extends ImageFacts {
  /** See `look.ts`. */
  look: string
}

/** A poster of 8,000 x 12,000; a bomb has more. */
const MOST_PIXELS = 100_000_000
const LONGEST_SECONDS = 20

/**
 * Decodes a picture from its first to its last pixel, outside of the event loop.
 * @throws InvalidInputError `picture/not-a-picture`, `picture/too-many-pixels`, `picture/damaged`, `picture/took-too-long`
 */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage> {
  // Before any decoder sees it: the one of SVG opens other files.
  const { type } = headOf(bytes)
  // libvips is 10 MB of memory, of which a server without pictures needs none.
  const { default: sharp } = await import('sharp')
  const options = { failOn: 'error', limitInputPixels: MOST_PIXELS, pages: 1 } as const
  try {
    const { autoOrient } = await sharp(bytes, options).metadata()
    const grey = await sharp(bytes, options)
      .autoOrient()
      .flatten({ background: '#000' })
      .resize(SIDE, SIDE, { fit: 'fill', fastShrinkOnLoad: false })
      .grayscale()
      .raw()
      .timeout({ seconds: LONGEST_SECONDS })
      .toBuffer()
    return { type, width: autoOrient.width, height: autoOrient.height, look: lookOf(grey) }
  } catch (error) {
    throw new InvalidInputError(codeOf(error), { cause: error })
  }
}

function headOf(bytes: Uint8Array): ImageFacts {
  const facts = imageIn(bytesInMemory(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)))
  if (facts === undefined) throw new InvalidInputError('picture/not-a-picture')
  if (facts.width * facts.height > MOST_PIXELS) throw new InvalidInputError('picture/too-many-pixels')
  return facts
}

/** libvips tells what went wrong only in English text. */
function codeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : ''
  if (/pixel limit|too large/i.test(text)) return 'picture/too-many-pixels'
  if (/timeout/i.test(text)) return 'picture/took-too-long'
  return /unsupported image format/i.test(text) ? 'picture/not-a-picture' : 'picture/damaged'
}

/**
 * A smaller copy as WebP, no wider than said and never larger than it was.
 * @throws as `decodeImage`
 */
export async function shrinkImage(bytes: Uint8Array, width: number): Promise<Uint8Array> {
  headOf(bytes)
  const { default: sharp } = await import('sharp')
  try {
    return await sharp(bytes, { failOn: 'none', limitInputPixels: MOST_PIXELS, pages: 1 })
      .autoOrient()
      .resize({ width, withoutEnlargement: true })
      .webp({ quality: 80, effort: 3 })
      .timeout({ seconds: LONGEST_SECONDS })
      .toBuffer()
  } catch (error) {
    throw new InvalidInputError(codeOf(error), { cause: error })
  }
}
