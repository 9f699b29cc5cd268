import { libretime } from '../src/connectors/libretime/index.ts'
import type { Db } from '../src/db/db.ts'
import { createEgress } from '../src/kernel/egress/client.ts'
import { openLog } from '../src/kernel/log.ts'
import { PlayoutCheckup } from '../src/radio/checkup/index.ts'
import { bringInLine } from '../src/radio/planner/airings/bring-in-line.ts'
import { planAiring } from '../src/radio/planner/airings/plan-airing.ts'
import { repairAiring } from '../src/radio/planner/airings/repair-airing.ts'
import { checkOnAir } from '../src/radio/watch/check-on-air.ts'
import type { RepairDeps } from '../src/radio/watch/deps.ts'
import { lookAhead } from '../src/radio/watch/look-ahead.ts'
import type { Ahead, OnAir } from '../src/radio/watch/model.ts'
import { type Repair, repairDrift } from '../src/radio/watch/repair.ts'
import { LookAhead } from '../src/radio/watch/jobs.ts'
import { openStation, type Station } from './log-station.ts'
import { by } from './publish-world.ts'

/** A station whose log and airings stand at a playout, and the watch that looks at it. */
export interface WatchWorld extends AsyncDisposable {
  station: Station
  stationId: number
  deps: RepairDeps
  look(): Promise<Ahead>
  onAir(): Promise<OnAir>
  /** Plans a track into a slot of its own and brings it to the playout. */
  air(slot: { trackId: number; startsAt: number; endsAt: number }): Promise<number>
  /** Brings an airing to the playout, as its job does. */
  settle(airingId: number): Promise<void>
  dryRun(): Promise<Repair>
  /** Carries everything out, as the jobs do. */
  repair(): Promise<Repair>
  /** Open cards, by their codes. */
  cards(): Promise<string[]>
}

export async function openWatchWorld(db: Db, now = '2026-11-30T12:00:00Z'): Promise<WatchWorld> {
  const station = await openStation(db)
  const { planner, drafting } = station
  planner.clock.advance(Date.parse(now) - planner.clock.now())
  const egress = createEgress()
  const tools = { egress, clock: planner.clock, log: openLog({ level: 'error' }).area('test') }
  const settings = { address: planner.libretime.url }
  const { ports } = libretime.create({ settings, secrets: { api_key: planner.libretime.key }, tools })
  const playout = ports.find(([name]) => name === PlayoutCheckup.name)?.[1] as PlayoutCheckup
  const airingDeps = planner.open(db)
  airingDeps.jobs.handle(LookAhead, async () => {})
  const deps: RepairDeps = {
    ...airingDeps,
    publishing: drafting,
    openPlayout: () => Promise.resolve(playout),
    openSchedule: (connectionId) => airingDeps.outside.schedule(connectionId),
    repairAiring: (airingId, doer) => repairAiring({ ...airingDeps, plans: drafting.plans }, airingId, doer),
  }
  const { stationId } = planner.station
  const repair = repairDrift(deps)
  return {
    station,
    stationId,
    deps,
    look: () => lookAhead(deps)(stationId, by.signal),
    onAir: () => checkOnAir(deps)(stationId, by.signal),
    async air(slot) {
      const { payload } = planner
      const [show] = payload.seed.shows(1)
      const [episode] = payload.seed.episodes(1)
      const ready = { libretimeTrackId: String(slot.trackId), airStatus: 'queued' }
      payload.rows('episodes').change(Number(episode?.id), ready)
      const { startsAt, endsAt } = slot
      const wish = { episodeId: String(episode?.id), showId: String(show?.id), startsAt, endsAt }
      const { airing } = await planAiring(airingDeps, planner.station, { ...wish, by })
      await bringInLine(airingDeps, airing.airingId, by)
      return airing.airingId
    },
    async settle(airingId) {
      await bringInLine(airingDeps, airingId, by)
    },
    dryRun: () => repair({ stationId, isDry: true, by }),
    async repair() {
      const done = await repair({ stationId, isDry: false, by })
      for (const { what, id, planId } of done.parts) {
        if (planId !== null) await station.carryOut(planId)
        else if (what === 'airing') await bringInLine(airingDeps, id, by)
      }
      return done
    },
    async cards() {
      const rows = await db.read
        .selectFrom('attention_cards')
        .select(['code'])
        .where('resolved_at', 'is', null)
        .execute()
      return rows.map(({ code }) => code).toSorted()
    },
    async [Symbol.asyncDispose]() {
      await egress[Symbol.asyncDispose]()
      await station[Symbol.asyncDispose]()
    },
  }
}
