import type { Slot } from './day-axis.ts'
import type { Load, Week } from './week-view.ts'
import { addDays, instantsOf, wallAt } from './zone-clock.ts'

const MINUTE_MS = 60_000
const SHORTEST_MS = 1000

interface Step {
  load: Load
  slot: Slot
  week: Week
}

type Keys = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey'>

/** Where an arrow takes a slot: by days, or by 15 minutes; with Shift by 5 minutes, with Alt by a second. */
export function stepBy(keys: Keys, { load, slot, week }: Step): Slot | undefined {
  const stepMs = keys.altKey ? 1000 : (keys.shiftKey ? 5 : 15) * MINUTE_MS
  if (keys.key === 'ArrowUp') return alongTheDay(-stepMs, { load, slot, week })
  if (keys.key === 'ArrowDown') return alongTheDay(stepMs, { load, slot, week })
  if (keys.key === 'ArrowLeft') return toDay(-1, { load, slot, week })
  return keys.key === 'ArrowRight' ? toDay(1, { load, slot, week }) : undefined
}

function alongTheDay(byMs: number, { load, slot, week }: Step): Slot {
  const { startsMs, endsMs } = slot
  if (load.kind === 'resize') return { startsMs, endsMs: Math.max(startsMs + SHORTEST_MS, endsMs + byMs) }
  return within(week, { startsMs: startsMs + byMs, endsMs: endsMs + byMs }) ?? slot
}

/** The same time of the clock on another day; where that day does not have it, the moment after. */
function toDay(days: number, { load, slot, week }: Step): Slot {
  if (load.kind === 'resize') return slot
  const { airDate, secOfDay } = wallAt(slot.startsMs, week.timeZone)
  const other = week.days.find((day) => day.airDate === addDays(airDate, days))
  if (other === undefined) return slot
  const startsMs = instantsOf(other.airDate, secOfDay, week.timeZone)[0] ?? other.change?.atMs ?? other.startsMs
  return { startsMs, endsMs: startsMs + slot.endsMs - slot.startsMs }
}

const within = (week: Week, slot: Slot): Slot | undefined =>
  slot.startsMs >= week.startsMs && slot.startsMs < week.endsMs ? slot : undefined
