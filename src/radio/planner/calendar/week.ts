import { instant } from '../../../kernel/contract.ts'
import { addDays, dayAt, daySpan, offsetChangeIn, weekDayOf } from '../../../kernel/time.ts'
import type { ShowWindow } from '../../programme/index.ts'
import type { Station } from '../../stations/index.ts'
import { type Intervals, indexIntervals } from '../wishes/collisions.ts'
import type { DayView, RowView, WeekView } from '../contract.ts'
import type { PlannerDeps, RowOfLog } from '../deps.ts'
import { type Airing, LOCK_MS, type Slot, touches } from '../model.ts'
import type { PlayoutRow } from '../ports.ts'
import { libraryOf } from '../wishes/resolve.ts'
import { listInRange } from '../store.ts'
import { readRebroadcasts, toAiringView } from './views.ts'

const HOUR_MS = 3_600_000

/** Days as a calendar there shows them, and how long each of them is. */
export function daysOf(start: string, count: number, zone: string): DayView[] {
  return Array.from({ length: count }, (_, index) => {
    const airDate = addDays(start, index)
    const span = daySpan(airDate, zone)
    const change = offsetChangeIn(span, zone)
    return {
      airDate,
      startsAt: instant(span.startsAt),
      endsAt: instant(span.endsAt),
      hours: (span.endsAt - span.startsAt) / HOUR_MS,
      clockChange: change === null ? null : { ...change, at: instant(change.at) },
    }
  })
}

/** The Monday of the week in which an instant lies there. */
export function mondayOf(epochMs: number, zone: string): string {
  const today = dayAt(epochMs, zone)
  return addDays(today, 1 - weekDayOf(today))
}

export function spanOf(start: string, days: number, zone: string): Slot {
  return { startsAt: daySpan(start, zone).startsAt, endsAt: daySpan(addDays(start, days - 1), zone).endsAt }
}

export interface WeekWish {
  start?: string | undefined
  days: number
  isFresh: boolean
  signal: AbortSignal
}

export async function readWeek(deps: PlannerDeps, station: Station, wish: WeekWish): Promise<WeekView> {
  const { timeZone, stationId, name } = station
  const connectionId = libraryOf(station)
  const now = deps.clock.now()
  const start = wish.start ?? mondayOf(now, timeZone)
  const span = spanOf(start, wish.days, timeZone)
  const freshness = wish.isFresh ? { maxAgeMs: 0 } : {}
  const schedule = await deps.outside.schedule(connectionId)
  const [rows, windows, shows, airings, rebroadcasts, ofLogs] = await Promise.all([
    schedule.listRows({ from: span.startsAt, to: span.endsAt }, wish.signal),
    deps.reads.read(connectionId, 'windows', freshness),
    deps.reads.read(connectionId, 'shows', freshness),
    listInRange(deps.db.read, stationId, span),
    readRebroadcasts(deps.db.read, stationId),
    deps.placesOfLogs(connectionId, { from: span.startsAt, to: span.endsAt }),
  ])
  const ofRow = new Map(airings.flatMap((one) => (one.rowId === null ? [] : [[one.rowId, one] as const])))
  const logOf = new Map(ofLogs.rows.map((row) => [row.rowId, row]))
  const others = rows.some(({ rowId, trackId }) => trackId !== null && !ofRow.has(rowId) && !logOf.has(rowId))
  const tracks = others ? await deps.reads.read(connectionId, 'tracks') : []
  const titles = new Map(tracks.map(({ trackId, title }) => [trackId, title]))
  const ours = new Set([...madeFor(airings), ...ofLogs.windows.map(({ windowId }) => windowId)])
  const showOf = new Map(shows.map((show) => [show.playoutShowId, show]))
  const byId = new Map(windows.map((window) => [window.windowId, window]))
  const rowIndex = indexIntervals(rows)
  return {
    stationId,
    stationName: name,
    timeZone,
    now: instant(now),
    lockedUntil: instant(now + LOCK_MS),
    readAt: instant(deps.clock.now()),
    days: daysOf(start, wish.days, timeZone),
    windows: windows
      .filter((window) => !window.isRemoved && touches(window, span))
      .map((window) => ({
        windowId: window.windowId,
        playoutShowId: window.playoutShowId,
        showTitle: showOf.get(window.playoutShowId)?.title ?? `#${window.playoutShowId}`,
        startsAt: instant(window.startsAt),
        endsAt: instant(window.endsAt),
        isOurs: ours.has(window.windowId),
        isLinked: showOf.get(window.playoutShowId)?.isLinked === true,
        rowCount: rows.filter(({ windowId }) => windowId === window.windowId).length,
      })),
    rows: rows.map((row) => toRowView(row, { ofRow, logOf, titles, byId, rowIndex })),
    airings: airings.map((airing) => toAiringView(airing, { now, rebroadcasts })),
  }
}

/** Ids of windows that were made for airings. */
const madeFor = (airings: readonly Airing[]): (number | null)[] =>
  airings.flatMap(({ windowId, windowDeliveryId }) => (windowDeliveryId === null ? [] : [windowId]))

interface Whose {
  ofRow: ReadonlyMap<number, Airing>
  logOf: ReadonlyMap<number, RowOfLog>
  titles: ReadonlyMap<number, string>
  byId: ReadonlyMap<number, ShowWindow>
  rowIndex: Intervals<PlayoutRow>
}

function toRowView(row: PlayoutRow, { ofRow, logOf, titles, byId, rowIndex }: Whose): RowView {
  const { rowId, windowId, trackId } = row
  const [airing, log] = [ofRow.get(rowId), logOf.get(rowId)]
  return {
    rowId,
    windowId,
    trackId,
    title: airing?.title ?? log?.title ?? titleOf(row, titles),
    startsAt: instant(row.startsAt),
    endsAt: instant(row.endsAt),
    isOurs: airing !== undefined || log !== undefined,
    airingId: airing?.airingId ?? null,
    log: logIn(log),
    troubles: troublesOf(row, byId.get(windowId), rowIndex),
  }
}

const logIn = (row: RowOfLog | undefined): RowView['log'] =>
  row === undefined ? null : { logId: row.logId, airDate: row.airDate }

const titleOf = ({ trackId }: PlayoutRow, titles: ReadonlyMap<number, string>): string => {
  const title = trackId === null ? '' : titles.get(trackId)
  return title === undefined || title === '' ? (trackId === null ? '' : `#${trackId}`) : title
}

const DAY_MS = 24 * HOUR_MS
const ROUNDING_MS = 1500

/** What the playout would make of a row that somebody wrote there. */
export function troublesOf(
  row: PlayoutRow,
  window: ShowWindow | undefined,
  all: Intervals<PlayoutRow>,
): RowView['troubles'] {
  const { cueInMs, cueOutMs, startsAt, endsAt } = row
  const isLong = (cueInMs ?? 0) >= DAY_MS || (cueOutMs ?? 0) >= DAY_MS
  const differs =
    cueInMs !== null && cueOutMs !== null && Math.abs(cueOutMs - cueInMs - (endsAt - startsAt)) >= ROUNDING_MS
  const isInside = window !== undefined && window.startsAt <= startsAt && endsAt <= window.endsAt
  return [
    ...(row.fadeIn === null || row.fadeOut === null ? (['no-fades'] as const) : []),
    ...(isLong ? (['day-long-cue'] as const) : []),
    ...(isInside ? [] : (['outside-window'] as const)),
    ...(differs ? (['cue-and-time-differ'] as const) : []),
    ...(all.touching(row).some(({ rowId }) => rowId !== row.rowId) ? (['overlaps'] as const) : []),
  ]
}
