import { randomUUID } from 'node:crypto'
import { link, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConflictError } from '../../../kernel/errors.ts'
import { errnoOf } from '../../../media/file-identity.ts'
import { OUR_PREFIX } from '../../../transfer/index.ts'
import { hashBytes } from '../../assets/index.ts'
import { readBeside, translated } from './folder-view.ts'

/** Another file system than Linux's own may have no hard links. */
const CANT_LINK: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])
const TEMPORARY = `${OUR_PREFIX}publish-`

/**
 * Puts a file in its place, whole and on the disk, and reads it back. What stands there is replaced only when it is what was
 * seen before; a file that came meanwhile stays.
 * @param before hash of what is there; null when nothing is
 * @throws ConflictError `publish/changed-meanwhile`; UnavailableError `media/unreadable`
 */
export async function putFile(
  path: string,
  { bytes, before }: { bytes: Uint8Array; before: string | null },
): Promise<void> {
  const temporary = join(dirname(path), `${TEMPORARY}${randomUUID()}`)
  try {
    await writeWhole(temporary, bytes)
    await requireStill(path, before)
    if (before === null) await placeNew(temporary, path)
    else await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    throw translated(error)
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
  await requireStill(path, await hashBytes(bytes))
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx', 0o644)
  await file.writeFile(bytes)
  await file.sync()
}

async function requireStill(path: string, before: string | null): Promise<void> {
  const now = await readBeside(path)
  const hash = now === undefined ? null : await hashBytes(now)
  if (hash !== before) throw new ConflictError('publish/changed-meanwhile', { params: { path } })
}

/** A second name for the temporary file: fails when the name is taken, as no other call does. */
async function placeNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'EEXIST') throw new ConflictError('publish/changed-meanwhile', { params: { path }, cause: error })
    if (!CANT_LINK.has(errno)) throw error
    await rename(temporary, path)
  }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

/** Takes away what a crash left behind in a folder: names of ours that are older than an hour. */
export async function sweepFolder(path: string, now: number): Promise<void> {
  for (const name of await readdir(path)) {
    if (!name.startsWith(TEMPORARY)) continue
    const left = join(path, name)
    const found = await stat(left).catch(() => undefined)
    if (found !== undefined && found.mtimeMs < now - 3_600_000) await rm(left, { force: true })
  }
}
