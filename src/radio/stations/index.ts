export { cmsOfStation } from './cms-of-station.ts'
export type { Station } from './model.ts'
export { getStation } from './stations.ts'
export { listStations } from './store.ts'
