import type { FileIdentity } from '../file-identity.ts'
import type { ExactPath } from '../folder-listing.ts'

/** A file by the place in the list of roots that were given, and its exact path below that root. */
export interface FileRef {
  root: number
  relPath: ExactPath
}

export interface DuplicateFile extends FileRef {
  size: number
  /** As the walk saw it, without the count of its names. */
  readonly identity: Omit<FileIdentity, 'nlink'>
}

/** Two or more files (distinct inodes) with the same bytes. */
export interface DuplicateGroup {
  /** Bytes of each. */
  size: number
  /** In hexadecimal; there when digests were asked for. */
  sha256?: string
  /** By root, then path. A file with several names is listed once, under the first; `hardLinks` has them all. */
  files: DuplicateFile[]
}

/** Names of one inode: hard links, or one file met twice through roots that overlap. Never duplicates of each other. */
export type LinkSet = FileRef[]

export interface UnreadablePlace extends FileRef {
  kind: 'file' | 'folder'
  errno: string
}

/** `reading`: heads and small files; `comparing`: the rest of those whose size and head agree. */
export type DuplicatePhase = 'walking' | 'reading' | 'comparing'

export interface DuplicateProgress {
  phase: DuplicatePhase
  /** Files found, or files read so far in this phase. */
  files: number
  /** Bytes read so far in this phase. */
  bytes: number
  /** What `files` and `bytes` will end at; absent while walking. `comparing` may end below: files that differ are not read to their end. */
  filesTotal?: number
  bytesTotal?: number
}

export interface DuplicateOptions {
  signal?: AbortSignal
  /** At most ten times a second, and once at the end of each phase. */
  onProgress?: (progress: DuplicateProgress) => void
  /** What `toCache()` of an earlier run gave. Anything else, or a damaged one, is taken as none. */
  cache?: Uint8Array | Promise<Uint8Array | undefined>
  /** Also sha256 of each group. */
  digests?: boolean
  /** Files for which this answers false take no part. Called for every file, on the calling thread. */
  filter?: (file: DuplicateFile) => boolean
  /** Worker threads, default 2. */
  threads?: number
  /** Epoch ms; for tests. */
  now?: () => number
}

export interface DuplicateResult {
  groupCount: number
  /** Made while iterated, so that a million of them need not be in memory; in no particular order. Can be iterated again. */
  groups: Iterable<DuplicateGroup>
  hardLinks: LinkSet[]
  /** Folders and files that could not be read: what is in them is unknown, not absent. */
  unreadable: UnreadablePlace[]
  /** Files that changed, vanished or were replaced while the search ran: in no group. */
  changed: FileRef[]
  /** All regular files met, empty ones included; an empty file is in no group. */
  files: number
  bytes: number
  /** How many files were opened. */
  opened: number
  /** For the next run over the same roots; the very bytes that were given when nothing has changed. */
  toCache(): Promise<Uint8Array>
}
