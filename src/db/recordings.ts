import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UnavailableError } from '../kernel/errors.ts'
import type { DataPaths } from './data-paths.ts'

/** `ab/cd/<sha256>.<ending>`: what is kept under such a name never changes. */
const RECORDING = /^[0-9a-f]{2}\/[0-9a-f]{2}\/([0-9a-f]{64})\.[a-z0-9]{1,8}$/

export interface Copied {
  /** Files that are there now. */
  count: number
  bytes: number
  /** Of those, what had to be copied. */
  copied: number
}

/** Beside the backup that it belongs to, also when the folder of backups was carried elsewhere. */
export const recordingsBeside = (backupFile: string): string => join(dirname(backupFile), 'voice')

/**
 * Brings what is recorded in the studio into `backups/voice`, each file once; call it after the database, so that all that
 * its rows name is there. What was taken from it is compared by its sum.
 * @throws UnavailableError `db/recordings-not-copied`; those that could be copied are
 */
export const backUpRecordings = (paths: DataPaths, signal: AbortSignal): Promise<Copied> =>
  copyAll(paths.recordings, join(paths.backups, 'voice'), signal)

/** Brings back what the data folder lacks; what it has stays. @throws as above */
export const restoreRecordings = (paths: DataPaths, backupFile: string, signal: AbortSignal): Promise<Copied> =>
  copyAll(recordingsBeside(backupFile), paths.recordings, signal)

/** What a restore would bring back. */
export async function countMissing(paths: DataPaths, backupFile: string): Promise<number> {
  const [there, kept] = await Promise.all([listIn(recordingsBeside(backupFile)), listIn(paths.recordings)])
  const have = new Set(kept)
  return there.filter((relPath) => !have.has(relPath)).length
}

export async function measureRecordings({ backups }: Pick<DataPaths, 'backups'>): Promise<Omit<Copied, 'copied'>> {
  const folder = join(backups, 'voice')
  const sizes = await Promise.all(
    (await listIn(folder)).map(async (relPath) => (await stat(join(folder, relPath))).size),
  )
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

async function copyAll(from: string, to: string, signal: AbortSignal): Promise<Copied> {
  const done: Copied = { count: 0, bytes: 0, copied: 0 }
  const failed: string[] = []
  for (const relPath of await listIn(from)) {
    signal.throwIfAborted()
    try {
      const isNew = await copyOne(join(from, relPath), join(to, relPath))
      done.copied += isNew ? 1 : 0
      done.count += 1
      done.bytes += (await stat(join(to, relPath))).size
    } catch (error) {
      failed.push(`${relPath}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const [first] = failed
  if (first === undefined) return done
  throw new UnavailableError('db/recordings-not-copied', {
    params: { folder: to, count: failed.length, problem: first },
  })
}

/** It gets its name only when it is whole and on the disk. @returns whether it was not there before */
async function copyOne(from: string, to: string): Promise<boolean> {
  const there = await stat(to).catch(noneIfAbsent)
  if (there !== undefined && there.size === (await stat(from)).size) return false
  await mkdir(dirname(to), { recursive: true, mode: 0o750 })
  const partial = `${to}.partial`
  try {
    await copyFile(from, partial, constants.COPYFILE_FICLONE)
    await onDisk(partial)
    if ((await sumOf(partial)) !== basename(to).split('.')[0]) throw new Error('its bytes are not what its name says')
    await rename(partial, to)
    await onDisk(dirname(to))
    return true
  } finally {
    await rm(partial, { force: true })
  }
}

/** Something else where the folder of backups should be means that there is none; the backup itself says so. */
function noneIfAbsent(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
}

async function onDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function sumOf(path: string): Promise<string> {
  const sum = createHash('sha256')
  for await (const part of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) sum.update(part)
  return sum.digest('hex')
}

/** Recordings below a folder, by name; what is being made there is none yet. None when there is no such folder. */
async function listIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder, { recursive: true })
    return names
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => RECORDING.test(name))
      .toSorted()
  } catch (error) {
    noneIfAbsent(error)
    return []
  }
}
