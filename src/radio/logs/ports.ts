import type { LogEntry, LogHour, PlacedItem, Reason, Taken, TypeCode } from './model.ts'

export interface GenerateRequest {
  stationId: number
  airDate: string
  timeZone: string
  startsAt: number
  endsAt: number
  hours: readonly LogHour[]
  /** Starts of the hours that shall be filled; null for all. */
  only: readonly number[] | null
  /** What stays: nothing is placed where it stands, and its slots are filled by it. */
  kept: readonly LogEntry[]
  /** What is not the log's: airings, and rows of others. */
  taken: readonly Taken[]
  seed: string
  signal: AbortSignal
}

/** A stretch that the clocks want filled, and that nothing was found for. Epoch ms. */
export interface Unfilled {
  startsAt: number
  endsAt: number
  reason: Reason
}

/** A slot of a clock that got no place. */
export interface LeftOut {
  slotKey: string
  hourStartsAt: number
  reason: Reason
}

/** Plays that an order wants of the day, and that got no place. */
export interface Unplaced {
  orderId: number
  plays: number
  reason: Reason
}

export interface Generated {
  items: PlacedItem[]
  unfilled: Unfilled[]
  leftOut: LeftOut[]
  unplaced: Unplaced[]
}

/** A category or a cart. */
export interface Shelf {
  kind: 'category' | 'cart'
  id: number
}

/** A silence within one hour that shall be filled from a shelf. Epoch ms. */
export interface FillRequest extends Pick<GenerateRequest, 'stationId' | 'airDate' | 'seed' | 'signal'> {
  hourStartsAt: number
  startsAt: number
  endsAt: number
  from: Shelf
  /** All that is in the log, with what is heard of it: rules go by it. */
  entries: readonly LogEntry[]
}

/** Fills a day by its clocks, and a silence from a shelf. The same request gives the same items. */
export interface LogGenerator {
  /** @throws ConflictError where the station has no clocks for the day */
  generate(request: GenerateRequest): Promise<Generated>
  /** @throws NotFoundError for a shelf that the station has not */
  fillGap(request: FillRequest): Promise<Pick<Generated, 'items' | 'unfilled'>>
}

/** A track of the library, as far as a log needs it. */
export interface LogTrack {
  trackId: number
  state: 'usable' | 'pending' | 'failed' | 'missing'
  title: string
  artist: string
  /** Null when the library's own code stands for none, or when it has none. */
  typeCode: TypeCode | null
  lengthMs: number | null
  md5: string | null
}

export interface KnownTracks {
  byId: ReadonlyMap<number, LogTrack>
  /** How old it is, epoch ms. */
  readAt: number
}

/** @throws `remote/…` errors when the library can't be read; a list that failed is never empty */
export interface LogTracks {
  read(stationId: number, signal: AbortSignal): Promise<KnownTracks>
}

/** A show's window at the playout. */
export interface OutsideWindow {
  windowId: number
  title: string
  startsAt: number
  endsAt: number
}

export interface Outside {
  taken: Taken[]
  windows: OutsideWindow[]
  /** When the playout was read; null for a station without one. */
  readAt: number | null
}

/** What is on a station's day beside its log. */
export interface OutsideOfLog {
  /**
   * Airings as they are now; rows and windows of the playout at most a minute old, or anew.
   * @throws `remote/…` errors when the playout can't be read
   */
  read(day: { stationId: number; startsAt: number; endsAt: number }, options: OutsideOptions): Promise<Outside>
  /** The same without asking anybody: airings, and what was read of the playout before. */
  peek(day: { stationId: number; startsAt: number; endsAt: number }): Promise<Taken[]>
}

export interface OutsideOptions {
  isFresh?: boolean
  signal: AbortSignal
}

/**
 * Which rows at a playout are what a log published: they are its own, so they take nothing from it.
 * @param there ids of the rows that were found there
 */
export type OwnRows = (
  stationId: number,
  span: { startsAt: number; endsAt: number },
  there: readonly number[],
) => Promise<ReadonlySet<number>>
