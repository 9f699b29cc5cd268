import { lstatSync } from 'node:fs'
import { errnoOf } from '../../../media/file-identity.ts'
import { joinPath, listFolderSync, type ListedName } from '../../../media/folder-listing.ts'
import { showPath } from '../../../media/path-key.ts'
import { compileIgnore, type IsIgnored } from '../../libraries/index.ts'
import type { TreeFile, TreeFolder, TreeProblem } from './model.ts'

/** Deeper than any library; a file system that loops ends here. */
const DEEPEST = 32
/** Pictures of the cast lie here. */
const SHOWN_DOTS = new Set(['.actors'])
/** A folder with one of these is left out with all that is in it, as players do. */
const LEAVE_OUT = new Set(['.nomedia', '.ignore'])

export interface TreeReader {
  rootPath: string
  isIgnored: IsIgnored
  problems: TreeProblem[]
}

export const treeReader = (rootPath: string, ignore: readonly string[]): TreeReader => ({
  rootPath,
  isIgnored: compileIgnore(ignore),
  problems: [],
})

/** All below a folder. Blocks: for worker threads. Symlinks are never followed, nor is one that the folder itself lies behind. */
export function listTree(reader: TreeReader, relPath: string, depth = 0): TreeFolder {
  const folder: TreeFolder = { name: relPath.slice(relPath.lastIndexOf('/') + 1), relPath, files: [], folders: [] }
  if (depth === 0 && !isOfTree(reader, relPath)) return folder
  for (const { name, kind } of namesIn(reader, relPath)) {
    const path = relPath === '' ? name : `${relPath}/${name}`
    if (kind === 'file') addFile(reader, folder, { name, relPath: path })
    else if (kind === 'folder' && depth >= DEEPEST)
      reader.problems.push({ relPath: path, kind: 'too-deep', errno: 'ELOOP' })
    else if (kind === 'folder') folder.folders.push(listTree(reader, path, depth + 1))
    else if (kind === 'symlink') reader.problems.push({ relPath: path, kind: 'symlink', errno: '' })
  }
  return folder
}

/** A folder that somebody named was not found by a listing: it may be hidden, ignored, or lie behind a symlink. */
function isOfTree(reader: TreeReader, relPath: string): boolean {
  const names = relPath.split('/')
  const [top = ''] = names
  if (isLeftOut(reader, top, top)) return false
  const above = names.map((_, at) => names.slice(0, at + 1).join('/'))
  const link = above.find((path) => isLink(`${reader.rootPath}/${path}`))
  if (link === undefined) return true
  reader.problems.push({ relPath: link, kind: 'symlink', errno: '' })
  return false
}

/** What else is wrong with it is told by the one who lists it. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

/** Only what lies directly in a folder. */
export function listShallow(reader: TreeReader, relPath: string): TreeFolder {
  const folder: TreeFolder = { name: relPath.slice(relPath.lastIndexOf('/') + 1), relPath, files: [], folders: [] }
  for (const { name, kind } of namesIn(reader, relPath))
    if (kind === 'file') addFile(reader, folder, { name, relPath: relPath === '' ? name : `${relPath}/${name}` })
  return folder
}

/** Names of the folders directly in one. */
export function listFolders(reader: TreeReader, relPath: string): string[] {
  return namesIn(reader, relPath)
    .filter(({ kind }) => kind === 'folder')
    .map(({ name }) => name)
}

interface Name {
  name: string
  kind: ListedName['kind']
}

/** What counts in a folder, by name. */
function namesIn(reader: TreeReader, relPath: string): Name[] {
  let listed: ListedName[]
  try {
    listed = listFolderSync(joinPath(reader.rootPath, relPath))
  } catch (error) {
    const errno = errnoOf(error)
    // One that went away is not there; whether all of the root did is looked at by itself.
    if (errno !== 'ENOENT' || relPath === '') reader.problems.push({ relPath, kind: 'unreadable', errno })
    return []
  }
  if (relPath !== '' && listed.some(({ name }) => typeof name === 'string' && LEAVE_OUT.has(name))) return []
  const names: Name[] = []
  for (const { name, kind } of listed) {
    if (typeof name !== 'string') {
      const shown = showPath(joinPath(relPath, name))
      reader.problems.push({ relPath: shown, kind: 'not-utf8', errno: 'EILSEQ' })
      continue
    }
    if (isLeftOut(reader, name, relPath === '' ? name : `${relPath}/${name}`)) continue
    names.push({ name, kind })
  }
  return names.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

const isLeftOut = (reader: TreeReader, name: string, relPath: string): boolean =>
  (name.startsWith('.') && !SHOWN_DOTS.has(name.toLowerCase())) || reader.isIgnored(name, relPath)

function addFile(reader: TreeReader, folder: TreeFolder, { name, relPath }: Pick<TreeFile, 'name' | 'relPath'>): void {
  try {
    const stat = lstatSync(`${reader.rootPath}/${relPath}`, { bigint: true })
    if (!stat.isFile()) return
    folder.files.push({
      name,
      relPath,
      size: Number(stat.size),
      mtimeMs: Number(stat.mtimeNs / 1_000_000n),
      inode: String(stat.ino),
    })
  } catch (error) {
    const errno = errnoOf(error)
    if (errno !== 'ENOENT') reader.problems.push({ relPath, kind: 'unreadable', errno })
  }
}
