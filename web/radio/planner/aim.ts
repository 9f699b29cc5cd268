import type { ProgrammeShowView } from '../../../src/radio/planner/contract.ts'
import { type Candidate, type Conflict, conflictsOf, nearestFree } from './conflicts.ts'
import type { CalendarDay, Slot } from './day-axis.ts'
import { type Fit, fitOf, usualSlotMs } from './fit.ts'
import { audioMsOf, type Load, type Week } from './week-view.ts'

const MINUTE_MS = 60_000
const STEP_MS = 15 * MINUTE_MS
const FINE_STEP_MS = 5 * MINUTE_MS
/** An edge of what stands there already draws a slot over so far. */
const MAGNET_MS = 8 * MINUTE_MS

/** What a place would come to, as far as the loaded week tells. */
export interface Aim extends Slot {
  fit: Fit
  conflicts: readonly Conflict[]
  /** Where it could go instead; only where it can't go here. */
  free: Slot | undefined
  /** Undefined for a track that no show was chosen for, outside of all windows. */
  show: Show | undefined
}

interface Show {
  /** As the API takes it. */
  showId: string | undefined
  playoutShowId: number | null
}

export interface World {
  week: Week
  shows: readonly ProgrammeShowView[]
  nowMs: number
}

const dayAt = (atMs: number, days: readonly CalendarDay[]): CalendarDay | undefined =>
  days.find((day) => day.startsMs <= atMs && atMs < day.endsMs) ?? days[0]

/** The nearest instant that is drawn at: an edge of something else, else a quarter of an hour on the clock. */
export function snap(rawMs: number, { week, load, isFine }: { week: Week; load: Load; isFine: boolean }): number {
  const own = load.kind === 'new' ? undefined : load.airing
  const others = [...week.windows, ...week.rows.filter(({ rowId }) => rowId !== own?.rowId)]
  const edges = others.flatMap(({ startsMs, endsMs }) => [startsMs, endsMs])
  const magnet = isFine ? undefined : nearest(rawMs, edges)
  if (magnet !== undefined && Math.abs(magnet - rawMs) <= MAGNET_MS) return magnet
  const fromMs = dayAt(rawMs, week.days)?.startsMs ?? 0
  const stepMs = isFine ? FINE_STEP_MS : STEP_MS
  return fromMs + Math.round((rawMs - fromMs) / stepMs) * stepMs
}

const nearest = (atMs: number, edges: readonly number[]): number | undefined =>
  edges.reduce<number | undefined>(
    (best, edge) => (best === undefined || Math.abs(edge - atMs) < Math.abs(best - atMs) ? edge : best),
    undefined,
  )

/** The slot of something new that starts there: a window of its show as a whole where it begins with it, else the usual one. */
export function newSlot(load: Extract<Load, { kind: 'new' }>, startsMs: number, world: World): Slot {
  const show = showFor(load, startsMs, world)
  const { lengthMs } = load.item
  const window = world.week.windows.find(
    (one) => one.startsMs === startsMs && one.playoutShowId === show?.playoutShowId && one.rowCount === 0,
  )
  const fills = window !== undefined && lengthMs !== null && lengthMs > (window.endsMs - window.startsMs) / 2
  return fills ? { startsMs, endsMs: window.endsMs } : { startsMs, endsMs: startsMs + usualSlotMs(lengthMs) }
}

/** The show that something is planned for: its own, the chosen one, or for a track that of the window there. */
export function showFor(load: Load, startsMs: number, { week, shows }: World): Show | undefined {
  if (load.kind !== 'new') return { showId: undefined, playoutShowId: load.airing.playoutShowId }
  const showId = load.item.showId ?? load.showId
  if (showId !== undefined)
    return { showId, playoutShowId: shows.find((show) => show.showId === showId)?.playoutShowId ?? null }
  const window = week.windows.find((one) => one.startsMs <= startsMs && startsMs < one.endsMs && !one.isLinked)
  const show = window && shows.find(({ playoutShowId }) => playoutShowId === window.playoutShowId)
  return show && { showId: show.showId, playoutShowId: show.playoutShowId }
}

export function aimAt(load: Load, slot: Slot, world: World): Aim {
  const show = showFor(load, slot.startsMs, world)
  const candidate: Candidate = { ...slot, load, playoutShowId: show?.playoutShowId ?? null }
  const conflicts = conflictsOf(candidate, world.week, world.nowMs)
  return {
    ...slot,
    show,
    conflicts,
    fit: fitOf(slot.endsMs - slot.startsMs, audioMsOf(load)),
    free:
      conflicts.length === 0 || load.kind === 'resize' ? undefined : nearestFree(candidate, world.week, world.nowMs),
  }
}
