import { joinPath } from '../folder-listing.ts'
import type { DuplicateFile, FileRef, LinkSet } from './duplicate-report.ts'
import { type FileTable, folderOf, nameOf, seenIdentity, sizeOf } from './file-columns.ts'

export function refOf(table: FileTable, file: number): FileRef {
  const folder = table.folders[folderOf(table, file)]
  if (folder === undefined) throw new Error(`file ${file} is in no folder`)
  return { root: folder.root, relPath: joinPath(folder.relPath, nameOf(table, file)) }
}

/** @param ref another name of the same inode, to be shown instead of the file's own */
export function describe(table: FileTable, file: number, ref = refOf(table, file)): DuplicateFile {
  return new SeenFile(table, file, ref)
}

class SeenFile implements DuplicateFile {
  readonly root: number
  readonly relPath: FileRef['relPath']
  readonly size: number
  readonly #table: FileTable
  readonly #file: number

  constructor(table: FileTable, file: number, { root, relPath }: FileRef) {
    this.root = root
    this.relPath = relPath
    this.size = sizeOf(table, file)
    this.#table = table
    this.#file = file
  }

  get identity(): DuplicateFile['identity'] {
    return seenIdentity(this.#table, this.#file)
  }
}

/** By root, then path, those that are text first. */
export function compareRefs(a: FileRef, b: FileRef): number {
  if (a.root !== b.root) return a.root - b.root
  if (typeof a.relPath === 'string' && typeof b.relPath === 'string')
    return a.relPath < b.relPath ? -1 : a.relPath > b.relPath ? 1 : 0
  if (typeof a.relPath === 'string') return -1
  return typeof b.relPath === 'string' ? 1 : Buffer.compare(a.relPath, b.relPath)
}

export function toLinkSet(table: FileTable, names: Uint32Array): LinkSet {
  return Array.from(names, (file) => refOf(table, file)).toSorted(compareRefs)
}
