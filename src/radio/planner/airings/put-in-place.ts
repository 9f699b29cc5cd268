import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import { clockAt } from '../../../kernel/time.ts'
import type { PlayoutShow, ShowWindow } from '../../programme/index.ts'
import { getStation } from '../../stations/index.ts'
import { overlapError } from '../wishes/assess.ts'
import { rowConflict } from '../wishes/collisions.ts'
import { deliver } from './deliver.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { isSameRow, MAKE_ROW, rowFields } from '../effects/make-row.ts'
import { MAKE_RULE } from '../effects/make-rule.ts'
import { freeKey } from '../effects/free-key.ts'
import { MAKE_SHOW } from '../effects/make-show.ts'
import { MAKE_WINDOW, windowFields } from '../effects/make-window.ts'
import { type Airing, type Conflict, type Leftover, rowTimes } from '../model.ts'
import type { PlayoutRow } from '../ports.ts'
import { findMakerOfWindow } from '../store.ts'

export interface Placement {
  playoutShowId: number
  windowId: number
  /** Null when the window was there before. */
  windowDeliveryId: number | null
  rowId: number
  rowDeliveryId: number
}

interface Place {
  airing: Airing
  /** Where it stood before: its rows there stand in nobody's way. */
  leftovers: readonly Leftover[]
  placeName: string
  by: Doer
  /** Told as soon as it is known, so that what was made is found again if the rest fails. */
  onMade(made: Partial<Placement>): Promise<void>
}

/**
 * Show, then window, then row: each is looked for before it is made, and the row is read back.
 * @throws ConflictError when something stands in the way there by now; RejectedError when the playout refuses
 */
export async function putInPlace(deps: PlannerDeps, place: Place): Promise<Placement> {
  place.by.onStep?.('show')
  const playoutShowId = await ensureShow(deps, place)
  await place.onMade({ playoutShowId })
  place.by.onStep?.('window')
  const window = await ensureWindow(deps, place, playoutShowId)
  await place.onMade(window)
  place.by.onStep?.('row')
  const row = await ensureRow(deps, place, window.windowId)
  return { playoutShowId, ...window, ...row }
}

async function ensureShow(deps: PlannerDeps, place: Place): Promise<number> {
  const { airing } = place
  if (airing.playoutShowId !== null) return requireShow(deps, airing.connectionId, airing.playoutShowId)
  for (let version = 1; ; version++) {
    const key = `radio:station:${airing.stationId}:show:${airing.showId}:${version}`
    const made = await deps.deliveries.findByKey(key)
    const shows = await deps.reads.read(airing.connectionId, 'shows')
    if (made === undefined) {
      const known = findByTitle(shows, airing.showTitle)
      if (known !== undefined) return known.playoutShowId
    }
    // It was made, and somebody removed it there since.
    const isGone = made?.state === 'verified' && !shows.some((show) => String(show.playoutShowId) === made.remoteRef)
    if (made?.state === 'undone' || made?.state === 'rejected' || isGone) continue
    return makeShow(deps, place, key)
  }
}

async function requireShow(deps: PlannerDeps, connectionId: number, playoutShowId: number): Promise<number> {
  const find = (shows: readonly PlayoutShow[]) => shows.find((show) => show.playoutShowId === playoutShowId)
  const show =
    find(await deps.reads.read(connectionId, 'shows')) ??
    find(await deps.reads.read(connectionId, 'shows', { maxAgeMs: 0 }))
  if (show === undefined) throw new NotFoundError('radio/no-such-playout-show', { params: { playoutShowId } })
  assertOwnContent(show)
  return playoutShowId
}

function assertOwnContent({ isLinked, title }: PlayoutShow): void {
  if (isLinked) throw new ConflictError('radio/show-is-linked', { params: { title } })
}

function findByTitle(shows: readonly PlayoutShow[], title: string): PlayoutShow | undefined {
  const named = shows.filter((show) => show.title === title)
  const [first] = named
  if (named.length > 1) throw new ConflictError('radio/several-shows', { params: { title, count: named.length } })
  if (first !== undefined) assertOwnContent(first)
  return first
}

const SHOW_TITLE_LONGEST = 255

async function makeShow(deps: PlannerDeps, { airing, placeName, by }: Place, key: string): Promise<number> {
  const { connectionId, stationId, startsAt, endsAt } = airing
  const title = airing.showTitle.slice(0, SHOW_TITLE_LONGEST)
  const subject = `station:${stationId}`
  const made = await deliver(deps, {
    key,
    by,
    make: async () => ({
      kind: MAKE_SHOW,
      connectionId,
      place: placeName,
      label: title,
      subject,
      params: { connectionId, title, mark: `Patchbay ${key}` },
      meant: { title },
    }),
  })
  deps.reads.forget(connectionId, 'shows')
  const playoutShowId = Number(made.remoteRef)
  await deliver(deps, {
    key: await freeKey(deps.deliveries, `${key}:rule`),
    by,
    make: async () => {
      const { timeZone } = await getStation(deps.db.read, stationId)
      const { local } = clockAt(startsAt, timeZone)
      const clock = { airDate: local.slice(0, 10), startsAtClock: local.slice(11, 16), timeZone }
      return {
        kind: MAKE_RULE,
        connectionId,
        place: placeName,
        label: title,
        subject,
        params: { connectionId, playoutShowId, ...clock, durationMs: endsAt - startsAt },
        meant: { show: String(playoutShowId) },
      }
    },
  })
  return playoutShowId
}

const holds = (window: ShowWindow, { startsAt, endsAt }: Airing, playoutShowId: number): boolean =>
  window.playoutShowId === playoutShowId && !window.isRemoved && window.startsAt <= startsAt && endsAt <= window.endsAt

async function ensureWindow(deps: PlannerDeps, place: Place, playoutShowId: number) {
  const { airing, placeName, by } = place
  const { connectionId, startsAt, endsAt } = airing
  const key = `radio:airing:${airing.airingId}:${airing.round}:window`
  if ((await deps.deliveries.findByKey(key)) === undefined) {
    const window = await findWindow(deps, place, playoutShowId)
    if (window !== undefined) {
      const maker = await findMakerOfWindow(deps.db.read, connectionId, window.windowId)
      return { windowId: window.windowId, windowDeliveryId: maker ?? null }
    }
  }
  const made = await deliver(deps, {
    key,
    by,
    make: async () => ({
      kind: MAKE_WINDOW,
      connectionId,
      place: placeName,
      label: airing.showTitle,
      subject: `airing:${airing.airingId}`,
      params: {
        connectionId,
        playoutShowId,
        startsAt,
        endsAt,
        filledMs: rowTimes(airing, airing.audioMs).cueOutMs,
        mark: `Patchbay ${key}`,
      },
      meant: windowFields({ playoutShowId, startsAt, endsAt }),
    }),
  })
  const windowId = Number(made.remoteRef)
  const window = { windowId, playoutShowId, startsAt, endsAt, description: '', isRemoved: false }
  deps.reads.add(connectionId, 'windows', window)
  return { windowId, windowDeliveryId: made.deliveryId }
}

const isExact = (window: ShowWindow, { startsAt, endsAt }: Airing): boolean =>
  window.startsAt === startsAt && window.endsAt === endsAt

/** What the other side calls what these deliveries made. */
async function refsOf(deps: PlannerDeps, deliveryIds: readonly (number | null)[]): Promise<Set<string>> {
  const refs = new Set<string>()
  for (const deliveryId of deliveryIds) {
    const { remoteRef = null } = (deliveryId === null ? undefined : await deps.deliveries.find(deliveryId)) ?? {}
    if (remoteRef !== null) refs.add(remoteRef)
  }
  return refs
}

const MINUTE_MS = 60_000
/** Others may have made one meanwhile, but not twice while many are planned at once. */
const SECONDS_MS = 5000

/** The window that is there for it, the tightest first; asked once more by itself, since lists are kept for a while. */
async function findWindow(deps: PlannerDeps, { airing, leftovers }: Place, playoutShowId: number) {
  const { connectionId } = airing
  const left = await refsOf(
    deps,
    leftovers.map(({ windowDeliveryId }) => windowDeliveryId),
  )
  const fits = (one: ShowWindow): boolean =>
    holds(one, airing, playoutShowId) && (isExact(one, airing) || !left.has(String(one.windowId)))
  const programme = await deps.outside.programme(connectionId)
  for (const maxAgeMs of [MINUTE_MS, SECONDS_MS]) {
    const windows = await deps.reads.read(connectionId, 'windows', { maxAgeMs })
    const [window] = windows.filter(fits).toSorted((a, b) => a.endsAt - a.startsAt - (b.endsAt - b.startsAt))
    if (window === undefined) continue
    const now = await programme.findWindow(window.windowId, AbortSignal.timeout(60_000))
    if (now !== undefined && fits(now)) return now
    deps.reads.forget(connectionId, 'windows')
  }
  return undefined
}

async function ensureRow(deps: PlannerDeps, place: Place, windowId: number) {
  const { airing, placeName, by } = place
  const { connectionId, trackId } = airing
  const row = { connectionId, windowId, trackId, ...rowTimes(airing, airing.audioMs) }
  const made = await deliver(deps, {
    key: `radio:airing:${airing.airingId}:${airing.round}:row`,
    by,
    make: async () => ({
      kind: MAKE_ROW,
      connectionId,
      place: placeName,
      label: airing.title,
      subject: `airing:${airing.airingId}`,
      params: { ...row, position: await freePosition(deps, place, row) },
      meant: rowFields(row),
    }),
  })
  return { rowId: Number(made.remoteRef), rowDeliveryId: made.deliveryId }
}

type MeantRow = ReturnType<typeof rowTimes> & { connectionId: number; windowId: number; trackId: number }

/**
 * How many rows come before it in its window.
 * @throws ConflictError when somebody put something into the slot since it was reserved
 */
async function freePosition(deps: PlannerDeps, { airing, leftovers, by }: Place, row: MeantRow): Promise<number> {
  const schedule = await deps.outside.schedule(airing.connectionId)
  const window = await (await deps.outside.programme(airing.connectionId)).findWindow(row.windowId, by.signal)
  if (window === undefined) throw new ConflictError('radio/window-gone', { params: { windowId: row.windowId } })
  const rows = await schedule.listRows({ from: window.startsAt, to: window.endsAt }, by.signal)
  const own = await refsOf(
    deps,
    leftovers.map(({ rowDeliveryId }) => rowDeliveryId),
  )
  const other = rows.find(
    (one) =>
      one.startsAt < airing.endsAt &&
      one.endsAt > airing.startsAt &&
      !own.has(String(one.rowId)) &&
      !isSameRow(one, row),
  )
  if (other !== undefined) throw overlapError(await conflictOf(deps, airing, other))
  return rows.filter((one) => one.windowId === row.windowId && one.startsAt < row.startsAt).length
}

async function conflictOf({ placesOfLogs }: PlannerDeps, airing: Airing, other: PlayoutRow): Promise<Conflict> {
  const ofLogs = await placesOfLogs(airing.connectionId, { from: other.startsAt, to: other.endsAt })
  const log = ofLogs.rows.find(({ rowId }) => rowId === other.rowId)
  return rowConflict(other, {
    candidate: airing,
    log,
    occupied: { titleOfTrack: (trackId) => `#${trackId ?? other.streamId ?? ''}` },
  })
}
