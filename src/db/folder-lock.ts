import { existsSync, readFileSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { ConflictError } from '../kernel/errors.ts'
import type { DataPaths } from './data-paths.ts'
import { writeFileDurably } from './durable-file.ts'

/** A look of the CLI holds the lock for an instant. */
const TAKE_WITHIN_MS = 250

const Running = z.object({ pid: z.number().int(), address: z.string().nullable(), startedAt: z.string() })
export type RunningServer = z.output<typeof Running>

/** A connection that nobody speaks of is collected, and its lock goes with it: these stay until they are let go. */
const held = new Set<Database.Database>()

export interface FolderLock extends Disposable {
  /** The last holder went without cleaning up: killed, crashed, or the power went. */
  readonly wasUnclean: boolean
  /** Told once the server listens, so that the CLI and a refused second server can name it. */
  setAddress(address: string): void
}

/**
 * One process a data folder. The kernel holds the lock (an exclusive SQLite transaction), so it ends with the process
 * however that ends.
 * @throws ConflictError `db/folder-in-use` that names the process and the address of the other
 */
export function lockFolder(paths: DataPaths, startedAt: string): FolderLock {
  const database = takeLock(paths)
  held.add(database)
  const letGo = (): void => {
    held.delete(database)
    database.close()
  }
  const wasUnclean = existsSync(paths.running)
  const tell = (address: string | null): void =>
    writeFileDurably(paths.running, `${JSON.stringify({ pid: process.pid, address, startedAt })}\n`)
  try {
    tell(null)
  } catch (error) {
    letGo()
    throw error
  }
  return {
    wasUnclean,
    setAddress: tell,
    [Symbol.dispose]() {
      rmSync(paths.running, { force: true })
      letGo()
    },
  }
}

function takeLock(paths: DataPaths): Database.Database {
  const database = new Database(paths.lock, { timeout: TAKE_WITHIN_MS })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (cause) {
    database.close()
    if ((cause as { code?: string }).code !== 'SQLITE_BUSY') throw cause
    const { pid, address } = readRunning(paths) ?? { pid: null, address: null }
    if (address === null)
      throw new ConflictError('db/folder-in-use-starting', { params: { folder: paths.folder, pid }, cause })
    throw new ConflictError('db/folder-in-use', { params: { folder: paths.folder, pid, address }, cause })
  }
}

/** Whether a process holds the folder now. The note beside the lock may be older than the lock. */
export function isFolderLocked(paths: DataPaths): boolean {
  if (!existsSync(paths.lock)) return false
  const database = new Database(paths.lock, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return false
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return true
    throw error
  } finally {
    database.close()
  }
}

/** Who wrote the note of a running server; undefined when there is none or it can't be read. */
export function readRunning(paths: DataPaths): RunningServer | undefined {
  if (!existsSync(paths.running)) return undefined
  const parsed = Running.safeParse(parseJson(readFileSync(paths.running, 'utf8')))
  return parsed.success ? parsed.data : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
