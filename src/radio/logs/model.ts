import type { PlacedItem, Why } from '../music/contract.ts'

/**
 * How an item came into the log. What a person put there or changed (`manual`), or an import brought, stays when the
 * day is generated again.
 */
export type EntrySource = PlacedItem['source'] | 'manual' | 'import'

/** One line of a day's log. */
export interface LogEntry extends Omit<PlacedItem, 'source' | 'why' | 'slotKey'> {
  entryId: number
  logId: number
  /** From 0, over the whole day; the order in which things are heard. */
  position: number
  /** Null for what came by hand or by an import. */
  slotKey: string | null
  source: EntrySource
  /** A person changed it: it stays when the day is generated again. */
  isHandEdited: boolean
  /** Null where a person chose. */
  why: Why | null
  /** For people; empty for most. */
  note: string
}

/** A station's day. */
export interface Log {
  logId: number
  stationId: number
  /** YYYY-MM-DD of the station's calendar. */
  airDate: string
  /** Of the day: 23, 24 or 25 hours apart. */
  startsAt: number
  endsAt: number
  /** One more with each change. */
  revision: number
  seed: string
  lockedBy: string | null
  lockedUntil: number | null
  createdAt: number
  changedAt: number
}
