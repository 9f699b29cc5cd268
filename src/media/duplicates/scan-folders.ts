import { lstatSync } from 'node:fs'
import { errnoOf } from '../file-identity.ts'
import { type ExactPath, joinPath, type ListedName, listFolderSync } from '../folder-listing.ts'
import type { ChunkWriter } from './file-columns.ts'
import { type Control, countDone, type FolderToScan, isStopped, type Reply } from './protocol.ts'

/** Lists folders, without their subfolders: files go to the writer, the rest into the reply. Blocks. */
export function scanFolders(
  folders: readonly FolderToScan[],
  writer: ChunkWriter,
  { control, reply }: { control: Control; reply: Reply },
): void {
  for (const { folder, path } of folders) {
    if (isStopped(control)) return
    let entries: ListedName[]
    try {
      entries = listFolderSync(path)
    } catch (error) {
      reply.failures.push({ folder, errno: errnoOf(error) })
      continue
    }
    const names: ExactPath[] = []
    let [files, bytes] = [0, 0]
    for (const entry of entries) {
      if (entry.kind === 'folder') names.push(entry.name)
      if (entry.kind !== 'file') continue
      const size = addFile({ folder, path }, entry.name, { writer, reply })
      if (size !== undefined) files += 1
      bytes += size ?? 0
    }
    if (names.length > 0) reply.subfolders.push({ parent: folder, names })
    countDone(control, files, bytes)
  }
}

function addFile(into: FolderToScan, name: ExactPath, to: { writer: ChunkWriter; reply: Reply }): number | undefined {
  try {
    const stat = lstatSync(joinPath(into.path, name), { bigint: true, throwIfNoEntry: false })
    if (stat === undefined || !stat.isFile()) return undefined
    to.writer.add(into.folder, name, stat)
    return Number(stat.size)
  } catch (error) {
    to.reply.failures.push({ folder: into.folder, name, errno: errnoOf(error) })
    return undefined
  }
}
