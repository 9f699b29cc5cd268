import { addDays, dayAt, daySpan } from '../../kernel/time.ts'
import type { CheckedFile } from '../checkup/index.ts'
import { findUnderWay, listEntriesBetween, listOwnRowsOfLogs, listOwnWindows } from '../logs/index.ts'
import { listAirings, rowTimes } from '../planner/index.ts'
import type { Station } from '../stations/index.ts'
import type { WatchDeps } from './deps.ts'
import { driftOf, type SentRow } from './drift/drift.ts'
import { forecastOf } from './forecast/forecast.ts'
import { keepLook } from './keep-looks.ts'
import { type Ahead, DAYS_AHEAD, type Drift, type Stretch } from './model.ts'
import { findGap, findWatched } from './store.ts'
import { tellAhead } from './tell.ts'

const MONTH_MS = 31 * 86_400_000
const LONGEST_LOOK_MS = 5 * 60_000

/**
 * Looks at what a playout has for the next days, with one list of each kind, and keeps the forecast and what drifted from
 * what was published. It changes nothing there.
 * @throws NotFoundError; ConflictError `radio/no-library`; what opening and asking the connection throws
 */
export function lookAhead(deps: WatchDeps) {
  return (stationId: number, signal: AbortSignal): Promise<Ahead> =>
    keepLook(deps, {
      kind: 'ahead',
      stationId,
      see: (station) => see(deps, station, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_LOOK_MS)])),
      tell: (tx, told) => tellAhead(deps, tx, told),
    })
}

/** Yesterday, today and the days after it, as the station's calendar has them. */
export function daysInSight(at: number, timeZone: string): (Stretch & { airDate: string })[] {
  const today = dayAt(at, timeZone)
  return Array.from({ length: DAYS_AHEAD + 1 }, (_, n) => {
    const airDate = addDays(today, n - 1)
    return { airDate, ...daySpan(airDate, timeZone) }
  })
}

async function see(
  deps: WatchDeps,
  station: Station & { libraryConnectionId: number },
  signal: AbortSignal,
): Promise<Ahead> {
  const { db, clock } = deps
  const at = clock.now()
  const days = daysInSight(at, station.timeZone)
  const span = { from: days[0]?.startsAt ?? at, to: days.at(-1)?.endsAt ?? at }
  const before = await ownIn(deps, station, span)
  const playout = await deps.openPlayout(station.libraryConnectionId)
  // A window that was moved far away is not one that is gone.
  const wide = { from: span.from - MONTH_MS, to: span.to + MONTH_MS }
  const [rows, windows, shows] = await Promise.all([
    playout.listRows(span, signal),
    playout.listWindows(wide, signal),
    playout.listShows(signal),
  ])
  const files = filesById(await playout.listFiles(signal))
  const own = await ownIn(deps, station, span)
  const ownRows = new Set([...before.sent, ...own.sent].map(({ rowId }) => rowId))
  const forecast = forecastOf({
    at,
    days,
    rows: rows.filter(({ endsAt, startsAt }) => endsAt > span.from && startsAt < span.to),
    windows,
    shows,
    files,
    drafts: await draftsIn(deps, station, { ...span, published: own.entries }),
    ownRows,
    logRows: new Set(own.sent.flatMap(({ rowId, logId }) => (logId === null ? [] : [rowId]))),
    gapMs: await findGap(db.read, station.stationId),
  })
  // Halfway through a publication nothing can be said of it.
  if (before.isMoving || own.isMoving) return { forecast, drift: await formerDrift(deps, station) }
  const stood = new Set(before.sent.map(({ rowId }) => rowId))
  const sent = own.sent.filter(({ rowId }) => stood.has(rowId))
  return { forecast, drift: driftOf({ at, sent, ownRows, ownWindows: own.windows, rows, windows }) }
}

const filesById = (files: readonly CheckedFile[]): Map<number, CheckedFile> =>
  new Map(files.map((file) => [file.fileId, file]))

async function formerDrift({ db }: WatchDeps, { stationId, libraryConnectionId }: Station): Promise<readonly Drift[]> {
  const former = await findWatched(db.read, stationId, 'ahead')
  return former?.connectionId === libraryConnectionId ? (former?.seen?.drift ?? []) : []
}

interface Span {
  from: number
  to: number
}

/** What we know to have at the playout. */
async function ownIn({ db }: WatchDeps, station: Station & { libraryConnectionId: number }, span: Span) {
  const connectionId = station.libraryConnectionId
  const [ofLogs, windows, airings, underWay] = await Promise.all([
    listOwnRowsOfLogs(db.read, connectionId, span),
    listOwnWindows(db.read, connectionId, span),
    listAirings(db.read, station.stationId, { startsAt: span.from, endsAt: span.to }),
    findUnderWay(db.read, connectionId),
  ])
  const ofPlanner = airings
    .filter((one) => one.connectionId === connectionId && one.state === 'verified' && !one.needsRepair)
    .flatMap((airing): SentRow[] => {
      const { rowId, windowId, trackId, title, airingId } = airing
      if (rowId === null || windowId === null) return []
      const ids = { rowId, windowId, trackId, airingId, logId: null, airDate: null }
      return [{ ...ids, title, ...rowTimes(airing, airing.audioMs) }]
    })
  const made = airings.flatMap(({ windowId, windowDeliveryId }) => (windowDeliveryId === null ? [] : (windowId ?? [])))
  return {
    isMoving: underWay !== undefined,
    entries: new Set(ofLogs.map(({ entryId }) => entryId)),
    windows: new Set([...windows.map(({ windowId }) => windowId), ...made]),
    sent: [...ofLogs.map((row): SentRow => ({ ...row, airingId: null })), ...ofPlanner],
  }
}

/** What logs have, and the playout has not. */
async function draftsIn(
  { db }: WatchDeps,
  { stationId, timeZone }: Station,
  { from, to, published }: Span & { published: ReadonlySet<number> },
) {
  const entries = await listEntriesBetween(db.read, stationId, { from, to })
  return entries
    .filter(({ entryId, trackId, lengthMs }) => trackId !== null && lengthMs > 0 && !published.has(entryId))
    .map(({ startsAt, lengthMs, title }) => ({
      startsAt,
      endsAt: startsAt + lengthMs,
      title,
      airDate: dayAt(startsAt, timeZone),
    }))
}
