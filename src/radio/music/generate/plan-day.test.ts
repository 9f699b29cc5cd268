import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brokenPromises } from '../../../../test/music-promises.ts'
import { makeClock, makeDay, makeTrack, NO_RULES, ofType, slot } from '../../../../test/music-world.ts'
import type { CartShape } from '../pools/contract.ts'
import { hoursOfDay } from './day-hours.ts'
import type { DayPlan, PlanDayInput } from './model.ts'
import { planDay } from './plan-day.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const songs = (count: number, lengthOf = (index: number) => 150_000 + ((index * 7919) % 120) * 1000) =>
  Array.from({ length: count }, (_, index) => {
    const lengthMs = lengthOf(index)
    return makeTrack(index + 1, { lengthMs, cueOutMs: lengthMs, artistKey: `artist ${index % 60}` })
  })

const music = slot('category', { slotId: 's1', categoryId: 1, fill: { by: 'end' } })

function plan(input: PlanDayInput): DayPlan {
  const made = planDay(input)
  assert.deepEqual(brokenPromises(input, made), [])
  return made
}

const names = (one: DayPlan): string[] => one.items.map(({ slotKey }) => slotKey)
const firstHour = (input: PlanDayInput): PlanDayInput => ({ ...input, hours: input.hours.slice(0, 1) })
const codes = (one: DayPlan): string[] => one.items.flatMap(({ why }) => why.broken.map(({ code }) => code))

describe('hours of a day', () => {
  const shapes = {
    'a common day has 24': ['2026-11-29', 'Europe/Paris', 24, 24],
    'Paris in spring has 23, without 02': ['2026-03-29', 'Europe/Paris', 23, 23],
    'Paris in autumn has 25, with 02 twice': ['2026-10-25', 'Europe/Paris', 25, 25],
    'New York in spring has 23': ['2026-03-08', 'America/New_York', 23, 23],
    'New York in autumn has 25': ['2026-11-01', 'America/New_York', 25, 25],
    'Lord Howe in spring has 24, one of 30 minutes': ['2026-10-04', 'Australia/Lord_Howe', 24, 23.5],
    'Lord Howe in autumn has 24, one of 90 minutes': ['2026-04-05', 'Australia/Lord_Howe', 24, 24.5],
  } as const
  for (const [name, [day, zone, count, long]] of Object.entries(shapes))
    it(name, () => {
      const hours = hoursOfDay(day, zone)
      assert.equal(hours.length, count)
      assert.equal(((hours.at(-1)?.endsAt ?? 0) - (hours[0]?.startsAt ?? 0)) / HOUR_MS, long)
      assert.equal(new Set(hours.map((hour) => hour.name)).size, count)
      const made = plan(makeDay({ airDate: day, zone, clock: makeClock([music]), tracks: songs(400) }))
      assert.deepEqual(made.unfilled, [])
    })

  it('names the hours of a change', () => {
    const around = (day: string, zone: string) =>
      hoursOfDay(day, zone)
        .slice(0, 4)
        .map(({ name, startsAt, endsAt }) => `${name} ${(endsAt - startsAt) / MINUTE_MS}`)
    assert.deepEqual(around('2026-03-29', 'Europe/Paris'), ['00 60', '01 60', '03 60', '04 60'])
    assert.deepEqual(around('2026-10-25', 'Europe/Paris'), ['00 60', '01 60', '02 60', '02+ 60'])
    assert.deepEqual(around('2026-11-01', 'America/New_York'), ['00 60', '01 60', '01+ 60', '02 60'])
    assert.deepEqual(around('2026-10-04', 'Australia/Lord_Howe'), ['00 60', '01 60', '02 30', '03 60'])
    assert.deepEqual(around('2026-04-05', 'Australia/Lord_Howe'), ['00 60', '01 90', '02 60', '03 60'])
  })

  it('knows the local time behind a change inside of an hour', () => {
    const hour = hoursOfDay('2026-04-05', 'Australia/Lord_Howe')[1]
    assert.deepEqual(
      hour?.pieces.map(({ localMs }) => localMs / MINUTE_MS),
      [60, 90],
    )
  })
})

describe('anchors', () => {
  const news = makeTrack(900, { typeCode: 'NEW', lengthMs: 120_500, title: 'News' })
  it('hard: begins to the second, and the music before it is cut to fit', () => {
    const clock = makeClock([
      music,
      slot('track', { slotId: 's2', trackId: 900, anchor: { kind: 'hard', atMs: 30 * MINUTE_MS } }),
      { ...music, slotId: 's3' },
    ])
    const input = makeDay({ clock, tracks: [...songs(300), news] })
    const made = plan(input)
    const found = made.items.filter(({ trackId }) => trackId === 900)
    assert.equal(found.length, 24)
    for (const one of found) {
      assert.equal(one.startsAt - one.hourStartsAt, 30 * MINUTE_MS)
      assert.equal(one.startType, 'hard')
      assert.equal(one.lengthMs, 121_000)
      assert.equal(one.cueOutMs, 120_500)
    }
    assert.deepEqual(made.unfilled, [])
    assert.deepEqual(codes(made), [])
  })

  it('music is cut by no more than it may while there is a way round, and what stays has 20 s', () => {
    const clock = makeClock(
      [
        music,
        slot('note', { slotId: 's2', text: 'Hi', anchor: { kind: 'hard', atMs: 59 * MINUTE_MS } }),
        { ...music, slotId: 's3' },
      ],
      20_000,
    )
    const tracks = songs(200)
    const made = plan(makeDay({ clock, tracks }))
    for (const one of made.items) {
      if (one.trackId === null) continue
      const cut = (tracks[one.trackId - 1]?.lengthMs ?? 0) - one.lengthMs
      assert.ok(cut <= 20_000 || one.why.broken.some(({ code }) => code === 'music-cut-more'))
      assert.ok(one.lengthMs >= 20_000)
    }
  })

  it('soft: not before, but at the next boundary', () => {
    const clock = makeClock([
      music,
      slot('track', { slotId: 's2', trackId: 900, anchor: { kind: 'soft', atMs: 20 * MINUTE_MS } }),
      { ...music, slotId: 's3' },
    ])
    const made = plan(makeDay({ clock, tracks: [...songs(300), news] }))
    for (const one of made.items.filter(({ trackId }) => trackId === 900)) {
      const late = one.startsAt - one.hourStartsAt - 20 * MINUTE_MS
      assert.ok(late >= 0 && late <= 30_000, String(late))
      assert.equal(one.startType, 'soft')
    }
  })

  it('an anchor inside of what is taken is missed, and says so', () => {
    const clock = makeClock([
      music,
      slot('track', { slotId: 's2', trackId: 900, anchor: { kind: 'hard', atMs: 30 * MINUTE_MS } }),
      { ...music, slotId: 's3' },
    ])
    const input = firstHour(makeDay({ clock, tracks: [...songs(300), news] }))
    const at = input.hours[0]?.startsAt ?? 0
    const made = plan({
      ...input,
      taken: [{ startsAt: at + 25 * MINUTE_MS, endsAt: at + 35 * MINUTE_MS, slotKey: null, facts: null }],
    })
    const found = made.items.find(({ trackId }) => trackId === 900)
    assert.equal(found?.startsAt, at + 35 * MINUTE_MS)
    assert.equal(found?.startType, 'relative')
    assert.deepEqual(
      found?.why.broken.map(({ code }) => code),
      ['music-anchor-missed'],
    )
  })

  it('what cannot be cut stands right before the anchor', () => {
    const clock = makeClock([
      music,
      slot('voice', { slotId: 's2', lengthMs: 20_000 }),
      slot('track', { slotId: 's3', trackId: 900 }),
      slot('note', { slotId: 's4', text: 'Top', anchor: { kind: 'hard', atMs: 40 * MINUTE_MS } }),
      { ...music, slotId: 's5' },
    ])
    const made = plan(firstHour(makeDay({ clock, tracks: [...songs(300), news] })))
    const start = made.items[0]?.startsAt ?? 0
    const of = (trackSlot: string) => made.items.find(({ slotKey }) => slotKey === `00:${trackSlot}#1`)
    assert.equal(of('s3')?.startsAt, start + 40 * MINUTE_MS - 121_000)
    assert.equal(of('s2')?.startsAt, start + 40 * MINUTE_MS - 141_000)
    assert.equal(of('s2')?.what, 'voice')
    assert.deepEqual(made.unfilled, [])
  })
})

describe('filling', () => {
  it('a clock that is short is filled up with its music, and says so', () => {
    const clock = makeClock([slot('category', { slotId: 's1', categoryId: 1, fill: { by: 'count', count: 3 } })])
    const made = plan(firstHour(makeDay({ clock, tracks: songs(100) })))
    assert.deepEqual(names(made).slice(0, 4), ['00:s1#1', '00:s1#2', '00:s1#3', '00:s1#f1'])
    assert.equal(made.items[3]?.why.chose.code, 'music-filled-up')
    assert.deepEqual(made.unfilled, [])
  })

  it('without anything to fill with, gaps are told', () => {
    const clock = makeClock([slot('note', { slotId: 's1', text: 'Hello' })])
    const input = firstHour(makeDay({ clock, tracks: songs(3) }))
    const made = plan(input)
    assert.deepEqual(
      made.unfilled.map(({ endsAt, startsAt, reason }) => [endsAt - startsAt, reason.code]),
      [[HOUR_MS, 'music-no-filler']],
    )
    assert.equal(
      planDay({ ...input, hours: input.hours.map((hour) => ({ ...hour, clock: null })) }).unfilled[0]?.reason.code,
      'music-no-clock',
    )
  })

  it('an hour that runs over its soft end moves the next one, and the day never runs over', () => {
    const clock = makeClock([slot('category', { slotId: 's1', categoryId: 1, fill: { by: 'count', count: 25 } })])
    const input = makeDay({ clock, tracks: songs(700, () => 151_000) })
    const made = plan(input)
    const last = made.items.at(-1)
    assert.equal((last?.startsAt ?? 0) + (last?.lengthMs ?? 0), input.hours.at(-1)?.endsAt)
  })

  it('keeps out of kept entries and does not fill their slots again', () => {
    const clock = makeClock([
      slot('voice', { slotId: 's1', lengthMs: 30_000, anchor: { kind: 'soft', atMs: 10 * MINUTE_MS } }),
      music,
    ])
    const input = firstHour(
      makeDay({
        clock: { ...clock, slots: clock.slots.map((one, index) => ({ ...one, slotId: `s${index + 1}` })) },
        tracks: songs(100),
      }),
    )
    const at = (input.hours[0]?.startsAt ?? 0) + 10 * MINUTE_MS
    const made = plan({
      ...input,
      taken: [{ startsAt: at, endsAt: at + 28_000, slotKey: '00:s1#1', facts: { trackId: null } }],
    })
    assert.equal(
      made.items.some(({ what }) => what === 'voice'),
      false,
    )
    assert.deepEqual(made.unfilled, [])
    assert.deepEqual(made.leftOut, [])
  })
})

describe('separation', () => {
  it('keeps artists and titles apart, also over midnight and before what is planned', () => {
    const rules = { ...NO_RULES, artistMinutes: 60, titleMinutes: 180 }
    const input = makeDay({ clock: makeClock([music]), tracks: songs(600), separation: rules })
    const start = input.hours[0]?.startsAt ?? 0
    const made = plan({
      ...input,
      heard: [{ trackId: 1, startsAt: start - 5 * MINUTE_MS }],
      taken: [
        { startsAt: start + 5 * HOUR_MS, endsAt: start + 5 * HOUR_MS + 200_000, slotKey: null, facts: { trackId: 2 } },
      ],
    })
    assert.deepEqual(codes(made), [])
    const artistAt = (artist: number) =>
      made.items.filter(({ trackId }) => ((trackId ?? 1) - 1) % 60 === artist).map(({ startsAt }) => startsAt)
    for (let artist = 0; artist < 60; artist++) {
      const times = artistAt(artist)
      if (artist === 0) times.unshift(start - 5 * MINUTE_MS)
      if (artist === 1) times.push(start + 5 * HOUR_MS)
      times.sort((a, b) => a - b)
      for (const [index, at] of times.entries())
        assert.ok(index === 0 || at - (times[index - 1] ?? 0) >= 60 * MINUTE_MS)
    }
  })

  it('rather breaks a rule, and says which, than leaves dead air', () => {
    const tracks = songs(3).map((one) => ({ ...one, artistKey: 'same' }))
    const made = plan(
      firstHour(makeDay({ clock: makeClock([music]), tracks, separation: { ...NO_RULES, artistMinutes: 90 } })),
    )
    assert.deepEqual(made.unfilled, [])
    assert.ok(codes(made).includes('music-artist-close'))
    assert.ok(made.items[1]?.why.blocked.every(({ by }) => by.code === 'music-artist-close'))
  })

  it('plays what rested longest first, spread by the seed', () => {
    const tracks = songs(300)
    const lastHeard = new Map(tracks.map(({ trackId }) => [trackId, 1000 * trackId]))
    const input = makeDay({ clock: makeClock([music]), tracks, lastHeard })
    const one = firstHour(input)
    const ids = plan(one).items.map(({ trackId }) => trackId ?? 0)
    // Of the last two it matters how long they are.
    assert.ok(Math.max(...ids.slice(0, -2)) < 30, ids.join())
    assert.equal(JSON.stringify(planDay(one)), JSON.stringify(planDay(one)))
    assert.notDeepEqual(
      planDay({ ...one, seed: 'other' }).items.map(({ trackId }) => trackId),
      ids,
    )
  })
})

describe('carts', () => {
  const jingle = (trackId: number) =>
    makeTrack(trackId, { typeCode: 'IDS', lengthMs: 8000, addedAt: trackId * HOUR_MS })
  const cart = (facts: Partial<CartShape>): CartShape => ({
    cartId: 1,
    name: 'Cart',
    order: 'rotation',
    maxAgeMs: null,
    categoryId: null,
    daypartIds: [],
    members: [],
    ...facts,
  })
  const member = (trackId: number, weight = 1, flight: { from?: string; to?: string } = {}) => ({
    trackId,
    weight,
    from: flight.from ?? null,
    to: flight.to ?? null,
    daypartIds: [],
  })
  const clock = makeClock([
    slot('cart', { slotId: 's1', cartId: 1, fill: { by: 'count', count: 2 } }),
    { ...music, slotId: 's2' },
  ])
  const playsOf = (made: DayPlan, trackId: number) => made.items.filter((one) => one.trackId === trackId).length

  it('weights weigh', () => {
    const single = makeClock([
      slot('cart', { slotId: 's1', cartId: 1, fill: { by: 'count', count: 1 } }),
      { ...music, slotId: 's2' },
    ])
    const carts = [cart({ members: [member(901, 5), member(902, 2), member(903)] })]
    const made = plan(makeDay({ clock: single, carts, tracks: [...songs(300), jingle(901), jingle(902), jingle(903)] }))
    assert.deepEqual(
      [901, 902, 903].map((id) => playsOf(made, id)),
      [15, 6, 3],
    )
  })

  it('a flight begins and ends with its days; a newcomer does not take over', () => {
    const carts = [
      cart({ members: [member(901, 1, { to: '2026-11-28' }), member(902, 1, { from: '2026-11-29' }), member(903)] }),
    ]
    const input = makeDay({ clock, carts, tracks: [...songs(300), jingle(901), jingle(902), jingle(903)] })
    const start = input.hours[0]?.startsAt ?? 0
    const heard = Array.from({ length: 40 }, (_, index) => ({ trackId: 903, startsAt: start - (index + 1) * HOUR_MS }))
    const made = plan({ ...input, heard })
    assert.equal(playsOf(made, 901), 0)
    assert.ok(Math.abs(playsOf(made, 902) - playsOf(made, 903)) <= 2)
  })

  it('newest first takes the newest, and nothing that is too old', () => {
    const tracks = [
      ...songs(300),
      makeTrack(901, { typeCode: 'NEW', lengthMs: 60_000 }),
      makeTrack(902, { typeCode: 'NEW', lengthMs: 60_000 }),
    ]
    const at = Date.UTC(2026, 10, 29)
    const dated = tracks.map((one) =>
      one.trackId >= 901 ? { ...one, addedAt: at - (one.trackId - 900) * HOUR_MS } : one,
    )
    const carts = [cart({ order: 'newest', maxAgeMs: 3 * HOUR_MS, categoryId: 2 })]
    const made = plan(makeDay({ clock, carts, tracks: dated, categories: [ofType(1, 'MUS'), ofType(2, 'NEW')] }))
    assert.equal(made.items[0]?.trackId, 901)
    assert.equal(made.items[1]?.trackId, 902)
    assert.deepEqual([playsOf(made, 901), playsOf(made, 902)], [2, 1])
    assert.deepEqual(made.leftOut.map(({ slotKey }) => slotKey).slice(0, 3), ['01:s1#2', '02:s1#1', '02:s1#2'])
  })
})

describe('dayparts', () => {
  it('limit slots and categories to their local hours', () => {
    const clock = makeClock([{ ...slot('voice', { slotId: 's0', lengthMs: 20_000 }), daypartIds: [1] }, music])
    const dayparts = [{ daypartId: 1, name: 'Night', weekDays: [7], from: '22:00', to: '02:00' }]
    const made = plan(makeDay({ clock, tracks: songs(400), dayparts }))
    assert.deepEqual(
      made.items.filter(({ what }) => what === 'voice').map(({ slotKey }) => slotKey),
      ['22:s0#1', '23:s0#1'],
    )
  })
})

describe('avails', () => {
  const clock = makeClock([
    slot('category', { slotId: 's1', categoryId: 1, fill: { by: 'count', count: 4 } }),
    slot('spots', { slotId: 's2', units: 3, maxMs: 90_000 }),
    { ...music, slotId: 's3' },
  ])
  const spot = (orderId: number, plays: number, facts = {}) => ({
    orderId,
    copyId: orderId,
    trackId: 1000 + orderId,
    lengthMs: 30_000,
    title: `Spot ${orderId}`,
    sponsor: `Sponsor ${orderId}`,
    product: null,
    priority: 5,
    plays,
    within: [{ from: 0, to: 8e15 }],
    leastApartMs: 0,
    makesGoodSpotId: null,
    ...facts,
  })

  it('gives every wanted play a place, spread over the day, within units and seconds', () => {
    const input = makeDay({ clock, tracks: songs(500), spots: [spot(1, 12), spot(2, 24), spot(3, 6)] })
    const made = plan(input)
    assert.deepEqual(made.unplacedSpots, [])
    const of = (orderId: number) => made.items.filter((one) => one.orderId === orderId)
    assert.deepEqual([of(1).length, of(2).length, of(3).length], [12, 24, 6])
    const hours = of(3).map(({ slotKey }) => Number(slotKey.slice(0, 2)))
    assert.ok((hours.at(-1) ?? 0) - (hours[0] ?? 0) >= 15, hours.join())
    for (const hour of input.hours) {
      const spots = made.items.filter((one) => one.what === 'spot' && one.hourStartsAt === hour.startsAt)
      assert.ok(spots.length <= 3 && spots.reduce((sum, one) => sum + one.lengthMs, 0) <= 90_000)
    }
  })

  it('says which plays found no place, and why', () => {
    const made = plan(
      makeDay({ clock, tracks: songs(500), spots: [spot(1, 200), spot(2, 3, { within: [{ from: 0, to: 1 }] })] }),
    )
    assert.deepEqual(
      made.unplacedSpots.map(({ orderId, plays, reason }) => [orderId, plays, reason.code]),
      [
        [1, 176, 'music-sponsor-close'],
        [2, 3, 'music-spot-no-avail'],
      ],
    )
  })

  it('never breaks a rule for a spot', () => {
    const spots = [spot(1, 40, { product: 'cars' }), spot(2, 40, { product: 'cars' })]
    const made = plan(makeDay({ clock, tracks: songs(500), spots, separation: { ...NO_RULES, productMinutes: 90 } }))
    const times = made.items.filter(({ what }) => what === 'spot').map(({ startsAt }) => startsAt)
    for (const [index, at] of times.entries()) assert.ok(index === 0 || at - (times[index - 1] ?? 0) >= 90 * MINUTE_MS)
    assert.equal(
      made.unplacedSpots.every(({ reason }) => reason.code === 'music-product-close'),
      true,
    )
  })
})
