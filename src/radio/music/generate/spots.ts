import type { Reason, WantedSpot } from '../contract.ts'
import type { RuleFacts, Separation } from './history.ts'
import type { HeardItem, PlanHour, TakenStretch, UnplacedSpot } from './model.ts'
import { reasonOf } from './reasons.ts'
import { fractionOf } from './seeded.ts'
import { insertSorted } from './sorted.ts'
import { toSecondsUp } from './timeline.ts'

/** From here on spots are placed as soon as they fit, and no longer spread over the day. */
const TIGHT = 0.7
const MOST_BLOCKED = 5
const MINUTE_MS = 60_000

/** A place that the day's clocks have for spots, about when. */
export interface Avail {
  at: number
  units: number
  maxMs: number
}

interface Standing {
  spot: WantedSpot
  facts: RuleFacts
  lengthMs: number
  left: number
  /** Starts of the order's plays that are known. */
  times: number[]
  /** Of the avails in its windows, those behind. */
  avails: readonly number[]
  phase: number
  lastBlocked: Reason | null
}

export interface ChosenSpot {
  spot: WantedSpot
  startsAt: number
  lengthMs: number
  blocked: readonly { trackId: number; title: string; by: Reason }[]
}

export interface SpotWish {
  hour: PlanHour
  /** Of the avail that it is, as `avails` names it. */
  about: number
  at: number
  units: number
  roomMs: number
}

export interface SpotDesk {
  /** Spots for an avail, one after the other from `at` on; they count as placed. */
  take(wish: SpotWish): ChosenSpot[]
  /** About how long an avail will be. */
  estimate(wish: SpotWish): number
  unplaced(): UnplacedSpot[]
}

const keyOf = (text: string | null): string => text?.trim().toLowerCase() ?? ''

interface DeskInput {
  spots: readonly WantedSpot[]
  avails: readonly Avail[]
  known: readonly (HeardItem | (TakenStretch['facts'] & { startsAt: number }))[]
  seed: string
  separation: Separation
}

interface Book {
  all: readonly Standing[]
  avails: readonly Avail[]
  separation: Separation
}

export function spotDesk(input: DeskInput): SpotDesk {
  const book: Book = { all: standingsOf(input), avails: input.avails, separation: input.separation }
  return {
    take: (wish) => take(book, wish),
    estimate({ about, at, units, roomMs }) {
      const wanted = inTurn(book, about).filter(({ spot }) => isWithin(spot, at))
      return Math.min(
        roomMs,
        wanted.slice(0, units).reduce((sum, one) => sum + one.lengthMs, 0),
      )
    },
    unplaced: () =>
      book.all
        .filter(({ left }) => left > 0)
        .map(({ spot, left, lastBlocked, avails }) => ({
          orderId: spot.orderId,
          copyId: spot.copyId,
          plays: left,
          reason: (avails.length > 0 ? lastBlocked : null) ?? reasonOf('music-spot-no-avail'),
        })),
  }
}

const isWithin = (spot: WantedSpot, at: number): boolean => spot.within.some(({ from, to }) => at >= from && at < to)

function standingsOf({ spots, avails, known, seed }: DeskInput): Standing[] {
  const orders = new Map<number, number[]>()
  const timesOf = (orderId: number): number[] => {
    const times = orders.get(orderId) ?? []
    orders.set(orderId, times)
    return times
  }
  for (const { orderId, startsAt } of known)
    if (orderId !== null && orderId !== undefined) insertSorted(timesOf(orderId), startsAt)
  return spots
    .filter(({ plays }) => plays > 0)
    .map((spot) => ({
      spot,
      facts: {
        isMusic: false,
        titleKey: '',
        artistKey: '',
        sponsor: keyOf(spot.sponsor),
        product: keyOf(spot.product),
        cartIds: [],
      },
      lengthMs: toSecondsUp(spot.lengthMs),
      left: spot.plays,
      times: timesOf(spot.orderId),
      avails: avails.filter(({ at }) => isWithin(spot, at)).map(({ at }) => at),
      phase: 0.3 + 0.6 * fractionOf(seed, `order ${spot.orderId} ${spot.copyId}`),
      lastBlocked: null,
    }))
}

function blockOf(
  { separation }: Book,
  one: Standing,
  { at, hour }: { at: number; hour: PlanHour },
): Reason | undefined {
  if (!isWithin(one.spot, at)) return reasonOf('music-spot-window')
  const apart = Math.min(...one.times.map((time) => Math.abs(time - at)))
  if (apart >= one.spot.leastApartMs) return separation.breach(one.facts, at, hour)?.reason
  const params = { minutes: Math.floor(apart / MINUTE_MS), wanted: Math.ceil(one.spot.leastApartMs / MINUTE_MS) }
  return reasonOf('music-spot-close', params)
}

function isTight({ all, avails }: Book, at: number): boolean {
  const room = avails.filter((one) => one.at >= at).reduce((sum, one) => sum + one.maxMs, 0)
  return all.reduce((sum, one) => sum + one.left * one.lengthMs, 0) > room * TIGHT
}

/** Those whose time has come, the most urgent first. */
function inTurn(book: Book, at: number): Standing[] {
  const tight = isTight(book, at)
  return book.all
    .filter((one) => one.left > 0 && (tight || lateness(one, at) > 0))
    .toSorted(
      (a, b) =>
        a.spot.priority - b.spot.priority ||
        Number(b.spot.makesGoodSpotId !== null) - Number(a.spot.makesGoodSpotId !== null) ||
        lateness(b, at) - lateness(a, at) ||
        a.spot.orderId - b.spot.orderId ||
        a.spot.copyId - b.spot.copyId,
    )
}

function take(book: Book, { hour, about, at, units, roomMs }: SpotWish): ChosenSpot[] {
  const chosen: ChosenSpot[] = []
  let [from, last] = [at, undefined as Standing | undefined]
  while (chosen.length < units) {
    const blocked: ChosenSpot['blocked'][number][] = []
    const next = inTurn(book, about).find((one) => {
      const fits = from + one.lengthMs <= at + roomMs
      const by = fits ? (neighbours(last, one) ?? blockOf(book, one, { at: from, hour })) : reasonOf('music-no-room')
      if (by === undefined) return true
      one.lastBlocked = by
      if (blocked.length < MOST_BLOCKED) blocked.push({ trackId: one.spot.trackId, title: one.spot.title, by })
      return false
    })
    if (next === undefined) break
    chosen.push({ spot: next.spot, startsAt: from, lengthMs: next.lengthMs, blocked })
    next.left -= 1
    insertSorted(next.times, from)
    book.separation.remember(next.facts, from)
    from += next.lengthMs
    last = next
  }
  return chosen
}

/** The same sponsor or product is never heard twice without something between. */
function neighbours(last: Standing | undefined, next: Standing): Reason | undefined {
  if (last === undefined) return undefined
  const isSame = (one: string, other: string): boolean => one !== '' && one === other
  if (isSame(last.facts.product, next.facts.product)) return reasonOf('music-product-close', { minutes: 0, wanted: 0 })
  if (isSame(last.facts.sponsor, next.facts.sponsor)) return reasonOf('music-sponsor-close', { minutes: 0, wanted: 0 })
  return undefined
}

/** How many plays it is behind, when its plays are spread evenly over the avails of its windows. */
function lateness({ spot, avails, left, phase }: Standing, at: number): number {
  const past = avails.filter((one) => one <= at).length
  const due = Math.floor((past * spot.plays) / Math.max(1, avails.length) + phase)
  return Math.min(due, spot.plays) - (spot.plays - left)
}
