import type { PaletteItem, Wish } from '../../../src/radio/planner/contract.ts'
import { instant } from './week-view.ts'
import { addDays, dayMs, instantsOf } from './zone-clock.ts'

/** The same time on some days of the week, over a stretch of days. */
export interface Pattern {
  from: string
  to: string
  /** 0 is Monday. */
  weekdays: ReadonlySet<number>
  secOfDay: number
  lengthMs: number
}

const MOST_DAYS = 100

/** The slots of a pattern, in order; a time that the clocks skip has none on that day. */
export function slotsOf({ from, to, weekdays, secOfDay, lengthMs }: Pattern, timeZone: string) {
  const days = Array.from({ length: MOST_DAYS }, (_, index) => addDays(from, index)).filter((day) => day <= to)
  return days
    .filter((day) => weekdays.has((new Date(dayMs(day)).getUTCDay() + 6) % 7))
    .flatMap((day) => instantsOf(day, secOfDay, timeZone).slice(0, 1))
    .map((startsMs) => ({ startsMs, endsMs: startsMs + lengthMs }))
}

/** One item after the other into the slots, until either is used up. */
export function wishesOf(
  items: readonly PaletteItem[],
  pattern: Pattern,
  at: { timeZone: string; showId: string },
): Wish[] {
  return slotsOf(pattern, at.timeZone)
    .slice(0, items.length)
    .map(({ startsMs, endsMs }, index) => {
      const item = items[index] as PaletteItem
      const what =
        item.episodeId === null
          ? { trackId: item.trackId ?? Number(item.id), showId: at.showId }
          : { episodeId: item.episodeId }
      return { ...what, startsAt: instant(startsMs), endsAt: instant(endsMs) }
    })
}
