import { spawnSync } from 'node:child_process'
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fdatasyncSync,
  fsyncSync,
  futimesSync,
  linkSync,
  mkdirSync,
  openSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import type { ExactPath } from '../media/folder-listing.ts'

/**
 * Every call of the transfer room that changes a disk, and no other. Blocks: the movers call it in their threads. The
 * fault harness puts its own in front of it.
 */
export interface FilePort {
  /** A second name for a file. Fails with EEXIST when the name is taken: never overwrites, and no other call could. */
  link(from: ExactPath, to: ExactPath): void
  unlink(path: ExactPath): void
  makeFolder(path: ExactPath): void
  /** Only when it is empty. */
  removeFolder(path: ExactPath): void
  /** A new file for writing, readable by us alone; EEXIST when the name is taken, by a symlink too. */
  createFile(path: ExactPath): number
  write(fd: number, bytes: Uint8Array, length: number): number
  setOwner(fd: number, uid: number, gid: number): void
  setMode(fd: number, mode: number): void
  setModifiedAt(fd: number, mtimeNs: bigint): void
  /** Bytes and metadata of a file, or the names in a folder, are on the disk when it returns. */
  sync(fd: number): void
  /** The bytes of a file alone; nothing to wait for when they are there already. */
  syncBytes(fd: number): void
  /**
   * Everything that was written to the file system of this folder, names and bytes, is on the disk when it returns.
   * @returns false where the system can't say so
   */
  syncFileSystem(folder: ExactPath): boolean
  close(fd: number): void
}

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

export const filePort: FilePort = {
  link: linkSync,
  unlink: unlinkSync,
  makeFolder: (path) => mkdirSync(path),
  removeFolder: (path) => rmdirSync(path),
  createFile: (path) => openSync(path, CREATE, 0o600),
  write: (fd, bytes, length) => writeSync(fd, bytes, 0, length),
  setOwner: fchownSync,
  setMode: fchmodSync,
  setModifiedAt(fd, mtimeNs) {
    const seconds = secondsOf(mtimeNs)
    futimesSync(fd, seconds, seconds)
  },
  sync: fsyncSync,
  syncBytes: fdatasyncSync,
  // syncfs is not in Node; `sync -f` of coreutils and busybox is nothing else.
  syncFileSystem: (folder) =>
    typeof folder === 'string' && spawnSync('sync', ['-f', '--', folder], { stdio: 'ignore' }).status === 0,
  close: closeSync,
}

/**
 * Node takes times as a double of seconds, which has a step of 239 ns today. The step at or after the wanted time is
 * taken, so that a time in whole seconds, milliseconds or microseconds reads the same when it is cut to that precision.
 */
function secondsOf(timeNs: bigint): number {
  const seconds = timeNs / 1_000_000_000n
  const fractionNs = Number(timeNs - seconds * 1_000_000_000n)
  const nearest = Number(seconds) + fractionNs / 1e9
  if ((nearest - Number(seconds)) * 1e9 >= fractionNs) return nearest
  return nearest + 2 ** (Math.floor(Math.log2(Math.abs(nearest))) - 52)
}
