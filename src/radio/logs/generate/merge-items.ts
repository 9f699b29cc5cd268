import type { PlacedItem } from '../../music/contract.ts'
import { type DraftEntry, isKept, type LogEntry } from '../model.ts'

const nothing = { entryId: null, isHandEdited: false, note: '' } as const

/**
 * The log when what was generated takes the place of what was generated before, in some hours or all. What is kept stays
 * and fills its slot, wherever the clocks put it now; an item that is the same as before keeps its id and its note.
 * @param only starts of the hours that were generated; null for all
 */
export function mergeItems(
  before: readonly LogEntry[],
  items: readonly PlacedItem[],
  only: readonly number[] | null,
): DraftEntry[] {
  const isOpen = (entry: { hourStartsAt: number }): boolean => only === null || only.includes(entry.hourStartsAt)
  const kept = before.filter((entry) => !isOpen(entry) || isKept(entry))
  const filled = new Set(kept.flatMap(({ slotKey }) => slotKey ?? []))
  const former = new Map(before.flatMap((entry) => (entry.slotKey === null ? [] : [[entry.slotKey, entry] as const])))
  const placed = items
    .filter((item) => isOpen(item) && !filled.has(item.slotKey))
    .map((item) => ({ ...nothing, ...item, ...sameAsBefore(former.get(item.slotKey), item) }))
  return inOrder(kept, placed)
}

/** The same audio in the same slot is the same entry, whenever it is heard. */
const sameAsBefore = (old: LogEntry | undefined, item: PlacedItem): Partial<DraftEntry> =>
  old !== undefined && old.what === item.what && old.trackId === item.trackId && old.title === item.title
    ? { entryId: old.entryId, note: old.note }
    : {}

/**
 * By hour and start. What is kept stays behind what it stood behind; where both begin together the kept one is first:
 * it was there.
 */
function inOrder(kept: readonly LogEntry[], placed: readonly DraftEntry[]): DraftEntry[] {
  const merged: DraftEntry[] = []
  let next = 0
  const comesBefore = (item: DraftEntry, entry: LogEntry): boolean =>
    item.hourStartsAt < entry.hourStartsAt ||
    (item.hourStartsAt === entry.hourStartsAt && item.startsAt < entry.startsAt)
  for (const entry of kept) {
    while (next < placed.length && comesBefore(placed[next] as DraftEntry, entry))
      merged.push(placed[next++] as DraftEntry)
    merged.push(entry)
  }
  return [...merged, ...placed.slice(next)]
}
