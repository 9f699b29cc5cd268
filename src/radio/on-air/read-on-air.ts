import type { Db } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { instant } from '../../kernel/contract.ts'
import { AppError, DeadlineError } from '../../kernel/errors.ts'
import { sayError } from '../../kernel/words.ts'
import type { PlayoutRow, PlayoutSchedule } from '../planner/index.ts'
import { findTracks, libraryOfStation, type Track, type TrackLibrary } from '../tracks/index.ts'
import type { OnAirItem, OnAirView } from './contract.ts'

export interface OnAirDeps {
  db: Db
  clock: Clock
  openSchedule(connectionId: number): Promise<PlayoutSchedule>
  openLibrary(connectionId: number): Promise<TrackLibrary>
}

const AHEAD_MS = 24 * 3_600_000
const NEXT = 3
const PROBE_MS = 10_000

/** @throws NotFoundError; ConflictError `radio/no-library`; `remote/…` when the playout does not answer */
export async function readOnAir(deps: OnAirDeps, stationId: number, signal: AbortSignal): Promise<OnAirView> {
  const { db, clock } = deps
  const { connectionId, station } = await libraryOfStation(db.read, stationId)
  const schedule = await deps.openSchedule(connectionId)
  const now = clock.now()
  const live = await schedule.readNow(signal)
  const rows = await schedule.listRows({ from: now, to: now + AHEAD_MS }, signal)
  const ahead = rows.filter(({ startsAt }) => startsAt > now).slice(0, NEXT)
  // Where two overlap, the one that began last is what people plan for.
  const current = rows.findLast(({ startsAt, endsAt }) => startsAt <= now && endsAt > now)
  const shown = current === undefined ? ahead : [current, ...ahead]
  const ids = shown.flatMap(({ trackId }) => trackId ?? [])
  const tracks = await findTracks(db.read, stationId, ids)
  return {
    stationId,
    stationName: station.name,
    timeZone: station.timeZone,
    askedAt: instant(now),
    showTitle: live.showTitle,
    now: current === undefined ? null : toItem(current, tracks),
    next: ahead.map((row) => toItem(row, tracks)),
    liveInput: live.isMainInputConnected ? 'main' : live.isShowInputConnected ? 'show' : 'none',
    isScheduleStreaming: live.isScheduleStreaming,
  }
}

function toItem({ rowId, trackId, startsAt, endsAt, wasPlayed }: PlayoutRow, tracks: Map<number, Track>): OnAirItem {
  const track = trackId === null ? undefined : tracks.get(trackId)
  return {
    rowId,
    trackId,
    title: track?.title ?? '',
    artist: track?.artist ?? '',
    typeCode: track?.typeCode ?? null,
    startsAt: instant(startsAt),
    endsAt: instant(endsAt),
    wasConfirmed: wasPlayed,
  }
}

/** Asks for something small that needs the key. @throws NotFoundError; ConflictError `radio/no-library` */
export async function probeLibrary(deps: OnAirDeps, stationId: number, signal: AbortSignal) {
  const { connectionId } = await libraryOfStation(deps.db.read, stationId)
  const askedAt = instant(deps.clock.now())
  const late = AbortSignal.timeout(PROBE_MS)
  try {
    const library = await deps.openLibrary(connectionId)
    await library.listTypes(AbortSignal.any([signal, late]))
    return { stationId, connectionId, isAnswering: true, problem: null, askedAt }
  } catch (error) {
    signal.throwIfAborted()
    const { code, text } = sayError(late.aborted ? tooLate() : known(error))
    return { stationId, connectionId, isAnswering: false, problem: { code, text }, askedAt }
  }
}

const tooLate = (): DeadlineError =>
  new DeadlineError('radio/library-too-slow', { params: { seconds: PROBE_MS / 1000 } })

/** @throws what is no error of the library's */
function known(error: unknown): AppError {
  if (error instanceof AppError) return error
  throw error
}
