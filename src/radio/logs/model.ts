import type { Params } from '../../kernel/errors.ts'
import type { PlacedItem, Why } from '../music/contract.ts'
import type { TypeCode } from '../tracks/contract.ts'

export type { PlacedItem, Reason, Why } from '../music/contract.ts'
export type { TypeCode } from '../tracks/contract.ts'

/** An hour of the clock on the wall, as it passes on one day. Epoch ms, half-open. */
export interface LogHour {
  /** `00` to `23`; the one that comes a second time is `02+`. */
  name: string
  startsAt: number
  endsAt: number
}

/**
 * How an item came into the log. What a person put there or changed (`manual`), or an import brought, stays when the
 * day is generated again.
 */
export type EntrySource = PlacedItem['source'] | 'manual' | 'import'

/** One line of a day's log. */
export interface LogEntry extends Omit<PlacedItem, 'source' | 'why' | 'slotKey'> {
  /** Stays the same through edits, undo and redo. */
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

/** An entry that has no row yet, or one as it shall be: ids and positions are given when it is written. */
export type DraftEntry = Omit<LogEntry, 'entryId' | 'logId' | 'position'> & { entryId: number | null }

/** A station's day. */
export interface Log {
  logId: number
  stationId: number
  /** YYYY-MM-DD of the station's calendar. */
  airDate: string
  /** IANA: the station's when the log was made. */
  timeZone: string
  /** Of the day: 23, 24 or 25 hours apart. */
  startsAt: number
  endsAt: number
  /** One more with each change. */
  revision: number
  seed: string
  lockedBy: string | null
  /** As a person knows the holder. */
  lockedName: string | null
  lockedUntil: number | null
  generatedAt: number | null
  createdAt: number
  changedAt: number
}

/** Words at `daylog.revision.<what>`. */
export const REVISION_KINDS = [
  'made',
  'generated',
  'filled',
  'edited',
  'imported',
  'copied',
  'undone',
  'redone',
] as const
export type RevisionKind = (typeof REVISION_KINDS)[number]

/** A state that a log was in. */
export interface LogRevision {
  logId: number
  number: number
  actor: string
  at: number
  what: RevisionKind
  params: Params
  /** The revision whose state it is again; null unless it is an undo or a redo. */
  ofNumber: number | null
  entryCount: number
}

/** A stretch of the day that is not the log's: epoch ms, whole seconds, half-open. */
export interface Taken {
  startsAt: number
  endsAt: number
  /** An airing of the planner, or a row that somebody else made at the playout. */
  what: 'airing' | 'row'
  id: number
  title: string
}

const SECOND_MS = 1000

/**
 * What the log gives to audio of a length: music loses its last part of a second, everything else is never cut.
 * @returns whole seconds, in ms; at least one
 */
export function logLengthOf(typeCode: TypeCode | null, audioMs: number): number {
  const seconds = typeCode === 'MUS' ? Math.floor(audioMs / SECOND_MS) : Math.ceil(audioMs / SECOND_MS)
  return Math.max(1, seconds) * SECOND_MS
}

export const LOCK_LASTS_MS = 15 * 60_000
export const NOTE_LONGEST = 1000
export const ENTRIES_MOST = 5000

/** Who holds a log at an instant; undefined when nobody does. */
export function holderOf(
  { lockedBy, lockedName, lockedUntil }: Pick<Log, 'lockedBy' | 'lockedName' | 'lockedUntil'>,
  now: number,
): { actor: string; name: string; until: number } | undefined {
  if (lockedBy === null || lockedUntil === null || lockedUntil <= now) return undefined
  return { actor: lockedBy, name: lockedName ?? lockedBy, until: lockedUntil }
}

/** Whether generating anew leaves it as it is. */
export const isKept = ({
  isHandEdited,
  source,
  what,
  trackId,
}: Pick<LogEntry, 'isHandEdited' | 'source' | 'what' | 'trackId'>): boolean =>
  isHandEdited || source === 'manual' || source === 'import' || (what === 'voice' && trackId !== null)
