import type { ExactPath, FileIdentity } from '../media/model.ts'

/** A file or folder below a root. `relPath` is `/`-separated, exactly as on disk; bytes when it is not valid UTF-8. */
export interface FileRef {
  rootId: number
  relPath: ExactPath
}

/**
 * `move` takes the file away from where it was; `copy` and `link` (a second hard link) leave it there. `trash`,
 * `quarantine`, `restore` and `undo` are moves too, so every one of them survives a crash and can be undone.
 */
export type MoveKind = 'move' | 'copy' | 'link' | 'trash' | 'quarantine' | 'restore' | 'undo'

/**
 * `planned`: nothing has happened on disk. `copying`: a temporary file may stand in the target's folder. `placed`: the
 * file stands durably at its target. `done`: and no longer at its source (unless it was a copy or link). `there`: the
 * target had the same bytes already. `refused`: nothing was changed, `refusal` says why; running it again tries again.
 * `undone`: an undo brought it back. `purged`: it was in the trash and is gone for good.
 */
export type MoveState = 'planned' | 'copying' | 'placed' | 'done' | 'there' | 'refused' | 'undone' | 'purged'

/** What to do with the source when the target already holds the same bytes. */
export type OnIdentical = 'keep' | 'trash'

export interface NewMove {
  kind: 'move' | 'copy' | 'link'
  from: FileRef
  /** The state in which the file was seen when the move was decided; in any other state it is not touched. */
  identity: FileIdentity
  /** Lower-case hex, when it is known. A file whose bytes differ is not moved; an undo needs it to be sure. */
  sha256?: string
  /** Text only: a name that we write is always valid. */
  to: { rootId: number; relPath: string }
  /** Who asked, e.g. `plan:12/7` or `run:88`; for looking it up again. */
  ref: string
  /** Moves of one group within one `run` are placed all or none. */
  group?: string
  /** `keep` unless said. `trash` moves the source to the trash after both files were compared byte by byte. */
  onIdentical?: OnIdentical
}

export interface NewTrash {
  from: FileRef
  identity: FileIdentity
  sha256?: string
  ref: string
  /**
   * The file that stays and makes this one redundant. It is compared byte by byte right before the move, and must be
   * another file (not a hard link to the same one).
   */
  keeper?: { rootId: number; relPath: string }
}

export interface NewQuarantine {
  from: FileRef
  identity: FileIdentity
  sha256?: string
  ref: string
}

/** Why a file was left as it was. Words: `error.transfer/<code>`. */
export type RefusalCode =
  /** Another file has that name (or one that collides with it by case or Unicode form): `existing`. */
  | 'conflict'
  /** A folder on the way collides with one that is spelt otherwise, or with a file: `existing`. */
  | 'folder-conflict'
  | 'source-changed'
  /** There is nothing at the source, nor our file at the target. */
  | 'missing'
  /** Folder, symlink, FIFO, socket or device. Symlinks are neither followed nor moved. */
  | 'not-a-file'
  /** The path leads out of its root (`..`, absolute, NUL) or through a symlink. */
  | 'outside-root'
  | 'name-too-long'
  | 'no-permission'
  /** The disk reported an error: `errno`. */
  | 'io-error'
  /** What was read back differs from what was written, twice. */
  | 'copy-differs'
  /** The keeper is gone, differs, or is a hard link to the same file. */
  | 'keeper-differs'
  /** Undo and purge: the file at its place is not the one that Patchbay put there. */
  | 'changed-since'
  /** The target was there and is gone again, while the source was not yet removed. */
  | 'target-gone'
  /** Neither at the source nor at the target: someone else took it, or the disk lost it. */
  | 'lost'
  /** Another member of its group could not be moved: `member`. */
  | 'group-held'

export interface Refusal {
  code: RefusalCode
  /** Names as a person reads them, never to be opened. */
  params: Readonly<Record<string, string | number>>
}

/** The file at the target where it is another one than the source was; a file that only got another name has none. */
export interface PlacedCopy {
  /** As `identityText` writes it, without the ctime. */
  identity: string
  /** When it was read back from the disk and found right, epoch ms; null for one that a crash left unread. */
  readBackAt: number | null
}

export type Outcome =
  | { kind: 'done'; sha256: string | undefined; copy: PlacedCopy | undefined }
  /** `relPath` of the file that has the same bytes. */
  | { kind: 'already-there'; relPath: string; source: 'kept' | 'trashed' }
  | { kind: 'refused'; refusal: Refusal }
  /** Not yet: the run was aborted, or stopped by an error that it threw. */
  | { kind: 'waiting' }
  | { kind: 'undone' }
  | { kind: 'purged' }

export interface Move {
  id: number
  kind: MoveKind
  state: MoveState
  ref: string
  group: string | undefined
  from: FileRef
  to: FileRef
  /** Bytes. */
  size: number
  sha256: string | undefined
  outcome: Outcome
  /** The move that this one reverses or follows from. */
  parentId: number | undefined
  preparedAt: number
  settledAt: number | undefined
}

/**
 * `cross-device`: what had to be copied is read back from the disk and compared. `full`: what was only given another
 * name is read too, and compared with the hash on record.
 */
export type Verify = 'cross-device' | 'full'

export interface RunProgress {
  filesDone: number
  files: number
  bytesDone: number
  bytes: number
}

export interface RunOptions {
  signal?: AbortSignal
  verify?: Verify
  onProgress?: (progress: RunProgress) => void
}

/** Why a root can't be used now. Words: `reason.root.<code>`. */
export type OfflineReason =
  | 'missing'
  | 'not-a-folder'
  | 'unreachable'
  | 'not-mounted'
  | 'marker-missing'
  | 'marker-foreign'
  | 'empty'

export interface Root {
  id: number
  /** Unique, for people and settings, e.g. `inbox`. */
  name: string
  /** Absolute, without symlinks. */
  path: string
  /** The random text in its marker file. */
  marker: string
  /** Nobody uses it any more; what happened in it can still be found and undone. */
  isRetired: boolean
}

export type RootStatus =
  | { kind: 'online'; freeBytes: number; totalBytes: number; fileSystem: string; isReadOnly: boolean }
  | { kind: 'offline'; reason: OfflineReason; errno?: string }
