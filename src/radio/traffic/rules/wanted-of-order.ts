import type { WantedSpot } from '../../music/contract.ts'
import type { Copy, Order, Unplannable } from '../model.ts'
import { playsOfDays, type Taken } from './flight.ts'
import { type Miss, missesToMakeGood } from './owed.ts'
import { isOnDay, rotate } from './rotation.ts'
import { withinOf } from './windows.ts'

/** What the tracks of copies are now. */
export interface CopyTrack {
  lengthMs: number
  isUsable: boolean
}

/** What is written down of an order, without what is on the day that is looked at. */
export interface Ledger {
  taken: Taken
  /** How often each copy was on other days. */
  playedByCopy: ReadonlyMap<number, number>
  /** That nothing makes good yet, but for plays of the day itself. */
  misses: readonly Miss[]
}

export interface Day {
  airDate: string
  today: string
  zone: string
  /** Of all copies; when it is left out, lengths are those that were known when the copy was chosen. */
  tracks?: ReadonlyMap<number, CopyTrack> | undefined
}

export interface WantedOfOrder {
  /** Make-goods first. */
  spots: WantedSpot[]
  /** Ordinary plays and misses to make good that are wanted, whether they can be planned or not. */
  ordinary: number
  makeGoodFor: readonly number[]
  unplannable: Unplannable | undefined
}

const NOTHING: WantedOfOrder = { spots: [], ordinary: 0, makeGoodFor: [], unplannable: undefined }

/** What an order wants of a day. The same is told whenever the same is asked. */
export function wantedOfOrder(order: Order, { taken, playedByCopy, misses }: Ledger, day: Day): WantedOfOrder {
  const { airDate } = day
  if (order.state !== 'active' || order.removedAt !== null) return NOTHING
  const ordinary = playsOfDays(order, { taken, today: day.today, anew: airDate }).get(airDate) ?? 0
  const makeGood = missesToMakeGood(order, { misses, airDate, ordinary })
  const plays = makeGood.length + ordinary
  if (plays === 0) return NOTHING
  const wanted = { ordinary, makeGoodFor: makeGood.map(({ spotId }) => spotId) }
  const within = withinOf(order.windows, airDate, day.zone)
  if (within.length === 0) return { ...wanted, spots: [], unplannable: unplannable(order, plays, 'traffic.no-time') }
  const copies = order.copies.filter((copy) => isUsable(copy, day))
  if (copies.length === 0) return { ...wanted, spots: [], unplannable: unplannable(order, plays, 'traffic.no-copy') }
  const chosen = rotate(copies, playedByCopy, plays)
  const spotOf = (copyId: number, count: number, makesGoodSpotId: number | null): WantedSpot[] => {
    const copy = copies.find((one) => one.copyId === copyId)
    return copy === undefined ? [] : [spotFor(order, copy, { plays: count, within, makesGoodSpotId, day })]
  }
  const made = makeGood.flatMap(({ spotId }, at) => spotOf(chosen[at] ?? 0, 1, spotId))
  const rest = chosen.slice(makeGood.length)
  const own = copies.flatMap(({ copyId }) => {
    const count = rest.filter((one) => one === copyId).length
    return count === 0 ? [] : spotOf(copyId, count, null)
  })
  return { ...wanted, spots: [...made, ...own], unplannable: undefined }
}

export const isUsable = (copy: Copy, { airDate, tracks }: Pick<Day, 'airDate' | 'tracks'>): boolean =>
  isOnDay(copy, airDate) && (tracks === undefined || tracks.get(copy.trackId)?.isUsable === true)

const unplannable = ({ orderId, number, name }: Order, plays: number, code: Unplannable['code']): Unplannable => ({
  orderId,
  number,
  name,
  plays,
  code,
  params: { number, name, count: plays },
})

interface SpotParts {
  plays: number
  within: WantedSpot['within']
  makesGoodSpotId: number | null
  day: Day
}

const spotFor = (order: Order, copy: Copy, { plays, within, makesGoodSpotId, day }: SpotParts): WantedSpot => ({
  orderId: order.orderId,
  copyId: copy.copyId,
  trackId: copy.trackId,
  lengthMs: day.tracks?.get(copy.trackId)?.lengthMs ?? copy.lengthMs,
  title: copy.title,
  sponsor: order.sponsor === '' ? null : order.sponsor,
  product: order.product === '' ? null : order.product,
  priority: order.priority,
  plays,
  within,
  leastApartMs: order.leastApartMin * 60_000,
  makesGoodSpotId,
})
