import type { Db } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { type Airing, listAirings, type PlayoutSchedule } from '../../planner/index.ts'
import type { PlayoutProgramme } from '../../programme/index.ts'
import { getStation } from '../../stations/index.ts'
import type { Taken } from '../model.ts'
import type { LogTracks, Outside, OutsideOfLog, OutsideWindow, OwnRows } from '../ports.ts'

export interface OutsideDeps {
  db: Db
  clock: Clock
  openSchedule(connectionId: number): Promise<PlayoutSchedule>
  openProgramme(connectionId: number): Promise<PlayoutProgramme>
  tracks: LogTracks
  ownRows: OwnRows
}

interface Span {
  stationId: number
  startsAt: number
  endsAt: number
}

/** What was read of a playout. */
interface Read {
  rows: Taken[]
  windows: OutsideWindow[]
  readAt: number
}

const OLDEST_MS = 60_000
const DAYS_KEPT = 40

/** Airings are ours and always as they are now; rows and windows of a playout are kept for a minute. */
export function createOutsideOfLog(deps: OutsideDeps): OutsideOfLog {
  const kept = new Map<string, Read>()
  const keyOf = ({ stationId, startsAt, endsAt }: Span): string => `${stationId}:${startsAt}:${endsAt}`
  const airingsOf = async (span: Span): Promise<Airing[]> =>
    (await listAirings(deps.db.read, span.stationId, span)).filter(({ state }) => state !== 'missed')

  const ownOf = (span: Span, { rows }: Read): Promise<ReadonlySet<number>> =>
    deps.ownRows(
      span.stationId,
      span,
      rows.map(({ id }) => id),
    )

  async function readAnew(span: Span, connectionId: number, signal: AbortSignal): Promise<Read> {
    const readAt = deps.clock.now()
    const read = { ...(await readPlayout(deps, span, { connectionId, signal })), readAt }
    kept.delete(keyOf(span))
    kept.set(keyOf(span), read)
    const oldest = kept.keys().next().value
    if (kept.size > DAYS_KEPT && oldest !== undefined) kept.delete(oldest)
    return read
  }

  return {
    async read(span, { isFresh = false, signal }) {
      const { libraryConnectionId } = await getStation(deps.db.read, span.stationId)
      if (libraryConnectionId === null)
        return { taken: (await airingsOf(span)).map(takenBy), windows: [], readAt: null }
      const old = kept.get(keyOf(span))
      const isYoung = old !== undefined && deps.clock.now() - old.readAt < OLDEST_MS
      const read = isYoung && !isFresh ? old : await readAnew(span, libraryConnectionId, signal)
      return outsideOf(await airingsOf(span), read, await ownOf(span, read))
    },
    async peek(span) {
      const airings = await airingsOf(span)
      const old = kept.get(keyOf(span))
      if (old === undefined) return airings.map(takenBy)
      return outsideOf(airings, old, await ownOf(span, old)).taken
    },
  }
}

const takenBy = ({ airingId, title, startsAt, endsAt }: Airing): Taken => ({
  what: 'airing',
  id: airingId,
  title,
  startsAt,
  endsAt,
})

/** Without the rows of airings and of logs. */
function outsideOf(airings: readonly Airing[], { rows, windows, readAt }: Read, own: ReadonlySet<number>): Outside {
  const ours = new Set([...own, ...airings.flatMap(({ rowId }) => rowId ?? [])])
  const others = rows.filter(({ id }) => !ours.has(id))
  return { taken: [...airings.map(takenBy), ...others], windows, readAt }
}

async function readPlayout(
  { openSchedule, openProgramme, tracks }: OutsideDeps,
  { stationId, startsAt, endsAt }: Span,
  { connectionId, signal }: { connectionId: number; signal: AbortSignal },
): Promise<Omit<Read, 'readAt'>> {
  const [schedule, programme] = await Promise.all([openSchedule(connectionId), openProgramme(connectionId)])
  const [rows, windows, shows] = await Promise.all([
    schedule.listRows({ from: startsAt, to: endsAt }, signal),
    programme.listWindows(signal),
    programme.listShows(signal),
  ])
  const { byId } = rows.length === 0 ? { byId: new Map() } : await tracks.read(stationId, signal)
  const titles = new Map(shows.map(({ playoutShowId, title }) => [playoutShowId, title]))
  return {
    rows: rows.map((row) => ({
      what: 'row',
      id: row.rowId,
      title: byId.get(row.trackId ?? 0)?.title || (row.trackId === null ? '' : `#${row.trackId}`),
      startsAt: row.startsAt,
      endsAt: row.endsAt,
    })),
    windows: windows
      .filter((window) => !window.isRemoved && window.startsAt < endsAt && startsAt < window.endsAt)
      .map((window) => ({
        windowId: window.windowId,
        title: titles.get(window.playoutShowId) ?? `#${window.playoutShowId}`,
        startsAt: window.startsAt,
        endsAt: window.endsAt,
      })),
  }
}
