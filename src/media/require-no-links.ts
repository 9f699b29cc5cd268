import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidInputError } from '../kernel/errors.ts'

/**
 * A folder that was swapped for a symlink since it was listed would lead out of its root. What is not there is left to the one
 * who opens it.
 * @param relPath of a folder below the root; empty or `.` for the root itself
 * @throws InvalidInputError `media/leads-elsewhere`
 */
export async function requireNoLinks(rootPath: string, relPath: string): Promise<void> {
  let path = rootPath
  for (const name of relPath.split('/').filter((one) => one !== '' && one !== '.')) {
    path = join(path, name)
    const found = await lstat(path).catch(() => undefined)
    if (found?.isSymbolicLink() === true) throw new InvalidInputError('media/leads-elsewhere', { params: { path } })
  }
}
