import { createHash } from 'node:crypto'
import type { Db } from '../../../db/db.ts'
import { type Airing, listAirings, listStandingAirings, type Outside, type PlayoutRow } from '../../planner/index.ts'
import type { PlayoutShow, ShowWindow } from '../../programme/index.ts'
import type { Taken } from '../model.ts'
import type { OwnRow, Scope } from './model.ts'
import { standingIn, type WindowThere } from './place-rows.ts'
import { listOwnRows, listOwnWindows } from './rows-store.ts'

export interface WorldDeps {
  db: Db
  outside: Pick<Outside, 'programme' | 'schedule'>
}

export interface Place {
  stationId: number
  connectionId: number
}

/** What stands at the playout on a day, and whose it is. */
export interface World {
  rows: readonly PlayoutRow[]
  windows: readonly WindowThere[]
  own: readonly OwnRow[]
  /** Ids of own rows that the playout shows as they were made. */
  asMade: ReadonlySet<number>
  /** Of own rows: they are not there, or not as they were made. */
  changedOutside: readonly OwnRow[]
  airings: readonly Airing[]
  /** Rows that neither a log nor the planner made. */
  foreign: readonly PlayoutRow[]
}

interface Day {
  startsAt: number
  endsAt: number
}

/** Lists of the playout, the schedule among them, and what Patchbay knows of its own there. */
export async function readWorld(
  { db, outside }: WorldDeps,
  { stationId, connectionId }: Place,
  { day, signal, withShows = true }: { day: Day; signal: AbortSignal; withShows?: boolean },
): Promise<World> {
  const range = { from: day.startsAt, to: day.endsAt }
  const programme = await outside.programme(connectionId)
  const [rows, windows, shows] = await Promise.all([
    outside.schedule(connectionId).then((schedule) => schedule.listRows(range, signal)),
    programme.listWindows(signal),
    // Only whoever places rows asks what may go into which show.
    withShows ? programme.listShows(signal) : [],
  ])
  const [own, ownWindows, ofStation, ofConnection] = await Promise.all([
    listOwnRows(db.read, connectionId, range),
    listOwnWindows(db.read, connectionId, range),
    listAirings(db.read, stationId, day),
    listStandingAirings(db.read, connectionId, day),
  ])
  // Stations may share a playout: what another of them has planned is nobody's to take.
  const airings = [...ofStation, ...ofConnection.filter((one) => one.stationId !== stationId)]
  const ownIds = new Set(ownWindows.map((one) => one.windowId))
  return worldOf({ day, rows, windows, shows, own, ownIds, airings })
}

export interface Told {
  day: Day
  /** Of the playout: what touches the day, and all windows and shows. */
  rows: readonly PlayoutRow[]
  windows: readonly ShowWindow[]
  shows: readonly PlayoutShow[]
  /** Of ours: rows that stand, and ids of windows. */
  own: readonly OwnRow[]
  ownIds: ReadonlySet<number>
  airings: readonly Airing[]
}

/** What the playout says, and what we know of our own there, as one. */
export function worldOf({ day, rows, windows, shows, own, ownIds, airings }: Told): World {
  const there = new Map(rows.map((row) => [row.rowId, row]))
  const asMade = new Set(own.filter((row) => isAsMade(row, there.get(row.rowId))).map(({ rowId }) => rowId))
  const ours = new Set([...own.map(({ rowId }) => rowId), ...airings.flatMap(({ rowId }) => rowId ?? [])])
  return {
    rows,
    windows: whose(standingIn(windows, day), { shows, airings, ownIds }),
    own,
    asMade,
    changedOutside: own.filter(({ rowId }) => !asMade.has(rowId)),
    airings,
    foreign: rows.filter(({ rowId }) => !ours.has(rowId)),
  }
}

const isAsMade = (own: OwnRow, row: PlayoutRow | undefined): boolean =>
  row !== undefined &&
  row.windowId === own.windowId &&
  row.trackId === own.trackId &&
  row.startsAt === own.startsAt &&
  row.endsAt === own.endsAt &&
  row.cueInMs === own.cueInMs &&
  row.cueOutMs === own.cueOutMs &&
  row.fadeIn !== null &&
  row.fadeOut !== null

function whose(
  windows: readonly (Day & { windowId: number; playoutShowId: number })[],
  by: { shows: readonly PlayoutShow[]; airings: readonly Airing[]; ownIds: ReadonlySet<number> },
): WindowThere[] {
  const shows = new Map(by.shows.map((show) => [show.playoutShowId, show]))
  const planned = new Set(by.airings.flatMap(({ windowId }) => windowId ?? []))
  return windows.map(({ windowId, playoutShowId, startsAt, endsAt }) => {
    const show = shows.get(playoutShowId)
    const isOurs = by.ownIds.has(windowId)
    const refusal = planned.has(windowId)
      ? 'planned'
      : show?.isLinked === true
        ? 'linked'
        : show?.fillsItself === true
          ? 'fills-itself'
          : null
    return { windowId, title: show?.title ?? '', startsAt, endsAt, isOurs, refusal }
  })
}

/** Stretches that are not the log's. */
export const takenIn = ({ airings, foreign }: Pick<World, 'airings' | 'foreign'>): Taken[] => [
  ...airings.map(({ startsAt, endsAt, airingId, title }) => ({
    startsAt,
    endsAt,
    what: 'airing' as const,
    id: airingId,
    title,
  })),
  ...foreign.map(({ startsAt, endsAt, rowId }) => ({
    startsAt,
    endsAt,
    what: 'row' as const,
    id: rowId,
    title: '',
  })),
]

/** What a publication was made from: it is not carried out on anything else. */
export function fingerprintOf({ rows, windows, airings }: World, scope: Scope): string {
  const touches = ({ startsAt, endsAt }: Day): boolean => startsAt < scope.to && endsAt > scope.from
  const facts = [
    rows
      .filter(touches)
      .map((row) => [
        row.rowId,
        row.windowId,
        row.trackId,
        row.streamId,
        row.startsAt,
        row.endsAt,
        row.cueInMs,
        row.cueOutMs,
        row.fadeIn,
        row.fadeOut,
      ])
      .toSorted((a, b) => Number(a[0]) - Number(b[0])),
    windows
      .filter(touches)
      .map(({ windowId, startsAt, endsAt }) => [windowId, startsAt, endsAt])
      .toSorted((a, b) => Number(a[0]) - Number(b[0])),
    airings.filter(touches).map(({ airingId, startsAt, endsAt }) => [airingId, startsAt, endsAt]),
  ]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}
