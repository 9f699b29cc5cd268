import { z } from 'zod'
import { defineRoutes, Instant } from '../../../kernel/contract.ts'
import { StationId } from '../../stations/contract.ts'
import { TypeCode } from '../../tracks/contract.ts'
import { ofEachThing, thingRoutes } from '../shelf/contract.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1440
const Minutes = z
  .number()
  .int()
  .min(0)
  .max(7 * DAY_MINUTES)
  .describe('Minutes between two starts; 0 is no rule')
const PerHour = z
  .number()
  .int()
  .min(1)
  .max(60)
  .nullable()
  .describe('At most so often in an hour of the log; null is no rule')
const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const AirDate = z.iso.date()

/** How far apart what belongs together must be. Artist and title hold for music, the others for all. */
export const SeparationRules = z.object({
  artistMinutes: Minutes,
  titleMinutes: Minutes,
  sponsorMinutes: Minutes,
  productMinutes: Minutes,
  cartMinutes: Minutes,
  artistPerHour: PerHour,
  sponsorPerHour: PerHour,
})
export type SeparationRules = z.output<typeof SeparationRules>

/** A named band of the local week. Ends at or before its start: it goes over midnight, and belongs to the day that it begins on. */
export const DaypartShape = z.object({
  daypartId: z.number().int(),
  name: z.string(),
  weekDays: z.array(z.number().int().min(1).max(7)).min(1).describe('1 Monday to 7 Sunday'),
  from: LocalTime,
  to: LocalTime.describe('Half-open; the same as from: the whole day'),
})
export type DaypartShape = z.output<typeof DaypartShape>

/** Which tracks belong to a category. All that is given must hold; empty and null hold for each track. */
export const CategoryQuery = z.object({
  typeCodes: z.array(TypeCode).min(1).max(11),
  genres: z
    .array(z.string().trim().min(1).max(100))
    .max(50)
    .default([])
    .describe('One of them, without regard to case'),
  leastMs: z.number().int().min(0).nullable().default(null),
  mostMs: z.number().int().min(0).nullable().default(null),
  fromYear: z.number().int().min(1000).max(9999).nullable().default(null),
  toYear: z.number().int().min(1000).max(9999).nullable().default(null),
  text: z.string().trim().max(200).default('').describe('Each word is found in title or artist'),
})
export type CategoryQuery = z.output<typeof CategoryQuery>

export const CategoryShape = z.object({
  categoryId: z.number().int(),
  name: z.string(),
  query: CategoryQuery,
  daypartIds: z.array(z.number().int()),
})
export type CategoryShape = z.output<typeof CategoryShape>

export const CartMember = z.object({
  trackId: z.number().int().positive(),
  weight: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('A member of weight 2 is heard twice as often as one of weight 1'),
  from: AirDate.nullable().default(null).describe('First day of its flight'),
  to: AirDate.nullable().default(null).describe('Last day of its flight'),
  daypartIds: z.array(z.number().int().positive()).max(20).default([]),
})
export type CartMember = z.output<typeof CartMember>

export const CartShape = z.object({
  cartId: z.number().int(),
  name: z.string(),
  order: z.enum(['rotation', 'newest']),
  maxAgeMs: z
    .number()
    .int()
    .min(MINUTE_MS)
    .nullable()
    .describe('Of the newest first: older ones are not heard; null: any age'),
  categoryId: z.number().int().nullable().describe('Its tracks are members, too, with weight 1'),
  daypartIds: z.array(z.number().int()),
  members: z.array(CartMember),
})
export type CartShape = z.output<typeof CartShape>

const DaypartIds = z.array(z.number().int().positive()).max(20).describe('Empty: always')

const daypartFacts = { weekDays: DaypartShape.shape.weekDays, from: LocalTime, to: LocalTime }
export const DaypartFacts = z.object(daypartFacts)
export type DaypartFacts = z.output<typeof DaypartFacts>
export const DaypartView = DaypartShape.extend(ofEachThing)
export type DaypartView = z.output<typeof DaypartView>
export const daypartRoutes = defineRoutes(
  'radio.dayparts',
  thingRoutes({
    many: 'dayparts',
    one: 'daypart',
    view: DaypartView,
    facts: daypartFacts,
    changes: DaypartFacts.partial().shape,
  }),
)

const categoryFacts = { query: CategoryQuery, daypartIds: DaypartIds.default([]) }
export const CategoryFacts = z.object(categoryFacts)
export type CategoryFacts = z.output<typeof CategoryFacts>
export const CategoryView = CategoryShape.extend({
  ...ofEachThing,
  matches: z.number().int().nullable().describe('Tracks that it has now; null when they are not known'),
  typicalMs: z.number().int().nullable().describe('How long one of them is about'),
})
export type CategoryView = z.output<typeof CategoryView>
export const categoryRoutes = defineRoutes(
  'radio.categories',
  thingRoutes({
    many: 'categories',
    one: 'category',
    view: CategoryView,
    facts: categoryFacts,
    changes: { query: CategoryQuery.optional(), daypartIds: DaypartIds.optional() },
  }),
)

const Members = z.array(CartMember).max(1000)
const cartFacts = {
  order: CartShape.shape.order.default('rotation'),
  maxAgeMs: CartShape.shape.maxAgeMs.default(null),
  categoryId: CartShape.shape.categoryId.default(null),
  daypartIds: DaypartIds.default([]),
  members: Members.default([]),
}
export const CartFacts = z.object(cartFacts)
export type CartFacts = z.output<typeof CartFacts>
export const CartView = CartShape.extend({
  ...ofEachThing,
  tracks: z
    .array(
      z.object({
        trackId: z.number().int(),
        title: z.string(),
        artist: z.string(),
        lengthMs: z.number().int(),
        lastHeardAt: Instant.nullable().describe('As far as is known'),
      }),
    )
    .describe('Of its members those that can be played now'),
})
export type CartView = z.output<typeof CartView>
export const cartRoutes = defineRoutes(
  'radio.carts',
  thingRoutes({
    many: 'carts',
    one: 'cart',
    view: CartView,
    facts: cartFacts,
    changes: {
      order: CartShape.shape.order.optional(),
      maxAgeMs: CartShape.shape.maxAgeMs.optional(),
      categoryId: CartShape.shape.categoryId.optional(),
      daypartIds: DaypartIds.optional(),
      members: Members.optional(),
    },
  }),
)

export const SeparationView = SeparationRules.extend({ stationId: z.number().int(), etag: z.string() })
export type SeparationView = z.output<typeof SeparationView>

const separationPath = '/api/v1/radio/stations/:stationId/separation'
export const separationRoutes = defineRoutes('radio.separation', {
  get: {
    method: 'GET',
    path: separationPath,
    scope: 'read',
    summary: 'How far apart the station keeps artists, titles, sponsors, products and carts',
    params: z.object({ stationId: StationId }),
    reply: SeparationView,
  },
  change: {
    method: 'PATCH',
    path: separationPath,
    scope: 'jobs:write',
    summary: 'Change the rules (If-Match needed)',
    params: z.object({ stationId: StationId }),
    body: SeparationRules.partial(),
    reply: SeparationView,
  },
})
