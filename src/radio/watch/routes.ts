import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { addDays, dayAt } from '../../kernel/time.ts'
import { listLogs } from '../logs/index.ts'
import { getStation, type Station } from '../stations/index.ts'
import { checkOnAir } from './check-on-air.ts'
import { forecastRoutes } from './contract.ts'
import type { RepairDeps } from './deps.ts'
import { LookAhead } from './jobs.ts'
import { DAYS_AHEAD, type Watched } from './model.ts'
import { repairDrift } from './repair.ts'
import { findGap, findWatched, saveGap } from './store.ts'
import { toDriftView, toForecastView, toLook, toOnAirView, toPartView } from './views.ts'

export function forecastRoutesOf(deps: RepairDeps): BoundRoute[] {
  const { db, clock, jobs } = deps
  const repair = repairDrift(deps)
  const check = checkOnAir(deps)
  const aheadOf = async (station: Station) => ofLibrary(await findWatched(db.read, station.stationId, 'ahead'), station)
  const onAirOf = async (station: Station) =>
    ofLibrary(await findWatched(db.read, station.stationId, 'on-air'), station)
  return bindRoutes(forecastRoutes, {
    async get({ params: { stationId } }) {
      const station = await getStation(db.read, stationId)
      const now = clock.now()
      const from = dayAt(now, station.timeZone)
      const logs = await listLogs(db.read, stationId, { from, to: addDays(from, DAYS_AHEAD) })
      return toForecastView(station, {
        ahead: await aheadOf(station),
        onAir: await onAirOf(station),
        gapMs: await findGap(db.read, stationId),
        logs: new Map(logs.map(({ airDate, logId }) => [airDate, logId])),
        now,
      })
    },
    async look({ params: { stationId }, actor }) {
      const { name } = await getStation(db.read, stationId)
      const options = { actor: actor.id, label: name, priority: 2 }
      const { runId } = await db.tx((tx) => jobs.enqueue(tx, LookAhead, { stationId }, options))
      return { runId }
    },
    async drift({ params: { stationId } }) {
      const station = await getStation(db.read, stationId)
      const ahead = await aheadOf(station)
      const items = (ahead?.seen?.drift ?? []).map((one) => toDriftView(one, station))
      return { timeZone: station.timeZone, look: toLook(ahead), items }
    },
    async repair({ params: { stationId }, body: { dryRun }, actor, signal }) {
      const station = await getStation(db.read, stationId)
      const by = { actor: actor.id, signal }
      const { drift, parts, byHand } = await repair({ stationId, isDry: dryRun, by })
      const shown = drift.map((one) => toDriftView(one, station))
      return {
        dryRun,
        drift: shown,
        parts: parts.map(toPartView),
        byHand: byHand.map((one) => toDriftView(one, station)),
      }
    },
    onAir: async ({ params: { stationId } }) => toOnAirView(await onAirOf(await getStation(db.read, stationId))),
    async checkOnAir({ params: { stationId }, signal }) {
      await check(stationId, signal)
      return toOnAirView(await onAirOf(await getStation(db.read, stationId)))
    },
    async setRules({ params: { stationId }, body: { gapSec } }) {
      await getStation(db.read, stationId)
      await db.tx((tx) => saveGap(tx, stationId, gapSec * 1000))
      return { gapSec }
    },
  })
}

/** What was said of another library is not of this one. */
const ofLibrary = <Seen>(watched: Watched<Seen> | undefined, station: Station): Watched<Seen> | undefined =>
  watched?.connectionId === station.libraryConnectionId ? watched : undefined
