import type { ExactPath } from '../folder-listing.ts'
import type { FileChunk, FileTable } from './file-columns.ts'

/** Files up to this size are read whole at once: their sha256 settles them. */
export const SMALL_BYTES = 32 * 1024
/** How much of a larger file is read before it is compared with others. */
export const HEAD_BYTES = 4 * 1024
export const DIGEST_BYTES = 32

/** Whether the digest at a place was ever made: otherwise there are zeros. */
export function isDigest(digests: Uint8Array, place: number): boolean {
  for (let at = place * DIGEST_BYTES; at < (place + 1) * DIGEST_BYTES; at++) if (digests[at] !== 0) return true
  return false
}

/** What is known of a candidate, one byte each. */
export const State = { unread: 0, read: 1, changed: 2, unreadable: 3 } as const

/** Counters that all threads share. */
export interface Control {
  /** [0] set to 1: stop as soon as possible. [1]: the next task that nobody has taken. [2]: files done in this phase. [3]: files opened. */
  flags: Int32Array
  /** [0]: bytes done in this phase. */
  bytes: BigInt64Array
}

export const isStopped = (control: Control): boolean => Atomics.load(control.flags, 0) === 1
export const takeTask = (control: Control): number => Atomics.add(control.flags, 1, 1)
export function countDone(control: Control, files: number, bytes: number): void {
  if (files > 0) Atomics.add(control.flags, 2, files)
  if (bytes > 0) Atomics.add(control.bytes, 0, BigInt(bytes))
}

export interface FolderToScan {
  folder: number
  path: ExactPath
}

export interface PlaceFailure {
  folder: number
  /** Absent when it is the folder itself. */
  name?: ExactPath
  errno: string
}

export interface FileFailure {
  file: number
  errno: string
}

/** A file that is gone or has become a symlink has changed; anything else is a fault of the place. */
export const isChange = (errno: string): boolean => errno === 'ENOENT' || errno === 'ELOOP' || errno === 'ENOTDIR'

/** Candidates by their position: in shared memory, written by the thread that took the task. */
export interface Candidates {
  /** Number of the file. */
  files: Uint32Array
  states: Uint8Array
  /** 32 bytes each: sha256 of a small file, or of a larger one's head. */
  digests: Uint8Array
  /** For larger files: the class of content among those with the same size and head; 0 = not compared. */
  classes: Uint32Array
}

/** What threads share of an earlier search. */
export interface SharedMemory {
  /** `KnownContents`. */
  bytes: Uint8Array
  /** 1 for each row whose file was met as it is remembered. */
  seen: Uint8Array
  /** 1 for each folder that a thread has met: one that is met twice is listed the second time. */
  claimed: Int32Array
}

export type Request =
  | { kind: 'recall'; memory: SharedMemory }
  | { kind: 'scan'; folders: FolderToScan[] }
  | { kind: 'flush' }
  | { kind: 'begin'; table: FileTable; candidates: Candidates }
  | { kind: 'read'; todo: Uint32Array; perTask: number }
  | { kind: 'compare'; ends: Uint32Array; members: Uint32Array; wantsDigests: boolean }

export interface ListedFolder {
  folder: number
  /** dev, ino, mtimeNs, ctimeNs: as it was before it was listed. */
  id: [bigint, bigint, bigint, bigint]
}

export interface Subfolders {
  parent: number
  names: ExactPath[]
}

export interface Reply {
  chunks: FileChunk[]
  /** Folders that are as an earlier search remembers them: its number stands for the folder from here on. */
  remembered: { folder: number; place: number }[]
  /** Folders that were listed and will have the same names as long as they have this identity. */
  listed: ListedFolder[]
  subfolders: Subfolders[]
  failures: PlaceFailure[]
  fileFailures: FileFailure[]
  /** sha256 by content class. */
  digests: { contentClass: number; sha256: Uint8Array }[]
  error?: unknown
}
