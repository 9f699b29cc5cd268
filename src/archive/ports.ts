import type { Params } from '../kernel/errors.ts'
import type { SyncedFolder } from './syncing/ports.ts'
import type { ExactPath } from '../media/model.ts'

export interface FileToHash {
  /** Absolute. */
  path: ExactPath
  /** The state in which it must be and stay while it is read: `dev:ino:size:mtimeNs:ctimeNs`; null for any, as long as it stays. */
  identity: string | null
  /** Bytes, as far as is known, where the identity does not say it. */
  size?: number
}

export type HashAnswer =
  /** Lower-case hex; the identity is the one in which it was read. */
  { kind: 'hashed'; sha256: string; identity: string } | { kind: 'changed' } | { kind: 'failed'; errno: string }

/** sha256 of many files, off the event loop, in the order asked. Stops at the signal. */
export type HashFiles = (
  files: readonly FileToHash[],
  options: {
    signal: AbortSignal
    onProgress?: (doneBytes: number) => void
    /** Reads no faster than that, all files together. */
    bytesPerSecond?: number | undefined
  },
) => Promise<HashAnswer[]>

/** A regular file below one of the folders that were given, as the search met it. */
export interface MetFile {
  /** Which of the folders. */
  folder: number
  relPath: string
  /** Bytes. */
  size: number
  mtimeMs: number
  /** `dev:ino:size:mtimeNs:ctimeNs` */
  identity: string
}

export interface EqualFiles {
  /** Lower-case hex. */
  sha256: string
  /** Two or more with the same bytes. Of the names of one inode each is listed. */
  files: readonly MetFile[]
}

/**
 * Finds files with the same bytes below folders (absolute), off the event loop. Files that change while they are read
 * are in no group. Stops at the signal.
 */
export type FindEqualFiles = (
  folders: readonly string[],
  options: {
    /** Files for which this answers false are not read. */
    takesPart: (file: MetFile) => boolean
    signal: AbortSignal
    /** Bytes read, and how many there will be at most. */
    onProgress?: (doneBytes: number, totalBytes: number) => void
  },
) => Promise<{
  groups: readonly EqualFiles[]
  /** Names of one inode whose bytes were not read, because no other file has its size. */
  linked: readonly (readonly { folder: number; relPath: string }[])[]
  unreadable: readonly { folder: number; relPath: string; errno: string }[]
}>

export interface ArchiveRun {
  runId: number
  state: string
  steps: readonly string[]
  actor: string
  createdAt: number
  finishedAt: number | null
  error: { code: string; params: Params } | null
}

/** Runs of the archive as the engine's ledger has them. */
export interface RunLedger {
  /** Newest first; `before` excludes. */
  list(page: { before?: number; limit: number }): Promise<ArchiveRun[]>
  /** Of all that `list` would give. */
  count(): Promise<number>
  find(runId: number): Promise<ArchiveRun | undefined>
  /** Plans that the steps of a run made, applied or not. */
  plansMadeBy(runId: number): Promise<number[]>
  findActive(archiveId: number): Promise<number | undefined>
}

export type Thumbnail =
  /** WebP. */
  { kind: 'made'; data: Uint8Array; etag: string } | { kind: 'none'; code: string; params: Params }

/** A picture of an item; made once, then kept by its hash. */
export type MakeThumbnail = (
  file: { path: string; sha256: string | null; identity: string },
  options: { signal: AbortSignal },
) => Promise<Thumbnail>

/**
 * A connection that keeps a folder the same on another machine, by its name or by one that it had before.
 * @throws NotFoundError `archive/no-such-sync-connection`; ConflictError when it is switched off or can't do that;
 * CredentialsRefusedError when its secrets can't be read
 */
export type OpenSyncedFolder = (name: string) => Promise<{
  connectionId: number
  /** As it is called now. */
  name: string
  folder: SyncedFolder
}>

/** What a connection is called now; undefined when it is gone. */
export type NameOfConnection = (connectionId: number) => Promise<string | undefined>
