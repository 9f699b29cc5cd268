import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { ConflictError, InvalidInputError, NotFoundError, UnavailableError } from '../../../kernel/errors.ts'
import { errnoOf, identityOf, isSameIdentity } from '../../../media/file-identity.ts'
import { LARGEST_PICTURE } from '../model.ts'

const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * All bytes of a picture beside the media, as they were at one time.
 * @param path absolute
 * @throws InvalidInputError `artwork/too-large`, `artwork/empty`, `media/not-a-file`; NotFoundError `media/file-missing`;
 * ConflictError `artwork/changing` when it was written meanwhile; UnavailableError `media/unreadable`
 */
export async function readSource(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, FLAGS)
    const before = await file.stat({ bigint: true })
    if (!before.isFile()) throw new InvalidInputError('media/not-a-file')
    const size = Number(before.size)
    if (size === 0) throw new InvalidInputError('artwork/empty')
    if (size > LARGEST_PICTURE) throw new InvalidInputError('artwork/too-large', { params: { size } })
    const bytes = Buffer.allocUnsafe(size + 1)
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    const after = await file.stat({ bigint: true })
    if (filled !== size || !isSameIdentity(identityOf(before), identityOf(after)))
      throw new ConflictError('artwork/changing')
    return bytes.subarray(0, size)
  } catch (error) {
    throw translated(error)
  }
}

function translated(error: unknown): unknown {
  if (!(error instanceof Error) || !('errno' in error)) return error
  const errno = errnoOf(error)
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return new NotFoundError('media/file-missing', { cause: error })
  return new UnavailableError('media/unreadable', { params: { errno }, cause: error })
}
