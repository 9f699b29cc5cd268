import type { BoundRoute } from '../../kernel/routes.ts'
import type { Plans, PlanRegistry } from '../../plans/index.ts'
import type { TrackLibrary } from '../tracks/index.ts'
import { orderCsvRoutesOf } from './csv/routes.ts'
import { libraryTracks } from './find-tracks.ts'
import type { TrafficDeps } from './orders.ts'
import { orderRoutesOf } from './routes.ts'
import { spotRoutesOf } from './spots/routes.ts'

export type TrafficSetup = Omit<TrafficDeps, 'tracks'> & {
  openLibrary(connectionId: number): Promise<TrackLibrary>
  plans: Plans
  planRegistry: PlanRegistry
}

export function setUpTraffic(given: TrafficSetup): BoundRoute[] {
  const deps = { ...given, tracks: libraryTracks({ reader: given.db.read, openLibrary: given.openLibrary }) }
  return [...orderRoutesOf(deps), ...spotRoutesOf(deps), ...orderCsvRoutesOf(deps)]
}
