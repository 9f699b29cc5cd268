import { addDays } from '../../../kernel/time.ts'
import type { Order, OrderFacts, Spot } from '../model.ts'
import { countDays } from './flight.ts'

/** The last day on which a miss of an order may be made good. */
export const lastDayToMakeGood = ({ lastDay, graceDays }: Pick<OrderFacts, 'lastDay' | 'graceDays'>): string =>
  addDays(lastDay, graceDays)

export type Miss = Pick<Spot, 'spotId' | 'airDate' | 'decision' | 'copyId'>

/** Whether a play makes good for it by itself. */
export const isApproved = ({ makeGoods }: Pick<OrderFacts, 'makeGoods'>, { decision }: Pick<Miss, 'decision'>) =>
  decision === 'approved' || (decision === null && makeGoods === 'auto')

/**
 * Misses that a day makes good, oldest first. They are spread: of a day at most what it has to take so that all are
 * made good in time, and at least as many as the order plays there anyway.
 * @param misses those without a play on another day that makes good for them
 */
export function missesToMakeGood(
  order: Pick<Order, 'firstDay' | 'lastDay' | 'weekdays' | 'graceDays' | 'makeGoods'>,
  { misses, airDate, ordinary }: { misses: readonly Miss[]; airDate: string; ordinary: number },
): Miss[] {
  const last = lastDayToMakeGood(order)
  const daysLeft = countDays({ ...order, firstDay: airDate, lastDay: last })
  if (countDays({ ...order, firstDay: airDate, lastDay: airDate < last ? airDate : last }) === 0) return []
  const owed = misses
    .filter((miss) => miss.airDate < airDate && isApproved(order, miss))
    .toSorted((a, b) => (a.airDate === b.airDate ? a.spotId - b.spotId : a.airDate < b.airDate ? -1 : 1))
  return owed.slice(0, Math.max(1, ordinary, Math.ceil(owed.length / daysLeft)))
}
