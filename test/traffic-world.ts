import { createAudit } from '../src/access/audit.ts'
import { setUpAttention } from '../src/attention/setup.ts'
import type { Tx } from '../src/db/db.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { manualClock } from '../src/kernel/clock.ts'
import { openLog } from '../src/kernel/log.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import { setUpPlans } from '../src/plans/setup.ts'
import { addOrder, type OrderWish } from '../src/radio/traffic/orders.ts'
import type { FoundTrack } from '../src/radio/traffic/ports.ts'
import { noteSpots } from '../src/radio/traffic/index.ts'
import { listSpotsOfDay } from '../src/radio/traffic/spots/store.ts'
import { listWantedSpots } from '../src/radio/traffic/spots/wanted-spots.ts'
import type { OpenDatabase } from './databases.ts'

export const TRAFFIC_NOW = Date.parse('2026-12-01T09:00:00Z')
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
export const by = { actor: 'person:1' }

const track = (trackId: number, given: Partial<FoundTrack> = {}): FoundTrack => ({
  trackId,
  title: `Spot ${trackId}`,
  artist: '',
  lengthMs: 30_000,
  state: 'usable',
  ...given,
})

export const wish = (given: Partial<OrderWish> = {}): OrderWish => ({
  number: '2211',
  name: 'Corner Bakery',
  sponsor: 'Corner Bakery',
  product: 'bread',
  typeCode: 'ADV',
  firstDay: '2026-12-01',
  lastDay: '2026-12-10',
  plays: 3,
  per: 'day',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  windows: [{ from: '06:00', to: '12:00' }],
  priority: 3,
  leastApartMin: 60,
  makeGoods: 'auto',
  graceDays: 0,
  state: 'active',
  copies: [{ trackId: 11, weight: 1, firstDay: null, lastDay: null }],
  ...given,
})

/** A station with orders, plans and jobs, a library of a few tracks, and no server. */
export async function openTrafficWorld(open: OpenDatabase) {
  const db = await open()
  const clock = manualClock(TRAFFIC_NOW)
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const audit = createAudit({ clock, events, log: openLog({ level: 'fatal' }).area('test'), rightsChanged: () => {} })
  const engine = setUpJobs({ db, clock, log: quiet, events, bus })
  const { plans, registry } = setUpPlans({ db, jobs: engine.jobs, events, clock, timeZone: 'UTC' })
  const library = new Map<number, FoundTrack>(
    [track(11), track(12), track(13), track(14, { state: 'pending', lengthMs: null })].map((one) => [one.trackId, one]),
  )
  const asked: number[][] = []
  const tracks = {
    async findTracks(_stationId: number, trackIds: readonly number[]) {
      if (trackIds.length > 0) asked.push([...trackIds])
      return new Map([...library].filter(([trackId]) => trackIds.includes(trackId)))
    },
  }
  const { attention } = setUpAttention({ db, clock, events })
  const deps = { attention, db, clock, events, audit, plans, tracks }
  const stationId = await db.tx((tx) => insertStation(tx))
  let entryId = 1
  return {
    db,
    deps,
    clock,
    library,
    asked,
    plans,
    registry,
    jobs: engine.jobs,
    stationId,
    add: (given: Partial<OrderWish> = {}) => addOrder(deps)(stationId, wish(given), by),
    wanted: (airDate: string) => listWantedSpots(db.read, stationId, { airDate, now: clock.now() }),
    spots: (airDate: string) => listSpotsOfDay(db.read, stationId, airDate),
    /** A log with all that is wanted of a day, but for the last `without` of it. */
    async makeLog(airDate: string, without = 0) {
      const { wanted } = await listWantedSpots(db.read, stationId, { airDate, now: clock.now() })
      const placed = wanted
        .flatMap((spot) => Array.from({ length: spot.plays }, () => spot))
        .map(({ orderId, copyId, within }, at) => ({
          entryId: entryId++,
          orderId,
          copyId,
          startsAt: (within[0]?.from ?? 0) + at * 3_600_000,
        }))
      const kept = placed.slice(0, placed.length - without)
      await db.tx((tx) => noteSpots(tx, { stationId, airDate, now: clock.now(), placed: kept }))
      return kept
    },
    async [Symbol.asyncDispose]() {
      await engine.jobs.stop()
      await engine[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}

export type TrafficWorld = Awaited<ReturnType<typeof openTrafficWorld>>

async function insertStation(tx: Tx): Promise<number> {
  const { id } = await tx
    .insertInto('radio_stations')
    .values({
      name: 'Radio Hall',
      name_key: 'radio hall',
      time_zone: 'Europe/Paris',
      library_connection_id: null,
      cms_connection_id: null,
      keeps_programme: 0,
      version: 1,
      created_at: TRAFFIC_NOW,
      changed_at: TRAFFIC_NOW,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
