import { type FileIdentity, identityText, mtimeMsOf } from '../../media/file-identity.ts'
import type { ExactPath } from '../../media/folder-listing.ts'
import { type Look, settle, skipReason } from '../../media/ingest-gate.ts'
import { showPath } from '../../media/path-key.ts'
import { walk, type WalkEntry } from '../../media/walk.ts'
import { MARKER_NAME } from '../../transfer/index.ts'
import { type Inbox, type InboxFile, isAudioName, type Verdict } from './model.ts'

/** What was seen of each inbox in this process: a file lies still only between two looks. */
export type InboxMemory = Map<number, Map<string, Look>>

export interface ReadyFile {
  relPath: string
  identity: FileIdentity
}

export interface InboxLook {
  files: InboxFile[]
  ready: ReadyFile[]
  /** When all that waits may lie still, epoch ms; null when nothing waits. */
  againAt: number | null
  /** What could not be read: a look with such findings says nothing of what is not there. */
  unreadable: { relPath: string; errno: string }[]
}

interface Judged {
  verdict: Verdict
  reason: string | null
  againAt?: number
  look?: Look
}

/**
 * Looks at an inbox once; reads no file.
 * @throws the signal's reason when aborted
 */
export async function lookAtInbox(
  inbox: Pick<Inbox, 'inboxId' | 'path' | 'settleSec'>,
  memory: InboxMemory,
  { now, signal }: { now: () => number; signal: AbortSignal },
): Promise<InboxLook> {
  const earlier = memory.get(inbox.inboxId) ?? new Map<string, Look>()
  const seen = new Map<string, Look>()
  const found: InboxLook = { files: [], ready: [], againAt: null, unreadable: [] }
  const shouldEnter = (entry: WalkEntry): boolean => skipReason(nameOf(entry.relPath)) === undefined
  for await (const batch of walk(inbox.path, { signal, shouldEnter })) {
    for (const { relPath, kind, errno } of batch.findings)
      if (kind === 'unreadable') found.unreadable.push({ relPath: showPath(relPath), errno })
    for (const entry of batch.entries) {
      if (entry.kind === 'folder' || nameOf(entry.relPath) === MARKER_NAME) continue
      const path = showPath(entry.relPath)
      const judged = judge(entry, { earlier: earlier.get(path), atMs: now(), settleMs: inbox.settleSec * 1000 })
      if (judged.look !== undefined) seen.set(path, judged.look)
      note(found, entry, judged)
    }
  }
  memory.set(inbox.inboxId, seen)
  return found
}

function judge(
  entry: WalkEntry,
  { earlier, atMs, settleMs }: { earlier: Look | undefined; atMs: number; settleMs: number },
): Judged {
  const skip = skipReason(nameOf(entry.relPath))
  if (skip !== undefined) return { verdict: 'left-alone', reason: `ingest.${skip}` }
  if (entry.kind !== 'file')
    return { verdict: 'left-alone', reason: `ingest.${entry.kind === 'symlink' ? 'symlink' : 'special'}` }
  if (typeof entry.relPath !== 'string') return { verdict: 'left-alone', reason: 'ingest.not-utf8' }
  if (!isAudioName(entry.relPath)) return { verdict: 'no-audio', reason: 'radio.no-audio' }
  const latest = { atMs, identity: entry.identity }
  const settled = settle(earlier, latest, settleMs)
  if (settled.kind === 'settled') return { verdict: 'ready', reason: null, look: earlier ?? latest }
  const reason = `ingest.${settled.why}`
  if (settled.why === 'empty') return { verdict: 'empty', reason, look: settled.look }
  return { verdict: 'waiting', reason, look: settled.look, againAt: settled.againAtMs }
}

function note(found: InboxLook, { relPath, identity }: WalkEntry, { verdict, reason, againAt }: Judged): void {
  const modifiedAt = mtimeMsOf(identity)
  const file = { relPath: showPath(relPath), sizeBytes: identity.size, modifiedAt, verdict, reason }
  found.files.push({ ...file, identity: identityText(identity) })
  if (verdict === 'ready' && typeof relPath === 'string') found.ready.push({ relPath, identity })
  if (againAt !== undefined) found.againAt = Math.max(found.againAt ?? 0, againAt)
}

const nameOf = (relPath: ExactPath): string => {
  const path = showPath(relPath)
  return path.slice(path.lastIndexOf('/') + 1)
}
