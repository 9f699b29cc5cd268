export type { PlacedItem, Reason, WantedSpot, Why } from './contract.ts'
