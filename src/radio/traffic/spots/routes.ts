import type { Reader } from '../../../db/db.ts'
import { instant } from '../../../kernel/contract.ts'
import { decodeCursor, pageFrom } from '../../../kernel/paging.ts'
import { type BoundRoute, bindRoutes } from '../../../kernel/routes.ts'
import { dayAt } from '../../../kernel/time.ts'
import type { WantedSpot } from '../../music/contract.ts'
import { getStation } from '../../stations/index.ts'
import { type MissView, spotRoutes, type SpotView } from '../contract.ts'
import type { Spot } from '../model.ts'
import type { TrafficDeps } from '../orders.ts'
import { byOf } from '../routes.ts'
import { findOrders, titlesOfCopies } from '../store.ts'
import { sayReason, toMissView, toSpotView } from '../views.ts'
import { decideMiss, type Decision } from './make-goods.ts'
import { findMakeGoods, findSpots, listMisses, pageOfSpots } from './store.ts'
import { listWantedSpots } from './wanted-spots.ts'

export function spotRoutesOf(deps: TrafficDeps): BoundRoute[] {
  const { read } = deps.db
  const decide = decideMiss(deps)
  const todayOf = async (stationId: number): Promise<string> =>
    dayAt(deps.clock.now(), (await getStation(read, stationId)).timeZone)
  const decided = async (spot: Spot): Promise<MissView> => {
    const [view] = await missViews(read, [spot], await todayOf(spot.stationId))
    if (view === undefined) throw new TypeError('A miss without its order')
    return view
  }
  const act = async (call: Parameters<typeof byOf>[0], spotId: number, wish: { decision: Decision; reason: string }) =>
    decided(await decide(spotId, wish, byOf(call)))
  return bindRoutes(spotRoutes, {
    list: async ({ params: { stationId }, query: { cursor, limit, ...filter } }) => {
      await getStation(read, stationId)
      const before = decodeCursor(cursor)
      const rows = await pageOfSpots(read, stationId, { ...filter, before, limit: limit + 1 })
      const page = pageFrom(rows, limit, ({ spotId }) => spotId)
      return { ...page, items: await spotViews(read, page.items) }
    },
    wanted: async ({ params: { stationId }, query: { airDate } }) => {
      const { wanted, unplannable } = await listWantedSpots(read, stationId, { airDate, now: deps.clock.now() })
      return {
        items: wanted.map(toWantedView),
        unplannable: unplannable.map(({ code, params, ...one }) => ({ ...one, said: sayReason(code, params) })),
      }
    },
    misses: async ({ params: { stationId }, query: { cursor, limit, orderId } }) => {
      const today = await todayOf(stationId)
      const before = decodeCursor(cursor)
      const rows = await listMisses(read, stationId, { orderId, before, limit: limit + 1 })
      const page = pageFrom(rows, limit, ({ spotId }) => spotId)
      return { ...page, items: await missViews(read, page.items, today) }
    },
    approve: ({ params, body, ...call }) => act(call, params.spotId, { decision: 'approved', reason: body.reason }),
    waive: ({ params, body, ...call }) => act(call, params.spotId, { decision: 'waived', reason: body.reason }),
    reopen: ({ params, ...call }) => act(call, params.spotId, { decision: null, reason: '' }),
  })
}

async function missViews(reader: Reader, misses: readonly Spot[], today: string): Promise<MissView[]> {
  const orders = await findOrders(reader, [...new Set(misses.map(({ orderId }) => orderId))])
  const makeGoods = await findMakeGoods(
    reader,
    misses.map(({ spotId }) => spotId),
  )
  return misses.flatMap((miss) => {
    const order = orders.get(miss.orderId)
    return order === undefined ? [] : [toMissView(miss, { order, makeGood: makeGoods.get(miss.spotId), today })]
  })
}

async function spotViews(reader: Reader, spots: readonly Spot[]): Promise<SpotView[]> {
  const orders = await findOrders(reader, [...new Set(spots.map(({ orderId }) => orderId))])
  const misses = await findSpots(
    reader,
    spots.flatMap(({ makesGoodSpotId }) => makesGoodSpotId ?? []),
  )
  const copies = await titlesOfCopies(reader, [...new Set(spots.flatMap(({ copyId }) => copyId ?? []))])
  return spots.flatMap((spot) => {
    const order = orders.get(spot.orderId)
    const about = { copy: copies.get(spot.copyId ?? 0), miss: misses.get(spot.makesGoodSpotId ?? 0) }
    return order === undefined ? [] : [toSpotView(spot, { order, ...about })]
  })
}

const toWantedView = ({ within, ...spot }: WantedSpot) => ({
  ...spot,
  within: within.map(({ from, to }) => ({ from: instant(from), to: instant(to) })),
})
