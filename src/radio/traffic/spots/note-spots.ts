import type { Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import { isLive, type PlacedSpot, placeSpots } from '../rules/place-spots.ts'
import { findOrders } from '../store.ts'
import { deleteSpots, freeEntries, insertSpot, listSpotsOfDay, updateSpot } from './store.ts'
import { wantedByOrder } from './wanted-spots.ts'

/** One writer of a station's orders and spots at a time. */
export const lockTraffic = (tx: Tx, stationId: number): Promise<void> => lockInTx(tx, `radio.traffic:${stationId}`)

export interface DayOfSpots {
  stationId: number
  airDate: string
  now: number
  /** All entries of the day's log that play orders. */
  placed: readonly PlacedSpot[]
}

/**
 * Writes down which spots a day's log has, where the log is saved. Spots stay themselves when a log is made anew; what
 * was wanted and found no place stays `planned`. Repeating it changes nothing.
 */
export async function noteSpots(tx: Tx, { stationId, airDate, now, placed }: DayOfSpots): Promise<void> {
  await lockTraffic(tx, stationId)
  const spots = await listSpotsOfDay(tx, stationId, airDate)
  const wanted = new Map(
    (await wantedByOrder(tx, stationId, { airDate, now })).map(({ order, wanted: one }) => [order.orderId, one]),
  )
  const ids = new Set([...placed, ...spots].map(({ orderId }) => orderId).concat([...wanted.keys()]))
  const known = await findOrders(tx, [...ids])
  const stays = new Set(placed.map(({ entryId, orderId }) => `${entryId}|${orderId}`))
  const moved = spots.filter((spot) => isLive(spot) && !stays.has(`${spot.entryId}|${spot.orderId}`))
  await freeEntries(
    tx,
    moved.map(({ spotId }) => spotId),
  )
  for (const orderId of [...ids].toSorted((a, b) => a - b)) {
    if (known.get(orderId)?.stationId !== stationId) continue
    const { ordinary = 0, makeGoodFor = [] } = wanted.get(orderId) ?? {}
    const changes = placeSpots({
      orderId,
      stationId,
      airDate,
      ordinary,
      makeGoodFor,
      spots: spots.filter((spot) => spot.orderId === orderId),
      entries: placed
        .filter((entry) => entry.orderId === orderId)
        .toSorted((a, b) => a.startsAt - b.startsAt || a.entryId - b.entryId),
    })
    await deleteSpots(tx, changes.drop)
    for (const spot of changes.put) await updateSpot(tx, spot, now)
    for (const spot of changes.add) await insertSpot(tx, spot, now)
  }
}
