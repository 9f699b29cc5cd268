import { type ExactPath, joinPath } from '../folder-listing.ts'
import type { UnreadablePlace } from './duplicate-report.ts'
import type { FileChunk, FileTable, Folder } from './file-columns.ts'
import type { Memory } from './memory/known-file.ts'
import type { ListedFolder, PlaceFailure, Reply, Subfolders } from './protocol.ts'
import type { Threads } from './threads.ts'

const MAX_FOLDERS_AT_ONCE = 32

interface Walk {
  rootPaths: readonly ExactPath[]
  /** Those that are remembered come first; they have a place once they are met. */
  folders: (Folder | undefined)[]
  /** Numbers of folders that nobody has taken. */
  waiting: number[]
  chunks: FileChunk[]
  listed: ListedFolder[]
  subfolders: Subfolders[]
  failures: PlaceFailure[]
  onChunks: () => void
  isOver: boolean
}

/** A walk that goes on. */
export interface RunningWalk {
  /** Grows while the walk goes on. */
  table: FileTable
  listed: readonly ListedFolder[]
  subfolders: readonly Subfolders[]
  /** Whether there is a chunk with this number: waits until it came, or the walk has ended without it. */
  hasChunk(at: number): Promise<boolean>
  /** What could not be read, once all is walked. */
  ended: Promise<UnreadablePlace[]>
}

/**
 * Walks all roots with all threads. Symlinks are not followed; what can't be read is reported. Files and folders of a
 * memory come first in the table.
 */
export function startWalk(rootPaths: readonly ExactPath[], threads: Threads, memory: Memory | undefined): RunningWalk {
  let wake = Promise.withResolvers<void>()
  const onChunks = (): void => {
    wake.resolve()
    wake = Promise.withResolvers()
  }
  const walk: Walk = {
    rootPaths,
    folders: Array.from({ length: memory?.known.counts.folders ?? 0 }, () => undefined),
    waiting: [],
    chunks: [...(memory?.chunks ?? [])],
    listed: [],
    subfolders: [],
    failures: [],
    onChunks,
    isOver: false,
  }
  rootPaths.forEach((_, root) => {
    walk.waiting.push(walk.folders.push({ root, relPath: '' }) - 1)
  })
  const ended = walkToEnd(walk, threads).finally(() => (walk.isOver = true))
  return {
    table: { rootPaths, folders: walk.folders, chunks: walk.chunks },
    listed: walk.listed,
    subfolders: walk.subfolders,
    async hasChunk(at) {
      while (walk.chunks.length <= at && !walk.isOver) await Promise.race([wake.promise, ended])
      return walk.chunks.length > at
    },
    ended,
  }
}

async function walkToEnd(walk: Walk, threads: Threads): Promise<UnreadablePlace[]> {
  await shareOut(walk, threads)
  for (const reply of await threads.askAll({ kind: 'flush' })) takeChunks(walk, reply)
  return walk.failures.map((failure) => toPlace(walk, failure))
}

function takeChunks(walk: Walk, { chunks }: Reply): void {
  if (chunks.length === 0) return
  walk.chunks.push(...chunks)
  walk.onChunks()
}

/** A thread has its next folders while it scans some, so that it need not wait for the calling thread. */
const REQUESTS_AHEAD = 2

/** Resolves when no folder waits and no thread is busy. */
function shareOut(walk: Walk, threads: Threads): Promise<void> {
  const all = threads.count * REQUESTS_AHEAD
  const idle = Array.from({ length: all }, (_, request) => request % threads.count)
  return new Promise((resolve, reject) => {
    const next = (): void => {
      while (idle.length > 0 && walk.waiting.length > 0) void scan(idle.pop() as number)
      if (idle.length === all) resolve()
    }
    const scan = async (thread: number): Promise<void> => {
      const count = Math.min(MAX_FOLDERS_AT_ONCE, Math.ceil(walk.waiting.length / (all * 2)))
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
  for (const failure of reply.failures) walk.failures.push(failure)
  for (const folder of reply.listed) walk.listed.push(folder)
  for (const { folder, place } of reply.remembered) walk.folders[place] = walk.folders[folder]
  for (const { parent, names } of reply.subfolders) {
    const { root, relPath } = walk.folders[parent] as Folder
    const subfolders = { parent, names: names.map(exact) }
    walk.subfolders.push(subfolders)
    for (const name of subfolders.names)
      walk.waiting.push(walk.folders.push({ root, relPath: joinPath(relPath, name) }) - 1)
  }
  takeChunks(walk, reply)
}

function toPlace(walk: Walk, { folder, name, errno }: PlaceFailure): UnreadablePlace {
  const { root, relPath } = walk.folders[folder] as Folder
  if (name === undefined) return { root, relPath, kind: 'folder', errno }
  return { root, relPath: joinPath(relPath, exact(name)), kind: 'file', errno }
}

/** Bytes come from a thread as a plain Uint8Array. */
const exact = (name: string | Uint8Array): ExactPath => (typeof name === 'string' ? name : Buffer.from(name))
