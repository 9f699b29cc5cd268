import type { Reader } from '../../db/db.ts'
import { foldText } from '../../kernel/fold-text.ts'
import { decodeCursor, encodeCursor } from '../../kernel/paging.ts'
import { type Actor, type BoundRoute, bindRoutes, withEtag } from '../../kernel/routes.ts'
import { dayAt } from '../../kernel/time.ts'
import { getStation } from '../stations/index.ts'
import { orderRoutes, type OrderView } from './contract.ts'
import type { Order } from './model.ts'
import {
  addOrder,
  changeOrder,
  getOrder,
  type OrderWish,
  removeOrder,
  restoreOrder,
  type TrafficDeps,
} from './orders.ts'
import { type Note, notesOf, rankOf } from './rules/notes.ts'
import { lastDayToMakeGood } from './rules/owed.ts'
import { listOrderDays } from './spots/order-days.ts'
import { type Fulfilment, fulfilmentOf, NO_SPOTS } from './spots/store.ts'
import { listOrders } from './store.ts'
import { toOrderView } from './views.ts'

type Which = 'open' | 'over' | 'removed'

interface Found {
  order: Order
  fulfilment: Fulfilment
  notes: readonly Note[]
}

export function orderRoutesOf(deps: TrafficDeps): BoundRoute[] {
  const { read } = deps.db
  const use = { add: addOrder(deps), change: changeOrder(deps), remove: removeOrder(deps), restore: restoreOrder(deps) }
  const todayOf = async (stationId: number): Promise<string> =>
    dayAt(deps.clock.now(), (await getStation(read, stationId)).timeZone)
  const viewOf = async (order: Order): Promise<OrderView> => {
    const today = await todayOf(order.stationId)
    const fulfilment = (await fulfilmentOf(read, order)).get(order.orderId) ?? NO_SPOTS
    return toOrderView(order, { fulfilment, notes: notesOf(order, fulfilment.owed, today), today })
  }
  const answer = async (order: Order) => withEtag(await viewOf(order), String(order.version))
  return bindRoutes(orderRoutes, {
    list: async ({ params: { stationId }, query: { cursor, limit, which, text } }) => {
      const today = await todayOf(stationId)
      const found = await ranked(read, stationId, { which, text, today })
      const start = decodeCursor(cursor) ?? 0
      const items = found.slice(start, start + limit)
      return {
        items: items.map((one): OrderView => toOrderView(one.order, { ...one, today })),
        nextCursor: start + limit < found.length ? encodeCursor(start + limit) : null,
        total: cursor === undefined ? found.length : null,
      }
    },
    add: async ({ params, body, ...call }) => answer(await use.add(params.stationId, body, byOf(call))),
    // Its figures change without its version: a browser must not take what it has for what is.
    get: async ({ params }) => viewOf(await getOrder(read, params.orderId)),
    change: async ({ params, body, ...call }) => answer(await use.change(params.orderId, given(body), byOf(call))),
    remove: async ({ params, ...call }) => answer(await use.remove(params.orderId, byOf(call))),
    restore: async ({ params, ...call }) => answer(await use.restore(params.orderId, byOf(call))),
    days: async ({ params }) => {
      const order = await getOrder(read, params.orderId)
      const today = await todayOf(order.stationId)
      return { today, items: await listOrderDays(read, order, today) }
    },
  })
}

/** Only what was said. */
const given = (change: { [Key in keyof OrderWish]?: OrderWish[Key] | undefined }): Partial<OrderWish> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))

export const byOf = ({
  actor,
  request,
}: {
  actor: Actor
  request: { address: string; ifMatch: string | undefined }
}) => ({ actor: actor.id, address: request.address, ifMatch: request.ifMatch })

/** Those that need somebody first; then by the end of their flight. */
async function ranked(
  reader: Reader,
  stationId: number,
  { which, text, today }: { which: Which; text: string | undefined; today: string },
): Promise<Found[]> {
  const [orders, fulfilments] = await Promise.all([
    listOrders(reader, stationId, which === 'removed'),
    fulfilmentOf(reader, { stationId }),
  ])
  const words = foldText(text ?? '').split(' ')
  const found = orders
    .filter((order) => which === 'removed' || isOpen(order, today) === (which === 'open'))
    .filter(({ number, name, sponsor, product }) => {
      const all = foldText([number, name, sponsor, product].join(' '))
      return words.every((word) => all.includes(word))
    })
    .map((order) => {
      const fulfilment = fulfilments.get(order.orderId) ?? NO_SPOTS
      const notes = notesOf(order, fulfilment.owed, today)
      return { order, fulfilment, notes, rank: rankOf(notes, today) }
    })
  const isFirst = which === 'over' ? -1 : 1
  return found.toSorted(
    (a, b) =>
      a.rank - b.rank ||
      isFirst * (Date.parse(a.order.lastDay) - Date.parse(b.order.lastDay)) ||
      a.order.orderId - b.order.orderId,
  )
}

const isOpen = (order: Order, today: string): boolean => order.state !== 'ended' && lastDayToMakeGood(order) >= today
