import { instant } from '../../kernel/contract.ts'
import { type BoundRoute, bindRoutes, withEtag } from '../../kernel/routes.ts'
import { stationRoutes, type StationView } from './contract.ts'
import type { Station } from './model.ts'
import { addStation, changeStation, getStation, removeStation, type StationDeps } from './stations.ts'
import { listStations } from './store.ts'

const toView = ({ version, createdAt, changedAt, ...station }: Station): StationView => ({
  ...station,
  createdAt: instant(createdAt),
  changedAt: instant(changedAt),
  etag: String(version),
})

const answer = (station: Station) => withEtag(toView(station), String(station.version))

export function stationRoutesOf(deps: StationDeps): BoundRoute[] {
  const { db } = deps
  const use = { add: addStation(deps), change: changeStation(deps), remove: removeStation(deps) }
  return bindRoutes(stationRoutes, {
    list: async () => ({ items: (await listStations(db.read)).map(toView) }),
    get: async ({ params }) => answer(await getStation(db.read, params.stationId)),
    add: async ({ body, actor, request }) => answer(await use.add(body, { actor: actor.id, address: request.address })),
    change: async ({ params, body, actor, request }) => {
      const by = { actor: actor.id, address: request.address, ifMatch: request.ifMatch }
      return answer(await use.change(params.stationId, body, by))
    },
    remove: async ({ params, actor, request }) => {
      await use.remove(params.stationId, { actor: actor.id, address: request.address })
      return { removed: params.stationId }
    },
  })
}
