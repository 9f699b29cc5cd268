import type { ClockSlot } from '../clocks/contract.ts'
import { choose } from './choose.ts'
import { LEAST_STAYS_MS } from './landing.ts'
import { type HourWork, keysOf, leaveOut, nextKey, placedIn, poolOf, putTrack } from './place.ts'
import type { Pool } from './pools.ts'
import { reasonOf } from './reasons.ts'

/** An end that nothing but the clock asks for may be run over by so much without a second thought. */
export const SOFT_MS = 30_000
const AS_MUCH_AS_NEEDED_MS = 3_600_000

export interface Stretch {
  /** Up to when. */
  until: number
  /** Whether nothing may run over it. */
  isExact: boolean
  /** It is no wish of the clock, but better than nothing. */
  isFillUp: boolean
}

/** Answers whether a pool can fill what a length leaves of a stretch. */
export function landsIn(pool: Pool, trimMs: number | null, { restMs, isExact }: { restMs: number; isExact: boolean }) {
  if (!isExact) {
    const can = pool.lands(SOFT_MS, 0)
    return (lengthMs: number): boolean => (lengthMs > restMs ? lengthMs - restMs <= SOFT_MS : can(restMs - lengthMs))
  }
  const can = pool.hasMusic ? pool.lands(trimMs ?? AS_MUCH_AS_NEEDED_MS, LEAST_STAYS_MS) : pool.lands(0, 0)
  return (lengthMs: number): boolean => can(restMs - lengthMs)
}

/** Slots whose music may stand in for one that has nothing: those before it, the nearest first, then those behind. */
export function standIns(work: HourWork, slot: ClockSlot | undefined): ClockSlot[] {
  const place = slot === undefined ? work.slots.length : work.slots.indexOf(slot)
  const order = [...work.slots.slice(0, place).toReversed(), ...work.slots.slice(place + 1)]
  return order.filter((one) => poolOf(work, one)?.hasMusic === true)
}

/** Fills from the cursor on; taken stretches on the way are filled up to, and jumped over. */
export function fill(work: HourWork, slot: ClockSlot, stretch: Stretch): void {
  const { timeline, gaps } = work.desk
  const sources = [slot, ...standIns(work, slot)]
  for (;;) {
    work.cursor = timeline.freeAt(work.cursor)
    if (work.cursor >= stretch.until) return
    const isDrawn = sources.some((one, index) =>
      draw(work, one, { ...stretch, isFillUp: stretch.isFillUp || index > 0 }),
    )
    if (isDrawn) continue
    gaps.push({ at: work.cursor, reason: whyNothing(work, slot) })
    const wall = timeline.wallAfter(work.cursor)
    if (wall >= stretch.until) return
    work.cursor = wall
  }
}

function whyNothing(work: HourWork, slot: ClockSlot) {
  const pool = poolOf(work, slot)
  const isEmpty = pool === undefined || [...pool.inTurn(work.hour, work.cursor)].length === 0
  return isEmpty
    ? reasonOf('music-pool-empty', { pool: pool?.name ?? '' })
    : reasonOf('music-nothing-fits', { pool: pool.name })
}

/** Places one item of a slot at the cursor; false when it has none that fits. */
function draw(work: HourWork, slot: ClockSlot, { until, isExact, isFillUp }: Stretch): boolean {
  const { desk, hour, clock, cursor } = work
  const pool = poolOf(work, slot)
  if (pool === undefined) return false
  const wall = desk.timeline.wallAfter(cursor)
  const limit = Math.min(until, wall)
  const mustLand = isExact || limit === wall
  const choice = choose(
    pool,
    {
      chance: `${slot.slotId} ${cursor}`,
      hour,
      at: cursor,
      isFromEnd: false,
      roomMs: (mustLand ? limit : wall) - cursor,
      cutMs: mustLand ? (clock.trimAtMostMs ?? AS_MUCH_AS_NEEDED_MS) : null,
      lands: landsIn(pool, clock.trimAtMostMs, { restMs: limit - cursor, isExact: mustLand }),
      before: placedIn(work, slot),
      isFillUp,
    },
    { separation: desk.separation, seed: desk.input.seed },
  )
  if (choice === undefined) return false
  putTrack(work, slot, { ...choice, slotKey: nextKey(work, slot, isFillUp), pool })
  work.cursor = choice.startsAt + choice.lengthMs
  return true
}

export interface Bounds {
  /** Of the part of the hour that the slot stands in. */
  endsAt: number
  isWall: boolean
  /** What comes behind in the part and can't be cut. */
  reserveMs: number
  /** What fills the rest of the part. */
  filler: ClockSlot | undefined
}

/** So many items of a slot, from the cursor on. */
export function placeCount(
  work: HourWork,
  slot: ClockSlot,
  { count, bounds }: { count: number; bounds: Bounds },
): void {
  for (const slotKey of keysOf(work, slot, count))
    if (!placeOne(work, slot, { slotKey, bounds })) leaveOut(work, slotKey, 'music-no-room')
}

function placeOne(work: HourWork, slot: ClockSlot, { slotKey, bounds }: { slotKey: string; bounds: Bounds }): boolean {
  const { desk, hour, clock } = work
  const { timeline } = desk
  const pool = poolOf(work, slot)
  if (pool === undefined) return false
  const last = bounds.isWall ? bounds.endsAt : hour.endsAt
  for (;;) {
    work.cursor = timeline.freeAt(work.cursor)
    if (work.cursor >= last) return false
    const wall = timeline.wallAfter(work.cursor)
    const isEnd = bounds.isWall && wall === bounds.endsAt
    const roomMs = wall - work.cursor - (isEnd ? bounds.reserveMs : 0)
    const filler = isEnd && bounds.filler !== undefined ? poolOf(work, bounds.filler) : pool
    const choice = choose(
      pool,
      {
        chance: slotKey,
        hour,
        at: work.cursor,
        isFromEnd: false,
        roomMs,
        cutMs: clock.trimAtMostMs ?? AS_MUCH_AS_NEEDED_MS,
        lands:
          wall < hour.endsAt || isEnd
            ? landsIn(filler ?? pool, clock.trimAtMostMs, { restMs: roomMs, isExact: true })
            : undefined,
        before: placedIn(work, slot),
        isFillUp: false,
      },
      { separation: desk.separation, seed: desk.input.seed },
    )
    if (choice !== undefined) {
      putTrack(work, slot, { ...choice, slotKey, pool })
      work.cursor = choice.startsAt + choice.lengthMs
      return true
    }
    if (wall >= last) return false
    jump(work, bounds, wall)
  }
}

/** Fills up to what is taken, and goes on behind it. */
export function jump(work: HourWork, { filler }: Bounds, wall: number): void {
  const from = filler ?? standIns(work, undefined)[0]
  if (from !== undefined) fill(work, from, { until: wall, isExact: true, isFillUp: true })
  work.cursor = wall
}
