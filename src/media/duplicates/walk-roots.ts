import { type ExactPath, joinPath } from '../folder-listing.ts'
import type { UnreadablePlace } from './duplicate-report.ts'
import type { FileTable, Folder } from './file-columns.ts'
import type { PlaceFailure, Reply } from './protocol.ts'
import type { Threads } from './threads.ts'

const MAX_FOLDERS_AT_ONCE = 32

interface Walk {
  rootPaths: readonly ExactPath[]
  folders: Folder[]
  /** Numbers of folders that nobody has taken. */
  waiting: number[]
  chunks: FileTable['chunks'][number][]
  failures: PlaceFailure[]
}

/** Walks all roots with all threads. Symlinks are not followed; what can't be read is reported. */
export async function walkRoots(
  rootPaths: readonly ExactPath[],
  threads: Threads,
): Promise<{ table: FileTable; unreadable: UnreadablePlace[] }> {
  const walk: Walk = { rootPaths, folders: [], waiting: [], chunks: [], failures: [] }
  rootPaths.forEach((_, root) => {
    walk.waiting.push(walk.folders.push({ root, relPath: '' }) - 1)
  })
  await shareOut(walk, threads)
  for (const reply of await threads.askAll({ kind: 'flush' })) walk.chunks.push(...reply.chunks)
  const table: FileTable = { rootPaths, folders: walk.folders, chunks: walk.chunks }
  return { table, unreadable: walk.failures.map((failure) => toPlace(walk, failure)) }
}

/** Resolves when no folder waits and no thread is busy. */
function shareOut(walk: Walk, threads: Threads): Promise<void> {
  const idle = Array.from({ length: threads.count }, (_, thread) => thread)
  return new Promise((resolve, reject) => {
    const next = (): void => {
      while (idle.length > 0 && walk.waiting.length > 0) void scan(idle.pop() as number)
      if (idle.length === threads.count) resolve()
    }
    const scan = async (thread: number): Promise<void> => {
      const count = Math.min(MAX_FOLDERS_AT_ONCE, Math.ceil(walk.waiting.length / (threads.count * 2)))
      const folders = walk.waiting.splice(-count).map((folder) => ({ folder, path: absolutePath(walk, folder) }))
      try {
        take(walk, await threads.ask(thread, { kind: 'scan', folders }))
        idle.push(thread)
        next()
      } catch (error) {
        reject(error)
      }
    }
    next()
  })
}

function absolutePath(walk: Walk, folder: number): ExactPath {
  const { root, relPath } = walk.folders[folder] as Folder
  const rootPath = walk.rootPaths[root] as ExactPath
  return relPath.length === 0 ? rootPath : joinPath(rootPath, relPath)
}

function take(walk: Walk, reply: Reply): void {
  walk.chunks.push(...reply.chunks)
  for (const failure of reply.failures) walk.failures.push(failure)
  for (const { parent, names } of reply.subfolders) {
    const { root, relPath } = walk.folders[parent] as Folder
    for (const name of names)
      walk.waiting.push(walk.folders.push({ root, relPath: joinPath(relPath, exact(name)) }) - 1)
  }
}

function toPlace(walk: Walk, { folder, name, errno }: PlaceFailure): UnreadablePlace {
  const { root, relPath } = walk.folders[folder] as Folder
  if (name === undefined) return { root, relPath, kind: 'folder', errno }
  return { root, relPath: joinPath(relPath, exact(name)), kind: 'file', errno }
}

/** Bytes come from a thread as a plain Uint8Array. */
const exact = (name: string | Uint8Array): ExactPath => (typeof name === 'string' ? name : Buffer.from(name))
