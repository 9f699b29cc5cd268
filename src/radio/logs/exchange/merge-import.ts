import type { DraftEntry, LogEntry } from '../model.ts'

/**
 * The log when a file takes the place of what the same kind of file brought before. What it brings again stays the same
 * entry, where it stands; one that a person changed since stays as they left it.
 * @param key of imports of this kind
 */
export function mergeImport(before: readonly LogEntry[], drafts: readonly DraftEntry[], key: string): DraftEntry[] {
  const wanted = new Map(drafts.map((draft) => [draft.slotKey, draft]))
  const known = new Set<string | null>()
  const merged: DraftEntry[] = before.flatMap((entry): DraftEntry[] => {
    if (entry.source !== 'import' || entry.slotKey?.startsWith(key) !== true) return [entry]
    const draft = wanted.get(entry.slotKey)
    if (entry.isHandEdited) {
      known.add(entry.slotKey)
      return [entry]
    }
    if (draft === undefined || draft.hourStartsAt !== entry.hourStartsAt) return []
    known.add(entry.slotKey)
    return [{ ...draft, entryId: entry.entryId }]
  })
  for (const draft of drafts) if (!known.has(draft.slotKey)) merged.splice(placeFor(merged, draft, key), 0, draft)
  return merged
}

/** Behind what begins before it, and behind what the file named before it for the same time. */
function placeFor(log: readonly DraftEntry[], draft: DraftEntry, key: string): number {
  const later = log.findIndex(
    ({ hourStartsAt, startsAt, slotKey }) =>
      hourStartsAt > draft.hourStartsAt ||
      (hourStartsAt === draft.hourStartsAt &&
        (startsAt > draft.startsAt || (startsAt === draft.startsAt && slotKey?.startsWith(key) !== true))),
  )
  return later < 0 ? log.length : later
}
