import { lstatSync, statSync } from 'node:fs'
import { errnoOf } from '../file-identity.ts'
import { type ExactPath, joinPath, listFolderSync, listNamesSync } from '../folder-listing.ts'
import type { ChunkWriter } from './file-columns.ts'
import { type Control, countDone, type FolderToScan, isStopped, type Reply } from './protocol.ts'
import type { RememberedFolders } from './memory/remembered-folders.ts'
import { tellsListing } from './memory/tells-listing.ts'

type Remembered = Pick<RememberedFolders, 'claim' | 'rowsOf' | 'meet'>

export interface Scan {
  writer: ChunkWriter
  control: Control
  reply: Reply
  remembered: Remembered | undefined
}

/** Looks at what folders hold, without their subfolders: files go to the writer, the rest into the reply. Blocks. */
export function scanFolders(folders: readonly FolderToScan[], scan: Scan): void {
  for (const at of folders) {
    if (isStopped(scan.control)) return
    try {
      scanFolder(at, scan)
    } catch (error) {
      scan.reply.failures.push({ folder: at.folder, errno: errnoOf(error) })
    }
  }
}

/** What was found in one folder so far. */
interface Found {
  folder: number
  path: ExactPath
  files: number
  bytes: number
  subfolders: ExactPath[]
  /** Names that could not be looked at, with the reason. */
  closed: Map<ExactPath, string>
}

function scanFolder({ folder, path }: FolderToScan, scan: Scan): void {
  const { remembered, reply, control } = scan
  // Before it is listed: a name that comes later changes its times.
  const stat = statSync(path, { bigint: true })
  const place = remembered?.claim(stat) ?? -1
  const found: Found = { folder, path, files: 0, bytes: 0, subfolders: [], closed: new Map() }
  if (remembered !== undefined && place >= 0) {
    reply.remembered.push({ folder, place })
    found.folder = place
    lookAtRows(found, remembered, scan.writer)
  } else {
    for (const name of listNamesSync(path)) look(found, name, scan.writer)
    if (found.closed.size === 0 && tellsListing(path, stat))
      reply.listed.push({ folder, id: [stat.dev, stat.ino, stat.mtimeNs, stat.ctimeNs] })
  }
  if (found.closed.size > 0) tellClosed(found, reply)
  if (found.subfolders.length > 0) reply.subfolders.push({ parent: found.folder, names: found.subfolders })
  countDone(control, found.files, found.bytes)
}

function lookAtRows(found: Found, remembered: Remembered, writer: ChunkWriter): void {
  const { first, names } = remembered.rowsOf(found.folder)
  let areThere = true
  names.forEach((name, at) => {
    const size = remembered.meet(first + at, joinPath(found.path, name))
    if (size < 0) areThere = look(found, name, writer) && areThere
    else {
      found.files += 1
      found.bytes += size
    }
  })
  if (areThere) return
  // The times do not tell all: an encrypted folder, for one, has other names while it is locked.
  const looked = new Set(names.map(keyOf))
  for (const name of listNamesSync(found.path)) if (!looked.has(keyOf(name))) look(found, name, writer)
}

/** Whether there is something with this name. */
function look(found: Found, name: ExactPath, writer: ChunkWriter): boolean {
  try {
    const stat = lstatSync(joinPath(found.path, name), { bigint: true, throwIfNoEntry: false })
    if (stat?.isDirectory()) found.subfolders.push(name)
    if (stat?.isFile() !== true) return stat !== undefined
    writer.add(found.folder, name, stat)
    found.files += 1
    found.bytes += Number(stat.size)
  } catch (error) {
    found.closed.set(name, errnoOf(error))
  }
  return true
}

function tellClosed({ folder, path, closed, subfolders }: Found, reply: Reply): void {
  const folders = foldersIn(path)
  for (const [name, errno] of closed) {
    // What a folder hides is told when it is listed.
    if (folders.has(keyOf(name))) subfolders.push(name)
    else reply.failures.push({ folder, name, errno })
  }
}

/** By what the folder itself says of its names. */
function foldersIn(path: ExactPath): Set<string> {
  const folders = listFolderSync(path).filter(({ kind }) => kind === 'folder')
  return new Set(folders.map(({ name }) => keyOf(name)))
}

/** The same for the same bytes. */
const keyOf = (name: ExactPath): string => Buffer.from(name as string).toString('latin1')
