import type { Db } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import {
  clocksOfDay,
  type MusicSources,
  planDayApart,
  type PlanHour,
  clocksOfHours,
  shelvesOf,
  type TakenStretch,
  type WantedSpot,
} from '../../music/index.ts'
import { listWantedSpots, type Unplannable } from '../../traffic/index.ts'
import type { LogEntry, Taken } from '../model.ts'
import type { GenerateRequest, LeftOut, LogGenerator } from '../ports.ts'
import { takesTime } from '../timing.ts'

export interface ByClocksDeps {
  db: Db
  clock: Clock
  sources: MusicSources
}

const DAY_MS = 86_400_000

/** Fills days by the clocks of room music, with the spots that orders want. */
export function byClocks(deps: ByClocksDeps): LogGenerator {
  return {
    async generate(request) {
      const { stationId, airDate, seed, signal } = request
      const { read } = deps.db
      const hours = await hoursToFill(deps, request)
      const [shelves, tracks, heard, lastHeard, wanted] = await Promise.all([
        shelvesOf(read, stationId),
        deps.sources.listPool(stationId),
        deps.sources.listHeard(stationId, { from: request.startsAt - DAY_MS, to: request.endsAt + DAY_MS }),
        deps.sources.lastHeard(stationId),
        listWantedSpots(read, stationId, { airDate, now: deps.clock.now() }),
      ])
      const around = heard.filter(({ startsAt }) => startsAt < request.startsAt || startsAt >= request.endsAt)
      const plan = await planDayApart(
        {
          ...shelves,
          airDate,
          seed,
          hours,
          taken: [...request.taken.map(takenBy), ...request.kept.filter(takesTime).map(keptBy)],
          tracks,
          heard: around,
          lastHeard,
          spots: withoutKept(wanted.wanted, request.kept),
        },
        signal,
      )
      const { items, unfilled, leftOut, unplacedSpots } = plan
      const spots = unplacedSpots.map(({ orderId, reason }) => ({ orderId, reason }))
      const told = [...spots, ...wanted.unplannable.map(reasonOf)].map(({ orderId, reason }): LeftOut => ({
        slotKey: `order:${orderId}`,
        hourStartsAt: request.startsAt,
        reason,
      }))
      return { items, unfilled, leftOut: [...leftOut, ...told] }
    },
  }
}

/** @throws ConflictError where no hour that shall be filled has a clock */
async function hoursToFill({ db }: ByClocksDeps, { stationId, airDate, only }: GenerateRequest) {
  const { hours } = await clocksOfDay(db.read, stationId, airDate)
  const wanted = hours.filter(({ startsAt }: PlanHour) => only === null || only.includes(startsAt))
  const filled = await clocksOfHours(db.read, stationId, wanted)
  if (filled.every(({ clock }) => clock === null)) throw new ConflictError('radio/no-clocks', { params: { airDate } })
  return filled
}

const takenBy = ({ startsAt, endsAt }: Taken): TakenStretch => ({ startsAt, endsAt, slotKey: null, facts: null })

const keptBy = ({ startsAt, lengthMs, slotKey, trackId, orderId }: LogEntry): TakenStretch => ({
  startsAt,
  endsAt: startsAt + lengthMs,
  slotKey,
  facts: { trackId, orderId },
})

const reasonOf = ({ orderId, code, params, name }: Unplannable) => ({
  orderId,
  reason: { code, params: { name, ...params } },
})

/** What stays of an order's plays need not be placed once more. */
function withoutKept(wanted: readonly WantedSpot[], kept: readonly LogEntry[]): WantedSpot[] {
  const there = new Map<number, number>()
  for (const { orderId } of kept) if (orderId !== null) there.set(orderId, (there.get(orderId) ?? 0) + 1)
  return wanted.flatMap((spot) => {
    const has = Math.min(there.get(spot.orderId) ?? 0, spot.plays)
    there.set(spot.orderId, (there.get(spot.orderId) ?? 0) - has)
    return spot.plays === has ? [] : [{ ...spot, plays: spot.plays - has }]
  })
}
