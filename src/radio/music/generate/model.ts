import type { PlacedItem, Reason, WantedSpot } from '../contract.ts'
import type { ClockShape } from '../clocks/contract.ts'
import type { CartShape, CategoryShape, DaypartShape, SeparationRules } from '../pools/contract.ts'
import type { TypeCode } from '../../tracks/contract.ts'

/** A usable track, as far as choosing goes by it. */
export interface PoolTrack {
  trackId: number
  title: string
  artist: string
  /** Compared for equality; empty is equal to nothing. */
  titleKey: string
  artistKey: string
  /** Null for a code that stands for no kind: never chosen by a category. */
  typeCode: TypeCode | null
  /** Of the whole file. */
  lengthMs: number
  cueInMs: number
  cueOutMs: number
  sponsor: string | null
  product: string | null
  genre: string
  year: number | null
  /** Since when the library has it, epoch ms. */
  addedAt: number | null
}

/** What rules go by. */
export interface HeardFacts {
  trackId: number | null
  titleKey?: string
  artistKey?: string
  sponsor?: string | null
  product?: string | null
  /** Of a spot. */
  orderId?: number | null
}

/** What was heard before the day, or is planned around it. What is not told is taken from the track. */
export interface HeardItem extends HeardFacts {
  startsAt: number
}

/** A stretch that is not free: an airing, a row of others, an entry that is kept. Epoch ms. */
export interface TakenStretch {
  startsAt: number
  endsAt: number
  /** Of a kept entry: nothing else is put into its slot. */
  slotKey: string | null
  /** Null where nothing is known of what runs. */
  facts: HeardFacts | null
}

/** One stretch of the day in which the local clock shows one hour, with what it is made of. */
export interface PlanHour {
  /** `08`; the hour that comes a second time is `02+`. */
  name: string
  startsAt: number
  endsAt: number
  /** From when on the local clock runs on from what time of the local day. One, but where the offset changes inside. */
  pieces: readonly { startsAt: number; weekDay: number; localMs: number }[]
}

export interface PlanDayInput {
  airDate: string
  seed: string
  /** In order; those of the day that shall be filled. Without a clock: a gap. */
  hours: readonly (PlanHour & { clock: ClockShape | null })[]
  taken: readonly TakenStretch[]
  tracks: readonly PoolTrack[]
  categories: readonly CategoryShape[]
  carts: readonly CartShape[]
  dayparts: readonly DaypartShape[]
  separation: SeparationRules
  heard: readonly HeardItem[]
  /** When a track was heard last before the day, as far as is known; those in `heard` need not be repeated. */
  lastHeard?: ReadonlyMap<number, number>
  spots: readonly WantedSpot[]
}

/** Time of the hours that nothing fills. */
export interface Unfilled {
  startsAt: number
  endsAt: number
  reason: Reason
}

/** A slot, or a part of one, that got no place. */
export interface LeftOut {
  slotKey: string
  hourStartsAt: number
  reason: Reason
}

export interface UnplacedSpot {
  orderId: number
  copyId: number
  /** That got no place. */
  plays: number
  reason: Reason
}

export interface DayPlan {
  items: PlacedItem[]
  unfilled: Unfilled[]
  leftOut: LeftOut[]
  unplacedSpots: UnplacedSpot[]
}
