export type { PlannedPlay } from './model.ts'
export type { PlannedPlays } from './ports.ts'
export { lastHistorySync, type LastHistorySync, owedOf, type OwedSpot } from './reads.ts'
export { playsOf } from './store.ts'
