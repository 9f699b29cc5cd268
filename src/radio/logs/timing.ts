import type { LogEntry, LogHour, Taken } from './model.ts'

const SECOND_MS = 1000

/** What decides when something is heard. In order; the hour of each is not before the hour of the one before it. */
export type TimedEntry = Pick<LogEntry, 'hourStartsAt' | 'lengthMs' | 'what' | 'startType' | 'anchorMs'>

export interface Day {
  startsAt: number
  endsAt: number
  hours: readonly LogHour[]
}

type Stretch = Pick<Taken, 'startsAt' | 'endsAt'>

/** When an entry is heard. Epoch ms, whole seconds. */
export interface EntryTime {
  startsAt: number
  /** What comes next may cut it. The same as its start when nothing of it is heard. */
  endsAt: number
  /** Of its length in the log, what is not heard. */
  cutMs: number
  /** What it must give way to. */
  cutBy: 'hard' | 'taken' | 'day-end' | null
  /** How much later than its anchor it begins; 0 for `relative`. */
  lateMs: number
}

/** Where nothing is planned to be heard: at least a second, within one hour. */
export interface Gap {
  startsAt: number
  endsAt: number
  hourStartsAt: number
  /** Index of the entry before which something can be put to fill it; the number of entries when it is after the last. */
  before: number
}

/** What of an hour's entries is heard after its end. */
export interface Overrun {
  hourStartsAt: number
  overMs: number
}

export interface Timing {
  /** As many as entries, in their order. */
  times: EntryTime[]
  gaps: Gap[]
  overruns: Overrun[]
}

/**
 * When each entry is heard. One that is `relative` follows the one before it, and never begins before its hour; `soft`
 * waits for its anchor; `hard` begins at its anchor, and what runs there is cut. Nothing is heard in a stretch that is
 * taken, or after the end of the day. Notes take no time.
 */
export function timeEntries(entries: readonly TimedEntry[], day: Day, taken: readonly Stretch[]): Timing {
  const free = freeOf(taken)
  const times: EntryTime[] = []
  let cursor = day.startsAt
  for (const entry of entries) {
    const wish = wishOf(entry, cursor)
    const isHard = entry.startType === 'hard' && takesTime(entry) && free.from(wish.anchor) === wish.anchor
    const cuts = isHard && mayCut(entries, times, wish.anchor)
    if (cuts) cutBack(times, wish.anchor)
    const startsAt = Math.min(cuts ? wish.anchor : free.from(wish.earliest), day.endsAt)
    const time = takesTime(entry)
      ? played(entry, startsAt, { freeUntil: free.until(startsAt), dayEndsAt: day.endsAt })
      : silent(startsAt)
    time.lateMs = entry.startType === 'relative' ? 0 : Math.max(0, time.startsAt - wish.anchor)
    times.push(time)
    if (takesTime(entry)) cursor = time.endsAt
  }
  return { times, gaps: gapsOf(entries, times, { day, taken }), overruns: overrunsOf(entries, times, day) }
}

export const takesTime = ({ what, lengthMs }: Pick<TimedEntry, 'what' | 'lengthMs'>): boolean =>
  what !== 'note' && lengthMs > 0

function wishOf({ hourStartsAt, startType, anchorMs }: TimedEntry, cursor: number) {
  const anchor = hourStartsAt + (startType === 'relative' ? 0 : (anchorMs ?? 0))
  return { anchor, earliest: Math.max(cursor, anchor) }
}

/** A hard start cuts what runs, but never one that begins hard at the same time or later. */
function mayCut(entries: readonly TimedEntry[], times: readonly EntryTime[], anchor: number): boolean {
  for (let index = times.length - 1; index >= 0; index--) {
    const [time, entry] = [times[index] as EntryTime, entries[index] as TimedEntry]
    if (time.endsAt <= anchor && time.startsAt < anchor) return true
    if (entry.startType === 'hard' && takesTime(entry) && time.startsAt >= anchor && time.endsAt > time.startsAt)
      return false
  }
  return true
}

function cutBack(times: EntryTime[], at: number): void {
  for (let index = times.length - 1; index >= 0; index--) {
    const time = times[index] as EntryTime
    if (time.endsAt <= at && time.startsAt <= at) {
      if (time.endsAt > time.startsAt) return
      continue
    }
    const endsAt = Math.min(time.endsAt, at)
    if (time.endsAt > time.startsAt) {
      time.cutMs += time.endsAt - Math.max(time.startsAt, endsAt)
      time.cutBy = 'hard'
    }
    time.startsAt = Math.min(time.startsAt, at)
    time.endsAt = Math.max(time.startsAt, endsAt)
  }
}

function played(
  { lengthMs }: TimedEntry,
  startsAt: number,
  { freeUntil, dayEndsAt }: { freeUntil: number; dayEndsAt: number },
): EntryTime {
  const endsAt = Math.max(startsAt, Math.min(startsAt + lengthMs, freeUntil, dayEndsAt))
  const cutMs = lengthMs - (endsAt - startsAt)
  const cutBy = cutMs === 0 ? null : freeUntil < dayEndsAt ? 'taken' : 'day-end'
  return { startsAt, endsAt, cutMs, cutBy, lateMs: 0 }
}

const silent = (startsAt: number): EntryTime => ({ startsAt, endsAt: startsAt, cutMs: 0, cutBy: null, lateMs: 0 })

/** The stretches joined where they touch, on whole seconds, by start. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const sorted = stretches
    .map(({ startsAt, endsAt }) => ({
      startsAt: Math.floor(startsAt / SECOND_MS) * SECOND_MS,
      endsAt: Math.ceil(endsAt / SECOND_MS) * SECOND_MS,
    }))
    .filter(({ startsAt, endsAt }) => endsAt > startsAt)
    .toSorted((a, b) => a.startsAt - b.startsAt)
  const whole: Stretch[] = []
  for (const next of sorted) {
    const last = whole.at(-1)
    if (last !== undefined && next.startsAt <= last.endsAt) last.endsAt = Math.max(last.endsAt, next.endsAt)
    else whole.push(next)
  }
  return whole
}

function freeOf(taken: readonly Stretch[]) {
  const blocks = joined(taken)
  const following = (at: number): Stretch | undefined => {
    let [low, high] = [0, blocks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((blocks[middle] as Stretch).endsAt <= at) low = middle + 1
      else high = middle
    }
    return blocks[low]
  }
  return {
    /** The first free instant from `at` on. */
    from(at: number): number {
      const next = following(at)
      return next !== undefined && next.startsAt <= at ? next.endsAt : at
    },
    /** Until when it is free from a free instant on. */
    until: (at: number): number => following(at)?.startsAt ?? Number.POSITIVE_INFINITY,
  }
}

function gapsOf(
  entries: readonly TimedEntry[],
  times: readonly EntryTime[],
  { day, taken }: { day: Day; taken: readonly Stretch[] },
): Gap[] {
  const filled = joined([...times, ...taken])
  const gaps: Omit<Gap, 'before'>[] = []
  let at = day.startsAt
  for (const next of [...filled, { startsAt: day.endsAt, endsAt: day.endsAt }]) {
    const until = Math.min(next.startsAt, day.endsAt)
    if (until - at >= SECOND_MS) gaps.push(...inHours({ startsAt: at, endsAt: until }, day))
    at = Math.max(at, next.endsAt)
  }
  let before = 0
  return gaps.map((gap) => {
    const isEarlier = (index: number): boolean =>
      !(takesTime(entries[index] as TimedEntry) && (times[index] as EntryTime).startsAt >= gap.endsAt)
    while (before < times.length && isEarlier(before)) before++
    return { ...gap, before: beforeNotes(entries, gap, before) }
  })
}

/** What fills a gap at the end of an hour stands before the notes of the next one. */
function beforeNotes(entries: readonly TimedEntry[], gap: Omit<Gap, 'before'>, before: number): number {
  let index = before
  while (index > 0 && (entries[index - 1] as TimedEntry).hourStartsAt > gap.hourStartsAt) index--
  return index
}

function inHours(stretch: Stretch, { hours }: Day): Omit<Gap, 'before'>[] {
  return hours
    .filter((hour) => hour.startsAt < stretch.endsAt && stretch.startsAt < hour.endsAt)
    .map((hour) => ({
      startsAt: Math.max(hour.startsAt, stretch.startsAt),
      endsAt: Math.min(hour.endsAt, stretch.endsAt),
      hourStartsAt: hour.startsAt,
    }))
    .filter((gap) => gap.endsAt - gap.startsAt >= SECOND_MS)
}

function overrunsOf(entries: readonly TimedEntry[], times: readonly EntryTime[], { hours }: Day): Overrun[] {
  const last = new Map<number, number>()
  for (const [index, { hourStartsAt }] of entries.entries()) {
    const { startsAt, endsAt } = times[index] as EntryTime
    if (endsAt > startsAt) last.set(hourStartsAt, Math.max(last.get(hourStartsAt) ?? 0, endsAt))
  }
  return hours.flatMap(({ startsAt, endsAt }) => {
    const overMs = (last.get(startsAt) ?? 0) - endsAt
    return overMs > 0 ? [{ hourStartsAt: startsAt, overMs }] : []
  })
}
