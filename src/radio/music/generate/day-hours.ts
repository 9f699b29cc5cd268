import { hoursOf } from '../../../kernel/hours.ts'
import { clockAt, daySpan, offsetChangeIn, weekDayOf } from '../../../kernel/time.ts'
import type { PlanHour } from './model.ts'

/**
 * The hours of a station's day in order, with the stretches of each in which its clock runs evenly: one, or two where
 * the clock is moved inside of the hour (Lord Howe).
 * @throws InvalidInputError `time/unknown-zone`
 */
export const hoursOfDay = (airDate: string, timeZone: string): PlanHour[] =>
  hoursOf(daySpan(airDate, timeZone), timeZone).map((hour) => {
    const change = offsetChangeIn(hour, timeZone)
    const isInside = change !== null && change.at > hour.startsAt && change.at < hour.endsAt
    const starts = isInside ? [hour.startsAt, change.at] : [hour.startsAt]
    return { ...hour, pieces: starts.map((startsAt) => pieceAt(startsAt, timeZone)) }
  })

function pieceAt(startsAt: number, timeZone: string): PlanHour['pieces'][number] {
  const { local } = clockAt(startsAt, timeZone)
  return { startsAt, weekDay: weekDayOf(local.slice(0, 10)), localMs: msOfDay(local) }
}

const msOfDay = (local: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = local.slice(11, 19).split(':').map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * 1000
}
