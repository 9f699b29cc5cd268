import type { Attention } from '../../../attention/index.ts'
import type { Tx } from '../../../db/db.ts'
import { addDays, dayAt } from '../../../kernel/time.ts'
import { getStation } from '../../stations/index.ts'
import type { Order, Spot } from '../model.ts'
import { lastDayToMakeGood } from '../rules/owed.ts'
import { listOrders } from '../store.ts'
import { stateOfMiss } from '../rules/state-of-miss.ts'
import { listOpenMisses } from './store.ts'

const causeOf = (stationId: number): string => `radio.misses:${stationId}`

/** What could not be made good in time is told for so long; later nobody acts on it. */
const LATE_DAYS = 30

interface Waiting {
  order: Order
  miss: Spot
}

/**
 * One card of a station for plays that were missed and need somebody: those that wait to be approved, and those for
 * which no day is left. It goes with the last of them.
 */
export async function tellMisses(
  attention: Attention,
  tx: Tx,
  { stationId, now }: { stationId: number; now: number },
): Promise<void> {
  const station = await getStation(tx, stationId)
  const today = dayAt(now, station.timeZone)
  const asked = await waitingMisses(tx, { stationId, today })
  const [first] = asked
  if (first === undefined) return attention.resolve(tx, causeOf(stationId))
  const { order, miss } = first
  await attention.raise(tx, {
    cause: causeOf(stationId),
    code: 'radio.misses',
    params: {
      station: station.name,
      count: asked.length,
      number: order.number,
      name: order.name,
      day: miss.airDate,
      until: lastDayToMakeGood(order),
    },
    severity: 'warn',
    subject: `station:${stationId}`,
    actions: [{ code: 'open-misses', open: `/radio/traffic?station=${stationId}&order=${order.orderId}` }],
  })
}

/** The most urgent first: whose last day comes first. */
async function waitingMisses(tx: Tx, { stationId, today }: { stationId: number; today: string }): Promise<Waiting[]> {
  const since = addDays(today, -LATE_DAYS)
  const orders = (await listOrders(tx, stationId))
    .filter((order) => lastDayToMakeGood(order) >= since)
    .toSorted((a, b) => (lastDayToMakeGood(a) < lastDayToMakeGood(b) ? -1 : 1))
  const misses = await listOpenMisses(
    tx,
    orders.map(({ orderId }) => orderId),
  )
  return orders.flatMap((order) =>
    misses
      .filter(({ orderId }) => orderId === order.orderId)
      .filter((miss) => WAITING.has(stateOfMiss(miss, { order, makeGood: undefined, today })))
      .map((miss) => ({ order, miss })),
  )
}

const WAITING: ReadonlySet<string> = new Set(['asked', 'late'])
