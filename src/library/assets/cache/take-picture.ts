import { decodeImage } from '../../../media/images/decode-image.ts'
import { type Blob, ENDING_OF } from '../model.ts'
import type { PictureFiles } from './picture-files.ts'

export type TakenBlob = Omit<Blob, 'damagedSince'>

/** sha256 in hexadecimal, outside of the event loop. */
export async function hashBytes(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes as BufferSource)).toString('hex')
}

/**
 * Takes a picture into the cache once it was decoded from its first to its last pixel; one that is known is not decoded again.
 * The row is to be written after it: a file without one is found and taken away, a row without a file would be a lie.
 * @throws as `decodeImage`
 */
export async function takePicture(
  { files, findBlob }: { files: PictureFiles; findBlob(sha256: string): Promise<Blob | undefined> },
  bytes: Uint8Array,
): Promise<TakenBlob> {
  const sha256 = await hashBytes(bytes)
  const known = await findBlob(sha256)
  const blob = known === undefined ? await describe(sha256, bytes) : without(known)
  if (known?.damagedSince != null) await files.drop(sha256)
  await files.put({ sha256, ending: blob.ending, bytes })
  return blob
}

const without = ({ sha256, ending, size, width, height, look }: Blob): TakenBlob => ({
  sha256,
  ending,
  size,
  width,
  height,
  look,
})

async function describe(sha256: string, bytes: Uint8Array): Promise<TakenBlob> {
  const { type, width, height, look } = await decodeImage(bytes)
  return { sha256, ending: ENDING_OF[type], size: bytes.length, width, height, look }
}
