import { type FileIdentity, isSameIdentity, isSystemFile } from './model.ts'

/** Why a name never enters an intake. Words: `reason.ingest.<code>`. */
export type SkipReason = 'hidden' | 'unfinished-upload' | 'sync-temporary' | 'system-file' | 'system-folder'

const SYSTEM_FOLDERS = new Set([
  '.stfolder',
  '.stversions',
  '@eadir',
  '#recycle',
  '#snapshot',
  '$recycle.bin',
  'system volume information',
  'lost+found',
])
const SYNC_TEMPORARY = /^(\.syncthing\..*\.tmp|~syncthing~.*\.tmp)$/
const UNFINISHED = /\.(part|partial|crdownload|download|tmp|filepart|tacitpart|!ut)$/

/** Whether files and folders of this name stay out of an intake, and why. Case does not matter. */
export function skipReason(name: string): SkipReason | undefined {
  const folded = name.toLowerCase()
  if (SYSTEM_FOLDERS.has(folded)) return 'system-folder'
  if (isSystemFile(name)) return 'system-file'
  if (SYNC_TEMPORARY.test(folded)) return 'sync-temporary'
  if (UNFINISHED.test(folded)) return 'unfinished-upload'
  return folded.startsWith('.') ? 'hidden' : undefined
}

/** One look at a file in an inbox. */
export interface Look {
  atMs: number
  identity: FileIdentity
}

/** Why a file has to wait. Words: `reason.ingest.<code>`. */
export type WaitReason = 'empty' | 'first-look' | 'still-changing' | 'just-written'

/** `look` is the one to compare the next look with. */
export type Settled = { kind: 'settled' } | { kind: 'waiting'; why: WaitReason; againAtMs: number; look: Look }

/**
 * Whether a file has come to rest: not empty, the same in two looks at least `settleMs` apart, and last written at least
 * `settleMs` ago. A modification time in the future (a camera's wrong clock) does not hold a file back for ever: two equal
 * looks are enough then.
 * @param earlier the look from which the file has been unchanged so far; undefined when this is the first
 */
export function settle(earlier: Look | undefined, latest: Look, settleMs: number): Settled {
  const wait = (why: WaitReason, look: Look, againAtMs: number): Settled => ({ kind: 'waiting', why, againAtMs, look })
  if (latest.identity.size === 0) return wait('empty', latest, latest.atMs + settleMs)
  if (earlier === undefined) return wait('first-look', latest, latest.atMs + settleMs)
  if (!isSameIdentity(earlier.identity, latest.identity)) return wait('still-changing', latest, latest.atMs + settleMs)
  if (latest.atMs - earlier.atMs < settleMs) return wait('just-written', earlier, earlier.atMs + settleMs)
  const writtenAtMs = Number(latest.identity.mtimeNs / 1_000_000n)
  const isRecent = writtenAtMs <= latest.atMs && latest.atMs - writtenAtMs < settleMs
  return isRecent ? wait('just-written', earlier, writtenAtMs + settleMs) : { kind: 'settled' }
}

/** The look after reading: a digest of a file that changed meanwhile must be thrown away. */
export function isStillSettled(before: FileIdentity, afterReading: FileIdentity | undefined): boolean {
  return afterReading !== undefined && isSameIdentity(before, afterReading)
}
