import type { BoundRoute } from '../../kernel/routes.ts'
import type { Plans, PlanRegistry } from '../../plans/index.ts'
import { findListedTracks } from '../tracks/index.ts'
import { orderCsvRoutesOf } from './csv/routes.ts'
import type { TrafficDeps } from './orders.ts'
import type { TrackFinder } from './ports.ts'
import { orderRoutesOf } from './routes.ts'
import { spotRoutesOf } from './spots/routes.ts'

export type TrafficSetup = Omit<TrafficDeps, 'tracks'> & {
  plans: Plans
  planRegistry: PlanRegistry
}

export function setUpTraffic(given: TrafficSetup): BoundRoute[] {
  const tracks: TrackFinder = {
    findTracks: async (stationId, trackIds) =>
      trackIds.length === 0 ? new Map() : findListedTracks(given.db.read, stationId, trackIds),
  }
  const deps = { ...given, tracks }
  return [...orderRoutesOf(deps), ...spotRoutesOf(deps), ...orderCsvRoutesOf(deps)]
}
