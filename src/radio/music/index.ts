export type { PlacedItem, Reason, WantedSpot, Why } from './model.ts'
