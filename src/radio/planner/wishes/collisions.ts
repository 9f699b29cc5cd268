import type { PlayoutShow, ShowWindow } from '../../programme/index.ts'
import { type Airing, type Conflict, type Slot, touches } from '../model.ts'
import type { RowOfLog } from '../deps.ts'
import type { PlayoutRow } from '../ports.ts'

/** Intervals by start; finds those that touch a slot without looking at all. */
export interface Intervals<Item extends Slot> {
  touching(slot: Slot): Item[]
  readonly items: readonly Item[]
}

/** @param items in any order; those that end before they start touch nothing */
export function indexIntervals<Item extends Slot>(items: readonly Item[]): Intervals<Item> {
  const sorted = items.toSorted((a, b) => a.startsAt - b.startsAt)
  // The latest end among all up to here: nothing before the first that reaches the slot can touch it.
  const reach = new Float64Array(sorted.length)
  let latest = Number.NEGATIVE_INFINITY
  for (const [index, { endsAt }] of sorted.entries()) {
    latest = Math.max(latest, endsAt)
    reach[index] = latest
  }
  return {
    items: sorted,
    touching(slot) {
      const found: Item[] = []
      for (let index = firstReaching(reach, slot.startsAt); index < sorted.length; index++) {
        const item = sorted[index] as Item
        if (item.startsAt >= slot.endsAt) break
        if (touches(item, slot)) found.push(item)
      }
      return found
    },
  }
}

/** The first index whose reach lies beyond an instant. */
function firstReaching(reach: Float64Array, at: number): number {
  let [low, high] = [0, reach.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((reach[middle] as number) > at) high = middle
    else low = middle + 1
  }
  return low
}

/** All that stands in a stretch of time, at the playout and in Patchbay. */
export interface Occupied {
  rows: Intervals<PlayoutRow>
  /** Those that were not removed there. */
  windows: Intervals<ShowWindow>
  /** Ours that are planned, on air or on their way out. */
  airings: Intervals<Airing>
  shows: ReadonlyMap<number, PlayoutShow>
  /** Of the rows, those of logs, by their numbers. */
  logOf: ReadonlyMap<number, RowOfLog>
  /** Names for what collides. */
  titleOfTrack(trackId: number | null): string
  titleOfShow(playoutShowId: number): string
}

export interface Candidate extends Slot {
  trackId: number
  playoutShowId: number | null
  /** Its own rows, windows and airing stand in nobody's way. */
  own?: { airingId: number; rowId: number | null; windowId: number | null } | undefined
}

/**
 * What stands in the way, at the playout first: rows of any window and show, other shows' windows, and airings that are on
 * their way there. Touching is fine.
 */
export function findConflicts(candidate: Candidate, occupied: Occupied): Conflict[] {
  const { own } = candidate
  const rows = occupied.rows
    .touching(candidate)
    .filter(({ rowId }) => rowId !== own?.rowId)
    .map((row): Conflict => rowConflict(row, { candidate, log: occupied.logOf.get(row.rowId), occupied }))
  const told = new Set(rows.map(({ id }) => id))
  const airings = occupied.airings
    .touching(candidate)
    .filter(({ airingId, rowId }) => airingId !== own?.airingId && !(rowId !== null && told.has(rowId)))
    .map((airing): Conflict => ({
      code: airing.trackId === candidate.trackId ? 'TRACK_OVERLAP' : 'SLOT_OVERLAP',
      what: 'airing',
      id: airing.airingId,
      title: airing.title,
      startsAt: airing.startsAt,
      endsAt: airing.endsAt,
      airDate: null,
    }))
  const windows = occupied.windows
    .touching(candidate)
    .filter((window) => window.windowId !== own?.windowId && !mayHold(window, candidate))
    .map((window): Conflict => ({
      code: 'SLOT_OVERLAP',
      what: 'window',
      id: window.windowId,
      title: occupied.titleOfShow(window.playoutShowId),
      startsAt: window.startsAt,
      endsAt: window.endsAt,
      airDate: null,
    }))
  return [...rows, ...airings, ...windows]
}

interface RowFacts {
  candidate: Pick<Candidate, 'trackId'>
  log: RowOfLog | undefined
  occupied: Pick<Occupied, 'titleOfTrack'>
}

/** Of the log of a day, of others, and the same track wherever it is. */
export function rowConflict(row: PlayoutRow, { candidate, log, occupied }: RowFacts): Conflict {
  const { rowId: id, startsAt, endsAt, trackId } = row
  const code = trackId === candidate.trackId ? 'TRACK_OVERLAP' : 'SLOT_OVERLAP'
  if (log === undefined)
    return { code, what: 'row', id, title: occupied.titleOfTrack(trackId), startsAt, endsAt, airDate: null }
  return { code, what: 'log', id, title: log.title, startsAt, endsAt, airDate: log.airDate }
}

/** A window of its own show around the whole slot is where it goes. */
export const mayHold = (window: ShowWindow, { playoutShowId, startsAt, endsAt }: Candidate): boolean =>
  window.playoutShowId === playoutShowId && window.startsAt <= startsAt && endsAt <= window.endsAt

/** The world as it will be when they are gone. */
export function withoutRemoved(
  occupied: Occupied,
  removed: readonly Pick<Airing, 'airingId' | 'rowId' | 'windowId' | 'windowDeliveryId'>[],
): Occupied {
  if (removed.length === 0) return occupied
  const rows = new Set(removed.map(({ rowId }) => rowId))
  const airings = new Set(removed.map(({ airingId }) => airingId))
  const windows = new Set(
    removed.flatMap(({ windowId, windowDeliveryId }) => (windowDeliveryId === null ? [] : [windowId])),
  )
  const without = <Item extends Slot>(
    { items, touching }: { items: readonly Item[]; touching(slot: Slot): Item[] },
    isGone: (item: Item) => boolean,
  ) => ({
    items: items.filter((item) => !isGone(item)),
    touching: (slot: Slot) => touching(slot).filter((item) => !isGone(item)),
  })
  return {
    ...occupied,
    rows: without(occupied.rows, ({ rowId }) => rows.has(rowId)),
    airings: without(occupied.airings, ({ airingId }) => airings.has(airingId)),
    windows: without(occupied.windows, ({ windowId }) => windows.has(windowId)),
  }
}
