import { AppError } from '../../../kernel/errors.ts'
import { type Occupied, withoutRemoved } from '../wishes/collisions.ts'
import { assess } from '../wishes/assess.ts'
import {
  type Airing,
  type AiringWish,
  type Conflict,
  type Fit,
  isLocked,
  type Reason,
  type ResolvedWish,
  type Slot,
} from '../model.ts'
import { resolveWith, type Sources } from '../wishes/resolve.ts'

export type RangeItem = Slot & {
  action: 'add' | 'move' | 'keep' | 'remove' | 'left'
  wish: AiringWish | undefined
  resolved: ResolvedWish | undefined
  airing: Airing | undefined
  fit: Fit | undefined
  conflicts: Conflict[]
  reason: Reason | undefined
}

export interface RangeDiff {
  /** In order of time. */
  items: RangeItem[]
  /** What goes first, so that the rest has room. */
  removed: readonly Airing[]
}

export interface RangeInput {
  range: Slot
  mode: 'add' | 'replace'
  wishes: readonly AiringWish[]
  sources: Sources
  /** Of the whole range. */
  occupied: Occupied
  now: number
}

/**
 * What has to be done so that the range holds what is wished for; pure. Only airings of ours are ever taken away. What
 * can't be is left, with its reason: the rest is done all the same.
 */
export function diffRange(input: RangeInput): RangeDiff {
  const { range, wishes, sources, now } = input
  const resolved = wishes.map((wish) => resolve(sources, wish))
  const wanted = new Set(resolved.flatMap(({ resolved: one }) => (one === undefined ? [] : sameKey(one))))
  const removed = input.mode === 'add' ? [] : removable(input, wanted)
  const free = withoutRemoved(input.occupied, removed)
  const items: RangeItem[] = removed.map((airing) => itemOf(airing, { action: 'remove', airing }))
  let takenUntil = Number.NEGATIVE_INFINITY
  for (const one of resolved.toSorted((a, b) => a.wish.startsAt - b.wish.startsAt)) {
    const item = place(one, { range, free, now, takenUntil })
    items.push(item)
    if (item.action === 'add' || item.action === 'keep') takenUntil = Math.max(takenUntil, item.endsAt)
  }
  return { items: items.toSorted((a, b) => a.startsAt - b.startsAt), removed }
}

const sameKey = (one: Pick<Airing, 'startsAt' | 'endsAt' | 'trackId' | 'episodeId'>): string =>
  `${one.startsAt}-${one.endsAt}-${one.trackId}-${one.episodeId ?? ''}`

/** Ours, whole in the range, not wished for, and not in the playout's hands yet. */
function removable({ range, occupied, now }: RangeInput, wanted: ReadonlySet<string>): Airing[] {
  return occupied.airings
    .touching(range)
    .filter(
      (airing) =>
        airing.startsAt >= range.startsAt &&
        airing.endsAt <= range.endsAt &&
        (airing.state === 'planned' || airing.state === 'verified') &&
        !isLocked(airing, now) &&
        !wanted.has(sameKey(airing)),
    )
}

type Resolved = { wish: AiringWish; resolved: ResolvedWish | undefined; problem: Reason | undefined }

function resolve(sources: Sources, wish: AiringWish): Resolved {
  try {
    return { wish, resolved: resolveWith(sources, wish), problem: undefined }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { wish, resolved: undefined, problem: { code: error.code, params: error.params } }
  }
}

export const itemOf = (slot: Slot, what: Partial<RangeItem> & Pick<RangeItem, 'action'>): RangeItem => ({
  startsAt: slot.startsAt,
  endsAt: slot.endsAt,
  wish: undefined,
  resolved: undefined,
  airing: undefined,
  fit: undefined,
  conflicts: [],
  reason: undefined,
  ...what,
})

interface Around {
  range: Slot
  free: Occupied
  now: number
  /** Up to here the wishes before have taken the time. */
  takenUntil: number
}

function place({ wish, resolved, problem }: Resolved, { range, free, now, takenUntil }: Around): RangeItem {
  const left = (reason: Reason, more: Partial<RangeItem> = {}): RangeItem =>
    itemOf(wish, { action: 'left', wish, resolved, reason, ...more })
  if (resolved === undefined) return left(problem ?? { code: 'radio/nothing-to-plan', params: {} })
  if (wish.startsAt < range.startsAt || wish.endsAt > range.endsAt)
    return left({ code: 'radio/outside-range', params: {} })
  const { fit, conflicts, refusal, same } = assess(resolved, free, { now })
  if (same !== undefined) return itemOf(wish, { action: 'keep', wish, resolved, fit, airing: same })
  if (refusal !== undefined) return left(refusal, { fit })
  if (wish.startsAt < takenUntil) return left({ code: 'radio/wishes-overlap', params: {} }, { fit })
  if (conflicts.length > 0) return left({ code: 'radio/slot-taken', params: {} }, { fit, conflicts })
  return itemOf(wish, { action: 'add', wish, resolved, fit })
}
