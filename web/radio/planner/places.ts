import type { Place } from './Blocks.tsx'
import { type Axis, type Column, placeIn, type Slot } from './day-axis.ts'

/** A line of the smallest text takes that long. */
const LINE_MIN = 9
const TINY_MIN = 12
const SMALL_MIN = 40

/** Where a slot is drawn in a column; undefined when it is not of that day. */
export function placeOf(slot: Slot, column: Column, { minutes }: Pick<Axis, 'minutes'>): Place | undefined {
  const found = placeIn(column, slot)
  if (found === undefined) return undefined
  const long = found.toMin - found.fromMin
  return {
    style: { top: `${(found.fromMin / minutes) * 100}%`, height: `${(long / minutes) * 100}%` },
    size: long < LINE_MIN ? 'line' : long < TINY_MIN ? 'tiny' : long < SMALL_MIN ? 'small' : 'full',
  }
}

/** Side by side where they overlap. */
export function inLanes<Item extends Slot>(items: readonly Item[]): Map<Item, { lane: number; lanes: number }> {
  const found = new Map<Item, { lane: number; lanes: number }>()
  let group: Item[] = []
  let ends: number[] = []
  const close = () => {
    for (const item of group) {
      const one = found.get(item)
      if (one !== undefined) one.lanes = ends.length
    }
    group = []
    ends = []
  }
  for (const item of items.toSorted((a, b) => a.startsMs - b.startsMs)) {
    if (ends.every((endsMs) => endsMs <= item.startsMs)) close()
    const free = ends.findIndex((endsMs) => endsMs <= item.startsMs)
    const lane = free === -1 ? ends.length : free
    ends[lane] = item.endsMs
    found.set(item, { lane, lanes: 1 })
    group.push(item)
  }
  close()
  return found
}

export function inLane(place: Place, lane: { lane: number; lanes: number } | undefined): Place {
  if (lane === undefined || lane.lanes === 1) return place
  const width = 100 / lane.lanes
  return { ...place, style: { ...place.style, left: `${lane.lane * width}%`, right: 'auto', width: `${width}%` } }
}
