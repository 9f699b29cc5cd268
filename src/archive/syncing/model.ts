import type { SaidCode } from '../model.ts'

/**
 * `there`: the peer has this version, whole. `missing`: it is connected and has it not. `unknown`: it can't be told now.
 * `ignored`: it is not in the index here: ignored, or not scanned yet. `changed`: the index has another size, or a deletion.
 */
export type FileProof = 'there' | 'missing' | 'unknown' | 'ignored' | 'changed'

/** How far a batch is on its way to the other machine. */
export interface Sync {
  batchId: number
  archiveId: number
  /** Counts those that began anew: each is a delivery of its own. */
  attempt: number
  /** What it was opened with the last time; null before the first. */
  way: SyncWay | null
  deliveryId: number | null
  jobId: number | null
  startedAt: number
  endedAt: number | null
  lookedAt: number | null
  /** When the service was last asked to read the batch folder. */
  rescannedAt: number | null
  progressedAt: number
  hold: SaidCode | null
  holdSince: number | null
  needItems: number | null
  needBytes: number | null
  doneBytes: number
  bytesPerSecond: number | null
  /** Of the last time that all were asked for. */
  thereCount: number | null
  provedAt: number | null
  /** The first files that were not there. */
  lacking: readonly LackingFile[]
}

/** Over which connection it goes where. */
export interface SyncWay {
  connectionId: number
  /** What the connection is called. */
  place: string
  folderId: string
  deviceId: string
  /** What the other machine is called. */
  peer: string
}

export interface LackingFile {
  relPath: string
  proof: FileProof
}

/** A file of a batch, as it lies in the shared folder. */
export interface SyncFile {
  itemId: number
  /** Below the shared folder. */
  relPath: string
  size: number
  sha256: string
  /** Where it lies here. */
  place: { rootId: number; relPath: string }
  /** As it was when it was taken or filed: `dev:ino:size:mtimeNs:ctimeNs`. */
  identity: string
}

export const MOST_LACKING = 20

export const isSameWay = (a: SyncWay | null, b: SyncWay): boolean =>
  a?.connectionId === b.connectionId && a.folderId === b.folderId && a.deviceId === b.deviceId

/** Words at `reason.sync.<code>` and `.todo`. */
export const holdOf = (code: string, params: SaidCode['params'] = {}): SaidCode => ({ code: `sync.${code}`, params })

export const isSameHold = (a: SaidCode | null, b: SaidCode | null): boolean => a?.code === b?.code

/** Our own reasons stand at `reason.*`, those of errors at `error.*`. */
export const problemOf = ({ code }: SaidCode): { reasonCode: string } | { errorCode: string } =>
  code.includes('/') ? { errorCode: code } : { reasonCode: code }

const FASTEST_LOOK_MS = 1_000

/** Looks often while it is young, and never more often than the settings say once it is not. */
export const nextLookMs = (sinceMs: number, pollMs: number): number =>
  Math.min(pollMs, Math.max(FASTEST_LOOK_MS, sinceMs / 4))

/** Of the newest looks, so that a pause does not count for ever. */
export function rateOf(
  before: Pick<Sync, 'doneBytes' | 'lookedAt' | 'bytesPerSecond'>,
  { doneBytes, now }: { doneBytes: number; now: number },
): number | null {
  const seconds = before.lookedAt === null ? 0 : (now - before.lookedAt) / 1000
  if (seconds < 0.5) return before.bytesPerSecond
  const fresh = Math.max(0, doneBytes - before.doneBytes) / seconds
  return Math.round(before.bytesPerSecond === null ? fresh : before.bytesPerSecond * 0.6 + fresh * 0.4)
}

/** Null while nothing moves. */
export const secondsLeft = (sync: Pick<Sync, 'needBytes' | 'bytesPerSecond'>): number | null =>
  sync.needBytes === null || sync.bytesPerSecond === null || sync.bytesPerSecond === 0
    ? null
    : Math.ceil(sync.needBytes / sync.bytesPerSecond)
