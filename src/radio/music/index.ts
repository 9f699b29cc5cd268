export type { PlacedItem, Reason, WantedSpot, Why } from './contract.ts'
export { Anchor, ClockShape, ClockSlot, Fill } from './clocks/contract.ts'
export { CartMember, CartShape, CategoryQuery, CategoryShape, DaypartShape, SeparationRules } from './pools/contract.ts'
export { categoryTest } from './generate/category-query.ts'
export { hoursOfDay } from './generate/day-hours.ts'
export type {
  DayPlan,
  HeardFacts,
  HeardItem,
  LeftOut,
  PlanDayInput,
  PlanHour,
  PoolTrack,
  TakenStretch,
  Unfilled,
  UnplacedSpot,
} from './generate/model.ts'
export { planDay } from './generate/plan-day.ts'
export { countMusic, deleteMusic } from './grid/store.ts'
export { clocksOfDay, type DayClocks } from './grid/edit-grid.ts'
export type { MusicSources } from './ports.ts'
export { clockShape, shelvesOf } from './preview/preview-hour.ts'
export { type HeardSource, musicSources } from './set-up-music.ts'
export { findThing, listThings } from './shelf/store.ts'
export { planDayApart } from './generate/plan-day-apart.ts'
