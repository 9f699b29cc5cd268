export { fitOf } from './model.ts'
export { type HistoryEntry, type PlayoutNow, type PlayoutRow, PlayoutSchedule } from './ports.ts'
export { listInRange as listAirings } from './store.ts'
