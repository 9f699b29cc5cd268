import { randomUUID } from 'node:crypto'
import type { Tags } from './tags.ts'

const LONGEST_PART = 48

/** Python cuts by characters, not by bytes. */
const cut = (part: string): string => Array.from(part).slice(0, LONGEST_PART).join('')

export function splitName(fileName: string): { stem: string; extension: string } {
  const dot = fileName.lastIndexOf('.')
  return dot <= 0 ? { stem: fileName, extension: '' } : { stem: fileName.slice(0, dot), extension: fileName.slice(dot) }
}

/**
 * Where the analyzer puts a file below the storage folder.
 * QUIRK(libretime 4.5): artist, album and stem are cut to 48 characters; who comes second to a name gets `_<uuid4>`.
 */
export function placeFile(
  file: { fileName: string; ownerId: number; tags: Tags },
  isTaken: (path: string) => boolean,
): string {
  const { fileName, ownerId, tags } = file
  const { stem, extension } = splitName(fileName)
  const folders = [tags.artist_name, tags.album_title].filter((part) => part !== undefined).map((part) => cut(part))
  const path = ['imported', String(ownerId), ...folders, cut(stem)].join('/').replaceAll('/../', '/')
  return isTaken(path + extension) ? `${path}_${randomUUID()}${extension}` : path + extension
}
