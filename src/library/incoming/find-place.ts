import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UnavailableError } from '../../kernel/errors.ts'
import { pathKey } from '../../media/path-key.ts'
import { findMapping, namesBelow } from '../map-path.ts'
import type { FolderPlace, SenderFolder } from './store.ts'

/** A library and where its root is on this machine. */
export interface LibraryPlace {
  libraryId: number
  name: string
  /** Absolute. */
  rootPath: string
}

/**
 * Which of our folders a sender means: by what a person said of the sender's folders, else as it is, where both see the
 * same disks. @returns undefined when it is in none of the libraries
 */
export async function findPlace(
  { mappings, libraries }: { mappings: readonly SenderFolder[]; libraries: readonly LibraryPlace[] },
  told: string,
): Promise<FolderPlace | undefined> {
  const said = findMapping(
    mappings.map((mapping) => ({ ...mapping, from: mapping.toldFolder })),
    told,
  )
  const byHand = libraries.find(({ libraryId }) => libraryId === said?.mapping.libraryId)
  if (said !== undefined && byHand !== undefined) return placeIn(byHand, said.names)
  const [direct] = libraries
    .flatMap((library) => {
      const names = namesBelow(library.rootPath, told)
      return names === undefined ? [] : [{ library, names }]
    })
    .toSorted((a, b) => a.names.length - b.names.length)
  return direct === undefined ? undefined : placeIn(direct.library, direct.names)
}

async function placeIn({ libraryId, rootPath }: LibraryPlace, names: readonly string[]): Promise<FolderPlace> {
  const found: string[] = []
  for (const name of names) found.push(await nameOnDisk(join(rootPath, ...found), name))
  return { libraryId, relPath: found.join('/') }
}

/** A sender may write a name with other accents or in another case than the disk does. @returns the told one when none is like it */
async function nameOnDisk(folder: string, told: string): Promise<string> {
  if (await isThere(join(folder, told))) return told
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsence(error)) return []
    // A disk that does not answer now may have it under another spelling: asked again, never taken for absent.
    const errno = (error as NodeJS.ErrnoException).code ?? ''
    throw new UnavailableError('media/unreadable', { params: { errno }, cause: error })
  })
  const alike = names.filter((name) => pathKey(name) === pathKey(told))
  return alike.length === 1 ? (alike[0] ?? told) : told
}

const isAbsence = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )
