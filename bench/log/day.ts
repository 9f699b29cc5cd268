import {
  type CartShape,
  type CategoryShape,
  type ClockShape,
  type ClockSlot,
  hoursOfDay,
  type PlanDayInput,
  type PoolTrack,
  type SeparationRules,
  type WantedSpot,
} from '../../src/radio/music/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const AIR_DATE = '2026-11-18'
const ZONE = 'Europe/Paris'

export const TRACKS = 20_000
const JINGLES = 40
const SPOTS = 40

const GENRES = ['Rock', 'Pop', 'Soul', 'Jazz', 'Folk']

const RULES: SeparationRules = {
  artistMinutes: 90,
  titleMinutes: 240,
  sponsorMinutes: 15,
  productMinutes: 30,
  cartMinutes: 5,
  artistPerHour: 1,
  sponsorPerHour: 4,
}

function trackOf(index: number): PoolTrack {
  const isJingle = index < JINGLES
  const lengthMs = isJingle ? 6000 + index * 100 : 60_000 + ((index * 7919) % 180_000)
  return {
    trackId: index + 1,
    title: `Title ${index}`,
    artist: `Artist ${index % 4000}`,
    titleKey: `title ${index % 15_000}`,
    artistKey: `artist ${index % 4000}`,
    typeCode: isJingle ? 'IDS' : 'MUS',
    lengthMs,
    cueInMs: 0,
    cueOutMs: lengthMs,
    sponsor: null,
    product: null,
    genre: GENRES[index % GENRES.length] ?? '',
    year: 1960 + (index % 66),
    addedAt: index * HOUR_MS,
  }
}

const category = (categoryId: number, query: Partial<CategoryShape['query']>): CategoryShape => ({
  categoryId,
  name: `Category ${categoryId}`,
  daypartIds: [],
  query: {
    typeCodes: ['MUS'],
    genres: [],
    leastMs: null,
    mostMs: null,
    fromYear: null,
    toYear: null,
    text: '',
    ...query,
  },
})

const common = { anchor: null, daypartIds: [], transition: 'segue' as const }
const music = (slotId: string, categoryId: number, count: number): ClockSlot => ({
  ...common,
  kind: 'category',
  slotId,
  categoryId,
  fill: { by: 'count', count },
})

const CLOCK: ClockShape = {
  clockId: 1,
  name: 'Music hour',
  trimAtMostMs: 20_000,
  slots: [
    {
      ...common,
      kind: 'cart',
      slotId: 'a',
      cartId: 1,
      fill: { by: 'count', count: 1 },
      anchor: { kind: 'hard', atMs: 0 },
    },
    music('b', 1, 4),
    { ...common, kind: 'spots', slotId: 'c', units: 4, maxMs: 120_000, anchor: { kind: 'soft', atMs: 15 * MINUTE_MS } },
    { ...common, kind: 'voice', slotId: 'd', lengthMs: 15_000 },
    music('e', 2, 4),
    {
      ...common,
      kind: 'cart',
      slotId: 'f',
      cartId: 1,
      fill: { by: 'count', count: 1 },
      anchor: { kind: 'hard', atMs: 30 * MINUTE_MS },
    },
    music('g', 3, 3),
    { ...common, kind: 'spots', slotId: 'h', units: 4, maxMs: 120_000 },
    { ...common, kind: 'category', slotId: 'i', categoryId: 1, fill: { by: 'end' } },
  ],
}

const CART: CartShape = {
  cartId: 1,
  name: 'Idents',
  order: 'rotation',
  maxAgeMs: null,
  categoryId: null,
  daypartIds: [],
  members: Array.from({ length: JINGLES }, (_, index) => ({
    trackId: index + 1,
    weight: 1 + (index % 3),
    from: null,
    to: null,
    daypartIds: [],
  })),
}

const spotOf = (index: number): WantedSpot => ({
  orderId: index + 1,
  copyId: index + 1,
  trackId: 100_000 + index,
  lengthMs: 30_000,
  title: `Spot ${index}`,
  sponsor: `Sponsor ${index % 25}`,
  product: `Product ${index % 15}`,
  priority: 1 + (index % 10),
  plays: 4,
  within: [{ from: 0, to: Number.MAX_SAFE_INTEGER }],
  leastApartMs: HOUR_MS,
  makesGoodSpotId: null,
})

/** A day of 24 hours of one clock, with every rule on. */
export function makeLogDay(): PlanDayInput {
  const hours = hoursOfDay(AIR_DATE, ZONE).map((hour) => ({ ...hour, clock: CLOCK }))
  const startsAt = hours[0]?.startsAt ?? 0
  const tracks = Array.from({ length: TRACKS }, (_, index) => trackOf(index))
  return {
    airDate: AIR_DATE,
    seed: 'bench',
    hours,
    taken: [{ startsAt: startsAt + 3.1 * HOUR_MS, endsAt: startsAt + 3.25 * HOUR_MS, slotKey: null, facts: null }],
    tracks,
    categories: [
      category(1, {}),
      category(2, { genres: GENRES.slice(0, 3) }),
      category(3, { fromYear: 1980, mostMs: 200_000 }),
    ],
    carts: [CART],
    dayparts: [],
    separation: RULES,
    heard: Array.from({ length: 2000 }, (_, index) => ({
      trackId: 1 + JINGLES + ((index * 13) % (TRACKS - JINGLES)),
      startsAt: startsAt - (index + 1) * 3 * MINUTE_MS,
    })),
    lastHeard: new Map(tracks.map(({ trackId }) => [trackId, startsAt - ((trackId * 37) % 1000) * HOUR_MS])),
    spots: Array.from({ length: SPOTS }, (_, index) => spotOf(index)),
  }
}
