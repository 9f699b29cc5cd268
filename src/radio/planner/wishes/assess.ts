import { ConflictError } from '../../../kernel/errors.ts'
import type { Station } from '../../stations/index.ts'
import { findConflicts, indexIntervals, mayHold, type Occupied } from './collisions.ts'
import type { PlannerDeps } from '../deps.ts'
import { isSameRow } from '../effects/make-row.ts'
import {
  type Airing,
  type Conflict,
  type Fit,
  fitOf,
  isLocked,
  type Reason,
  type ResolvedWish,
  rowTimes,
  type Slot,
  slotProblem,
} from '../model.ts'
import type { PlayoutRow } from '../ports.ts'
import { libraryOf } from './resolve.ts'
import { listStanding } from '../store.ts'

export interface Assessment {
  fit: Fit
  conflicts: Conflict[]
  /** Why it can't be, whatever else stands there. */
  refusal: Reason | undefined
  warnings: Reason[]
  /** The airing that is just this already. */
  same: Airing | undefined
  makes: { show: boolean; window: boolean }
}

/** What stands in a stretch of time; rows are read now, shows and windows may be a moment old. */
export async function readOccupied(
  deps: PlannerDeps,
  station: Station,
  { maxAgeMs, signal, ...slot }: Slot & { maxAgeMs?: number; signal: AbortSignal },
): Promise<Occupied> {
  const connectionId = libraryOf(station)
  const freshness = maxAgeMs === undefined ? {} : { maxAgeMs }
  const schedule = await deps.outside.schedule(connectionId)
  const [rows, windows, shows, airings, ofLogs] = await Promise.all([
    schedule.listRows({ from: slot.startsAt, to: slot.endsAt }, signal),
    deps.reads.read(connectionId, 'windows', freshness),
    deps.reads.read(connectionId, 'shows', freshness),
    listStanding(deps.db.read, connectionId, slot),
    deps.placesOfLogs(connectionId, { from: slot.startsAt, to: slot.endsAt }),
  ])
  const titles = new Map(shows.map(({ playoutShowId, title }) => [playoutShowId, title]))
  const tracks = deps.reads.peek(connectionId, 'tracks') ?? []
  return {
    rows: indexIntervals(rows),
    windows: indexIntervals(windows.filter(({ isRemoved }) => !isRemoved)),
    airings: indexIntervals(airings),
    shows: new Map(shows.map((show) => [show.playoutShowId, show])),
    logOf: new Map(ofLogs.rows.map((row) => [row.rowId, row])),
    titleOfTrack: (trackId) =>
      tracks.find((one) => one.trackId === trackId)?.title ?? (trackId === null ? '' : `#${trackId}`),
    titleOfShow: (playoutShowId) => titles.get(playoutShowId) ?? `#${playoutShowId}`,
  }
}

/** Everything that speaks for or against a wish; pure. @param moving the airing that would move there */
export function assess(
  wish: ResolvedWish,
  occupied: Occupied,
  { now, moving }: { now: number; moving?: Airing | undefined },
): Assessment {
  const fit = fitOf(wish, wish.audioMs)
  const refusal =
    slotProblem(wish) ??
    (isLocked(wish, now) ? { code: 'radio/slot-locked', params: {} } : undefined) ??
    linked(wish, occupied)
  const same = occupied.airings
    .touching(wish)
    .find((one) => isSame(one, wish) && one.airingId !== moving?.airingId && one.state !== 'cancelling')
  const windows = occupied.windows.touching(wish).filter((window) => mayHold(window, wish))
  const row =
    same === undefined
      ? sameRow(
          wish,
          occupied,
          windows.map(({ windowId }) => windowId),
        )
      : undefined
  const own = moving ?? (row === undefined ? undefined : { airingId: 0, rowId: row.rowId, windowId: row.windowId })
  const conflicts = same === undefined ? findConflicts({ ...wish, own }, occupied) : []
  return {
    fit,
    conflicts,
    refusal: same === undefined ? refusal : undefined,
    warnings: warningsOf(wish, occupied, windows[0]?.startsAt),
    same,
    makes: { show: wish.playoutShowId === null, window: windows.length === 0 },
  }
}

const isSame = (airing: Airing, wish: ResolvedWish): boolean =>
  airing.startsAt === wish.startsAt &&
  airing.endsAt === wish.endsAt &&
  airing.trackId === wish.trackId &&
  airing.episodeId === wish.episodeId

/** A row that somebody else made and that is just what would be made: it is taken as it is. */
function sameRow(wish: ResolvedWish, occupied: Occupied, windowIds: readonly number[]): PlayoutRow | undefined {
  const meant = { trackId: wish.trackId, ...rowTimes(wish, wish.audioMs) }
  return occupied.rows
    .touching(wish)
    .find((row) => windowIds.includes(row.windowId) && isSameRow(row, { ...meant, windowId: row.windowId }))
}

function linked({ playoutShowId }: ResolvedWish, { shows }: Occupied): Reason | undefined {
  const show = playoutShowId === null ? undefined : shows.get(playoutShowId)
  return show?.isLinked === true ? { code: 'radio/show-is-linked', params: { title: show.title } } : undefined
}

function warningsOf(wish: ResolvedWish, { shows }: Occupied, windowStartsAt: number | undefined): Reason[] {
  const show = wish.playoutShowId === null ? undefined : shows.get(wish.playoutShowId)
  return [
    ...(show?.fillsItself === true ? [{ code: 'fills-itself', params: { title: show.title } }] : []),
    ...(windowStartsAt !== undefined && windowStartsAt < wish.startsAt ? [{ code: 'not-first', params: {} }] : []),
  ]
}

/** The first conflict as an error, with what a person needs to find it. */
export const overlapError = (first: Conflict): ConflictError =>
  new ConflictError(overlapCode(first), {
    params: {
      ...(first.airDate === null ? {} : { airDate: first.airDate }),
      conflict: first.id,
      what: first.what,
      title: first.title,
      startsAt: new Date(first.startsAt).toISOString(),
      endsAt: new Date(first.endsAt).toISOString(),
    },
  })

/** What is in a log is not taken out in the planner, also where it is the same track. */
const overlapCode = ({ what, code }: Conflict): string =>
  what === 'log' ? 'radio/log-overlap' : code === 'TRACK_OVERLAP' ? 'radio/track-overlap' : 'radio/slot-overlap'
