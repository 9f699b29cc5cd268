import { type BoundRoute, bindRoutes, isReceivedBody } from '../../../../kernel/routes.ts'
import { getStation } from '../../../stations/index.ts'
import { programmeCsvRoutes } from './contract.ts'
import { draftImport } from './draft-import.ts'
import { exportEpisodes, exportShows } from './export-csv.ts'
import type { PutDeps } from '../../../csv/index.ts'

const NOTHING = new Uint8Array()

export function programmeCsvRoutesOf(deps: PutDeps): BoundRoute[] {
  const { read } = deps.db
  const now = () => deps.clock.now()
  return bindRoutes(programmeCsvRoutes, {
    exportShows: async ({ params }) => exportShows(read, await getStation(read, params.stationId), now()),
    exportEpisodes: async ({ params }) => exportEpisodes(read, await getStation(read, params.stationId), now()),
    draftImport: async ({ params, query, body, actor, request }) => {
      const bytes = isReceivedBody(body) ? body.bytes : NOTHING
      const by = { actor: actor.id, address: request.address }
      return draftImport(deps, params.stationId, { what: query.what, bytes, by })
    },
  })
}
