import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { onAirRoutes } from './contract.ts'
import { type OnAirDeps, probeLibrary, readOnAir } from './read-on-air.ts'

export const onAirRoutesOf = (deps: OnAirDeps): BoundRoute[] =>
  bindRoutes(onAirRoutes, {
    get: ({ params, signal }) => readOnAir(deps, params.stationId, signal),
    library: ({ params, signal }) => probeLibrary(deps, params.stationId, signal),
  })
