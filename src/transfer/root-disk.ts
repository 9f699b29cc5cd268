import { constants } from 'node:fs'
import { access, copyFile, link, lstat, open, readFile, realpath, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConflictError, InvalidInputError } from '../kernel/errors.ts'
import { errnoOf } from '../media/file-identity.ts'
import { listFolder } from '../media/folder-listing.ts'
import { HALF_MARKER_NAME, MARKER_NAME, QUARANTINE_FOLDER, TRASH_FOLDER } from './marker.ts'
import type { OfflineReason, RootStatus } from './model.ts'

/** @throws InvalidInputError unless it is the path of a folder that is there */
export async function realFolder(path: string): Promise<string> {
  const params = { path }
  if (!path.startsWith('/') || path.includes('\0')) throw new InvalidInputError('root/not-absolute', { params })
  let real: string
  try {
    real = await realpath(path)
  } catch (cause) {
    throw new InvalidInputError('root/missing', { params: { ...params, errno: errnoOf(cause) }, cause })
  }
  if (!(await lstat(real)).isDirectory()) throw new InvalidInputError('root/not-a-folder', { params })
  return real
}

/** @returns the marker that the folder has, undefined when it has none; one that a power cut left empty is none */
export async function readMarker(path: string): Promise<string | undefined> {
  try {
    const marker = (await readFile(join(path, MARKER_NAME), 'utf8')).trim()
    return marker === '' ? undefined : marker
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Takes away what a crash left of writing a marker. A root that can't be written keeps it: nothing reads it. */
export async function removeHalfMarker(path: string): Promise<void> {
  await rm(join(path, HALF_MARKER_NAME), { force: true }).catch(errnoOf)
}

/** Durable when it returns. @throws ConflictError `root/marker-foreign` when another marker stands there */
export async function writeMarker(path: string, marker: string): Promise<void> {
  const file = join(path, MARKER_NAME)
  const temporary = join(path, HALF_MARKER_NAME)
  try {
    await writeFile(temporary, `${marker}\n`, { flag: 'wx', flush: true })
    if (await isEmptyFile(file)) await rm(file)
    await link(temporary, file).catch(copyInstead(temporary, file))
    await rm(temporary)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw new ConflictError('root/marker-foreign', { params: { path } })
    throw new InvalidInputError('root/not-writable', { params: { path, errno: errnoOf(error) }, cause: error })
  }
  await using folder = await open(path, constants.O_RDONLY)
  await folder.sync()
}

async function isEmptyFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).size === 0
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Disks that know no hard links. */
const copyInstead = (from: string, to: string) => async (error: unknown) => {
  if (errnoOf(error) === 'EEXIST') throw error
  await copyFile(from, to, constants.COPYFILE_EXCL)
}

/** Whether another file system begins at this folder. */
export async function isMountPoint(path: string): Promise<boolean> {
  const [here, above] = await Promise.all([lstat(path), lstat(dirname(path))])
  return here.dev !== above.dev || here.ino === above.ino
}

export interface Expected {
  path: string
  marker: string
  wasMount: boolean
  expectedFiles: number
}

/** What the disk says about a root now. */
export async function lookAtRoot(root: Expected): Promise<RootStatus> {
  try {
    const stat = await lstat(root.path)
    if (!stat.isDirectory()) return { kind: 'offline', reason: 'not-a-folder' }
    const marker = await readMarker(root.path)
    if (marker === undefined)
      return {
        kind: 'offline',
        reason: root.wasMount && !(await isMountPoint(root.path)) ? 'not-mounted' : 'marker-missing',
      }
    if (marker !== root.marker) return { kind: 'offline', reason: 'marker-foreign' }
    if (root.expectedFiles > 0 && (await holdsNothing(root.path))) return { kind: 'offline', reason: 'empty' }
    return await measure(root.path)
  } catch (error) {
    const errno = errnoOf(error)
    return { kind: 'offline', reason: (errno === 'ENOENT' ? 'missing' : 'unreachable') satisfies OfflineReason, errno }
  }
}

const OURS = new Set<string>([MARKER_NAME, TRASH_FOLDER, QUARANTINE_FOLDER])

async function holdsNothing(path: string): Promise<boolean> {
  return (await listFolder(path)).every(({ name }) => typeof name === 'string' && OURS.has(name))
}

const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs',
  0x6969: 'nfs',
  0xff534d42: 'cifs',
  0xfe534d42: 'smb2',
  0x4d44: 'vfat',
  0x2011bab0: 'exfat',
  0x65735546: 'fuse',
  0x2fc12fc1: 'zfs',
  0x794c7630: 'overlay',
  0xf2f52010: 'f2fs',
  0x5346544e: 'ntfs',
}

async function measure(path: string): Promise<RootStatus> {
  const { bavail, blocks, bsize, type } = await statfs(path)
  const isReadOnly = await access(path, constants.W_OK).then(
    () => false,
    () => true,
  )
  return {
    kind: 'online',
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    fileSystem: FILE_SYSTEMS[type] ?? `0x${type.toString(16)}`,
    isReadOnly,
  }
}
