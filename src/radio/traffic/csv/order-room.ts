import { z } from 'zod'
import { foldText } from '../../../kernel/fold-text.ts'
import type { SaidCode } from '../../../plans/index.ts'
import type { PutRoom } from '../../csv/index.ts'
import { type CopyFacts, MAKE_GOODS, type Order, ORDER_STATES, ORDER_TYPES, ORDERS_MOST, PER } from '../model.ts'
import { getOrder } from '../orders.ts'
import { lockTraffic } from '../spots/note-spots.ts'
import { listOrdersWithHistory } from '../spots/store.ts'
import { findOrders, findOrdersOf, insertOrder, listOrders, updateOrder } from '../store.ts'
import { NEW_ORDER, saysSame } from './columns.ts'
import { PUT_ORDER } from './put-kinds.ts'

/** An order whose copies may still be without ids. */
export type PutOrder = Omit<Order, 'copies'> & { copies: readonly CopyFacts[] }

const text = z.string()
const number = z.number()
const CopyPart = z.object({
  trackId: number,
  title: text,
  lengthMs: number,
  weight: number,
  firstDay: text.nullable(),
  lastDay: text.nullable(),
})
const OrderPart = z
  .object({
    number: text,
    name: text,
    sponsor: text,
    product: text,
    typeCode: z.enum(ORDER_TYPES),
    firstDay: text,
    lastDay: text,
    plays: number,
    per: z.enum(PER),
    weekdays: z.array(number),
    windows: z.array(z.object({ from: text, to: text })),
    priority: number,
    leastApartMin: number,
    makeGoods: z.enum(MAKE_GOODS),
    graceDays: number,
    state: z.enum(ORDER_STATES),
    copies: z.array(CopyPart),
  })
  .partial()
  .strict()

interface World {
  /** Folded numbers of those that stand. */
  numbers: Set<string>
  /** Those of which something was in a log. */
  withHistory: ReadonlySet<number>
}

const said = (code: string, params: SaidCode['params']): SaidCode => ({ code, params })

export const orderRoom: PutRoom<PutOrder, World> = {
  kind: PUT_ORDER,
  told: { applied: 'radio.orders.imported', undone: 'radio.orders.import-undone' },
  lock: lockTraffic,
  refuseStation: async () => undefined,
  nameOf: (part) => part.number ?? '',
  has: saysSame,
  partIn: (details) => OrderPart.parse(details),
  find: findOrders,
  findOf: findOrdersOf,
  look: async (reader, stationId) => ({
    numbers: new Set((await listOrders(reader, stationId)).map((order) => foldText(order.number))),
    withHistory: await listOrdersWithHistory(reader, stationId),
  }),
  refuseYet: () => undefined,
  whole: (_world, { after }) => after,
  refuseToAdd({ numbers }, { after: { number: wanted = '' } }) {
    if (numbers.has(foldText(wanted))) return said('radio/order-number-taken', { number: wanted })
    if (numbers.size >= ORDERS_MOST) return said('radio/too-many-orders', { most: ORDERS_MOST })
    numbers.add(foldText(wanted))
    return undefined
  },
  refuseToChange({ numbers }, current, wanted) {
    const [from, to] = [foldText(current.number), foldText(wanted.number)]
    if (from === to) return undefined
    if (numbers.has(to)) return said('radio/order-number-taken', { number: wanted.number })
    numbers.delete(from)
    numbers.add(to)
    return undefined
  },
  refuseToRemove: ({ withHistory }, order) =>
    withHistory.has(order.orderId)
      ? said('radio/order-has-spots', { number: order.number, name: order.name })
      : undefined,
  async insert(tx, added, { stationId, now }) {
    const ids: number[] = []
    for (const { operationId, facts } of added) {
      const { copies, ...order } = { ...NEW_ORDER, ...facts }
      ids.push(await insertOrder(tx, { stationId, operationId, facts: order, copies }, now))
    }
    return ids
  },
  async update(tx, order, now) {
    await updateOrder(tx, order, now)
    return getOrder(tx, order.orderId)
  },
  idOf: ({ orderId }) => orderId,
}
