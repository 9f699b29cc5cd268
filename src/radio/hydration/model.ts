import type { CmsRef } from '../programme/contract.ts'
import type { AudioPolicy, InboxMode } from './episodes/model.ts'

/** A folder whose audio goes into a station's playout library. */
export interface Inbox {
  inboxId: number
  stationId: number
  rootId: number
  /** Absolute. */
  path: string
  /** Code of the track type that its files get; null for none. It is never guessed. */
  typeCode: string | null
  /** Files are imported by themselves once they lie still; else when somebody says so. */
  isWatched: boolean
  /** For how long a file must not change before it counts as complete. */
  settleSec: number
  mode: InboxMode
  /** Its station's: where its episodes are. */
  cms: CmsRef | null
  /** How names tell episodes; null when by ids alone. */
  pattern: string | null
  audio: AudioPolicy
  /** Where files go when all is verified; null for the trash of the inbox. */
  archiveRootId: number | null
  /** Absolute; null for the trash. */
  archiveFolder: string | null
  version: number
  createdAt: number
  changedAt: number
}

/** What is to become of a file. Words: `radio.inbox.verdict.<code>`. */
export type Verdict = 'ready' | 'waiting' | 'empty' | 'no-audio' | 'left-alone'

export interface InboxFile {
  /** As a person reads it. */
  relPath: string
  sizeBytes: number
  modifiedAt: number
  verdict: Verdict
  /** As it lies now. */
  identity: string
  /** Why it waits or is left alone: words at `reason.<code>`; null when it is ready. */
  reason: string | null
}

/** By the ending of the name alone: so does LibreTime (4.5), whatever is in the file. */
const AUDIO = /\.(ogg|mp3|aac|m4a|mp4|flac|wav|mp2|mp1|au|opus)$/i

export const isAudioName = (name: string): boolean => AUDIO.test(name)

export const INBOXES_MOST = 100
/** More files are not listed one by one; all are imported. */
export const LISTED_MOST = 1000
