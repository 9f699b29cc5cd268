import type { Spot } from '../model.ts'

/** An entry of a day's log that plays an order. */
export interface PlacedSpot {
  entryId: number
  orderId: number
  copyId: number | null
  startsAt: number
}

/** One order's part of a day. */
export interface OrderOfDay {
  orderId: number
  stationId: number
  airDate: string
  /** Those that are written down. */
  spots: readonly Spot[]
  /** Of the log as it is now, in the order in which they are heard. */
  entries: readonly PlacedSpot[]
  /** What the order wants of the day. */
  ordinary: number
  makeGoodFor: readonly number[]
}

export type NewSpot = Omit<Spot, 'spotId' | 'changedAt'>

export interface SpotChanges {
  drop: number[]
  put: Spot[]
  add: NewSpot[]
}

export const isLive = ({ state }: Pick<Spot, 'state'>): boolean => state === 'planned' || state === 'placed'
const isMakeGood = ({ makesGoodSpotId }: Pick<Spot, 'makesGoodSpotId'>): boolean => makesGoodSpotId !== null

interface Pair {
  spot: Spot
  entry: PlacedSpot
}

/**
 * What has to change so that an order's spots are those of the log. Entries keep their spots; other entries take over
 * spots that lost theirs, make-goods first. A make-good without a place leaves its miss to another day; an ordinary
 * play without one stays as wanted. What was on air or missed is not touched.
 */
export function placeSpots(day: OrderOfDay): SpotChanges {
  const settled = day.spots.filter((spot) => !isLive(spot))
  const entries = day.entries.filter(({ entryId }) => !settled.some((spot) => spot.entryId === entryId))
  const pairs = pairUp(day.spots.filter(isLive), entries)
  const left = day.spots.filter((spot) => isLive(spot) && !pairs.some((pair) => pair.spot === spot))
  const fresh = entries.filter((entry) => !pairs.some((pair) => pair.entry === entry))
  const kept = [...settled, ...pairs.map(({ spot }) => spot)]
  const madeGood = new Set(kept.map(({ makesGoodSpotId }) => makesGoodSpotId))
  const owed = day.makeGoodFor.filter((id) => !madeGood.has(id))
  const ordinaryNow = kept.filter((spot) => !isMakeGood(spot)).length + Math.max(0, fresh.length - owed.length)
  const missing = Math.max(0, day.ordinary - ordinaryNow)
  const waiting = left.filter((spot) => !isMakeGood(spot))
  return {
    drop: [...left.filter(isMakeGood), ...waiting.slice(missing)].map(({ spotId }) => spotId),
    put: [
      ...pairs.filter((pair) => !stands(pair)).map(({ spot, entry }) => ({ ...spot, ...placeOf(entry) })),
      ...waiting.slice(0, missing).filter(hadPlace).map(withoutPlace),
    ],
    add: [
      ...fresh.map((entry, at) => ({ ...emptySpot(day), ...placeOf(entry), makesGoodSpotId: owed[at] ?? null })),
      ...Array.from({ length: Math.max(0, missing - waiting.length) }, () => emptySpot(day)),
    ],
  }
}

/** Entries with the spots that are theirs: their own first, then make-goods, then the oldest. */
function pairUp(live: readonly Spot[], entries: readonly PlacedSpot[]): Pair[] {
  const own = live.flatMap((spot): Pair[] => {
    const entry = entries.find(({ entryId }) => entryId === spot.entryId)
    return entry === undefined ? [] : [{ spot, entry }]
  })
  const free = live
    .filter((spot) => !own.some((pair) => pair.spot === spot))
    .toSorted((a, b) => Number(isMakeGood(b)) - Number(isMakeGood(a)) || a.spotId - b.spotId)
  const others = entries.filter((entry) => !own.some((pair) => pair.entry === entry))
  const taken = others.flatMap((entry, at): Pair[] => {
    const spot = free[at]
    return spot === undefined ? [] : [{ spot, entry }]
  })
  return [...own, ...taken]
}

const stands = ({ spot, entry }: Pair): boolean =>
  spot.state === 'placed' &&
  spot.entryId === entry.entryId &&
  spot.copyId === entry.copyId &&
  spot.startsAt === entry.startsAt

const placeOf = ({ entryId, copyId, startsAt }: PlacedSpot) => ({
  state: 'placed' as const,
  entryId,
  copyId,
  startsAt,
})

const hadPlace = ({ state, copyId, entryId }: Spot): boolean =>
  state === 'placed' || copyId !== null || entryId !== null
const withoutPlace = (spot: Spot): Spot => ({ ...spot, state: 'planned', entryId: null, startsAt: null, copyId: null })

const emptySpot = ({ stationId, orderId, airDate }: OrderOfDay): NewSpot => ({
  stationId,
  orderId,
  airDate,
  copyId: null,
  state: 'planned',
  entryId: null,
  startsAt: null,
  airedAt: null,
  missedCode: null,
  makesGoodSpotId: null,
  decision: null,
  decisionReason: '',
  decidedBy: null,
  decidedAt: null,
})
