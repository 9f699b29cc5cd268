import type { Desk } from '../desk.ts'

const MINUTE_MS = 60_000

export interface ClockWish {
  stationId: number
  /** Members of the cart of station ids. */
  stationIds: readonly number[]
}

/** Categories, a cart, a clock of news, music, spots and a promo, and a week that has it in each hour. @returns the clock */
export async function setUpClocks(desk: Desk, { stationId, stationIds }: ClockWish): Promise<number> {
  const at = `radio/stations/${stationId}`
  const add = <Id extends string>(many: string, body: object) =>
    desk.send<Record<Id, number>>(`POST ${at}/${many}`, body)
  const category = (name: string, typeCode: string) =>
    add<'categoryId'>('categories', { name, query: { typeCodes: [typeCode] } })
  const { categoryId } = await category('Music', 'MUS')
  const { categoryId: promos } = await category('Promos', 'PRO')
  const members = stationIds.map((trackId) => ({ trackId }))
  const cart = { name: 'Station ids', order: 'rotation', maxAgeMs: null, categoryId: null, members }
  const { cartId } = await add<'cartId'>('carts', cart)
  const music = { kind: 'category', categoryId }
  const slots = [
    { slotId: 'id', kind: 'cart', cartId, anchor: { kind: 'hard', atMs: 0 } },
    { slotId: 'm1', ...music, fill: { by: 'time', ms: 24 * MINUTE_MS } },
    { slotId: 'a1', kind: 'spots', units: 3, maxMs: 2 * MINUTE_MS },
    { slotId: 'p1', kind: 'category', categoryId: promos },
    { slotId: 'm2', ...music, fill: { by: 'end' } },
  ]
  const { clockId } = await add<'clockId'>('clocks', { name: 'Hour', slots })
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => clockId))
  await desk.change(`PUT ${at}/grid`, { week })
  return clockId
}

export interface OrderWish {
  number: string
  sponsor: string
  product: string
  firstDay: string
  lastDay: string
  plays: number
  /** Tracks that it is played with; none: it waits for its copy. */
  copies: readonly number[]
}

export const addOrder = (desk: Desk, stationId: number, { copies, sponsor, ...wish }: OrderWish): Promise<object> =>
  desk.send(`POST radio/stations/${stationId}/orders`, {
    ...wish,
    name: sponsor,
    sponsor,
    typeCode: 'ADV',
    per: 'day',
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: [],
    copies: copies.map((trackId) => ({ trackId })),
  })
