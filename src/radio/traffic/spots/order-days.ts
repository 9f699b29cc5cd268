import type { Reader } from '../../../db/db.ts'
import type { OrderDay } from '../contract.ts'
import type { Order } from '../model.ts'
import { playsOfDays } from '../rules/flight.ts'
import { isUsable } from '../rules/wanted-of-order.ts'
import { countsByDay, type DayCounts, NO_COUNTS } from './store.ts'

/** The days of an order that have, or shall have, plays: those of its flight, and others on which it is made good. */
export async function listOrderDays(reader: Reader, order: Order, today: string): Promise<OrderDay[]> {
  const counts = await countsByDay(reader, order.orderId)
  const taken = new Map([...counts].filter(([, { ordinary }]) => ordinary > 0).map(([day, one]) => [day, one.ordinary]))
  const wanted = playsOfDays(order, { taken, today })
  const days = [...new Set([...wanted.keys(), ...counts.keys()])].toSorted()
  return days.map((airDate) => dayOf(order, { airDate, counts: counts.get(airDate), wanted: wanted.get(airDate) ?? 0 }))
}

function dayOf(
  order: Order,
  { airDate, counts, wanted }: { airDate: string; counts: DayCounts | undefined; wanted: number },
): OrderDay {
  const { planned, aired, missed, makeGoods, ordinary } = counts ?? NO_COUNTS
  const isMade = counts !== undefined
  return {
    airDate,
    isMade,
    planned,
    aired,
    missed,
    makeGoods,
    wanted: isMade ? ordinary : wanted,
    hasCopy: order.copies.some((copy) => isUsable(copy, { airDate })),
  }
}
