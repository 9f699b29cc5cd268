import type { Params } from '../../../kernel/errors.ts'
import { addDays } from '../../../kernel/time.ts'
import type { Order } from '../model.ts'
import { daysOf } from './flight.ts'
import { lastDayToMakeGood } from './owed.ts'
import { isOnDay } from './rotation.ts'

export interface Note {
  code: 'traffic.needs-copy' | 'traffic.copy-runs-out' | 'traffic.ends-soon' | 'traffic.owes'
  params: Params
}

const SOON_DAYS = 7
/** Logs are made a few days ahead: so far ahead a missing copy is urgent. */
const URGENT_DAYS = 3

/** What needs somebody, the most urgent first; nothing of an order that is not active or over. */
export function notesOf(order: Order, owed: number, today: string): Note[] {
  if (order.state !== 'active' || order.removedAt !== null) return []
  const notes: Note[] = []
  const bare = order.lastDay < today ? undefined : firstDayWithoutCopy(order, today)
  if (bare !== undefined)
    notes.push(
      order.copies.length === 0
        ? { code: 'traffic.needs-copy', params: { day: bare } }
        : { code: 'traffic.copy-runs-out', params: { day: bare } },
    )
  if (order.lastDay >= today && order.lastDay < addDays(today, SOON_DAYS))
    notes.push({ code: 'traffic.ends-soon', params: { day: order.lastDay } })
  if (owed > 0 && lastDayToMakeGood(order) >= today) notes.push({ code: 'traffic.owes', params: { count: owed } })
  return notes
}

function firstDayWithoutCopy(order: Order, today: string): string | undefined {
  const firstDay = order.firstDay < today ? today : order.firstDay
  const isBare = (day: string): boolean => !order.copies.some((copy) => isOnDay(copy, day))
  if (order.copies.some((copy) => copy.firstDay === null && copy.lastDay === null)) return undefined
  return daysOf({ ...order, firstDay }).find(isBare)
}

/** Lower ones need somebody sooner. */
export function rankOf(notes: readonly Note[], today: string): number {
  const [first] = notes
  if (first === undefined) return 4
  const isCopy = first.code === 'traffic.needs-copy' || first.code === 'traffic.copy-runs-out'
  if (isCopy) return String(first.params['day']) <= addDays(today, URGENT_DAYS) ? 0 : 1
  return first.code === 'traffic.ends-soon' ? 2 : 3
}
