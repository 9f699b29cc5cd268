import type { PlacedItem } from '../contract.ts'
import { type Desk, deskOf } from './desk.ts'
import type { DayPlan, PlanDayInput, Unfilled } from './model.ts'
import { planHour } from './plan-hour.ts'
import { reasonOf } from './reasons.ts'
import { joinStretches, without } from './timeline.ts'

/**
 * Fills hours of a day by their clocks. The same input gives the same plan, to the byte. Items stand in order, in whole
 * seconds; none overlaps another or crosses what is taken, a hard anchor or the end of what is filled; each stretch of the
 * hours that nothing fills is told, with why.
 */
export function planDay(input: PlanDayInput): DayPlan {
  const desk = deskOf(input)
  let cursor = -Infinity
  for (const hour of input.hours) cursor = planHour(desk, hour, cursor)
  // What has no length stands before what begins with it.
  const items = desk.items
    .map((item, index) => ({ item, index }))
    .toSorted((a, b) => a.item.startsAt - b.item.startsAt || a.item.lengthMs - b.item.lengthMs || a.index - b.index)
    .map(({ item }) => item)
  return { items, unfilled: gapsOf(desk, items), leftOut: desk.leftOut, unplacedSpots: desk.spots.unplaced() }
}

const stretchOf = ({ startsAt, lengthMs }: PlacedItem) => ({ startsAt, endsAt: startsAt + lengthMs })

function gapsOf({ input, gaps }: Desk, items: readonly PlacedItem[]): Unfilled[] {
  const full = joinStretches([...input.taken, ...items.map(stretchOf)])
  return input.hours.flatMap((hour) =>
    without([hour], full).map(({ startsAt, endsAt }) => {
      const known = gaps.find(({ at }) => at >= startsAt && at < endsAt)
      const reason = hour.clock === null ? reasonOf('music-no-clock') : reasonOf('music-no-filler')
      return { startsAt, endsAt, reason: known?.reason ?? reason }
    }),
  )
}
