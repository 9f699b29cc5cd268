import { z } from 'zod'
import { countedPageOf, defineRoutes, Instant, pageOf, PageQuery, Said } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'
import { StationId } from '../stations/contract.ts'
import * as model from './model.ts'

export { readCopies, readWeekdays, readWindows, writeCopies, writeWeekdays, writeWindows } from './model.ts'

export const OrderId = rowId('order')
export const SpotId = rowId('spot')

const count = z.number().int()
const AirDate = z.iso.date().describe('YYYY-MM-DD, a day of the station’s calendar')
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{C}]*$/u)

export const OrderNumber = line(model.NUMBER_LONGEST)
  .min(1)
  .describe('As sponsors and papers name it; all are different')
export const OrderText = line(model.TEXT_LONGEST)
export const OrderName = OrderText.min(1)
const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
const WindowEnd = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/)
const Windows = z
  .array(z.object({ from: Clock, to: WindowEnd }))
  .max(model.WINDOWS_MOST)
  .describe('When a play may begin, by the station’s clock; empty means the whole day')
const Weekdays = z
  .array(z.number().int().min(1).max(7))
  .min(1)
  .max(7)
  .transform((days) => [...new Set(days)].toSorted((a, b) => a - b))
  .describe('1 is Monday')
const TypeOfOrder = z.enum(model.ORDER_TYPES).describe('Advert, commercial, public service announcement, promo')
const Per = z.enum(model.PER).describe('Whether plays are of each day or of the whole flight, spread evenly')
const MakeGoods = z.enum(model.MAKE_GOODS).describe('auto: a miss is made good by itself; ask: once it is approved')
const StateOfOrder = z.enum(model.ORDER_STATES)
export const Plays = z.number().int().min(1).max(model.PLAYS_MOST)
export const Priority = z.number().int().min(1).max(10).describe('1 is the most urgent')
export const LeastApart = z.number().int().min(0).max(1440).describe('Minutes between the starts of two of its plays')
export const GraceDays = z
  .number()
  .int()
  .min(0)
  .max(model.GRACE_DAYS_MOST)
  .describe('For so long after the flight misses are still made good')
export const Weight = z.number().int().min(1).max(model.WEIGHT_MOST).describe('How often it plays beside the others')
export const TrackNumber = z.number().int().positive().max(Number.MAX_SAFE_INTEGER).describe('A track of the library')

const CopyInput = z.object({
  trackId: TrackNumber,
  weight: Weight.default(1),
  firstDay: AirDate.nullable().default(null),
  lastDay: AirDate.nullable().default(null),
})

const parts = {
  number: OrderNumber,
  name: OrderName,
  sponsor: OrderText,
  product: OrderText,
  typeCode: TypeOfOrder,
  firstDay: AirDate,
  lastDay: AirDate,
  plays: Plays,
  per: Per,
  weekdays: Weekdays,
  windows: Windows,
  priority: Priority,
  leastApartMin: LeastApart,
  makeGoods: MakeGoods,
  graceDays: GraceDays,
  state: StateOfOrder,
  copies: z.array(CopyInput).describe('What it plays; at most 50'),
}

export const CopyView = z.object({
  copyId: count,
  trackId: count,
  title: z.string(),
  lengthMs: count,
  weight: count,
  firstDay: z.string().nullable(),
  lastDay: z.string().nullable(),
})

export const OrderView = z.object({
  orderId: count,
  stationId: count,
  number: z.string(),
  name: z.string(),
  sponsor: z.string(),
  product: z.string(),
  typeCode: TypeOfOrder,
  firstDay: z.string(),
  lastDay: z.string(),
  plays: count,
  per: Per,
  weekdays: z.array(count),
  windows: z.array(z.object({ from: z.string(), to: z.string() })),
  priority: count,
  leastApartMin: count,
  makeGoods: MakeGoods,
  graceDays: count,
  state: StateOfOrder,
  phase: z.enum(['coming', 'running', 'over']).describe('Of its flight, today'),
  copies: z.array(CopyView),
  fulfilment: z.object({
    ordered: count.describe('Plays of the whole flight'),
    aired: count,
    planned: count.describe('In the logs of days to come, or wanted there'),
    missed: count,
    owed: count.describe('Misses that nothing makes good yet'),
    waived: count,
  }),
  notes: z.array(Said).describe('What needs somebody, the most urgent first'),
  createdAt: Instant,
  changedAt: Instant,
  removedAt: Instant.nullable(),
  etag: z.string(),
})
export type OrderView = z.output<typeof OrderView>

export const OrderDay = z.object({
  airDate: z.string(),
  wanted: count.describe('Ordinary plays: written down where the day’s log is made, else as they will be spread'),
  isMade: z.boolean().describe('The day’s log is made'),
  planned: count,
  aired: count,
  missed: count,
  makeGoods: count.describe('Of all these, plays that make good for a miss'),
  hasCopy: z.boolean(),
})
export type OrderDay = z.output<typeof OrderDay>

export const SpotView = z.object({
  spotId: count,
  orderId: count,
  number: z.string(),
  name: z.string(),
  airDate: z.string(),
  state: z.enum(model.SPOT_STATES).describe('planned: wanted, and not in the log'),
  copyTitle: z.string().nullable(),
  trackId: count.nullable(),
  entryId: count.nullable(),
  startsAt: Instant.nullable(),
  airedAt: Instant.nullable(),
  missed: Said.nullable(),
  makesGood: z.object({ spotId: count, airDate: z.string() }).nullable().describe('The miss that it makes good'),
})
export type SpotView = z.output<typeof SpotView>

export const MissView = z.object({
  spotId: count,
  orderId: count,
  number: z.string(),
  name: z.string(),
  airDate: z.string(),
  startsAt: Instant.nullable(),
  missed: Said,
  state: z
    .enum(['asked', 'owed', 'planned', 'made', 'waived', 'late'])
    .describe(
      'asked: somebody has to decide; owed: a day to come makes it good; planned: a log has that play; late: no day is left',
    ),
  until: z.string().describe('The last day on which it may be made good'),
  makeGood: z.object({ spotId: count, airDate: z.string(), state: z.enum(model.SPOT_STATES) }).nullable(),
  reason: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
})
export type MissView = z.output<typeof MissView>

const WantedView = z.object({
  orderId: count,
  copyId: count,
  trackId: count,
  title: z.string(),
  lengthMs: count,
  sponsor: z.string().nullable(),
  product: z.string().nullable(),
  priority: count,
  plays: count,
  within: z.array(z.object({ from: Instant, to: Instant })),
  leastApartMs: count,
  makesGoodSpotId: count.nullable(),
})

const stationParams = z.object({ stationId: StationId })
const orderParams = z.object({ orderId: OrderId })
const spotParams = z.object({ spotId: SpotId })
const at = '/api/v1/radio/stations/:stationId'
const Reason = line(model.REASON_LONGEST)

export const orderRoutes = defineRoutes('radio.orders', {
  list: {
    method: 'GET',
    path: `${at}/orders`,
    scope: 'read',
    summary: 'Orders of a station: those that miss copy first, then those that end soon',
    params: stationParams,
    query: PageQuery.extend({
      which: z
        .enum(['open', 'over', 'removed'])
        .default('open')
        .describe('open: neither ended nor past their flight and its grace; removed: taken out'),
      text: z.string().max(200).optional().describe('In number, name, sponsor or product'),
    }),
    reply: countedPageOf(OrderView),
  },
  add: {
    method: 'POST',
    path: `${at}/orders`,
    scope: 'files:move',
    summary: 'Add an order',
    params: stationParams,
    body: z.object({
      ...parts,
      sponsor: OrderText.default(''),
      product: OrderText.default(''),
      typeCode: TypeOfOrder.default('ADV'),
      per: Per.default('day'),
      weekdays: Weekdays.default([...model.ALL_WEEKDAYS]),
      windows: Windows.default([]),
      priority: Priority.default(5),
      leastApartMin: LeastApart.default(30),
      makeGoods: MakeGoods.default('auto'),
      graceDays: GraceDays.default(0),
      state: StateOfOrder.default('active'),
      copies: parts.copies.default([]),
    }),
    reply: OrderView,
    status: 201,
  },
  get: {
    method: 'GET',
    path: '/api/v1/radio/orders/:orderId',
    scope: 'read',
    summary: 'One order',
    params: orderParams,
    reply: OrderView,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/radio/orders/:orderId',
    scope: 'files:move',
    summary: 'Change an order (If-Match needed); copies are given as a whole',
    params: orderParams,
    body: z.object(parts).partial(),
    reply: OrderView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/radio/orders/:orderId',
    scope: 'files:move',
    summary: 'Take an order out of which nothing was in a log yet; it can be put back',
    params: orderParams,
    reply: OrderView,
  },
  restore: {
    method: 'POST',
    path: '/api/v1/radio/orders/:orderId/restore',
    scope: 'files:move',
    summary: 'Put an order back that was taken out',
    params: orderParams,
    body: z.object({}).default({}),
    reply: OrderView,
  },
  days: {
    method: 'GET',
    path: '/api/v1/radio/orders/:orderId/days',
    scope: 'read',
    summary: 'The days of an order’s flight and its grace, with the plays of each',
    params: orderParams,
    reply: z.object({ today: z.string(), items: z.array(OrderDay) }),
  },
})

export const spotRoutes = defineRoutes('radio.spots', {
  list: {
    method: 'GET',
    path: `${at}/spots`,
    scope: 'read',
    summary: 'Spots of a station, newest first',
    params: stationParams,
    query: PageQuery.extend({
      orderId: OrderId.optional(),
      state: z.enum(model.SPOT_STATES).optional(),
      from: AirDate.optional(),
      to: AirDate.optional(),
    }),
    reply: pageOf(SpotView),
  },
  wanted: {
    method: 'GET',
    path: `${at}/wanted-spots`,
    scope: 'read',
    summary: 'What orders want of a day, and those that can’t have any',
    params: stationParams,
    query: z.object({ airDate: AirDate }),
    reply: z.object({
      items: z.array(WantedView),
      unplannable: z.array(
        z.object({ orderId: count, number: z.string(), name: z.string(), plays: count, said: Said }),
      ),
    }),
  },
  misses: {
    method: 'GET',
    path: `${at}/make-goods`,
    scope: 'read',
    summary: 'Missed plays, newest first, and what makes them good',
    params: stationParams,
    query: PageQuery.extend({ orderId: OrderId.optional() }),
    reply: pageOf(MissView),
  },
  approve: {
    method: 'POST',
    path: '/api/v1/radio/spots/:spotId/approve',
    scope: 'files:move',
    summary: 'Let a missed play be made good on a day to come',
    params: spotParams,
    body: z.object({ reason: Reason.default('') }),
    reply: MissView,
  },
  waive: {
    method: 'POST',
    path: '/api/v1/radio/spots/:spotId/waive',
    scope: 'files:move',
    summary: 'Owe a missed play no more',
    params: spotParams,
    body: z.object({ reason: Reason.min(1) }),
    reply: MissView,
  },
  reopen: {
    method: 'POST',
    path: '/api/v1/radio/spots/:spotId/reopen',
    scope: 'files:move',
    summary: 'Take back what was decided of a missed play',
    params: spotParams,
    body: z.object({}).default({}),
    reply: MissView,
  },
})
