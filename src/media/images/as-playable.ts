import { InvalidInputError } from '../../kernel/errors.ts'

/**
 * The same picture in a type that every player shows: PNG where it lets something shine through, else JPEG. The same bytes give
 * the same bytes.
 * @throws InvalidInputError `picture/damaged`
 */
export async function asPlayable(bytes: Uint8Array): Promise<{ bytes: Uint8Array; type: 'jpg' | 'png' }> {
  const { default: sharp } = await import('sharp')
  try {
    const image = sharp(bytes, { pages: 1 }).autoOrient()
    const { hasAlpha } = await image.metadata()
    return hasAlpha
      ? { bytes: await image.png().toBuffer(), type: 'png' }
      : { bytes: await image.jpeg({ quality: 92 }).toBuffer(), type: 'jpg' }
  } catch (error) {
    throw new InvalidInputError('picture/damaged', { cause: error })
  }
}
