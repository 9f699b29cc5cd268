import type { Reader } from '../../../db/db.ts'
import { addDays, dayAt } from '../../../kernel/time.ts'
import type { WantedSpot } from '../../music/contract.ts'
import { getStation } from '../../stations/index.ts'
import { GRACE_DAYS_MOST, type Order, type Unplannable } from '../model.ts'
import { type CopyTrack, type Ledger, type WantedOfOrder, wantedOfOrder } from '../rules/wanted-of-order.ts'
import { listOrdersOfDay } from '../store.ts'
import { ledgersOf } from './store.ts'

export interface WantedOfDay {
  /** The most urgent first; of an order its make-goods first. */
  wanted: WantedSpot[]
  /** Orders that want plays of the day and can't have any: told, never left out in silence. */
  unplannable: Unplannable[]
}

export interface DayWish {
  airDate: string
  now: number
  /** What the tracks of copies are now; without it all copies are taken as they were chosen. */
  tracks?: ReadonlyMap<number, CopyTrack>
}

const NO_LEDGER: Ledger = { taken: new Map(), playedByCopy: new Map(), misses: [] }

/**
 * What orders want of a day. What its own log already has is not counted, so a day may be asked for again and again.
 * @throws NotFoundError for a station that is not there
 */
export async function listWantedSpots(reader: Reader, stationId: number, wish: DayWish): Promise<WantedOfDay> {
  const found = (await wantedByOrder(reader, stationId, wish)).map(({ wanted }) => wanted)
  return {
    wanted: found.flatMap(({ spots }) => spots).toSorted((a, b) => a.priority - b.priority || a.orderId - b.orderId),
    unplannable: found.flatMap(({ unplannable }) => (unplannable === undefined ? [] : [unplannable])),
  }
}

export async function wantedByOrder(
  reader: Reader,
  stationId: number,
  { airDate, now, tracks }: DayWish,
): Promise<{ order: Order; wanted: WantedOfOrder }[]> {
  const { timeZone: zone } = await getStation(reader, stationId)
  const orders = await listOrdersOfDay(reader, stationId, { airDate, endedSince: addDays(airDate, -GRACE_DAYS_MOST) })
  const ledgers = await ledgersOf(
    reader,
    orders.map(({ orderId }) => orderId),
    airDate,
  )
  const day = { airDate, today: dayAt(now, zone), zone, tracks }
  return orders.map((order) => ({ order, wanted: wantedOfOrder(order, ledgers.get(order.orderId) ?? NO_LEDGER, day) }))
}
