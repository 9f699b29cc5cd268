import { useMemo } from 'react'
import { plannerRoutes } from '../../../src/radio/planner/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { mondayOf } from './zone-clock.ts'
import { timed, toWeek, type Airing, type Week } from './week-view.ts'

export const routes = plannerRoutes.routes

/** What others change at the playout is no event here. */
const WEEK_EVERY_MS = 60_000
const DAYS = 7

/** The week of a day; this one unless said. */
export function useWeek(stationId: number | undefined, day: string | undefined) {
  const start = day === undefined ? undefined : mondayOf(day)
  const read = useRead(
    routes.week,
    { params: { stationId: stationId ?? 0 }, query: { days: DAYS, ...(start === undefined ? {} : { start }) } },
    { isEnabled: stationId !== undefined, everyMs: WEEK_EVERY_MS },
  )
  const { data } = read
  // While another week or station is on its way, the last one would stand under its name.
  const isAsked =
    data !== undefined && data.stationId === stationId && (start ?? data.days[0]?.airDate) === data.days[0]?.airDate
  const week = useMemo(() => (data === undefined || !isAsked ? undefined : toWeek(data)), [data, isAsked])
  return { week, read }
}

/** The airing of an address: of the week that is shown, else by itself: the playout may be silent, or it was moved or taken out since. */
export function useAiring(
  asked: string | undefined,
  { stationId, week }: { stationId: number; week: Week | undefined },
): Airing | undefined {
  // Below zero are those that are not applied yet.
  const id = asked !== undefined && /^-?[1-9]\d{0,14}$/.test(asked) ? Number(asked) : undefined
  const shown = week?.airings.find(({ airingId }) => airingId === id)
  const isElsewhere = id !== undefined && id > 0 && shown === undefined
  const { data } = useRead(routes.getAiring, { params: { airingId: id ?? 0 } }, { isEnabled: isElsewhere })
  if (shown !== undefined) return shown
  return isElsewhere && data?.airingId === id && data.stationId === stationId ? timed(data) : undefined
}

export const useShows = (stationId: number) =>
  useRead(routes.shows, { params: { stationId } }, { everyMs: 5 * WEEK_EVERY_MS })

/** How many days fit, and which of the week they are. */
export function shownDays<Day extends { airDate: string }>(
  days: readonly Day[],
  day: string,
  most: number,
): readonly Day[] {
  if (most >= days.length) return days
  const at = Math.max(
    0,
    days.findIndex(({ airDate }) => airDate === day),
  )
  const first = Math.min(Math.max(0, at - Math.floor(most / 2)), days.length - most)
  return days.slice(first, first + most)
}
