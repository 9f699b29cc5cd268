import { clockAt, offsetChangeIn } from './time.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A stretch in which a local clock shows one hour. Instants in epoch ms. */
export interface ClockHour {
  /** `00` to `23`; with a `+` when it comes a second time. */
  name: string
  startsAt: number
  endsAt: number
}

/**
 * The hours of a day. Where the clocks change by half an hour, one of them has 30 or 90 minutes; where they are put back
 * by a whole one, it comes twice.
 */
export function hoursOf(day: { startsAt: number; endsAt: number }, zone: string): ClockHour[] {
  const hours: ClockHour[] = []
  let at = day.startsAt
  while (at < day.endsAt) {
    const name = clockAt(at, zone).local.slice(11, 13)
    const endsAt = endOfHour(at, name, { zone, dayEndsAt: day.endsAt })
    hours.push({ name: hours.some((hour) => hour.name === name) ? `${name}+` : name, startsAt: at, endsAt })
    at = endsAt
  }
  return hours
}

function endOfHour(startsAt: number, name: string, { zone, dayEndsAt }: { zone: string; dayEndsAt: number }): number {
  let at = startsAt
  // At most three steps: to the change of the clock, to the end of what it adds, and on.
  while (at < dayEndsAt) {
    const { local } = clockAt(at, zone)
    const isAtStart = local.slice(14, 16) === '00' && at > startsAt
    if (local.slice(11, 13) !== name || isAtStart) return at
    const boundary = at + HOUR_MS - minuteOf(local)
    const change = offsetChangeIn({ startsAt: at, endsAt: Math.min(boundary, dayEndsAt) }, zone)
    at = Math.min(change?.at ?? boundary, dayEndsAt)
  }
  return dayEndsAt
}

const minuteOf = (local: string): number =>
  Number(local.slice(14, 16)) * MINUTE_MS + Number(local.slice(17, 19)) * 1000 + Number(local.slice(20, 23))

/** The hour in which an instant lies; the first or last one for what lies outside of the day. */
export function hourAt(hours: readonly ClockHour[], at: number): ClockHour | undefined {
  return hours.findLast((hour) => hour.startsAt <= at) ?? hours[0]
}
