export { type HistoryEntry, type PlayoutNow, type PlayoutRow, PlayoutSchedule } from './ports.ts'
export type { Airing } from './model.ts'
export { LOCK_MS } from './model.ts'
export { listInRange as listAiringsOfStation } from './store.ts'
