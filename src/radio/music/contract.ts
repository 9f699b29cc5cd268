import type { Params } from '../../kernel/errors.ts'
import type { TypeCode } from '../tracks/contract.ts'

/** Words at `reason.<code>`. */
export interface Reason {
  code: string
  params: Params
}

/** Why an item stands where it stands. */
export interface Why {
  chose: Reason
  /** Nearest first; at most a handful, for people to read. */
  blocked: readonly { trackId: number; title: string; by: Reason }[]
  /** Rules that were broken because nothing kept them all. */
  broken: readonly Reason[]
}

/** A spot that an order wants on a day, and how often still. */
export interface WantedSpot {
  orderId: number
  copyId: number
  trackId: number
  lengthMs: number
  title: string
  sponsor: string | null
  product: string | null
  /** 1 is the most urgent, 10 the least. */
  priority: number
  plays: number
  /** When it may begin, epoch ms, half-open. */
  within: readonly { from: number; to: number }[]
  /** Between the starts of two plays of the order. */
  leastApartMs: number
  /** Of the play that it makes good; null for one that was ordered. */
  makesGoodSpotId: number | null
}

/** One item as the generator places it. */
export interface PlacedItem {
  /**
   * Names its place on its day for good: local hour, slot of the clock, and which of a fill (`08:s3#2`; the hour that
   * comes a second time is `02+`). What fills up time that the clock leaves has an `f` (`08:s3#f1`). The same slot has the same key whenever the day is generated.
   */
  slotKey: string
  /** Of the hour that it belongs to, epoch ms. */
  hourStartsAt: number
  /** Whole seconds, epoch ms. */
  startsAt: number
  /** Whole seconds: what the log gives it. */
  lengthMs: number
  what: 'track' | 'spot' | 'voice' | 'note'
  /** Null for notes. */
  typeCode: TypeCode | null
  /** Null for notes, and for voice tracks that nobody has recorded. */
  trackId: number | null
  title: string
  artist: string
  cueInMs: number
  cueOutMs: number
  source: 'music' | 'traffic' | 'template' | 'tracker'
  /** `hard`: begins at its anchor whatever runs; `soft`: not before it; `relative`: follows what is before it. */
  startType: 'hard' | 'soft' | 'relative'
  /** Of `hard` and `soft`: from the start of the hour. */
  anchorMs: number | null
  transition: 'play' | 'segue' | 'stop'
  orderId: number | null
  copyId: number | null
  why: Why
}
