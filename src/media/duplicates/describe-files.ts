import { joinPath } from '../folder-listing.ts'
import type { DuplicateFile, FileRef, LinkSet } from './duplicate-report.ts'
import { type FileTable, type Folder, folderOf, nameOf, seenIdentity, sizeOf } from './file-columns.ts'

export function refOf(table: FileTable, file: number): FileRef {
  const { root, relPath } = placeOf(table, file)
  return { root, relPath: joinPath(relPath, nameOf(table, file)) }
}

function placeOf(table: FileTable, file: number): Folder {
  const folder = table.folders[folderOf(table, file)]
  if (folder === undefined) throw new Error(`file ${file} is in no folder`)
  return folder
}

/** @param shown number of another name of the same inode, to be shown instead of the file's own */
export function describe(
  table: FileTable,
  file: number,
  { size = sizeOf(table, file), shown = file } = {},
): DuplicateFile {
  return new SeenFile(table, file, { size, shown })
}

class SeenFile implements DuplicateFile {
  readonly root: number
  readonly relPath: FileRef['relPath']
  readonly size: number
  readonly #table: FileTable
  readonly #file: number

  constructor(table: FileTable, file: number, { size, shown }: { size: number; shown: number }) {
    const folder = placeOf(table, shown)
    this.root = folder.root
    this.relPath = joinPath(folder.relPath, nameOf(table, shown))
    this.size = size
    this.#table = table
    this.#file = file
  }

  get identity(): DuplicateFile['identity'] {
    return seenIdentity(this.#table, this.#file)
  }
}

/** By root, then path, those that are text first. */
function compareRefs(a: FileRef, b: FileRef): number {
  if (a.root !== b.root) return a.root - b.root
  if (typeof a.relPath === 'string' && typeof b.relPath === 'string')
    return a.relPath < b.relPath ? -1 : a.relPath > b.relPath ? 1 : 0
  if (typeof a.relPath === 'string') return -1
  return typeof b.relPath === 'string' ? 1 : Buffer.compare(a.relPath, b.relPath)
}

const FEW = 8

/** By root, then path. Most sets are small: for those a call of `toSorted` would take longer than the sorting. */
export function ordered<T extends FileRef>(refs: T[]): T[] {
  if (refs.length > FEW) return refs.toSorted(compareRefs)
  for (let next = 1; next < refs.length; next++) {
    const ref = refs[next] as T
    let at = next
    for (; at > 0 && compareRefs(refs[at - 1] as T, ref) > 0; at--) refs[at] = refs[at - 1] as T
    refs[at] = ref
  }
  return refs
}

/** @param names numbers of the names of one inode @returns with the number of the first of them */
export function toLinkSet(table: FileTable, names: Uint32Array): { set: LinkSet; first: number } {
  const refs: LinkSet = []
  for (const file of names) refs.push(refOf(table, file))
  const set = ordered([...refs])
  return { set, first: names[refs.indexOf(set[0] as FileRef)] as number }
}
