import { createHash } from 'node:crypto'
import { fstatSync, readSync } from 'node:fs'
import { AppError } from '../../../kernel/errors.ts'
import { errnoOf, withOpenFile } from '../../../media/file-identity.ts'
import type { NfoFacts, NfoIds, NfoKind } from '../../../media/nfo/model.ts'
import { documentsFor, idsFor, readNfo } from '../../../media/nfo/read-nfo.ts'
import type { Note } from '../model.ts'
import { toFacts } from './to-facts.ts'
import type { ReadNfoFile } from './model.ts'

/** A byte more than any NFO that is read, so that the reader refuses what is larger. */
const MOST_BYTES = 2 * 1024 * 1024 + 1

export interface NfoDocument extends ReadNfoFile {
  document: NfoFacts | undefined
}

export const withoutDocument = ({ relPath, sha256, facts, ids }: NfoDocument): ReadNfoFile => ({
  relPath,
  sha256,
  facts,
  ids,
})

/** The documents of an NFO that count for this kind; what is wrong with it is a note, never an error. */
export function readNfoFile(
  { rootPath, notes }: { rootPath: string; notes: Note[] },
  relPath: string,
  kind: NfoKind,
): NfoDocument[] {
  try {
    const bytes = bytesOf(`${rootPath}/${relPath}`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const reading = readNfo(bytes)
    for (const { code, params } of reading.warnings)
      notes.push({ level: 'warn', code, params: { ...params, path: relPath } })
    const documents = documentsFor(kind, reading)
    const found = documents.length === 0 && Object.keys(reading.ids).length > 0 ? [undefined] : documents
    return found.map((document) => ({
      relPath,
      sha256,
      document,
      facts: document === undefined ? {} : toFacts(document),
      ids: idsOf(idsFor(document, reading)),
    }))
  } catch (error) {
    const why = error instanceof AppError ? error.code : errnoOf(error)
    notes.push({ level: 'warn', code: 'library.nfo-unusable', params: { path: relPath, problem: why } })
    return []
  }
}

const idsOf = ({ tmdb, imdb, tvdb }: NfoIds): ReadNfoFile['ids'] => ({
  ...(tmdb === undefined ? {} : { tmdb }),
  ...(imdb === undefined ? {} : { imdb }),
  ...(tvdb === undefined ? {} : { tvdb }),
})

function bytesOf(path: string): Buffer {
  return withOpenFile(path, (fd) => {
    const size = Math.min(fstatSync(fd).size, MOST_BYTES)
    const bytes = Buffer.allocUnsafe(size)
    let at = 0
    while (at < size) {
      const read = readSync(fd, bytes, at, size - at, at)
      if (read === 0) break
      at += read
    }
    return bytes.subarray(0, at)
  })
}
