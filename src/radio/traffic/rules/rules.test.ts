import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, daySpan } from '../../../kernel/time.ts'
import type { Order } from '../model.ts'
import { orderProblem } from './check-order.ts'
import { countDays, daysOf, orderedPlays, playsOfDays, spread } from './flight.ts'
import { notesOf, rankOf } from './notes.ts'
import { missesToMakeGood } from './owed.ts'
import { rotate } from './rotation.ts'
import { type Ledger, wantedOfOrder } from './wanted-of-order.ts'
import { withinOf } from './windows.ts'

const at = (text: string): number => Date.parse(text)
const HOUR = 3_600_000
const copy = { copyId: 1, trackId: 11, title: 'Bread', lengthMs: 30_000, weight: 1, firstDay: null, lastDay: null }

const order = (given: Partial<Order> = {}): Order => ({
  orderId: 1,
  stationId: 1,
  number: '2211',
  name: 'Corner Bakery',
  sponsor: 'Corner Bakery',
  product: 'bread',
  typeCode: 'ADV',
  firstDay: '2026-12-01',
  lastDay: '2026-12-10',
  plays: 4,
  per: 'day',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  windows: [{ from: '06:00', to: '12:00' }],
  priority: 3,
  leastApartMin: 60,
  makeGoods: 'auto',
  graceDays: 0,
  state: 'active',
  copies: [copy],
  version: 1,
  createdAt: 0,
  changedAt: 0,
  removedAt: null,
  ...given,
})

const EMPTY: Ledger = { taken: new Map(), playedByCopy: new Map(), misses: [] }
const day = { airDate: '2026-12-02', today: '2026-12-01', zone: 'Europe/Paris' }
const miss = (spotId: number, airDate: string, decision: 'approved' | 'waived' | null = null) => ({
  spotId,
  airDate,
  decision,
  copyId: 1,
})

describe('windows by the clock of the station', () => {
  const night = [{ from: '01:30', to: '02:30' }]

  it('skip what the clock skips, and take an hour that comes twice both times', () => {
    assert.deepEqual(withinOf(night, '2027-03-28', 'Europe/Paris'), [
      { from: at('2027-03-28T00:30Z'), to: at('2027-03-28T01:00Z') },
    ])
    assert.deepEqual(withinOf(night, '2026-10-25', 'Europe/Paris'), [
      { from: at('2026-10-24T23:30Z'), to: at('2026-10-25T00:30Z') },
      { from: at('2026-10-25T01:00Z'), to: at('2026-10-25T01:30Z') },
    ])
    assert.deepEqual(withinOf([{ from: '02:00', to: '03:00' }], '2026-03-29', 'Europe/Paris'), [])
  })

  it('hold on days of half an hour more or less', () => {
    const span = (windows: typeof night, on: string): number =>
      withinOf(windows, on, 'Australia/Lord_Howe').reduce((sum, { from, to }) => sum + to - from, 0)
    assert.equal(span([{ from: '01:00', to: '03:00' }], '2026-04-05'), 2.5 * HOUR)
    assert.equal(span([{ from: '01:00', to: '03:00' }], '2026-10-04'), 1.5 * HOUR)
    assert.equal(span([], '2026-04-05'), 24.5 * HOUR)
  })

  it('are the whole day when none is given, and never leave it', () => {
    const zones = ['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe']
    const changes = ['2026-03-08', '2026-11-01', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04', '2026-06-01']
    for (const zone of zones)
      for (const on of changes) {
        const { startsAt, endsAt } = daySpan(on, zone)
        assert.deepEqual(withinOf([], on, zone), [{ from: startsAt, to: endsAt }])
        const halves = [
          { from: '00:00', to: '12:00' },
          { from: '12:00', to: '24:00' },
        ]
        const whole = withinOf(halves, on, zone)
        assert.equal(
          whole.reduce((sum, { from, to }) => sum + to - from, 0),
          endsAt - startsAt,
        )
      }
  })
})

describe('plays over a flight', () => {
  it('are spread so that days differ by one at most', () => {
    assert.deepEqual(spread(10, 4), [2, 3, 2, 3])
    assert.deepEqual(spread(2, 5), [0, 0, 1, 0, 1])
    assert.deepEqual(spread(3, 0), [])
  })

  it('keep what is written down, and spread the rest over the days that are open', () => {
    const ten = order({ per: 'flight', plays: 10, lastDay: '2026-12-04' })
    const plays = (taken: [string, number][], today = '2026-12-01') => [
      ...playsOfDays(ten, { taken: new Map(taken), today }).values(),
    ]
    assert.deepEqual(plays([]), [2, 3, 2, 3])
    assert.deepEqual(plays([['2026-12-01', 2]]), [2, 3, 2, 3])
    assert.deepEqual(plays([['2026-12-01', 5]]), [5, 1, 2, 2])
    assert.deepEqual(plays([], '2026-12-03'), [0, 0, 5, 5], 'days without a log are over')
    assert.deepEqual(plays([['2026-12-01', 12]]), [12, 0, 0, 0], 'never more than ordered')
  })

  it('are of each day where the order says so, on its weekdays', () => {
    const workdays = order({ weekdays: [1, 3] })
    assert.deepEqual(daysOf(workdays), ['2026-12-02', '2026-12-07', '2026-12-09'])
    assert.equal(orderedPlays(workdays), 12)
    assert.deepEqual([...playsOfDays(workdays, { taken: new Map(), today: '2026-12-05' }).values()], [4, 4, 4])
  })

  it('are counted without going through the days', () => {
    const days = fc.record({
      start: fc.integer({ min: 0, max: 400 }),
      length: fc.integer({ min: -2, max: 60 }),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    })
    fc.assert(
      fc.property(days, ({ start, length, weekdays }) => {
        const firstDay = addDays('2026-01-01', start)
        const flight = { firstDay, lastDay: addDays(firstDay, length), weekdays }
        return countDays(flight) === daysOf(flight).length
      }),
    )
  })
})

describe('copies', () => {
  it('turn by weight', () => {
    const copies = [
      { copyId: 1, weight: 2 },
      { copyId: 2, weight: 1 },
    ]
    assert.deepEqual(rotate(copies, new Map(), 6), [1, 2, 1, 1, 2, 1])
    assert.deepEqual(rotate(copies, new Map([[1, 4]]), 2), [2, 2], 'the one that is behind comes first')
    assert.deepEqual(rotate([], new Map(), 3), [])
  })

  it('stay near their share, whatever their weights', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 80 }),
        (weights, plays) => {
          const copies = weights.map((weight, index) => ({ copyId: index + 1, weight }))
          const chosen = rotate(copies, new Map(), plays)
          const sum = weights.reduce((all, weight) => all + weight, 0)
          return copies.every(({ copyId, weight }) => {
            const share = (plays * weight) / sum
            const count = chosen.filter((one) => one === copyId).length
            return Math.abs(count - share) < copies.length
          })
        },
      ),
      { numRuns: 100 },
    )
  })

  it('are only those of the day that can be played; an order without any is told', () => {
    const second = { ...copy, copyId: 2, trackId: 12, firstDay: '2026-12-03' }
    const told = wantedOfOrder(order({ copies: [{ ...copy, lastDay: '2026-12-01' }, second] }), EMPTY, day)
    assert.deepEqual([told.spots, told.ordinary, told.unplannable?.code], [[], 4, 'traffic.no-copy'])
    const tracks = new Map([[11, { lengthMs: 29_000, isUsable: true }]])
    const { spots } = wantedOfOrder(order(), EMPTY, { ...day, tracks })
    assert.deepEqual(
      spots.map(({ trackId, plays, lengthMs, leastApartMs }) => [trackId, plays, lengthMs, leastApartMs]),
      [[11, 4, 29_000, HOUR]],
    )
    assert.equal(wantedOfOrder(order(), EMPTY, { ...day, tracks: new Map() }).unplannable?.plays, 4)
    const skipped = order({ windows: [{ from: '02:00', to: '03:00' }], firstDay: '2026-03-01' })
    const gone = wantedOfOrder(skipped, EMPTY, { ...day, airDate: '2026-03-29' })
    assert.equal(gone.unplannable?.code, 'traffic.no-time')
  })
})

describe('misses', () => {
  it('are made good first, oldest first, none twice, and spread over the days that are left', () => {
    const misses = [
      miss(3, '2026-12-01'),
      miss(2, '2026-12-01'),
      miss(9, '2026-12-01', 'waived'),
      miss(5, '2026-12-02'),
    ]
    const { spots } = wantedOfOrder(order({ plays: 2 }), { ...EMPTY, misses }, day)
    assert.deepEqual(
      spots.map(({ makesGoodSpotId, plays }) => [makesGoodSpotId, plays]),
      [
        [2, 1],
        [3, 1],
        [null, 2],
      ],
    )
  })

  it('wait for a person where the order says so', () => {
    const ask = order({ makeGoods: 'ask' })
    const on = (decision: 'approved' | null) =>
      missesToMakeGood(ask, { misses: [miss(1, '2026-12-01', decision)], airDate: '2026-12-02', ordinary: 0 }).length
    assert.deepEqual([on(null), on('approved')], [0, 1])
  })

  it('are made good within the flight or its grace, on its weekdays', () => {
    const tuesdays = order({ weekdays: [2], graceDays: 7 })
    const on = (airDate: string) =>
      missesToMakeGood(tuesdays, { misses: [miss(1, '2026-12-01')], airDate, ordinary: 0 }).length
    assert.deepEqual(['2026-12-07', '2026-12-08', '2026-12-15', '2026-12-22'].map(on), [0, 1, 1, 0])
  })

  it('all come on the last day', () => {
    const misses = Array.from({ length: 9 }, (_, index) => miss(index + 1, '2026-12-01'))
    const on = (airDate: string) => missesToMakeGood(order(), { misses, airDate, ordinary: 2 }).length
    assert.deepEqual([on('2026-12-02'), on('2026-12-09'), on('2026-12-10')], [2, 5, 9])
  })
})

describe('an order', () => {
  it('that is paused, ended or taken out wants nothing', () => {
    for (const change of [{ state: 'paused' as const }, { state: 'ended' as const }, { removedAt: 1 }])
      assert.equal(wantedOfOrder(order(change), EMPTY, day).spots.length, 0)
  })

  it('is refused with the field that is wrong', () => {
    const pointer = (change: Partial<Order>) => orderProblem(order(change))?.code
    assert.equal(pointer({}), undefined)
    assert.equal(pointer({ lastDay: '2026-11-30' }), 'radio/flight-ends-before-start')
    assert.equal(pointer({ lastDay: '2031-01-01' }), 'radio/flight-too-long')
    assert.equal(pointer({ lastDay: '2026-12-02', weekdays: [7] }), 'radio/flight-without-days')
    assert.equal(pointer({ windows: [{ from: '22:00', to: '02:00' }] }), 'radio/window-ends-before-start')
    const both = [
      { from: '10:00', to: '12:00' },
      { from: '06:00', to: '10:30' },
    ]
    assert.equal(pointer({ windows: both }), 'radio/windows-overlap')
    assert.equal(pointer({ copies: [copy, { ...copy, copyId: 2 }] }), 'radio/copy-twice')
    assert.equal(
      pointer({ copies: [{ ...copy, firstDay: '2026-12-04', lastDay: '2026-12-03' }] }),
      'radio/copy-ends-before-start',
    )
  })

  it('says what it needs, most urgent first', () => {
    const said = (change: Partial<Order>, owed = 0) =>
      notesOf(order(change), owed, '2026-12-05').map(({ code }) => code)
    assert.deepEqual(said({ copies: [] }, 2), ['traffic.needs-copy', 'traffic.ends-soon', 'traffic.owes'])
    assert.deepEqual(said({ lastDay: '2027-01-10', copies: [{ ...copy, lastDay: '2027-01-01' }] }), [
      'traffic.copy-runs-out',
    ])
    assert.deepEqual(said({ state: 'paused', copies: [] }, 2), [])
    const rank = (change: Partial<Order>) => rankOf(notesOf(order(change), 0, '2026-12-05'), '2026-12-05')
    const late = { ...copy, lastDay: '2027-01-01' }
    assert.deepEqual(
      [
        rank({ copies: [] }),
        rank({ lastDay: '2027-01-10', copies: [late] }),
        rank({}),
        rank({ lastDay: '2027-03-01' }),
      ],
      [0, 1, 2, 4],
    )
  })
})
