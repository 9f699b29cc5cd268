import type { CheckedRow, PlayoutCheckup } from '../checkup/index.ts'
import { listEntriesBetween } from '../logs/index.ts'
import { listAirings } from '../planner/index.ts'
import type { Station } from '../stations/index.ts'
import type { WatchDeps } from './deps.ts'
import { keepLook } from './keep-looks.ts'
import type { OnAir } from './model.ts'
import { judgeOnAir } from './on-air/judge.ts'
import { findWatched } from './store.ts'
import { tellOnAir } from './tell.ts'

const HOUR_MS = 3_600_000
const AHEAD_MS = 6 * HOUR_MS
/** The longest row is a day. */
const BACK_MS = 24 * HOUR_MS
const LIMIT_MS = 60_000
/** An older look says nothing of what went on since. */
const FORMER_MS = 10 * 60_000

/**
 * Holds what is on against what is planned, by two signals. It only looks: nothing is ever restarted.
 * @throws NotFoundError; ConflictError `radio/no-library`; what opening and asking the connection throws
 */
export function checkOnAir(deps: WatchDeps) {
  return (stationId: number, signal: AbortSignal): Promise<OnAir> =>
    keepLook(deps, {
      kind: 'on-air',
      stationId,
      see: (station) => see(deps, station, AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)])),
      tell: (tx, told) => tellOnAir(deps, tx, told),
    })
}

async function see(
  deps: WatchDeps,
  station: Station & { libraryConnectionId: number },
  signal: AbortSignal,
): Promise<OnAir> {
  const { db, clock } = deps
  const { stationId, libraryConnectionId } = station
  const playout = await deps.openPlayout(libraryConnectionId)
  const schedule = await deps.openSchedule(libraryConnectionId)
  const around = { from: clock.now() - BACK_MS, to: clock.now() + AHEAD_MS }
  const [rows, live] = await Promise.all([playout.listRows(around, signal), schedule.readNow(signal)])
  const at = clock.now()
  const [former, ahead] = await Promise.all([
    findWatched(db.read, stationId, 'on-air'),
    findWatched(db.read, stationId, 'ahead'),
  ])
  const isFresh = former?.connectionId === libraryConnectionId && at - (former?.lookedAt ?? 0) < FORMER_MS
  const blocks = ahead?.seen?.forecast.strips.flatMap((strip) => strip.blocks) ?? []
  return judgeOnAir({
    at,
    rows,
    titleOf: await titlesOf(playout, { rows, at, signal }),
    live,
    isOpen: blocks.some((block) => block.kind === 'live' && block.startsAt <= at && at < block.endsAt),
    hardStarts: await hardStarts(deps, stationId, { from: at, to: at + AHEAD_MS }),
    before: isFresh ? (former?.seen ?? undefined) : undefined,
  })
}

/** Of what is on, and what is next: asked for one by one, as they are two. */
async function titlesOf(
  playout: PlayoutCheckup,
  { rows, at, signal }: { rows: readonly CheckedRow[]; at: number; signal: AbortSignal },
): Promise<(row: CheckedRow) => string> {
  const coming = rows.filter(({ endsAt }) => endsAt > at).toSorted((a, b) => a.startsAt - b.startsAt)
  const ids = [...new Set(coming.slice(0, 3).flatMap(({ fileId }) => fileId ?? []))]
  const titles = new Map<number, string>()
  for (const fileId of ids) titles.set(fileId, (await playout.findFile(fileId, signal))?.title ?? '')
  return ({ fileId }) => (fileId === null ? '' : titles.get(fileId) || `#${fileId}`)
}

/** Airings, and what logs anchor hard. */
async function hardStarts(
  { db }: WatchDeps,
  stationId: number,
  { from, to }: { from: number; to: number },
): Promise<number[]> {
  const [airings, entries] = await Promise.all([
    listAirings(db.read, stationId, { startsAt: from, endsAt: to }),
    listEntriesBetween(db.read, stationId, { from, to }),
  ])
  return [
    ...airings.map(({ startsAt }) => startsAt),
    ...entries.filter(({ startType }) => startType === 'hard').map(({ startsAt }) => startsAt),
  ]
}
