import { isUtf8 } from 'node:buffer'
import { type Dirent, readdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import type { EntryKind, ExactPath } from './model.ts'

export type { EntryKind, ExactPath } from './model.ts'

export interface ListedName {
  /** Exactly as on disk; bytes only when they are not valid UTF-8. */
  name: ExactPath
  kind: EntryKind
}

/** Names in a folder, without `.` and `..`, in no particular order. Blocks: for worker threads. Errors are those of readdir. */
export function listFolderSync(path: ExactPath): ListedName[] {
  const entries = readdirSync(path, { withFileTypes: true, encoding: 'utf8' })
  if (!entries.some(mayBeDamaged)) return entries.map(listed)
  return readdirSync(path, { withFileTypes: true, encoding: 'buffer' }).map(listedBytes)
}

/** As `listFolderSync`, for those who ask each file for more than its kind anyway. */
export function listNamesSync(path: ExactPath): ExactPath[] {
  const names = readdirSync(path, 'utf8')
  if (!names.some(isDamaged)) return names
  return readdirSync(path, 'buffer').map(exactName)
}

/** As `listFolderSync`, on the thread pool. */
export async function listFolder(path: ExactPath): Promise<ListedName[]> {
  const entries = await readdir(path, { withFileTypes: true, encoding: 'utf8' })
  if (!entries.some(mayBeDamaged)) return entries.map(listed)
  return (await readdir(path, { withFileTypes: true, encoding: 'buffer' })).map(listedBytes)
}

/** `folder/name`, as text while both are text. */
export function joinPath(folder: ExactPath, name: ExactPath): ExactPath {
  if (folder.length === 0) return name
  if (typeof folder === 'string' && typeof name === 'string')
    return folder.endsWith('/') ? folder + name : `${folder}/${name}`
  const [left, right] = [Buffer.from(folder as string), Buffer.from(name as string)]
  return left.at(-1) === SLASH ? Buffer.concat([left, right]) : Buffer.concat([left, Buffer.from('/'), right])
}

const SLASH = 0x2f

// Decoding as UTF-8 puts U+FFFD where bytes are invalid; a folder with one is listed again as bytes to tell that from a real U+FFFD.
const isDamaged = (name: string): boolean => name.includes('\ufffd')
const mayBeDamaged = (entry: Dirent): boolean => isDamaged(entry.name)
const exactName = (name: Buffer): ExactPath => (isUtf8(name) ? name.toString('utf8') : name)

const listed = (entry: Dirent): ListedName => ({ name: entry.name, kind: kindOf(entry) })

function listedBytes(entry: Dirent<NonSharedBuffer>): ListedName {
  return { name: exactName(entry.name), kind: kindOf(entry) }
}

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): EntryKind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  return entry.isSymbolicLink() ? 'symlink' : 'other'
}
