import { createHash } from 'node:crypto'
import type { Place, PlaceTree } from './model.ts'

/** Goes into every sum: when reading changes in a way that all folders must be read anew, it does too. */
const READING = 1

export function toPlace({ relPath, unit, files }: PlaceTree): Place {
  const hash = createHash('md5').update(`${READING}\n`)
  for (const file of files) hash.update(`${file.relPath}\0${file.size}\0${file.mtimeMs}\0${file.inode}\n`)
  return { relPath, unit, sum: hash.digest('base64url'), files: files.length }
}
