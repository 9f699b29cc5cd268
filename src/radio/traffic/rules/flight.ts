import { addDays, weekDayOf } from '../../../kernel/time.ts'
import type { OrderFacts } from '../model.ts'

type Flight = Pick<OrderFacts, 'firstDay' | 'lastDay' | 'weekdays'>

/** Days of a flight on which its order may play, ascending. */
export function daysOf({ firstDay, lastDay, weekdays }: Flight): string[] {
  const days: string[] = []
  let weekday = weekDayOf(firstDay)
  for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
    if (weekdays.includes(weekday)) days.push(day)
    weekday = (weekday % 7) + 1
  }
  return days
}

/** How many plays the whole flight has. */
export const orderedPlays = (order: Flight & Pick<OrderFacts, 'plays' | 'per'>): number =>
  order.per === 'flight' ? order.plays : order.plays * countDays(order)

/** The same as the length of `daysOf`, without going through them. */
export function countDays({ firstDay, lastDay, weekdays }: Flight): number {
  const days = Math.max(0, (Date.parse(lastDay) - Date.parse(firstDay)) / 86_400_000 + 1)
  const rest = days % 7
  const first = weekDayOf(firstDay)
  return weekdays.reduce((sum, weekday) => sum + (days - rest) / 7 + ((weekday - first + 7) % 7 < rest ? 1 : 0), 0)
}

/** Shares of `total` that differ by at most one (largest remainder), the larger ones spread evenly. */
export const spread = (total: number, parts: number): number[] =>
  Array.from({ length: parts }, (_, at) => Math.floor(((at + 1) * total) / parts) - Math.floor((at * total) / parts))

/** Ordinary plays that are written down for days, whatever became of them. */
export type Taken = ReadonlyMap<string, number>

/**
 * Ordinary plays of each day of a flight: those of days whose log is made stay, what is left is spread over the days
 * that are still open, as it was from the start where nothing was added or lost.
 * @param today days before it are over: what was not planned there goes to those that come
 * @param anew a day whose log is made again, and what is taken there is not counted
 */
export function playsOfDays(
  order: Flight & Pick<OrderFacts, 'plays' | 'per'>,
  { taken, today, anew }: { taken: Taken; today: string; anew?: string | undefined },
): Map<string, number> {
  const days = daysOf(order)
  if (order.per === 'day') return new Map(days.map((day) => [day, order.plays]))
  const isOpen = (day: string): boolean => day === anew || (day >= today && !taken.has(day))
  const shares = spread(order.plays, days.length)
  const open = days.flatMap((day, at) => (isOpen(day) ? [{ day, share: shares[at] ?? 0 }] : []))
  const others = [...taken].reduce((sum, [day, plays]) => sum + (day === anew ? 0 : plays), 0)
  const rest = Math.max(0, order.plays - others)
  const isAsFirst = open.reduce((sum, { share }) => sum + share, 0) === rest
  const given = isAsFirst ? open.map(({ share }) => share) : spread(rest, open.length)
  const result = new Map(days.map((day) => [day, isOpen(day) ? 0 : (taken.get(day) ?? 0)]))
  for (const [at, { day }] of open.entries()) result.set(day, given[at] ?? 0)
  return result
}
