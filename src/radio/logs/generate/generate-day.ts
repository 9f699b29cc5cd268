import { ConflictError, InvalidInputError } from '../../../kernel/errors.ts'
import { LOCK_MS } from '../../planner/index.ts'
import { getStation } from '../../stations/index.ts'
import type { Editor, LogDeps } from '../deps.ts'
import { changeLog } from '../edit/edit-log.ts'
import { assertFree } from '../edit/lock-log.ts'
import { withTimes } from '../edit/write-log.ts'
import { listEntries } from '../entries-store.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import { type DraftEntry, isKept, type Log, type LogEntry, type LogHour, type Taken } from '../model.ts'
import type { Generated } from '../ports.ts'
import { findLogOfDay } from '../store.ts'
import { timeEntries } from '../timing.ts'
import { makeLog, newLogOf, newSeed } from './make-log.ts'
import { mergeItems } from './merge-items.ts'

export interface GenerateWish {
  stationId: number
  airDate: string
  /** Names of hours; all that are still to come unless said. */
  hours?: readonly string[] | undefined
  seed?: string | undefined
  isDryRun: boolean
  by: Editor
  signal: AbortSignal
}

export interface GeneratedDay {
  /** Null for a dry run on a day without one. */
  log: Log | null
  before: LogEntry[]
  /** In a dry run, as they would be. */
  after: DraftEntry[]
  isChanged: boolean
  seed: string
  generated: Generated
}

const TRIES = 3

/**
 * Fills a day by its clocks. What was generated before is replaced; takes, hand edits, what was added by hand and what was
 * imported stay. Hours that have begun stay as they are. The same day, seed and library give the same log.
 * @throws ConflictError `radio/log-locked`, `radio/hours-passed`, and what the playout or the generator answers
 */
export function generateDay(deps: LogDeps) {
  return async (wish: GenerateWish): Promise<GeneratedDay> => {
    for (let tries = 1; ; tries++) {
      const drafted = await draftDay(deps, wish)
      if (wish.isDryRun) return drafted.asDryRun
      const day = await writeDay(deps, wish, drafted)
      if (day !== undefined) return day
      // Somebody else changed it meanwhile: what they did is to be kept, so the day is generated around that.
      if (tries === TRIES) throw new ConflictError('request/version-changed', { status: 412 })
    }
  }
}

interface Drafted {
  only: number[]
  generated: Generated
  asDryRun: GeneratedDay
}

async function draftDay(deps: LogDeps, wish: GenerateWish): Promise<Drafted> {
  const { stationId, airDate, by, signal } = wish
  const station = await getStation(deps.db.read, stationId)
  const found = await findLogOfDay(deps.db.read, stationId, airDate)
  const log = found ?? virtualLog(newLogOf(station, airDate, newSeed()))
  if (!wish.isDryRun) assertFree(log, by.actor, deps.clock.now())
  const hours = hoursOf(log, log.timeZone)
  const only = hoursToFill(hours, wish, deps.clock.now())
  const before = found === undefined ? [] : await listEntries(deps.db.read, log.logId)
  const { taken } = await deps.outside.read(log, { signal })
  const seed = wish.seed ?? log.seed
  const { startsAt, endsAt, timeZone } = log
  const day = { stationId, airDate, timeZone, startsAt, endsAt, hours }
  const kept = keptOf({ log, hours, before, taken, only })
  const generated = await deps.generator.generate({ ...day, only, kept, taken, seed, signal })
  const after = withTimes(log, mergeItems(before, generated.items, only), taken)
  const asDryRun = { log: found ?? null, before, after, isChanged: false, seed, generated }
  return { only, generated, asDryRun }
}

const virtualLog = (log: ReturnType<typeof newLogOf>): Log => ({
  ...log,
  logId: 0,
  revision: 0,
  lockedBy: null,
  lockedName: null,
  lockedUntil: null,
  generatedAt: null,
  createdAt: 0,
  changedAt: 0,
})

/** @throws InvalidInputError for an hour that the day does not have, ConflictError for one that has begun */
function hoursToFill(hours: readonly LogHour[], { hours: names, airDate }: GenerateWish, now: number): number[] {
  const isOpen = ({ startsAt }: LogHour): boolean => startsAt >= now + LOCK_MS
  if (names === undefined) {
    const open = hours.filter(isOpen)
    if (open.length === 0) throw new ConflictError('radio/hours-passed', { params: { hours: airDate } })
    return open.map(({ startsAt }) => startsAt)
  }
  return names.map((name) => {
    const hour = hours.find((one) => one.name === name)
    if (hour === undefined)
      throw new InvalidInputError('radio/no-such-hour', {
        status: 422,
        params: { hour: name },
        fields: [{ pointer: '/hours', code: 'radio/no-such-hour', params: { hour: name } }],
      })
    if (!isOpen(hour)) throw new ConflictError('radio/hours-passed', { params: { hours: name } })
    return hour.startsAt
  })
}

/** What stays, where it is heard now: with the length of what is heard of it. */
function keptOf({
  log,
  hours,
  before,
  taken,
  only,
}: {
  log: Log
  hours: readonly LogHour[]
  before: readonly LogEntry[]
  taken: readonly Taken[]
  only: readonly number[]
}): LogEntry[] {
  const { times } = timeEntries(before, { startsAt: log.startsAt, endsAt: log.endsAt, hours }, taken)
  return before.flatMap((entry, index) => {
    if (only.includes(entry.hourStartsAt) && !isKept(entry)) return []
    const time = times[index]
    return time === undefined ? [] : [{ ...entry, startsAt: time.startsAt, lengthMs: time.endsAt - time.startsAt }]
  })
}

/** @returns undefined when the log is not what it was when the day was generated */
async function writeDay(deps: LogDeps, wish: GenerateWish, drafted: Drafted): Promise<GeneratedDay | undefined> {
  const { only, generated, asDryRun } = drafted
  const { seed } = asDryRun
  // Only now: a day that can't be filled gets no log.
  const log = asDryRun.log ?? (await makeLog(deps)(wish.stationId, wish.airDate, wish.by))
  if (asDryRun.log === null && log.revision > 1) return undefined
  try {
    const written = await changeLog(deps, log.logId, {
      by: wish.by,
      ifMatch: String(log.revision),
      what: 'generated',
      next: (_log, before) => ({
        entries: mergeItems(before, generated.items, only),
        params: { count: only.length },
        change: { seed, generatedAt: deps.clock.now() },
      }),
    })
    return { ...asDryRun, log: written.log, after: written.entries, isChanged: written.isChanged }
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'request/version-changed') return undefined
    throw error
  }
}
