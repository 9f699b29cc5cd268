import type { ClockShape, ClockSlot } from '../clocks/contract.ts'
import type { PlacedItem, Why } from '../contract.ts'
import { type Candidate, cueOutOf } from './candidates.ts'
import type { Choice } from './choose.ts'
import { anchorAt, type Desk } from './desk.ts'
import type { PlanHour } from './model.ts'
import type { Pool } from './pools.ts'
import { reasonOf, type ReasonCode } from './reasons.ts'

/** Of one slot. */
interface Given {
  keys: number
  /** Of items that fill up what the clock leaves. */
  fillUps: number
  placed: Set<Candidate>
}

/** An hour while it is being filled. */
export interface HourWork {
  desk: Desk
  hour: PlanHour
  clock: ClockShape
  /** Those slots of the clock that hold. */
  slots: readonly ClockSlot[]
  /** Where the next item would begin; what is taken lies perhaps there. */
  cursor: number
  /** How many keys of a slot were given away, and what stands in it. */
  given: Map<string, Given>
}

const bookOf = ({ given }: HourWork, { slotId }: ClockSlot) => {
  const book = given.get(slotId) ?? { keys: 0, fillUps: 0, placed: new Set<Candidate>() }
  given.set(slotId, book)
  return book
}

export const placedIn = (work: HourWork, slot: ClockSlot): Set<Candidate> => bookOf(work, slot).placed

const keyOf = ({ hour }: HourWork, { slotId }: ClockSlot, which: number | string): string =>
  `${hour.name}:${slotId}#${which}`

/** The keys of the first `count` items of a slot, without those of kept entries; they are given away. */
export function keysOf(work: HourWork, slot: ClockSlot, count: number): string[] {
  const book = bookOf(work, slot)
  const keys = Array.from({ length: count }, (_, index) => keyOf(work, slot, index + 1))
  book.keys = Math.max(book.keys, count)
  return keys.filter((key) => !work.desk.keptKeys.has(key))
}

/** The next key of a slot that is free. */
export function nextKey(work: HourWork, slot: ClockSlot, isFillUp = false): string {
  const book = bookOf(work, slot)
  for (;;) {
    const which = isFillUp ? `f${++book.fillUps}` : ++book.keys
    const key = keyOf(work, slot, which)
    if (!work.desk.keptKeys.has(key)) return key
  }
}

export const poolOf = ({ desk }: HourWork, slot: ClockSlot): Pool | undefined => {
  if (slot.kind === 'category') return desk.pools.category(slot.categoryId)
  return slot.kind === 'cart' ? desk.pools.cart(slot.cartId) : undefined
}

export function leaveOut({ desk, hour }: HourWork, slotKey: string, code: ReasonCode): void {
  desk.leftOut.push({ slotKey, hourStartsAt: hour.startsAt, reason: reasonOf(code) })
}

interface Start {
  startType: PlacedItem['startType']
  anchorMs: number | null
  broken: Why['broken']
}

/** Only the first of a slot has its anchor; one that comes later than a hard anchor says so. */
function startOf(
  { hour }: HourWork,
  slot: ClockSlot,
  { slotKey, startsAt }: { slotKey: string; startsAt: number },
): Start {
  const at = anchorAt(slot, hour)
  const { anchor } = slot
  if (at === null || anchor === null || !slotKey.endsWith('#1'))
    return { startType: 'relative', anchorMs: null, broken: [] }
  if (anchor.kind === 'soft') return { startType: 'soft', anchorMs: anchor.atMs, broken: [] }
  if (startsAt === at) return { startType: 'hard', anchorMs: anchor.atMs, broken: [] }
  const broken = [reasonOf('music-anchor-missed', { seconds: (startsAt - at) / 1000 })]
  return { startType: 'relative', anchorMs: null, broken }
}

type Facts = Omit<PlacedItem, 'hourStartsAt' | 'startType' | 'anchorMs' | 'transition'>

export function put(work: HourWork, slot: ClockSlot, facts: Facts): void {
  const { startType, anchorMs, broken } = startOf(work, slot, facts)
  const why = broken.length === 0 ? facts.why : { ...facts.why, broken: [...facts.why.broken, ...broken] }
  const isFirst = facts.slotKey.endsWith('#1')
  work.desk.items.push({
    ...facts,
    hourStartsAt: work.hour.startsAt,
    startType,
    anchorMs,
    transition: isFirst ? slot.transition : 'segue',
    why,
  })
}

/** A track that was chosen, at the time that it was chosen for. */
export function putTrack(
  work: HourWork,
  slot: ClockSlot,
  one: Choice & { slotKey: string; pool: Pool | undefined },
): void {
  const { candidate, startsAt, lengthMs } = one
  const { track } = candidate
  put(work, slot, {
    slotKey: one.slotKey,
    startsAt,
    lengthMs,
    what: 'track',
    typeCode: track.typeCode,
    trackId: track.trackId,
    title: track.title,
    artist: track.artist,
    cueInMs: track.cueInMs,
    cueOutMs: cueOutOf(candidate, lengthMs),
    source: candidate.isMusic ? 'music' : 'template',
    orderId: null,
    copyId: null,
    why: one.why,
  })
  work.desk.separation.remember(candidate.facts, startsAt)
  work.desk.pools.placed(candidate, startsAt)
  one.pool?.took(candidate)
  placedIn(work, slot).add(candidate)
}
