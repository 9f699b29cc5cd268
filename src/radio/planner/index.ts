export { type HistoryEntry, type PlayoutNow, type PlayoutRow, PlayoutSchedule } from './ports.ts'
