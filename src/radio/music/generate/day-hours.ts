import { clockAt, daySpan, offsetChangeIn, weekDayOf } from '../../../kernel/time.ts'
import type { PlanHour } from './model.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * The hours of a station's day in order, each the stretch in which the local clock shows it. A day of 23 or 25 hours has
 * so many; the one that comes a second time has a `+`. Where the clock is moved inside of an hour by less than one, the
 * hour is longer or shorter (Lord Howe: 30 and 90 minutes).
 * @throws InvalidInputError `time/unknown-zone`
 */
export function hoursOfDay(airDate: string, timeZone: string): PlanHour[] {
  const day = daySpan(airDate, timeZone)
  const change = offsetChangeIn(day, timeZone)
  const hours: PlanHour[] = []
  const seen = new Set<string>()
  for (let at = day.startsAt; at < day.endsAt;) {
    const hour = clockAt(at, timeZone).local.slice(11, 13)
    const endsAt = Math.min(endOfHour(at, timeZone, change?.at ?? null), day.endsAt)
    const isInside = change !== null && change.at > at && change.at < endsAt
    const starts = isInside ? [at, change.at] : [at]
    const pieces = starts.map((startsAt) => pieceAt(startsAt, timeZone))
    hours.push({ name: seen.has(hour) ? `${hour}+` : hour, startsAt: at, endsAt, pieces })
    seen.add(hour)
    at = endsAt
  }
  return hours
}

function pieceAt(startsAt: number, timeZone: string): PlanHour['pieces'][number] {
  const { local } = clockAt(startsAt, timeZone)
  return { startsAt, weekDay: weekDayOf(local.slice(0, 10)), localMs: msOfDay(local) }
}

const msOfDay = (local: string): number =>
  Number(local.slice(11, 13)) * HOUR_MS + Number(local.slice(14, 16)) * MINUTE_MS + Number(local.slice(17, 19)) * 1000

/** Where the clock next shows a full hour, or another hour. */
function endOfHour(at: number, timeZone: string, changeAt: number | null): number {
  const full = at + HOUR_MS - (msOfDay(clockAt(at, timeZone).local) % HOUR_MS)
  if (changeAt === null || changeAt <= at || changeAt > full) return full
  const after = clockAt(changeAt, timeZone).local
  const isSameHour = after.slice(11, 13) === clockAt(at, timeZone).local.slice(11, 13)
  if (!isSameHour || after.slice(14, 19) === '00:00') return changeAt
  return changeAt + HOUR_MS - (msOfDay(after) % HOUR_MS)
}
