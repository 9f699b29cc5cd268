import fc from 'fast-check'
import type { Order, Spot } from '../src/radio/traffic/model.ts'
import { addDays } from '../src/kernel/time.ts'
import { daysOf, orderedPlays } from '../src/radio/traffic/rules/flight.ts'
import { lastDayToMakeGood } from '../src/radio/traffic/rules/owed.ts'
import { isLive, placeSpots } from '../src/radio/traffic/rules/place-spots.ts'
import { type Ledger, wantedOfOrder } from '../src/radio/traffic/rules/wanted-of-order.ts'

/** What a flight goes through: of each day how often its log is made, and which of its plays find a place and are heard. */
export interface Fate {
  plays: number
  per: 'day' | 'flight'
  length: number
  weekdays: number[]
  graceDays: number
  daysAhead: number
  /** A number for each decision, used in turn. */
  luck: number[]
}

export const fates: fc.Arbitrary<Fate> = fc.record({
  plays: fc.integer({ min: 1, max: 40 }),
  per: fc.constantFrom('day', 'flight'),
  length: fc.integer({ min: 1, max: 20 }),
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  graceDays: fc.integer({ min: 0, max: 5 }),
  daysAhead: fc.integer({ min: 0, max: 3 }),
  luck: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 40 }),
})

const FIRST_DAY = '2026-12-01'

/** Lives through a flight as logs and as-run do, and says what was wrong with it; undefined when nothing was. */
export function wrongWith(fate: Fate): string | undefined {
  const order = orderOf(fate)
  if (daysOf(order).length === 0) return undefined
  const life = { spots: [] as Spot[], nextId: 1, nextEntry: 1, drawn: 0 }
  const luck = (): number => fate.luck[life.drawn++ % fate.luck.length] ?? 0
  const last = lastDayToMakeGood(order)
  for (let today = FIRST_DAY; today <= last; today = addDays(today, 1)) {
    for (let ahead = 0; ahead <= fate.daysAhead; ahead++) {
      const times = 1 + (luck() % 2)
      for (let time = 0; time < times; time++) makeLog(order, life, { airDate: addDays(today, ahead), today, luck })
      const wrong = wrongNow(order, life.spots)
      if (wrong !== undefined) return `${today} +${ahead}: ${wrong}`
    }
    runDay(life.spots, today, luck)
  }
  return wrongAtEnd(order, life.spots)
}

const orderOf = (fate: Fate): Order => ({
  orderId: 1,
  stationId: 1,
  number: '1',
  name: 'One',
  sponsor: '',
  product: '',
  typeCode: 'ADV',
  firstDay: FIRST_DAY,
  lastDay: addDays(FIRST_DAY, fate.length - 1),
  plays: fate.plays,
  per: fate.per,
  weekdays: fate.weekdays.toSorted((a, b) => a - b),
  windows: [],
  priority: 5,
  leastApartMin: 0,
  makeGoods: 'auto',
  graceDays: fate.graceDays,
  state: 'active',
  copies: [1, 2].map((copyId) => ({
    copyId,
    trackId: copyId,
    title: '',
    lengthMs: 1000,
    weight: copyId,
    firstDay: null,
    lastDay: null,
  })),
  version: 1,
  createdAt: 0,
  changedAt: 0,
  removedAt: null,
})

/** As the store tells it. */
function ledgerOf(spots: readonly Spot[], anew: string): Ledger {
  const taken = new Map<string, number>()
  const playedByCopy = new Map<number, number>()
  for (const { airDate, copyId, makesGoodSpotId } of spots) {
    if (airDate === anew) continue
    if (makesGoodSpotId === null) taken.set(airDate, (taken.get(airDate) ?? 0) + 1)
    if (copyId !== null) playedByCopy.set(copyId, (playedByCopy.get(copyId) ?? 0) + 1)
  }
  const misses = spots.filter((spot) => {
    const makeGood = spots.find(({ makesGoodSpotId }) => makesGoodSpotId === spot.spotId)
    return spot.state === 'missed' && (makeGood === undefined || (makeGood.airDate === anew && isLive(makeGood)))
  })
  return { taken, playedByCopy, misses }
}

interface Life {
  spots: Spot[]
  nextId: number
  nextEntry: number
}

function makeLog(
  order: Order,
  life: Life,
  { airDate, today, luck }: { airDate: string; today: string; luck: () => number },
): void {
  const wanted = wantedOfOrder(order, ledgerOf(life.spots, airDate), { airDate, today, zone: 'Europe/Paris' })
  const settled = life.spots.filter((spot) => spot.airDate === airDate && !isLive(spot))
  const entries = wanted.spots
    .flatMap(({ plays, copyId }) => Array.from({ length: plays }, () => copyId))
    .slice(settled.length)
    .filter(() => luck() % 10 > 0)
    .map((copyId, at) => ({ entryId: life.nextEntry++, orderId: 1, copyId, startsAt: at }))
  const spots = life.spots.filter((spot) => spot.airDate === airDate)
  const { ordinary, makeGoodFor } = wanted
  const changes = placeSpots({ orderId: 1, stationId: 1, airDate, spots, entries, ordinary, makeGoodFor })
  const put = new Map(changes.put.map((spot) => [spot.spotId, spot]))
  life.spots = [
    ...life.spots.filter(({ spotId }) => !changes.drop.includes(spotId)).map((spot) => put.get(spot.spotId) ?? spot),
    ...changes.add.map((spot) => ({ ...spot, spotId: life.nextId++, changedAt: 0 })),
  ]
}

/** Most plays are heard; those without a place are missed when the day is over. */
function runDay(spots: Spot[], today: string, luck: () => number): void {
  for (const spot of spots)
    if (spot.airDate === today && isLive(spot))
      spot.state = spot.state === 'placed' && luck() % 6 > 0 ? 'aired' : 'missed'
}

function wrongNow(order: Order, spots: readonly Spot[]): string | undefined {
  const ordinary = spots.filter(({ makesGoodSpotId }) => makesGoodSpotId === null)
  if (ordinary.length > orderedPlays(order)) return `${ordinary.length} plays of ${orderedPlays(order)} ordered`
  const made = spots.flatMap(({ makesGoodSpotId }) => makesGoodSpotId ?? [])
  if (new Set(made).size !== made.length) return 'a miss is made good twice'
  const isOdd = made.some((id) => spots.find(({ spotId }) => spotId === id)?.state !== 'missed')
  return isOdd ? 'what was not missed is made good' : undefined
}

function wrongAtEnd(order: Order, spots: readonly Spot[]): string | undefined {
  const ordered = orderedPlays(order)
  const ordinary = spots.filter(({ makesGoodSpotId }) => makesGoodSpotId === null).length
  const aired = spots.filter(({ state }) => state === 'aired').length
  const made = new Set(spots.map(({ makesGoodSpotId }) => makesGoodSpotId))
  const open = spots.filter(({ state, spotId }) => state === 'missed' && !made.has(spotId)).length
  if (ordinary !== ordered) return `${ordinary} plays are written down, ${ordered} were ordered`
  return aired + open === ordered ? undefined : `${aired} on air and ${open} owed are not ${ordered}`
}
