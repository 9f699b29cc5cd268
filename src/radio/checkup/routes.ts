import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { getStation, listStations } from '../stations/index.ts'
import { checkStation, type CheckupDeps } from './check-station.ts'
import { checkupRoutes } from './contract.ts'
import { findCheckup, listCheckups } from './store.ts'
import { toCheckupView } from './views.ts'

export function checkupRoutesOf(deps: CheckupDeps): BoundRoute[] {
  const { db } = deps
  const look = checkStation(deps)
  return bindRoutes(checkupRoutes, {
    async list() {
      const kept = new Map((await listCheckups(db.read)).map((checkup) => [checkup.stationId, checkup]))
      const stations = await listStations(db.read)
      return { items: stations.map((station) => toCheckupView(station, kept.get(station.stationId))) }
    },
    get: async ({ params: { stationId } }) =>
      toCheckupView(await getStation(db.read, stationId), await findCheckup(db.read, stationId)),
    look: async ({ params: { stationId }, signal }) => {
      const checkup = await look(stationId, signal)
      return toCheckupView(await getStation(db.read, stationId), checkup)
    },
  })
}
