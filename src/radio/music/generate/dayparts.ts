import type { DaypartShape } from '../pools/contract.ts'
import type { PlanHour } from './model.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS

const msOf = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * MINUTE_MS

/** @param weekDay 1 Monday to 7 Sunday @param localMs into that day */
export function isInDaypart(
  daypart: DaypartShape,
  { weekDay, localMs }: { weekDay: number; localMs: number },
): boolean {
  const [from, to] = [msOf(daypart.from), msOf(daypart.to)]
  const isOn = (day: number): boolean => daypart.weekDays.includes(day)
  if (from < to) return isOn(weekDay) && localMs >= from && localMs < to
  if (localMs >= from) return isOn(weekDay)
  return localMs < to && isOn(weekDay === 1 ? 7 : weekDay - 1)
}

/** What the local clock shows at an instant of an hour. */
export function localIn(hour: PlanHour, at: number): { weekDay: number; localMs: number } {
  let piece = hour.pieces[0]
  for (const one of hour.pieces) if (one.startsAt <= at) piece = one
  if (piece === undefined) throw new Error('an hour without pieces')
  const localMs = piece.localMs + at - piece.startsAt
  const days = Math.floor(localMs / DAY_MS)
  return { weekDay: ((piece.weekDay - 1 + days) % 7) + 1, localMs: localMs - days * DAY_MS }
}

/** Answers whether one of the dayparts holds at an instant; without any: always. A daypart that is gone never holds. */
export function daypartTest(dayparts: readonly DaypartShape[]) {
  const byId = new Map(dayparts.map((one) => [one.daypartId, one]))
  return (ids: readonly number[], hour: PlanHour, at: number): boolean => {
    if (ids.length === 0) return true
    const local = localIn(hour, at)
    return ids.some((id) => {
      const daypart = byId.get(id)
      return daypart !== undefined && isInDaypart(daypart, local)
    })
  }
}
export type DaypartTest = ReturnType<typeof daypartTest>
