import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidInputError, NotFoundError, UnavailableError } from '../../../kernel/errors.ts'
import { errnoOf } from '../../../media/file-identity.ts'
import { pathKey } from '../../../media/path-key.ts'

/** Larger than any NFO or picture that Patchbay writes: what is larger is somebody else's, whatever is in it. */
const LARGEST = 64 * 1024 * 1024

/** The names in one folder, for finding what stands in a place whatever its case. */
export interface FolderView {
  /** Those that collide with this name on some file system. */
  find(name: string): string | undefined
  /** Pictures with this stem. */
  findPictures(stem: string): readonly string[]
}

const PICTURE = /\.(?:jpe?g|png|webp|gif|tbn)$/i

/** @throws NotFoundError `media/file-missing` when the folder is not there, UnavailableError `media/unreadable` */
export async function viewFolder(path: string): Promise<FolderView> {
  const names = await readdir(path).catch((error: unknown) => {
    throw translated(error)
  })
  const byKey = new Map(names.map((name) => [pathKey(name), name]))
  return {
    find: (name) => (names.includes(name) ? name : byKey.get(pathKey(name))),
    findPictures(stem) {
      const key = pathKey(stem)
      return names.filter((name) => PICTURE.test(name) && pathKey(name.replace(PICTURE, '')) === key)
    },
  }
}

/**
 * All bytes of a file; undefined when it is not there.
 * @throws InvalidInputError `media/not-a-file`, `publish/too-large`; UnavailableError `media/unreadable`
 */
export async function readBeside(path: string): Promise<Uint8Array | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stat = await file.stat()
    if (!stat.isFile()) throw new InvalidInputError('media/not-a-file')
    if (stat.size > LARGEST) throw new InvalidInputError('publish/too-large')
    return await file.readFile()
  } catch (error) {
    const known = translated(error)
    if (known instanceof NotFoundError) return undefined
    throw known
  }
}

export const pathBelow = (folder: string, name: string): string => (folder === '' ? name : join(folder, name))

export function translated(error: unknown): unknown {
  if (!(error instanceof Error) || !('errno' in error)) return error
  const errno = errnoOf(error)
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return new NotFoundError('media/file-missing', { cause: error })
  if (errno === 'ELOOP') return new InvalidInputError('media/not-a-file', { cause: error })
  return new UnavailableError('media/unreadable', { params: { errno }, cause: error })
}
