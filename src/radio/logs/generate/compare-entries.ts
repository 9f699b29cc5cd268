import { type DraftEntry, isKept, type LogEntry } from '../model.ts'

export interface Compared {
  added: DraftEntry[]
  removed: LogEntry[]
  counts: { add: number; change: number; remove: number; keep: number }
  /** Takes, hand edits, what was added by hand and what was imported. */
  kept: number
}

/** What a log would be, or became, beside what it was. Entries are the same by their ids. */
export function compareEntries(before: readonly LogEntry[], after: readonly DraftEntry[]): Compared {
  const old = new Map(before.map((entry) => [entry.entryId, entry]))
  const there = after.flatMap((entry) => {
    const was = old.get(entry.entryId ?? 0)
    return was === undefined ? [] : [{ entry, was }]
  })
  const stays = new Set(there.map(({ was }) => was.entryId))
  const change = there.filter(({ entry, was }) => isAnother(entry, was)).length
  const removed = before.filter(({ entryId }) => !stays.has(entryId))
  return {
    added: after.filter(({ entryId }) => !stays.has(entryId ?? 0)),
    removed,
    counts: {
      add: after.length - there.length,
      change,
      remove: removed.length,
      keep: there.length - change,
    },
    kept: there.filter(({ entry }) => isKept(entry)).length,
  }
}

const isAnother = (entry: DraftEntry, was: LogEntry): boolean =>
  entry.startsAt !== was.startsAt ||
  entry.lengthMs !== was.lengthMs ||
  entry.trackId !== was.trackId ||
  entry.title !== was.title ||
  entry.startType !== was.startType
