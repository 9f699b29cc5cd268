import type { ClockShape, ClockSlot } from '../clocks/contract.ts'
import type { PlacedItem, Reason } from '../contract.ts'
import { type Candidates, candidatesOf } from './candidates.ts'
import { type DaypartTest, daypartTest } from './dayparts.ts'
import { type Separation, separationOf } from './history.ts'
import type { LeftOut, PlanDayInput, PlanHour } from './model.ts'
import { type Pools, poolsOf } from './pools.ts'
import { type Avail, type SpotDesk, spotDesk } from './spots.ts'
import { joinStretches, type Timeline, timelineOf } from './timeline.ts'

export type HourToFill = PlanDayInput['hours'][number]

/** What the planning of a day works on; filled hour by hour. */
export interface Desk {
  input: PlanDayInput
  candidates: Candidates
  separation: Separation
  pools: Pools
  spots: SpotDesk
  timeline: Timeline
  /** Of kept entries. */
  keptKeys: ReadonlySet<string>
  items: PlacedItem[]
  leftOut: LeftOut[]
  /** Why nothing was found for an instant. */
  gaps: { at: number; reason: Reason }[]
}

export const anchorAt = (slot: ClockSlot, hour: PlanHour): number | null =>
  slot.anchor === null ? null : hour.startsAt + slot.anchor.atMs

/**
 * Those slots of a clock that hold in an hour: by daypart at their anchor, or at the hour's start. Where the hour is
 * shorter than the clock, what begins with an anchor behind its end is beyond it.
 */
export function slotsOf(clock: ClockShape, hour: PlanHour, isIn: DaypartTest): ClockSlot[] {
  return clock.slots
    .slice(0, clock.slots.length - beyond(clock, hour).length)
    .filter((slot) => isIn(slot.daypartIds, hour, anchorAt(slot, hour) ?? hour.startsAt))
}

export function beyond({ slots }: ClockShape, hour: PlanHour): ClockSlot[] {
  const first = slots.findIndex((slot) => (anchorAt(slot, hour) ?? hour.startsAt) >= hour.endsAt)
  return first < 0 ? [] : slots.slice(first)
}

/** About when a slot comes; the same whenever it is asked. */
export function aboutWhen(slots: readonly ClockSlot[], slot: ClockSlot, hour: PlanHour): number {
  const place = slots.indexOf(slot) / slots.length
  return anchorAt(slot, hour) ?? hour.startsAt + Math.floor(place * (hour.endsAt - hour.startsAt))
}

export function deskOf(input: PlanDayInput): Desk & { isIn: DaypartTest } {
  const candidates = candidatesOf(input)
  const separation = separationOf(input.separation)
  const isIn = daypartTest(input.dayparts)
  remember(input, candidates, separation)
  return {
    input,
    candidates,
    separation,
    isIn,
    pools: poolsOf({ input, candidates, isIn }),
    spots: spotDesk({
      spots: input.spots,
      avails: availsOf(input, isIn),
      known: [...input.heard, ...factsTaken(input)],
      seed: input.seed,
      separation,
    }),
    timeline: timelineOf(joinStretches(input.taken), wallsOf(input, isIn)),
    keptKeys: new Set(input.taken.flatMap(({ slotKey }) => (slotKey === null ? [] : [slotKey]))),
    items: [],
    leftOut: [],
    gaps: [],
  }
}

const factsTaken = (input: PlanDayInput) =>
  input.taken.flatMap(({ startsAt, facts }) => (facts === null ? [] : [{ ...facts, startsAt }]))

function remember(input: PlanDayInput, candidates: Candidates, separation: Separation): void {
  const dayStart = input.hours[0]?.startsAt ?? 0
  const heardAt = (trackId: number, at: number): void => {
    const one = candidates.byId.get(trackId)
    if (one !== undefined && at > one.heardAt) one.heardAt = at
  }
  for (const [trackId, at] of input.lastHeard ?? []) heardAt(trackId, at)
  for (const one of [...input.heard, ...factsTaken(input)]) {
    separation.remember(candidates.factsOf(one), one.startsAt)
    if (one.trackId !== null && one.startsAt < dayStart) heardAt(one.trackId, one.startsAt)
  }
}

function availsOf({ hours }: PlanDayInput, isIn: DaypartTest): Avail[] {
  return hours.flatMap((hour) => {
    if (hour.clock === null) return []
    const slots = slotsOf(hour.clock, hour, isIn)
    return slots.flatMap((slot) =>
      slot.kind === 'spots' ? [{ at: aboutWhen(slots, slot, hour), units: slot.units, maxMs: slot.maxMs }] : [],
    )
  })
}

/** Hard anchors, and where what shall be filled ends. */
function wallsOf({ hours }: PlanDayInput, isIn: DaypartTest): number[] {
  return hours.flatMap((hour, index) => {
    const slots = hour.clock === null ? [] : slotsOf(hour.clock, hour, isIn)
    const anchors = slots.flatMap((slot) => {
      const at = slot.anchor?.kind === 'hard' ? anchorAt(slot, hour) : null
      return at === null || at >= hour.endsAt ? [] : [at]
    })
    return hours[index + 1]?.startsAt === hour.endsAt ? anchors : [...anchors, hour.endsAt]
  })
}
