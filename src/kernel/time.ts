import { Temporal } from 'temporal-polyfill'
import { InvalidInputError } from './errors.ts'

const MINUTE_NS = 60_000_000_000

export interface ZonedClock {
  /** `YYYY-MM-DDTHH:mm:ss.SSS` as a clock on the wall in that zone shows it. */
  local: string
  /** Minutes east of UTC at that instant; seconds of historic offsets are cut. */
  offsetMinutes: number
}

/** Whether the text is an IANA zone (or a fixed `+HH:MM`) that this runtime can compute with. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The zone of the machine (`TZ` or the system's), for settings that name none. */
export function systemTimeZone(): string {
  return Temporal.Now.timeZoneId()
}

/**
 * What the clock shows in a zone at an instant.
 * @param epochMs milliseconds since 1970-01-01T00:00Z
 * @throws InvalidInputError `time/unknown-zone` when the zone is not known
 */
export function clockAt(epochMs: number, zone: string): ZonedClock {
  const at = inZone(zone, () => Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone))
  return {
    local: at.toPlainDateTime().toString({ smallestUnit: 'millisecond' }),
    offsetMinutes: Math.trunc(at.offsetNanoseconds / MINUTE_NS),
  }
}

/**
 * The instant at which the clock of a zone shows `local`. A time that a DST change skips is moved forward by the gap;
 * of a time that occurs twice the first is taken.
 * @param local `YYYY-MM-DDTHH:mm[:ss[.SSS]]` without offset
 * @returns milliseconds since 1970-01-01T00:00Z
 * @throws InvalidInputError `time/unknown-zone`
 */
export function instantAt(local: string, zone: string): number {
  const clock = Temporal.PlainDateTime.from(local)
  return inZone(zone, () => clock.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds)
}

/** The day (`YYYY-MM-DD`) that the calendar of a zone shows at an instant in epoch ms. */
export function dayAt(epochMs: number, zone: string): string {
  return clockAt(epochMs, zone).local.slice(0, 10)
}

function inZone<T>(zone: string, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof RangeError && !isTimeZone(zone)) {
      throw new InvalidInputError('time/unknown-zone', { params: { zone }, cause: error })
    }
    throw error
  }
}

/** @param day `YYYY-MM-DD` @returns the day that many days later on any calendar */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** @returns 1 for Monday to 7 for Sunday */
export const weekDayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek

/** The instants between which a day lasts in a zone: 23, 24 or 25 hours, now and then something odd. Epoch ms, half-open. */
export function daySpan(day: string, zone: string): { startsAt: number; endsAt: number } {
  const startOf = (one: Temporal.PlainDate): number =>
    inZone(zone, () => one.toZonedDateTime({ timeZone: zone }).epochMilliseconds)
  const date = Temporal.PlainDate.from(day)
  return { startsAt: startOf(date), endsAt: startOf(date.add({ days: 1 })) }
}

/** When the offset of a zone changes between two instants, the first time; null when it does not. Epoch ms. */
export function offsetChangeIn({ startsAt, endsAt }: { startsAt: number; endsAt: number }, zone: string) {
  const start = inZone(zone, () => Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(zone))
  const change = start.getTimeZoneTransition('next')
  if (change === null || change.epochMilliseconds >= endsAt) return null
  const before = clockAt(change.epochMilliseconds - 1, zone).offsetMinutes
  const after = clockAt(change.epochMilliseconds, zone).offsetMinutes
  return before === after ? null : { at: change.epochMilliseconds, fromOffsetMinutes: before, toOffsetMinutes: after }
}
