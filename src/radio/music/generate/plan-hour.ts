import type { ClockSlot } from '../clocks/contract.ts'
import { choose } from './choose.ts'
import { anchorAt, beyond, type Desk, type HourToFill, slotsOf } from './desk.ts'
import type { DaypartTest } from './dayparts.ts'
import { type Bounds, fill, placeCount, SOFT_MS, standIns } from './fill.ts'
import { type HourWork, keysOf, leaveOut, placedIn, poolOf, putTrack } from './place.ts'
import { fixedOf, placeFixed, placeSpots, putSpot, spotWish } from './place-fixed.ts'

/** What stands between two anchors of an hour. */
interface Part {
  slots: ClockSlot[]
  endsAt: number
}

/** Fills an hour from a cursor on. @returns where the next hour's first item may begin */
export function planHour(desk: Desk & { isIn: DaypartTest }, hour: HourToFill, cursor: number): number {
  const { clock } = hour
  if (clock === null) return cursor
  const slots = slotsOf(clock, hour, desk.isIn)
  const work: HourWork = { desk, hour, clock, slots, cursor: Math.max(cursor, hour.startsAt), given: new Map() }
  // Of an hour that is taken as a whole nothing is left out: nothing was wanted.
  if (desk.timeline.freeAt(work.cursor) >= hour.endsAt) return work.cursor
  for (const part of partsOf(slots, hour)) planPart(work, part)
  for (const { slotId } of beyond(clock, hour)) leaveOut(work, `${hour.name}:${slotId}#1`, 'music-hour-short')
  return work.cursor
}

function partsOf(slots: readonly ClockSlot[], hour: HourToFill): Part[] {
  const parts: Part[] = []
  for (const slot of slots) {
    const at = anchorAt(slot, hour)
    const last = parts.at(-1)
    if (at === null && last !== undefined) last.slots.push(slot)
    else {
      if (last !== undefined && at !== null) last.endsAt = Math.min(at, hour.endsAt)
      parts.push({ slots: [slot], endsAt: hour.endsAt })
    }
  }
  const first = parts[0]
  const firstAt = first?.slots[0] === undefined ? null : anchorAt(first.slots[0], hour)
  if (firstAt !== null && firstAt > hour.startsAt) parts.unshift({ slots: [], endsAt: Math.min(firstAt, hour.endsAt) })
  return parts
}

const lasts = (slot: ClockSlot): boolean => (slot.kind === 'category' || slot.kind === 'cart') && slot.fill.by === 'end'

/** The slot that takes what is left: the first that goes to the end, else the last with music. */
function fillerOf(work: HourWork, { slots }: Part): ClockSlot | undefined {
  return slots.find(lasts) ?? slots.findLast((slot) => poolOf(work, slot)?.hasMusic === true)
}

/** About how long what can't be cut takes. */
function lengthOf(work: HourWork, slot: ClockSlot): number {
  switch (slot.kind) {
    case 'voice':
      return slot.lengthMs
    case 'note':
      return 0
    case 'track':
      return work.desk.candidates.byId.get(slot.trackId)?.lengthMs ?? 0
    case 'spots':
      return work.desk.spots.estimate(spotWish(work, slot, { at: work.cursor, roomMs: slot.maxMs }))
    case 'category':
    case 'cart': {
      if (slot.fill.by !== 'count') return slot.fill.by === 'time' ? slot.fill.ms : 0
      const first = poolOf(work, slot)?.inTurn(work.hour, work.cursor)[Symbol.iterator]().next()
      return first?.done === false ? first.value.lengthMs * slot.fill.count : 0
    }
  }
}

function planPart(work: HourWork, part: Part): void {
  const { timeline } = work.desk
  const { slots, endsAt } = part
  begin(work, slots[0])
  const own = fillerOf(work, part)
  const filler = own ?? standIns(work, slots[0])[0]
  const place = own === undefined ? slots.length : slots.indexOf(own)
  const isWall = timeline.isWall(endsAt)
  const reserveFrom = (index: number): number =>
    slots
      .slice(index)
      .reduce(
        (sum, slot) => (lasts(slot) || poolOf(work, slot)?.hasMusic === true ? sum : sum + lengthOf(work, slot)),
        0,
      )
  const boundsAt = (index: number): Bounds => ({ endsAt, isWall, reserveMs: reserveFrom(index + 1), filler })
  for (const [index, slot] of slots.slice(0, place).entries()) placeSlot(work, slot, boundsAt(index))
  if (own !== undefined && !lasts(own)) placeSlot(work, own, boundsAt(place))
  const tail = slots.slice(place + 1)
  work.cursor = timeline.freeAt(work.cursor)
  if (isWall && work.cursor < endsAt && timeline.wallAfter(work.cursor) === endsAt) {
    const until = placeBackwards(work, tail, endsAt)
    if (filler !== undefined) fill(work, filler, { until, isExact: true, isFillUp: own === undefined || !lasts(own) })
    work.cursor = endsAt
    return
  }
  const isFillUp = own === undefined || !lasts(own)
  const until = endsAt - tail.reduce((sum, slot) => sum + lengthOf(work, slot), 0)
  if (filler !== undefined) fill(work, filler, { until, isExact: false, isFillUp })
  for (const [index, slot] of tail.entries()) placeSlot(work, slot, boundsAt(place + 1 + index))
  if (filler !== undefined) fill(work, filler, { until: endsAt, isExact: isWall, isFillUp: true })
}

/** An anchored part begins at its anchor, or later where what was before has run over a soft one. */
function begin(work: HourWork, first: ClockSlot | undefined): void {
  const at = first === undefined ? null : anchorAt(first, work.hour)
  if (at !== null && at < work.hour.endsAt) work.cursor = Math.max(work.cursor, at)
}

function placeSlot(work: HourWork, slot: ClockSlot, bounds: Bounds): void {
  switch (slot.kind) {
    case 'category':
    case 'cart': {
      const { fill: wanted } = slot
      if (wanted.by === 'count') return placeCount(work, slot, { count: wanted.count, bounds })
      const most = bounds.isWall ? bounds.endsAt - bounds.reserveMs : work.hour.endsAt
      const free = work.desk.timeline.freeAt(work.cursor)
      const until = Math.min(most, wanted.by === 'time' ? free + Math.max(wanted.ms - SOFT_MS, 1000) : most)
      return fill(work, slot, { until, isExact: false, isFillUp: false })
    }
    case 'spots':
      return placeSpots(work, slot, bounds)
    case 'track':
    case 'voice':
    case 'note':
      return placeFixed(work, slot, bounds)
  }
}

/** Places slots so that the last ends where it must. @returns where the first begins */
function placeBackwards(work: HourWork, tail: readonly ClockSlot[], endsAt: number): number {
  let end = endsAt
  for (const slot of tail.toReversed()) end = placeEndingAt(work, slot, end)
  return end
}

function placeEndingAt(work: HourWork, slot: ClockSlot, end: number): number {
  switch (slot.kind) {
    case 'category':
    case 'cart':
      return countEndingAt(work, slot, end)
    case 'spots':
      return spotsEndingAt(work, slot, end)
    case 'track':
    case 'voice':
    case 'note': {
      const fixed = fixedOf(work, slot)
      if (fixed === undefined) return end
      const at = end - fixed.lengthMs
      if (at < work.cursor) {
        leaveOut(work, `${work.hour.name}:${slot.slotId}#1`, 'music-no-room')
        return end
      }
      fixed.putAt(at)
      return at
    }
  }
}

function spotsEndingAt(work: HourWork, slot: Extract<ClockSlot, { kind: 'spots' }>, end: number): number {
  const { spots } = work.desk
  const roomMs = end - work.cursor
  const lengthMs = spots.estimate(spotWish(work, slot, { at: end - Math.min(roomMs, slot.maxMs), roomMs }))
  const chosen = spots.take(spotWish(work, slot, { at: end - lengthMs, roomMs: lengthMs }))
  const last = chosen.at(-1)
  const shift = last === undefined ? 0 : end - (last.startsAt + last.lengthMs)
  for (const one of chosen) putSpot(work, slot, { ...one, startsAt: one.startsAt + shift })
  return end - chosen.reduce((sum, one) => sum + one.lengthMs, 0)
}

function countEndingAt(work: HourWork, slot: Extract<ClockSlot, { kind: 'category' | 'cart' }>, end: number): number {
  const { desk, hour } = work
  const pool = poolOf(work, slot)
  let at = end
  // Of two slots to the end in one part the second has nothing left to take.
  const count = slot.fill.by === 'count' ? slot.fill.count : slot.fill.by === 'time' ? 1 : 0
  for (const slotKey of keysOf(work, slot, count).toReversed()) {
    const choice =
      pool &&
      choose(
        pool,
        {
          chance: slotKey,
          hour,
          at,
          isFromEnd: true,
          roomMs: at - work.cursor,
          cutMs: null,
          lands: undefined,
          before: placedIn(work, slot),
          isFillUp: false,
        },
        { separation: desk.separation, seed: desk.input.seed },
      )
    if (choice === undefined) leaveOut(work, slotKey, 'music-no-room')
    else {
      putTrack(work, slot, { ...choice, slotKey, pool })
      at = choice.startsAt
    }
  }
  return at
}
