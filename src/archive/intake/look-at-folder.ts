import type { ExactPath } from '../../media/folder-listing.ts'
import {
  type FileIdentity,
  identityText,
  isSameIdentity,
  isSameTime,
  mtimeMsOf,
  parseIdentityText,
} from '../../media/file-identity.ts'
import { settle, type SkipReason, skipReason } from '../../media/ingest-gate.ts'
import { showPath } from '../../media/path-key.ts'
import { walk, type WalkEntry, type WalkFinding } from '../../media/walk.ts'
import { MARKER_NAME, OUR_PREFIX } from '../../transfer/index.ts'
import { baseName, isLeftBehind, type Item, type SaidCode } from '../model.ts'
import { isUnreadable } from './note-unreadable.ts'

export interface IntakeFolder {
  rootId: number
  /** Absolute. */
  path: string
  settleMs: number
}

export interface SeenFile {
  relPath: string
  /** Set when the name is not UTF-8. */
  relRaw: string | null
  identity: FileIdentity
  /** Why it never enters as it is; null when nothing speaks against it. */
  stays: SaidCode | null
  /** Epoch ms. */
  seenAt: number
}

/** What one look at an intake folder found, held against what was known. */
export interface Look {
  added: { file: SeenFile; reason: SaidCode }[]
  changed: { item: Item; file: SeenFile; reason: SaidCode }[]
  /** Put back by an undo: the same bytes and time under another inode or ctime. */
  putBack: { item: Item; file: SeenFile }[]
  /** Lying still for long enough now. */
  settled: { item: Item; file: SeenFile }[]
  /** Known, and no longer there; never those below a folder that could not be read. */
  vanished: Item[]
  /** What never enters, by reason. */
  skipped: Partial<Record<SkipReason | 'symlink' | 'special' | 'not-utf8', number>>
  unreadable: { path: string; errno: string }[]
  /** When all that waits may lie still, epoch ms; null when nothing waits. */
  againAt: number | null
  fileCount: number
}

/** A file that could not be read is tried again: the disk or the share may be well by then. */
const READ_AGAIN_MS = 10 * 60_000

const FIRST_LOOK: SaidCode = { code: 'ingest.first-look', params: {} }
const EMPTY: SaidCode = { code: 'ingest.empty', params: {} }

/** Hidden files and those with the name of an upload come and go; those that lie still for so long were left behind. */
const LEFT_BEHIND_MS = 10 * 60_000

/**
 * Walks an intake folder once. Reads no file.
 * @throws the signal's reason when aborted
 */
export async function lookAtFolder(
  folder: IntakeFolder,
  known: readonly Item[],
  options: { now: () => number; signal: AbortSignal; onSeen?: (count: number) => void },
): Promise<Look> {
  const byPath = new Map(known.map((item) => [item.relRaw ?? item.relPath, item]))
  const look: Look = {
    added: [],
    changed: [],
    putBack: [],
    settled: [],
    vanished: [],
    skipped: {},
    unreadable: [],
    againAt: null,
    fileCount: 0,
  }
  const shouldEnter = (entry: WalkEntry): boolean => skipReason(baseName(showPath(entry.relPath))) === undefined
  for await (const batch of walk(folder.path, { signal: options.signal, shouldEnter })) {
    look.unreadable.push(...unreadableOf(batch.findings))
    for (const entry of batch.entries) {
      const file = fileOf(entry, look, options.now())
      if (file === undefined) continue
      look.fileCount++
      const key = file.relRaw ?? file.relPath
      compare(folder, { look, file, item: byPath.get(key), now: file.seenAt })
      byPath.delete(key)
    }
    options.onSeen?.(look.fileCount)
  }
  look.vanished = [...byPath.values()].filter((item) => !isBelowUnreadable(item.relPath, look.unreadable))
  return look
}

const unreadableOf = (findings: readonly WalkFinding[]): Look['unreadable'] =>
  findings.filter((one) => one.kind === 'unreadable').map((one) => ({ path: showPath(one.relPath), errno: one.errno }))

const isBelowUnreadable = (relPath: string, unreadable: Look['unreadable']): boolean =>
  unreadable.some(({ path }) => path === '' || relPath === path || relPath.startsWith(`${path}/`))

function fileOf(entry: WalkEntry, look: Look, seenAt: number): SeenFile | undefined {
  if (entry.kind === 'folder') return skippedFolderOf(entry, seenAt)
  const relPath = showPath(entry.relPath)
  const relRaw = rawOf(entry.relPath)
  const skip = skipOf(entry, relPath) ?? (relRaw === null ? undefined : 'not-utf8')
  if (skip !== undefined) look.skipped[skip] = (look.skipped[skip] ?? 0) + 1
  if (skip !== undefined && !isTold(skip, entry.identity, seenAt)) return undefined
  const stays = skip === undefined ? null : { code: `ingest.${skip}`, params: {} }
  return { relPath, relRaw, identity: entry.identity, stays, seenAt }
}

/** A folder that is not entered is told of itself, once for all that is in it. */
function skippedFolderOf({ relPath: exact, identity }: WalkEntry, seenAt: number): SeenFile | undefined {
  const relPath = showPath(exact)
  const name = baseName(relPath)
  const skip = skipReason(name)
  if (skip === undefined || name.startsWith(OUR_PREFIX) || !isTold(skip, identity, seenAt)) return undefined
  const stays = { code: 'ingest.skipped-folder', params: {} }
  return { relPath, relRaw: rawOf(exact), identity: { ...identity, size: 0 }, stays, seenAt }
}

type Skip = keyof Look['skipped']

function skipOf(entry: WalkEntry, relPath: string): Skip | undefined {
  const name = baseName(relPath)
  if (name === MARKER_NAME) return 'system-file'
  const byName = skipReason(name)
  if (byName !== undefined) return byName
  return entry.kind === 'symlink' ? 'symlink' : entry.kind === 'other' ? 'special' : undefined
}

/** Whether people are told of it: what systems and other programs keep for themselves is no file of theirs. */
function isTold(skip: Skip, identity: FileIdentity, now: number): boolean {
  if (skip === 'hidden' || skip === 'unfinished-upload') return now - mtimeMsOf(identity) > LEFT_BEHIND_MS
  return skip === 'symlink' || skip === 'special' || skip === 'not-utf8'
}

const rawOf = (relPath: ExactPath): string | null => (typeof relPath === 'string' ? null : relPath.toString('hex'))

interface Comparison {
  look: Look
  file: SeenFile
  item: Item | undefined
  now: number
}

function compare(folder: IntakeFolder, { look, file, item, now }: Comparison): void {
  if (item === undefined) {
    look.added.push({ file, reason: reasonAtFirst(file) ?? FIRST_LOOK })
    return waitFor(folder, look, file)
  }
  const earlier = parseIdentityText(item.identity)
  if (isSameIdentity(earlier, file.identity)) return settleLater(folder, { look, file, item, now }, earlier)
  const isOurDoing = item.state === 'held' || isLeftBehind(item)
  if (isOurDoing && earlier.size === file.identity.size && isSameTime(earlier, file.identity)) {
    look.putBack.push({ item, file })
    return
  }
  look.changed.push({ item, file, reason: reasonAtFirst(file) ?? { code: 'ingest.still-changing', params: {} } })
  waitFor(folder, look, file)
}

const reasonAtFirst = (file: SeenFile): SaidCode | null => file.stays ?? (file.identity.size === 0 ? EMPTY : null)

function waitFor(folder: IntakeFolder, look: Look, file: SeenFile): void {
  if (file.stays === null) lookAgain(look, file.seenAt + folder.settleMs)
}

function settleLater(
  folder: IntakeFolder,
  { look, file, item, now }: Required<Comparison> & { item: Item },
  earlier: FileIdentity,
): void {
  if (file.stays !== null) return
  if (isUnreadable(item) && now - (item.settledAt ?? 0) > READ_AGAIN_MS) look.settled.push({ item, file })
  if (item.state !== 'arriving') return
  const answer = settle(
    { atMs: item.stableSince, identity: earlier },
    { atMs: now, identity: file.identity },
    folder.settleMs,
  )
  if (answer.kind === 'settled') look.settled.push({ item, file })
  else if (answer.why !== 'empty') lookAgain(look, answer.againAtMs)
}

function lookAgain(look: Look, at: number): void {
  look.againAt = Math.max(look.againAt ?? 0, at)
}

export const identityOfSeen = (file: SeenFile): string => identityText(file.identity)
