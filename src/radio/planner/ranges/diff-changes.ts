import { AppError } from '../../../kernel/errors.ts'
import { placed, stands } from '../airings/plan-airing.ts'
import { type Airing, type AiringWish, isLocked, type Reason, type ResolvedWish, type Slot, touches } from '../model.ts'
import { assess } from '../wishes/assess.ts'
import { type Occupied, withoutRemoved } from '../wishes/collisions.ts'
import { resolveWith, type Sources } from '../wishes/resolve.ts'
import { itemOf, type RangeItem } from './diff-range.ts'

/** One thing that a person changed in the calendar and that is not applied yet. */
export type Change =
  | { do: 'plan'; wish: AiringWish }
  | { do: 'move'; airingId: number; slot: Slot }
  | { do: 'unplan'; airingId: number }

export interface ChangesInput {
  changes: readonly Change[]
  sources: Sources
  /** Of the whole stretch in which something changes. */
  occupied: Occupied
  /** Those that are named. */
  airings: ReadonlyMap<number, Airing>
  now: number
}

export interface ChangesDiff {
  /** As they were given. */
  items: RangeItem[]
  /** What is done, in an order in which each finds its slot free. */
  inOrder: RangeItem[]
}

/**
 * What each change comes to when all of them are done together; pure. What can't be is left with its reason, and stays
 * where it is: whatever counted on its place is looked at again without it.
 */
export function diffChanges(input: ChangesInput): ChangesDiff {
  const left = new Map<Change, RangeItem>()
  for (;;) {
    const before = left.size
    const items = input.changes.map((change) => left.get(change) ?? judge(change, input, leavingOf(input, left)))
    for (const [index, item] of items.entries()) {
      const change = input.changes[index]
      if (change !== undefined && item.action === 'left') left.set(change, item)
    }
    if (left.size > before) continue
    const clash = firstOverlap(items)
    const ordered = clash === undefined ? orderOf(items) : { stuck: clash, code: 'radio/wishes-overlap' }
    if (Array.isArray(ordered)) return { items, inOrder: ordered }
    const change = input.changes[items.indexOf(ordered.stuck)]
    if (change === undefined) return { items, inOrder: [] }
    left.set(change, { ...ordered.stuck, action: 'left', reason: { code: ordered.code, params: {} } })
  }
}

/** Airings that make room. */
function leavingOf({ changes, airings }: ChangesInput, left: ReadonlyMap<Change, RangeItem>): Airing[] {
  return changes.flatMap((change) => {
    if (change.do === 'plan' || left.has(change)) return []
    return airings.get(change.airingId) ?? []
  })
}

function judge(change: Change, input: ChangesInput, leaving: readonly Airing[]): RangeItem {
  if (change.do === 'plan') return judgePlan(change.wish, input, leaving)
  const airing = input.airings.get(change.airingId)
  const slot = change.do === 'move' ? change.slot : (airing ?? { startsAt: 0, endsAt: 0 })
  if (change.do === 'unplan' && airing !== undefined && isGone(airing))
    return itemOf(airing, { action: 'keep', airing })
  const reason = whyNotChangeable(airing, input.now)
  if (airing === undefined || reason !== undefined)
    return itemOf(slot, { action: 'left', airing, reason: reason ?? { code: 'radio/airing-changed', params: {} } })
  if (change.do === 'unplan') return itemOf(airing, { action: 'remove', airing })
  if (airing.startsAt === slot.startsAt && airing.endsAt === slot.endsAt)
    return itemOf(slot, { action: 'keep', airing, resolved: placed(airing, slot) })
  const free = withoutRemoved(
    input.occupied,
    leaving.filter(({ airingId }) => airingId !== airing.airingId),
  )
  return judgeSlot(placed(airing, slot), free, { now: input.now, moving: airing })
}

const isGone = ({ state }: Airing): boolean => state === 'cancelling' || state === 'cancelled'

function whyNotChangeable(airing: Airing | undefined, now: number): Reason | undefined {
  if (airing === undefined) return { code: 'radio/airing-changed', params: {} }
  const { airingId, title, state } = airing
  if (!stands(airing)) return { code: 'radio/airing-is-over', params: { airingId, title, state } }
  return isLocked(airing, now) ? { code: 'radio/airing-locked', params: { airingId, title } } : undefined
}

function judgePlan(wish: AiringWish, { sources, occupied, now }: ChangesInput, leaving: readonly Airing[]): RangeItem {
  try {
    const resolved = resolveWith(sources, wish)
    return { ...judgeSlot(resolved, withoutRemoved(occupied, leaving), { now }), wish }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return itemOf(wish, { action: 'left', wish, reason: { code: error.code, params: error.params } })
  }
}

function judgeSlot(
  resolved: ResolvedWish,
  free: Occupied,
  { now, moving }: { now: number; moving?: Airing },
): RangeItem {
  const { fit, conflicts, refusal, same } = assess(resolved, free, { now, moving })
  const what = { resolved, fit, airing: moving }
  if (same !== undefined) return itemOf(resolved, { ...what, action: 'keep', airing: same })
  if (refusal !== undefined) return itemOf(resolved, { ...what, action: 'left', reason: refusal })
  if (conflicts.length > 0)
    return itemOf(resolved, { ...what, action: 'left', conflicts, reason: { code: 'radio/slot-taken', params: {} } })
  return itemOf(resolved, { ...what, action: moving === undefined ? 'add' : 'move' })
}

const comes = ({ action, airing }: RangeItem): boolean =>
  action === 'add' || action === 'move' || (action === 'keep' && airing !== undefined && !isGone(airing))

/** The later of two that want the same time. */
function firstOverlap(items: readonly RangeItem[]): RangeItem | undefined {
  const coming = items.filter(comes)
  return coming.find(
    (item, index) => item.action !== 'keep' && coming.slice(0, index).some((one) => touches(one, item)),
  )
}

/** What goes makes room first; what moves comes when its new place is free. Those that wait for each other are stuck. */
function orderOf(items: readonly RangeItem[]): RangeItem[] | { stuck: RangeItem; code: string } {
  const ordered = items.filter(({ action }) => action === 'remove')
  let waiting = items.filter(({ action }) => action === 'add' || action === 'move')
  while (waiting.length > 0) {
    const next = waiting.find((item) =>
      waiting.every((other) => other === item || other.airing === undefined || !touches(other.airing, item)),
    )
    const [stuck] = waiting
    if (next === undefined && stuck !== undefined) return { stuck, code: 'radio/moves-in-a-circle' }
    if (next !== undefined) ordered.push(next)
    waiting = waiting.filter((item) => item !== next)
  }
  return ordered
}
