import type { OrderView } from '../../../src/radio/traffic/contract.ts'
import type { Say } from '../../words.ts'

export interface CopyDraft {
  trackId: string
  title: string
  weight: string
  firstDay: string
  lastDay: string
}

export interface WindowDraft {
  from: string
  to: string
}

/** What stands in the fields of an order. */
export interface OrderDraft {
  number: string
  name: string
  sponsor: string
  product: string
  typeCode: OrderView['typeCode']
  firstDay: string
  lastDay: string
  plays: string
  per: OrderView['per']
  weekdays: readonly number[]
  windows: readonly WindowDraft[]
  priority: string
  leastApartMin: string
  makeGoods: OrderView['makeGoods']
  graceDays: string
  state: OrderView['state']
  copies: readonly CopyDraft[]
}

export interface FieldsProps {
  stationId: number
  draft: OrderDraft
  error: Error | null
  onChange: (edit: Partial<OrderDraft>) => void
  /** It is there already, and so may be paused and ended. */
  isThere?: boolean
}

export const EMPTY_ORDER: OrderDraft = {
  number: '',
  name: '',
  sponsor: '',
  product: '',
  typeCode: 'ADV',
  firstDay: '',
  lastDay: '',
  plays: '4',
  per: 'day',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  windows: [],
  priority: '5',
  leastApartMin: '30',
  makeGoods: 'auto',
  graceDays: '0',
  state: 'active',
  copies: [],
}

export const draftOf = (order: OrderView): OrderDraft => ({
  number: order.number,
  name: order.name,
  sponsor: order.sponsor,
  product: order.product,
  typeCode: order.typeCode,
  firstDay: order.firstDay,
  lastDay: order.lastDay,
  plays: String(order.plays),
  per: order.per,
  weekdays: order.weekdays,
  windows: order.windows,
  priority: String(order.priority),
  leastApartMin: String(order.leastApartMin),
  makeGoods: order.makeGoods,
  graceDays: String(order.graceDays),
  state: order.state,
  copies: order.copies.map(({ trackId, title, weight, firstDay, lastDay }) => ({
    trackId: String(trackId),
    title,
    weight: String(weight),
    firstDay: firstDay ?? '',
    lastDay: lastDay ?? '',
  })),
})

const dayOrNull = (day: string): string | null => (day === '' ? null : day)

/** What is sent; ask `whyNotOf` first. */
export const bodyOf = (draft: OrderDraft) => ({
  ...draft,
  plays: Number(draft.plays),
  priority: Number(draft.priority),
  leastApartMin: Number(draft.leastApartMin),
  graceDays: Number(draft.graceDays),
  weekdays: [...draft.weekdays],
  windows: draft.windows.map(({ from, to }) => ({ from: clockOf(from), to: clockOf(to) })),
  copies: draft.copies.map(({ trackId, weight, firstDay, lastDay }) => ({
    trackId: Number(trackId),
    weight: Number(weight),
    firstDay: dayOrNull(firstDay),
    lastDay: dayOrNull(lastDay),
  })),
})

/** `6:00` as `06:00`. */
const clockOf = (text: string): string => text.trim().padStart(5, '0')

const isCount = (text: string, least: number, most: number): boolean =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
const isClock = (text: string): boolean => /^(?:[01]?\d|2[0-3]):[0-5]\d$/.test(text.trim())
const isEnd = (text: string): boolean => isClock(text) || text.trim() === '24:00'

/** What is still missing, as far as it can be told without the server. */
export function whyNotOf(say: Say, draft: OrderDraft): string | null {
  if (draft.number.trim() === '' || draft.name.trim() === '') return say('web.traffic.needs.name')
  if (draft.firstDay === '' || draft.lastDay === '') return say('web.traffic.needs.days')
  if (draft.lastDay < draft.firstDay) return say('web.traffic.needs.order')
  if (!isCount(draft.plays, 1, 20_000)) return say('web.traffic.needs.plays')
  if (draft.weekdays.length === 0) return say('web.traffic.needs.weekdays')
  if (draft.windows.some(({ from, to }) => !isClock(from) || !isEnd(to))) return say('web.traffic.needs.windows')
  if (!isCount(draft.leastApartMin, 0, 1440) || !isCount(draft.graceDays, 0, 90))
    return say('web.traffic.needs.numbers')
  return draft.copies.every(({ weight }) => isCount(weight, 1, 100)) ? null : say('web.traffic.needs.weight')
}
