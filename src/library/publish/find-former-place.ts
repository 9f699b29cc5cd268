import { basename, join } from 'node:path'
import { InvalidInputError } from '../../kernel/errors.ts'
import { pathKey } from '../../media/path-key.ts'
import { hashAt } from './carry-out.ts'
import type { Standing } from './own-store.ts'

/**
 * Which of the places on record a file of ours is from: its own, or one that its bytes have left. Where they stand still, or
 * under another name, another file with them is a person's: the original of a picture, or a copy.
 */
export async function findFormerPlace(
  rootPath: string,
  { relPath, sha256 }: Standing,
  places: readonly string[],
): Promise<string | undefined> {
  if (places.some((place) => pathKey(place) === pathKey(relPath))) return relPath
  for (const place of places) {
    if (!isSameName(place, relPath)) continue
    const standing = await hashAt(join(rootPath, place)).catch((error: unknown) => {
      if (error instanceof InvalidInputError) return null
      throw error
    })
    if (standing !== sha256) return place
  }
  return undefined
}

/** An NFO is named after the film's file, which gets another name too. */
const isSameName = (one: string, other: string): boolean =>
  pathKey(basename(one)) === pathKey(basename(other)) || (one.endsWith('.nfo') && other.endsWith('.nfo'))
