import fc from 'fast-check'
import {
  type CartShape,
  type CategoryShape,
  type ClockShape,
  type ClockSlot,
  type DayPlan,
  type DaypartShape,
  hoursOfDay,
  planDay,
  type PlanDayInput,
  type PoolTrack,
  type SeparationRules,
  type TakenStretch,
  type WantedSpot,
} from '../src/radio/music/index.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

export const NO_RULES: SeparationRules = {
  artistMinutes: 0,
  titleMinutes: 0,
  sponsorMinutes: 0,
  productMinutes: 0,
  cartMinutes: 0,
  artistPerHour: null,
  sponsorPerHour: null,
}

export const DAYS = [
  ['2026-11-29', 'UTC'],
  ['2026-03-29', 'Europe/Paris'],
  ['2026-10-25', 'Europe/Paris'],
  ['2026-03-08', 'America/New_York'],
  ['2026-11-01', 'America/New_York'],
  ['2026-10-04', 'Australia/Lord_Howe'],
  ['2026-04-05', 'Australia/Lord_Howe'],
] as const

export const makeTrack = (trackId: number, facts: Partial<PoolTrack> = {}): PoolTrack => ({
  trackId,
  title: `Title ${trackId}`,
  artist: `Artist ${trackId}`,
  titleKey: `title ${trackId}`,
  artistKey: `artist ${trackId}`,
  typeCode: 'MUS',
  lengthMs: 200 * SECOND_MS,
  cueInMs: 0,
  cueOutMs: facts.lengthMs ?? 200 * SECOND_MS,
  sponsor: null,
  product: null,
  genre: '',
  year: null,
  addedAt: null,
  ...facts,
})

export const ofType = (categoryId: number, typeCode: CategoryShape['query']['typeCodes'][number]): CategoryShape => ({
  categoryId,
  name: typeCode,
  query: {
    typeCodes: [typeCode],
    genres: [],
    leastMs: null,
    mostMs: null,
    fromYear: null,
    toYear: null,
    text: '',
  },
  daypartIds: [],
})

export const makeClock = (slots: readonly ClockSlot[], trimAtMostMs: number | null = 30_000): ClockShape => ({
  clockId: 1,
  name: 'Hour',
  trimAtMostMs,
  slots: [...slots],
})

export const slot = <Kind extends ClockSlot['kind']>(
  kind: Kind,
  facts: Omit<Extract<ClockSlot, { kind: Kind }>, 'kind' | 'anchor' | 'daypartIds' | 'transition'> & Partial<ClockSlot>,
): ClockSlot => ({ anchor: null, daypartIds: [], transition: 'segue', ...facts, kind }) as unknown as ClockSlot

/** A day with one clock in all its hours, and nothing else. */
export function makeDay(facts: Partial<PlanDayInput> & { clock: ClockShape | null; zone?: string }): PlanDayInput {
  const { clock, zone = 'UTC', airDate = '2026-11-29', ...others } = facts
  return {
    airDate,
    seed: 'seed',
    hours: hoursOfDay(airDate, zone).map((hour) => ({ ...hour, clock })),
    taken: [],
    tracks: [],
    categories: [ofType(1, 'MUS')],
    carts: [],
    dayparts: [],
    separation: NO_RULES,
    heard: [],
    spots: [],
    ...others,
  }
}

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((one) => one * SECOND_MS)

const arbitraryFill = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((count) => ({ by: 'count' as const, count })),
  seconds(1, 1800).map((ms) => ({ by: 'time' as const, ms })),
  fc.constant({ by: 'end' as const }),
)

const arbitraryContent = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('category' as const),
      categoryId: fc.integer({ min: 1, max: 4 }),
      fill: arbitraryFill,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cart' as const),
      cartId: fc.integer({ min: 1, max: 3 }),
      fill: arbitraryFill,
    }),
  },
  fc.record({ kind: fc.constant('track' as const), trackId: fc.integer({ min: 1, max: 45 }) }),
  fc.record({ kind: fc.constant('spots' as const), units: fc.integer({ min: 1, max: 5 }), maxMs: seconds(10, 240) }),
  fc.record({ kind: fc.constant('voice' as const), lengthMs: seconds(3, 120) }),
  fc.record({ kind: fc.constant('note' as const), text: fc.constant('Weather') }),
)

const arbitrarySlots = fc
  .array(
    fc.record({
      content: arbitraryContent,
      anchor: fc.option(fc.constantFrom<'hard' | 'soft'>('hard', 'soft'), { freq: 3 }),
      at: seconds(0, 3599),
      daypartIds: fc.constantFrom<number[]>([], [], [], [1]),
    }),
    { maxLength: 9 },
  )
  .map((slots) => {
    const times = slots.map(({ at }) => at).toSorted((a, b) => a - b)
    return slots.map(({ content, anchor, daypartIds }, index) => ({
      ...content,
      slotId: `s${index + 1}`,
      anchor: anchor === null ? null : { kind: anchor, atMs: times[index] ?? 0 },
      daypartIds,
      transition: 'segue' as const,
    }))
  })

const arbitraryTrack = fc.record({
  lengthMs: fc.oneof(
    { weight: 40, arbitrary: fc.integer({ min: 20_000, max: 420_000 }) },
    fc.integer({ min: 500, max: 6_000 }),
  ),
  cueInMs: fc.constantFrom(0, 0, 0, 1234),
  artist: fc.integer({ min: 1, max: 12 }),
  title: fc.integer({ min: 1, max: 30 }),
  typeCode: fc.constantFrom('MUS', 'MUS', 'MUS', 'IDS', 'PRO', 'NEW', null),
  sponsor: fc.constantFrom(null, null, 'Bakery'),
})

const arbitraryTracks = fc.array(arbitraryTrack, { minLength: 1, maxLength: 45 }).map((all) =>
  all.map(({ lengthMs, cueInMs, artist, title, typeCode, sponsor }, index) =>
    makeTrack(index + 1, {
      lengthMs,
      cueInMs: Math.min(cueInMs, lengthMs - 1),
      cueOutMs: lengthMs,
      artistKey: `artist ${artist}`,
      titleKey: `title ${title}`,
      typeCode,
      sponsor,
      addedAt: Date.UTC(2026, 0, 1 + index),
    }),
  ),
)

const arbitraryRules: fc.Arbitrary<SeparationRules> = fc.record({
  artistMinutes: fc.constantFrom(0, 30, 90),
  titleMinutes: fc.constantFrom(0, 120, 240),
  sponsorMinutes: fc.constantFrom(0, 15),
  productMinutes: fc.constantFrom(0, 20),
  cartMinutes: fc.constantFrom(0, 5),
  artistPerHour: fc.constantFrom(null, 1),
  sponsorPerHour: fc.constantFrom(null, 2),
})

const arbitraryCarts = fc.array(
  fc.record({
    order: fc.constantFrom<CartShape['order'][]>('rotation', 'newest'),
    maxAgeMs: fc.constantFrom(null, 400 * 24 * HOUR_MS),
    categoryId: fc.constantFrom(null, null, 2),
    members: fc.uniqueArray(fc.integer({ min: 1, max: 45 }), { maxLength: 6 }),
  }),
  { minLength: 2, maxLength: 3 },
)

const WHOLE_WEEK = [1, 2, 3, 4, 5, 6, 7]
const MORNING: DaypartShape = { daypartId: 1, name: 'Morning', weekDays: WHOLE_WEEK, from: '05:30', to: '12:00' }

const arbitrarySpots = fc.array(
  fc.record({
    lengthMs: fc.integer({ min: 5000, max: 60_000 }),
    plays: fc.integer({ min: 0, max: 8 }),
    priority: fc.integer({ min: 1, max: 10 }),
    sponsor: fc.constantFrom(null, 'Bakery', 'Bikes'),
    product: fc.constantFrom(null, 'Bread'),
    from: fc.integer({ min: 0, max: 20 }),
    hours: fc.integer({ min: 1, max: 24 }),
    leastApartMs: fc.constantFrom(0, 30 * MINUTE_MS),
  }),
  { maxLength: 5 },
)

/** Days of all kinds: clocks that fit and clocks that don't, few tracks, taken stretches anywhere, days of the time change. */
export const arbitraryDay: fc.Arbitrary<PlanDayInput> = fc
  .record({
    day: fc.constantFrom(...DAYS),
    firstHour: fc.integer({ min: 0, max: 20 }),
    hourCount: fc.integer({ min: 1, max: 5 }),
    clocks: fc.array(fc.record({ slots: arbitrarySlots, trim: fc.constantFrom(0, 15_000, 60_000, null) }), {
      minLength: 1,
      maxLength: 3,
    }),
    grid: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }),
    taken: fc.array(
      fc.record({
        at: fc.integer({ min: -60_000, max: 5 * HOUR_MS }),
        ms: fc.integer({ min: 0, max: 70 * MINUTE_MS }),
        kept: fc.boolean(),
      }),
      { maxLength: 5 },
    ),
    tracks: arbitraryTracks,
    carts: arbitraryCarts,
    separation: arbitraryRules,
    spots: arbitrarySpots,
    seed: fc.string({ maxLength: 4 }),
  })
  .map(({ day: [airDate, zone], firstHour, hourCount, clocks, grid, taken, carts, spots, ...others }) => {
    const hours = hoursOfDay(airDate, zone).slice(firstHour, firstHour + hourCount)
    const start = hours[0]?.startsAt ?? 0
    return {
      ...others,
      airDate,
      hours: hours.map((hour, index) => {
        const shape = clocks[grid[index] ?? 0]
        return { ...hour, clock: shape === undefined ? null : makeClock(shape.slots, shape.trim) }
      }),
      taken: taken.map(({ at, ms, kept }, index): TakenStretch => ({
        startsAt: start + at,
        endsAt: start + at + ms,
        slotKey: kept ? `${hours[0]?.name}:s${index + 1}#1` : null,
        facts: kept ? { trackId: index + 1 } : null,
      })),
      categories: [ofType(1, 'MUS'), ofType(2, 'IDS'), { ...ofType(3, 'MUS'), daypartIds: [1] }],
      carts: carts.map(({ members, ...facts }, index): CartShape => ({
        ...facts,
        cartId: index + 1,
        name: `Cart ${index + 1}`,
        daypartIds: [],
        members: members.map((trackId, place) => ({
          trackId,
          weight: place + 1,
          from: null,
          to: null,
          daypartIds: [],
        })),
      })),
      dayparts: [MORNING],
      heard: [{ trackId: 1, startsAt: start - 10 * MINUTE_MS }],
      spots: spots.map(({ from, hours: long, lengthMs, ...facts }, index): WantedSpot => ({
        ...facts,
        lengthMs,
        orderId: index + 1,
        copyId: index + 1,
        trackId: 100 + index,
        title: `Spot ${index + 1}`,
        within: [{ from: start + from * HOUR_MS, to: start + (from + long) * HOUR_MS }],
        makesGoodSpotId: null,
      })),
    }
  })

/** Deliberate faults in a plan, each of which the promises must notice. */
export const SABOTAGES: Readonly<Record<string, (plan: DayPlan, input: PlanDayInput) => DayPlan>> = {
  overlap: (plan) => ({
    ...plan,
    items: plan.items.map((one, index) => (index === 1 ? { ...one, startsAt: one.startsAt - SECOND_MS } : one)),
  }),
  'crosses-a-wall': (plan) => ({
    ...plan,
    items: plan.items.map((one, index) =>
      index === plan.items.length - 1 ? { ...one, lengthMs: one.lengthMs + 2 * HOUR_MS } : one,
    ),
  }),
  'hides-gaps': (plan) => ({ ...plan, unfilled: plan.unfilled.slice(1) }),
  'fills-kept-slots': (_plan, input) =>
    planDay({ ...input, taken: input.taken.map((one) => ({ ...one, slotKey: null })) }),
  'late-anchor': (plan) => ({
    ...plan,
    items: plan.items.map((one) => (one.startType === 'hard' ? { ...one, startsAt: one.startsAt + SECOND_MS } : one)),
  }),
  'crosses-a-hard-anchor': (plan) => {
    const index = plan.items.findIndex(({ startType }, n) => n > 0 && startType === 'hard')
    const [before, hard] = [plan.items[index - 1], plan.items[index]]
    if (before === undefined || hard === undefined) return plan
    const longer = { ...before, lengthMs: hard.startsAt + hard.lengthMs - before.startsAt }
    return { ...plan, items: plan.items.toSpliced(index - 1, 2, longer) }
  },
  'another-seed': (_plan, input) => planDay({ ...input, seed: `${input.seed}?`, tracks: input.tracks.toReversed() }),
}
