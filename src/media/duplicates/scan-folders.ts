import { lstatSync } from 'node:fs'
import { errnoOf } from '../file-identity.ts'
import { type ExactPath, joinPath, listFolderSync, listNamesSync } from '../folder-listing.ts'
import type { ChunkWriter } from './file-columns.ts'
import { type Control, countDone, type FolderToScan, isStopped, type Reply } from './protocol.ts'

/** Lists folders, without their subfolders: files go to the writer, the rest into the reply. Blocks. */
export function scanFolders(
  folders: readonly FolderToScan[],
  writer: ChunkWriter,
  { control, reply }: { control: Control; reply: Reply },
): void {
  for (const at of folders) {
    if (isStopped(control)) return
    try {
      scanFolder(at, listNamesSync(at.path), { writer, control, reply })
    } catch (error) {
      reply.failures.push({ folder: at.folder, errno: errnoOf(error) })
    }
  }
}

function scanFolder(
  { folder, path }: FolderToScan,
  names: readonly ExactPath[],
  { writer, control, reply }: { writer: ChunkWriter; control: Control; reply: Reply },
): void {
  const subfolders: ExactPath[] = []
  const closed = new Map<ExactPath, string>()
  let [files, bytes] = [0, 0]
  for (const name of names) {
    try {
      const stat = lstatSync(joinPath(path, name), { bigint: true, throwIfNoEntry: false })
      if (stat?.isDirectory()) subfolders.push(name)
      if (stat?.isFile() !== true) continue
      writer.add(folder, name, stat)
      files += 1
      bytes += Number(stat.size)
    } catch (error) {
      closed.set(name, errnoOf(error))
    }
  }
  const closedFolders = closed.size === 0 ? new Set() : foldersIn(path)
  for (const [name, errno] of closed) {
    // What a folder hides is told when it is listed.
    if (closedFolders.has(keyOf(name))) subfolders.push(name)
    else reply.failures.push({ folder, name, errno })
  }
  if (subfolders.length > 0) reply.subfolders.push({ parent: folder, names: subfolders })
  countDone(control, files, bytes)
}

/** By what the folder itself says of its names. */
function foldersIn(path: ExactPath): Set<string> {
  const folders = listFolderSync(path).filter(({ kind }) => kind === 'folder')
  return new Set(folders.map(({ name }) => keyOf(name)))
}

/** The same for the same bytes. */
const keyOf = (name: ExactPath): string => Buffer.from(name as string).toString('latin1')
