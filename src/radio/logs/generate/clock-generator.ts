import type { Db } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import {
  clockShape,
  clocksOfDay,
  listThings,
  type MusicSources,
  planDayApart,
  type PoolTrack,
  type TakenStretch,
  type WantedSpot,
} from '../../music/index.ts'
import { libraryReadAt } from '../../tracks/index.ts'
import { listWantedSpots } from '../../traffic/index.ts'
import type { LogEntry, Taken } from '../model.ts'
import type { Generated, GenerateRequest, LogGenerator } from '../ports.ts'
import { joined } from '../timing.ts'
import { fillFromShelf } from './fill-from-shelf.ts'
import { knownAround } from './known-around.ts'

export interface GeneratorDeps {
  db: Db
  clock: Clock
  sources: MusicSources
}

/** Fills days by the clocks, the music and the orders of their stations. */
export const clockGenerator = (deps: GeneratorDeps): LogGenerator => ({
  async generate(request): Promise<Generated> {
    const { stationId, airDate, startsAt, endsAt, kept, seed } = request
    const reader = deps.db.read
    const hours = await hoursOf(deps, request)
    // A library that nobody has read is no empty one.
    await libraryReadAt(reader, stationId)
    const { heard, ...known } = await knownAround(deps, stationId, { startsAt, endsAt })
    const { tracks } = known
    const orders = await wantedOn(deps, request, tracks)
    const { items, unfilled, leftOut, unplacedSpots } = await planDayApart(
      {
        ...known,
        airDate,
        seed,
        hours,
        taken: [...request.taken.map(takenBy), ...kept.flatMap(keptBy)],
        heard,
        spots: withoutKept(orders.wanted, kept),
      },
      request.signal,
    )
    return { items, unfilled, leftOut, unplaced: [...unplacedSpots, ...orders.unplannable] }
  },
  fillGap: fillFromShelf(deps),
})

/** @throws ConflictError where no hour that shall be filled has a clock */
async function hoursOf({ db }: GeneratorDeps, { stationId, airDate, only }: GenerateRequest) {
  const day = await clocksOfDay(db.read, stationId, airDate)
  const wanted = day.hours.filter(({ startsAt }) => only === null || only.includes(startsAt))
  if (wanted.every(({ clockId }) => clockId === null))
    throw new ConflictError('radio/no-clocks', { params: { airDate } })
  const clocks = new Map((await listThings(db.read, 'clock', stationId)).map((clock) => [clock.id, clockShape(clock)]))
  return wanted.map((hour) => ({ ...hour, clock: clocks.get(hour.clockId ?? 0) ?? null }))
}

async function wantedOn({ db, clock }: GeneratorDeps, { stationId, airDate }: GenerateRequest, pool: PoolTrack[]) {
  const tracks = new Map(pool.map(({ trackId, lengthMs }) => [trackId, { lengthMs, isUsable: true }]))
  const { wanted, unplannable } = await listWantedSpots(db.read, stationId, { airDate, now: clock.now(), tracks })
  return {
    wanted,
    unplannable: unplannable.map(({ orderId, plays, code, params }) => ({ orderId, plays, reason: { code, params } })),
  }
}

const takenBy = (taken: Taken): TakenStretch => {
  const [whole = taken] = joined([taken])
  return { startsAt: whole.startsAt, endsAt: whole.endsAt, slotKey: null, facts: null }
}

/** What takes no time and fills no slot is in nobody's way. */
function keptBy({ startsAt, lengthMs, slotKey, trackId, orderId }: LogEntry): TakenStretch[] {
  if (lengthMs === 0 && slotKey === null) return []
  return [{ startsAt, endsAt: startsAt + lengthMs, slotKey, facts: trackId === null ? null : { trackId, orderId } }]
}

/** Plays that the day has already, and keeps. */
function withoutKept(wanted: readonly WantedSpot[], kept: readonly LogEntry[]): WantedSpot[] {
  const there = new Map<number, number>()
  for (const { orderId } of kept) if (orderId !== null) there.set(orderId, (there.get(orderId) ?? 0) + 1)
  return wanted.flatMap((spot) => {
    const has = Math.min(there.get(spot.orderId) ?? 0, spot.plays)
    there.set(spot.orderId, (there.get(spot.orderId) ?? 0) - has)
    return spot.plays > has ? [{ ...spot, plays: spot.plays - has }] : []
  })
}
