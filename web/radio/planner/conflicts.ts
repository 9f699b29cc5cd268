import { type Load, touches, trackIdOf, type Week, type Window } from './week-view.ts'
import type { Slot } from './day-axis.ts'

export interface Conflict extends Slot {
  what: 'row' | 'log' | 'window' | 'airing' | 'locked' | 'linked'
  id: number
  title: string
  isSameTrack: boolean
  /** Of the log that has it. */
  airDate?: string | undefined
}

export interface Candidate extends Slot {
  load: Load
  /** The show at the playout that it is planned for; null when it is made first. */
  playoutShowId: number | null
}

/** A window of its own show around the whole slot is where it goes. */
export const mayHold = (window: Window, { playoutShowId, startsMs, endsMs }: Omit<Candidate, 'load'>): boolean =>
  window.playoutShowId === playoutShowId && window.startsMs <= startsMs && endsMs <= window.endsMs

/** What stands in the way of a slot, as far as the loaded week tells; the server looks again before it plans. */
export function conflictsOf(candidate: Candidate, week: Week, nowMs: number): Conflict[] {
  const { load } = candidate
  const own = load.kind === 'new' ? undefined : load.airing
  const trackId = trackIdOf(load)
  const rows = week.rows
    .filter((row) => row.rowId !== own?.rowId && touches(row, candidate))
    .map((row): Conflict => ({
      what: row.log !== null ? 'log' : row.isOurs ? 'airing' : 'row',
      airDate: row.log?.airDate,
      id: row.rowId,
      title: row.title,
      isSameTrack: row.trackId !== null && row.trackId === trackId,
      ...span(row),
    }))
  const shown = new Set(week.rows.map(({ rowId }) => rowId))
  const airings = week.airings
    .filter(
      (airing) =>
        airing.airingId !== own?.airingId &&
        !(airing.rowId !== null && shown.has(airing.rowId)) &&
        touches(airing, candidate),
    )
    .map((airing): Conflict => ({
      what: 'airing',
      id: airing.airingId,
      title: airing.title,
      isSameTrack: airing.trackId === trackId,
      ...span(airing),
    }))
  return [...lockOf(candidate, week, nowMs), ...rows, ...airings, ...windowsOf(candidate, week, own?.windowId ?? null)]
}

function windowsOf(candidate: Candidate, week: Week, ownWindowId: number | null): Conflict[] {
  return week.windows
    .filter((window) => window.windowId !== ownWindowId && touches(window, candidate))
    .flatMap((window): Conflict[] => {
      const holds = mayHold(window, candidate)
      if (holds && !window.isLinked) return []
      const what = holds ? 'linked' : 'window'
      return [{ what, id: window.windowId, title: window.showTitle, isSameTrack: false, ...span(window) }]
    })
}

function lockOf({ startsMs }: Slot, { lockMs }: Week, nowMs: number): Conflict[] {
  const endsMs = nowMs + lockMs
  return startsMs < endsMs ? [{ what: 'locked', id: 0, title: '', isSameTrack: false, startsMs, endsMs }] : []
}

const span = ({ startsMs, endsMs }: Slot): Slot => ({ startsMs, endsMs })

const FIVE_MINUTES_MS = 300_000

/** The nearest slot of the same length in the loaded days that nothing stands in the way of. */
export function nearestFree(candidate: Candidate, week: Week, nowMs: number): Slot | undefined {
  const { load } = candidate
  const lengthMs = candidate.endsMs - candidate.startsMs
  const ownRowId = load.kind === 'new' ? null : load.airing.rowId
  const firstMs = Math.ceil((nowMs + week.lockMs) / FIVE_MINUTES_MS) * FIVE_MINUTES_MS
  const taken = merged(week.rows.filter(({ rowId }) => rowId !== ownRowId))
  const around = [...taken, ...week.airings, ...week.windows]
  const starts = new Set([
    firstMs,
    ...around.flatMap(({ startsMs, endsMs }) => [startsMs, endsMs, startsMs - lengthMs]),
  ])
  return [...starts]
    .filter((startsMs) => startsMs >= Math.max(firstMs, week.startsMs) && startsMs + lengthMs <= week.endsMs)
    .toSorted((a, b) => Math.abs(a - candidate.startsMs) - Math.abs(b - candidate.startsMs))
    .map((startsMs) => ({ startsMs, endsMs: startsMs + lengthMs }))
    .find(
      (slot) =>
        !taken.some((one) => touches(one, slot)) && conflictsOf({ ...candidate, ...slot }, week, nowMs).length === 0,
    )
}

/** Those that follow each other without a gap as one: a week may hold thousands of songs. */
function merged(slots: readonly Slot[]): Slot[] {
  const all: Slot[] = []
  for (const { startsMs, endsMs } of slots.toSorted((a, b) => a.startsMs - b.startsMs)) {
    const last = all.at(-1)
    if (last !== undefined && startsMs <= last.endsMs) last.endsMs = Math.max(last.endsMs, endsMs)
    else all.push({ startsMs, endsMs })
  }
  return all
}
