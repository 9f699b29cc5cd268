import type { Params } from '../../kernel/errors.ts'
import { definePort } from '../../kernel/port.ts'
import type { FileProof } from './model.ts'

export type { FileProof } from './model.ts'

/** A folder as the service that shares it has it now. */
export interface SharedFolder {
  folderId: string
  label: string
  /** Absolute, on the machine of that service. */
  path: string
  /** Whether what is removed here is removed at the peer, too; null when that can't be told. */
  passesDeletesOn: boolean | null
  /** The machine that it is kept the same on: its id at the service, and its name for people. */
  peer: { deviceId: string; name: string }
}

/** Why nothing can arrive now, with its cure in the words at `reason.sync.<code>` and `reason.sync.<code>.todo`. */
export interface SyncHold {
  code:
    | 'folder-paused'
    | 'folder-error'
    | 'receive-only'
    | 'not-sharing'
    | 'device-paused'
    | 'disconnected'
    | 'not-accepted'
    | 'peer-folder-paused'
    | 'peer-silent'
    | 'scanning'
  params: Params
}

/** What the peer still needs. The whole folder counts, not only one batch. */
export interface PeerNeed {
  needItems: number
  needBytes: number
  /** Deletions that it has not carried out: they are no undelivered files. */
  needDeletes: number
  globalItems: number
  globalBytes: number
}

export interface SyncLook {
  /** Null when nothing stands in the way. */
  hold: SyncHold | null
  /** Null while the peer has told nothing yet: that is not "it has all". */
  need: PeerNeed | null
}

export interface SentFile {
  /** Below the shared folder, `/`-separated. */
  relPath: string
  /** Bytes. */
  size: number
}

/** A folder that a service keeps the same on another machine, the peer. */
export interface SyncedFolder {
  /** @throws NotFoundError when the service has no such folder */
  about(signal: AbortSignal): Promise<SharedFolder>
  /** Has the service look at what lies below these folders of the shared one, and waits until it has. */
  rescan(relPaths: readonly string[], signal: AbortSignal): Promise<void>
  look(signal: AbortSignal): Promise<SyncLook>
  /** One proof a file, in their order. */
  prove(
    files: readonly SentFile[],
    options: { signal: AbortSignal; onProgress?: (done: number) => void },
  ): Promise<FileProof[]>
}

export const SyncedFolder = definePort<SyncedFolder>('archive.synced-folder')
