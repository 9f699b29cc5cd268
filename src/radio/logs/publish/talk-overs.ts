import type { TalkOver, WishedRow } from './model.ts'

/**
 * @NOTE The playout would play two rows on top of each other at full level: it lowers nothing, and its own web interface
 * puts them one after the other with the next change there. So rows of a log follow each other, and it is said where the
 * studio had them overlap.
 * @param rows by start
 * @param overMs by entries, for how long the next item was let in under their end
 */
export function talkOversIn(rows: readonly WishedRow[], overMs: ReadonlyMap<number, number>): TalkOver[] {
  return rows.flatMap(({ entryId, startsAt: at, endsAt, title }, index): TalkOver[] => {
    const next = rows[index + 1]
    const over = overMs.get(entryId)
    // After a silence nothing was talked over.
    if (over === undefined || next === undefined || next.startsAt > endsAt) return []
    return [{ at, entryId, title, next: next.title, overMs: over }]
  })
}
