import type { LogEditInput } from '../../../src/radio/logs/edit/contract.ts'
import type { LogEntryView } from '../../../src/radio/logs/read/contract.ts'

/** A track that a log shall have, at a time of its own. */
export interface Wished {
  /** `00` to `23`. */
  hour: string
  /** From the start of the hour, whole seconds. */
  anchorMs: number
  trackId: number
}

/** Which of many logs: each turn differs from the next one by rows that are new, moved and dropped. */
export interface Turns {
  day: number
  /** Of the hour that is replaced as a whole. */
  hour: number
}

export const LENGTH_MS = 180_000
export const REPLACED_HOUR = '08'
const MINUTE_MS = 60_000
const APART_MS = 5 * MINUTE_MS
/** At noon it shares a window with rows of others, which end before. */
const BLOCKS = [
  { hour: REPLACED_HOUR, from: 0, count: 5 },
  { hour: '09', from: 0, count: 5 },
  { hour: '12', from: 30 * MINUTE_MS, count: 3 },
  { hour: '15', from: 0, count: 5 },
]
const SLOTS = BLOCKS.flatMap(({ hour, from, count }) =>
  Array.from({ length: count }, (_, index) => ({ hour, anchorMs: from + index * APART_MS })),
)
export const TRACKS = 4 * SLOTS.length

/** By time, at most one for each slot. @param first track of the library that logs are made of, in numbers without gaps */
export function wishedAt({ day, hour }: Turns, first: number): Wished[] {
  return SLOTS.flatMap((slot, index) => {
    const phase = (index + day) % SLOTS.length
    if (phase === 0) return []
    const isMoved = phase === SLOTS.length / 3
    const isNew = phase === (SLOTS.length / 3) * 2
    const isOther = slot.hour === REPLACED_HOUR && hour % 2 === 1
    const trackId = first + index + (isOther ? SLOTS.length : 0) + (isNew ? 2 * SLOTS.length : 0)
    return [{ hour: slot.hour, anchorMs: slot.anchorMs + (isMoved ? MINUTE_MS : 0), trackId }]
  })
}

/** What makes a log have these and nothing else. Tracks are known by their number: each is there once at most. */
export function editsTo(entries: readonly LogEntryView[], wished: readonly Wished[]): LogEditInput[] {
  const there = new Map(entries.map((entry) => [Number(entry.trackId), entry]))
  const kept = new Set(wished.map(({ trackId }) => trackId))
  const edits: LogEditInput[] = []
  for (const [index, { hour, anchorMs, trackId }] of wished.entries()) {
    const entry = there.get(trackId)
    const start = { startType: 'hard', anchorMs } as const
    if (entry !== undefined) {
      if (entry.anchorMs !== anchorMs) edits.push({ do: 'change', entryId: entry.entryId, ...start })
      continue
    }
    const next = wished.slice(index).find((other) => other.hour === hour && there.has(other.trackId))
    const before = next === undefined ? undefined : there.get(next.trackId)?.entryId
    edits.push({ do: 'add', trackId, ...start, ...(before === undefined ? { hour } : { before }) })
  }
  for (const { entryId, trackId } of entries) if (!kept.has(Number(trackId))) edits.push({ do: 'remove', entryId })
  return edits
}
