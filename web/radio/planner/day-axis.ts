import { dayMs, wallMsAt } from './zone-clock.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1440

export interface Slot {
  startsMs: number
  endsMs: number
}

/** A day of the station's calendar; `change` is when its clocks are put forward or back. */
export interface CalendarDay extends Slot {
  airDate: string
  hours: number
  change: { atMs: number; byMinutes: number } | null
}

/** A stretch of a day during which its clock and the axis run alike. */
interface Piece extends Slot {
  fromMin: number
}

/** A part of the axis that the day does not have: its clock skips it, or it is there for the repeated hour of another day. */
export interface Gap {
  fromMin: number
  minutes: number
  kind: 'skipped' | 'other-day'
}

export interface Column {
  day: CalendarDay
  pieces: readonly Piece[]
  gaps: readonly Gap[]
}

/** One scale for all days that are shown: minutes of the wall clock, and after a repeated hour so many more. */
export interface Axis {
  minutes: number
  /** Where the hour stands that a day has twice. */
  extra: { fromMin: number; minutes: number } | null
  columns: readonly Column[]
}

/** Lays days side by side so that the same time of the clock stands at the same height, and each is as long as it is. */
export function axisOf(days: readonly CalendarDay[], timeZone: string): Axis {
  const back = days.find(({ change }) => change !== null && change.byMinutes < 0)
  const extra =
    back?.change == null
      ? null
      : { fromMin: wallMinuteBefore(back, back.change.atMs, timeZone), minutes: -back.change.byMinutes }
  const columns = days.map((day) => columnOf(day, { extra, isBack: day === back, timeZone }))
  return { minutes: DAY_MINUTES + (extra?.minutes ?? 0), extra, columns }
}

interface Laid {
  extra: Axis['extra']
  isBack: boolean
  timeZone: string
}

function columnOf(day: CalendarDay, { extra, isBack, timeZone }: Laid): Column {
  const { airDate, startsMs, endsMs, change } = day
  const wallMinute = (atMs: number) => (wallMsAt(atMs, timeZone) - dayMs(airDate)) / MINUTE_MS
  if (isBack) return { day, pieces: [{ startsMs, endsMs, fromMin: wallMinute(startsMs) }], gaps: [] }
  const bounds = [startsMs, ...(change !== null && change.atMs > startsMs ? [change.atMs] : []), endsMs]
  const walls = bounds.slice(0, -1).map((from, index) => {
    const to = bounds[index + 1] ?? endsMs
    return { startsMs: from, endsMs: to, fromMin: wallMinute(from) }
  })
  const pieces = walls.flatMap((piece) => splitAt(piece, extra))
  return { day, pieces, gaps: gapsOf(walls, extra) }
}

/** What comes after the repeated hour of another day stands lower. */
function splitAt(piece: Piece, extra: Axis['extra']): Piece[] {
  if (extra === null) return [piece]
  const toMin = piece.fromMin + (piece.endsMs - piece.startsMs) / MINUTE_MS
  if (piece.fromMin >= extra.fromMin) return [{ ...piece, fromMin: piece.fromMin + extra.minutes }]
  if (toMin <= extra.fromMin) return [piece]
  const cutMs = piece.startsMs + (extra.fromMin - piece.fromMin) * MINUTE_MS
  return [
    { ...piece, endsMs: cutMs },
    { startsMs: cutMs, endsMs: piece.endsMs, fromMin: extra.fromMin + extra.minutes },
  ]
}

function gapsOf(walls: readonly Piece[], extra: Axis['extra']): Gap[] {
  const lower = (minute: number) => (extra !== null && minute >= extra.fromMin ? minute + extra.minutes : minute)
  let reached = 0
  const skipped: Gap[] = []
  for (const { fromMin, startsMs, endsMs } of walls) {
    if (fromMin > reached) skipped.push({ fromMin: lower(reached), minutes: fromMin - reached, kind: 'skipped' })
    reached = fromMin + (endsMs - startsMs) / MINUTE_MS
  }
  return extra === null ? skipped : [...skipped, { ...extra, kind: 'other-day' }]
}

const wallMinuteBefore = ({ airDate }: CalendarDay, atMs: number, timeZone: string): number =>
  (wallMsAt(atMs - 1000, timeZone) + 1000 - dayMs(airDate)) / MINUTE_MS

/** Where a slot stands in a day's column, in minutes of the axis; undefined when it is of other days. */
export function placeIn({ day, pieces }: Column, slot: Slot): { fromMin: number; toMin: number } | undefined {
  const startsMs = Math.max(slot.startsMs, day.startsMs)
  const endsMs = Math.min(slot.endsMs, day.endsMs)
  if (endsMs <= startsMs) return undefined
  const first = pieces.find((piece) => piece.endsMs > startsMs)
  const last = pieces.findLast((piece) => piece.startsMs < endsMs)
  if (first === undefined || last === undefined) return undefined
  return {
    fromMin: first.fromMin + (startsMs - first.startsMs) / MINUTE_MS,
    toMin: last.fromMin + (endsMs - last.startsMs) / MINUTE_MS,
  }
}

/** The instant at a height of a day's column: what it does not have counts as the next moment that it has. */
export function instantIn({ day, pieces }: Column, minute: number): number {
  for (const { startsMs, endsMs, fromMin } of pieces) {
    if (minute < fromMin) return startsMs
    const atMs = startsMs + (minute - fromMin) * MINUTE_MS
    if (atMs < endsMs) return Math.round(atMs / 1000) * 1000
  }
  return day.endsMs
}

export interface HourMark {
  minute: number
  /** `02`, of the wall clock. */
  hour: string
  /** The second time that the clock shows it. */
  isAgain: boolean
}

/** The full hours along the axis. */
export function hourMarks({ minutes, extra }: Axis): HourMark[] {
  const marks: HourMark[] = []
  for (let minute = 0; minute < minutes; minute += 60) {
    const isLower = extra !== null && minute >= extra.fromMin
    const wall = isLower ? minute - extra.minutes : minute
    const isAgain = isLower && minute < extra.fromMin + extra.minutes
    if (wall % 60 === 0) marks.push({ minute, hour: String(wall / 60).padStart(2, '0'), isAgain })
  }
  return marks
}
