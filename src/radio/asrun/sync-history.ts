import { inChunks } from '../../db/in-chunks.ts'
import type { Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { AppError, ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { addDays, dayAt, daySpan } from '../../kernel/time.ts'
import { getStation, type Station } from '../stations/index.ts'
import { listDays } from './day-store.ts'
import type { AsRunDeps } from './deps.ts'
import { daysIn, judgeDay } from './judge-day.ts'
import type { PlayedTrack, ToldPlay } from './ports.ts'
import { type Answered, type Asked, readHistory, type Span } from './read-history.ts'
import {
  getKeeping,
  insertPlays,
  type Keeping,
  markVanished,
  type NewPlay,
  type Play,
  saveKeeping,
  updatePlay,
} from './store.ts'

const FIRST_DAYS = 7
const DAYS_MOST = 1000
const DAY_MS = 86_400_000
/** Around the times that were planned. */
const CLOCKS_APART_MS = 60_000
const CHUNK = 500

export interface SyncOutcome extends Span {
  /** In the range, by the playout's word. */
  told: number
  added: number
  changed: number
  /** Forgotten by the playout since the last look. */
  vanished: number
  /** The days whose reconciliation is another now. */
  days: string[]
}

export interface SyncReport {
  signal: AbortSignal
  phase(name: 'read' | 'keep' | 'judge'): void
  progress(current: number, total: number): void
}

/**
 * Brings our ledger up to what the playout says was on air, and holds the days that it touches against their plans. Without
 * a range it goes on where the last look ended. Plays that the playout has forgotten stay, and are marked.
 * Running it again is harmless: the same history makes the same rows.
 * @throws NotFoundError; ConflictError `radio/no-library`; what opening and asking the connection throws, and then nothing was changed
 */
export function syncHistory(deps: AsRunDeps) {
  const judge = judgeDay(deps)
  return async (stationId: number, wished: Span | undefined, report: SyncReport): Promise<SyncOutcome> => {
    const station = await getStation(deps.db.read, stationId)
    const readAt = deps.clock.now()
    try {
      report.phase('read')
      const asked = await askFor(deps, station, { wished, readAt })
      const answered = await readHistory(deps.db.read, asked, report.signal)
      const changes = changesOf(answered)
      const tracks = await asked.history.listTracks(tracksOf(changes.fresh), report.signal)
      report.phase('keep')
      await keep(deps, asked, {
        answered,
        changes: { ...changes, plays: withFacts(changes.fresh, tracks, answered) },
        readAt,
      })
      report.phase('judge')
      const days = await judgeAll(judge, { asked, changes, readAt, report })
      const { fresh, updates, gone } = changes
      const told = answered.sameCount + answered.told.length
      return { ...asked.span, told, added: fresh.length, changed: updates.length, vanished: gone.length, days }
    } catch (error) {
      report.signal.throwIfAborted()
      await noteFailure(deps, stationId, error)
      throw error
    }
  }
}

interface Changes {
  /** Not known yet, with the round in which their number is. */
  fresh: (ToldPlay & { round: number })[]
  updates: { before: Play; told: ToldPlay }[]
  gone: Play[]
}

async function askFor(
  { db, openHistory }: AsRunDeps,
  station: Station,
  { wished, readAt }: { wished: Span | undefined; readAt: number },
): Promise<Asked> {
  const { stationId, name, libraryConnectionId: connectionId } = station
  if (connectionId === null) throw new ConflictError('radio/no-library', { params: { name } })
  const kept = await getKeeping(db.read, stationId)
  const keeping = kept.connectionId === connectionId ? kept : { ...kept, rowsThere: null, highestHistoryId: null }
  const knownDays = new Set((await listDays(db.read, stationId, { limit: DAYS_MOST })).map(({ airDate }) => airDate))
  return {
    history: await openHistory(connectionId),
    station,
    connectionId,
    keeping,
    span: wished ?? regularSpan(station, keeping, readAt),
    isRegular: wished === undefined,
    knownDays,
  }
}

/** Whole days, from the one before the last look; its end is that of today, as starts are told before they come. */
function regularSpan({ timeZone }: Station, { syncedAt }: Keeping, now: number): Span {
  const since = syncedAt === null ? addDays(dayAt(now, timeZone), -FIRST_DAYS) : addDays(dayAt(syncedAt, timeZone), -1)
  return { from: daySpan(since, timeZone).startsAt, to: daySpan(dayAt(now, timeZone), timeZone).endsAt }
}

function changesOf({ told, known, gone }: Answered): Changes {
  const changes: Changes = { fresh: [], updates: [], gone }
  for (const play of told) {
    const before = known.get(play.historyId)
    if (before === undefined) changes.fresh.push({ ...play, round: 1 })
    else if (isAnother(before, play)) {
      changes.fresh.push({ ...play, round: before.round + 1 })
      if (before.vanishedAt === null) changes.gone.push(before)
    } else if (before.vanishedAt !== null || before.startsAt !== play.startsAt || before.endsAt !== play.endsAt)
      changes.updates.push({ before, told: play })
  }
  return changes
}

/** A playout that was set up anew counts from one again: what its numbers named before was another play. */
const isAnother = (before: Play, { trackId, startsAt }: ToldPlay): boolean =>
  (before.trackId !== null && trackId !== null && before.trackId !== trackId) ||
  Math.abs(before.startsAt - startsAt) > DAY_MS

const tracksOf = (fresh: Changes['fresh']): number[] => [
  ...new Set(fresh.flatMap(({ trackId }) => (trackId === null ? [] : [trackId]))),
]

function withFacts(fresh: Changes['fresh'], tracks: readonly PlayedTrack[], { names }: Answered): NewPlay[] {
  const byId = new Map(tracks.map((track) => [track.trackId, track]))
  const latest = new Map<number, number>()
  for (const play of fresh) {
    const track = play.trackId === null ? undefined : byId.get(play.trackId)
    if (track === undefined || !hasBegunThen(play, track)) continue
    latest.set(track.trackId, Math.max(latest.get(track.trackId) ?? 0, play.startsAt))
  }
  return fresh.map((play) => {
    const track = play.trackId === null ? undefined : byId.get(play.trackId)
    const name = track ?? names.get(play.historyId)
    const isKnown = track !== undefined && hasBegunThen(play, track) && latest.get(track.trackId) === play.startsAt
    return {
      ...play,
      title: name?.title ?? '',
      artist: name?.artist ?? '',
      beganAt: isKnown ? track.lastPlayedAt : null,
      track,
    }
  })
}

/**
 * The library says of a track when it last began, by the playout's clock: of that play, and of no other, the true start is
 * known.
 */
function hasBegunThen({ startsAt, endsAt }: ToldPlay, { lastPlayedAt }: PlayedTrack): boolean {
  if (lastPlayedAt === null) return false
  return lastPlayedAt >= startsAt - CLOCKS_APART_MS && lastPlayedAt < (endsAt ?? startsAt) + CLOCKS_APART_MS
}

interface Kept {
  answered: Answered
  changes: Changes & { plays: NewPlay[] }
  readAt: number
}

async function keep(deps: AsRunDeps, asked: Asked, { answered, changes, readAt }: Kept): Promise<void> {
  const { stationId } = asked.station
  const own = { stationId, connectionId: asked.connectionId }
  const write = (work: (tx: Tx) => Promise<void>): Promise<void> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, `radio_as_run:${stationId}`)
      await work(tx)
    })
  await inChunks(changes.plays, CHUNK, (plays) => write((tx) => insertPlays(tx, own, { plays, now: readAt })))
  await inChunks(changes.updates, CHUNK, (updates) =>
    write(async (tx) => {
      for (const { before, told } of updates) await updatePlay(tx, before, { told, now: readAt })
    }),
  )
  const gone = changes.gone.map(({ playId }) => playId)
  await inChunks(gone, CHUNK, (ids) => write((tx) => markVanished(tx, ids, readAt)))
  await write(async (tx) => {
    const { rules, version } = await getKeeping(tx, stationId)
    const { keeping, connectionId, span, isRegular } = asked
    const highest = answered.told.reduce(
      (most, { historyId }) => Math.max(most, historyId),
      keeping.highestHistoryId ?? 0,
    )
    await saveKeeping(tx, stationId, {
      rules,
      version,
      connectionId,
      // A look at a range of its own is none at today.
      syncedAt: isRegular || span.to > readAt ? readAt : keeping.syncedAt,
      syncedFrom: span.from,
      syncedTo: span.to,
      rowsThere: answered.rowsThere ?? keeping.rowsThere,
      highestHistoryId: isRegular ? highest : keeping.highestHistoryId,
      added: changes.plays.length,
      changed: changes.updates.length,
      vanished: gone.length,
      failedAt: null,
      reason: null,
    })
  })
}

interface Judged {
  asked: Asked
  changes: Changes
  readAt: number
  report: SyncReport
}

/** Every day of the range, and those of plays that came late or moved. */
async function judgeAll(
  judge: ReturnType<typeof judgeDay>,
  { asked, changes, readAt, report }: Judged,
): Promise<string[]> {
  const { station, span } = asked
  const dayOf = ({ startsAt }: Pick<ToldPlay, 'startsAt'>): string => dayAt(startsAt, station.timeZone)
  const days = new Set(
    span.from < readAt ? daysIn({ from: span.from, to: Math.min(span.to, readAt) }, station.timeZone) : [],
  )
  for (const play of [
    ...changes.fresh,
    ...changes.gone,
    ...changes.updates.flatMap(({ before, told }) => [before, told]),
  ])
    if (asked.knownDays.has(dayOf(play))) days.add(dayOf(play))
  const changed = new Set<string>()
  for (const [index, day] of [...days].toSorted().entries()) {
    report.signal.throwIfAborted()
    report.progress(index, days.size)
    for (const one of await judge(station.stationId, day, readAt)) changed.add(one)
  }
  return [...changed].toSorted()
}

/** What is known stays, with the reason why it is no newer. */
async function noteFailure({ db, clock }: AsRunDeps, stationId: number, error: unknown): Promise<void> {
  if (error instanceof NotFoundError && error.code === 'radio/no-such-station') return
  const reason =
    error instanceof AppError ? { code: error.code, params: error.params } : { code: 'internal/unexpected', params: {} }
  await db.tx(async (tx) => {
    const keeping = await getKeeping(tx, stationId)
    await saveKeeping(tx, stationId, { ...keeping, failedAt: clock.now(), reason })
  })
}
