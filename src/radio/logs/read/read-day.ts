import { AppError, NotFoundError } from '../../../kernel/errors.ts'
import { LOCK_MS } from '../../planner/index.ts'
import type { LogDeps } from '../deps.ts'
import { listEntries } from '../entries-store.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import type { Log, LogEntry, LogHour } from '../model.ts'
import type { KnownTracks, Outside } from '../ports.ts'
import { findRevision } from '../revisions-store.ts'
import { timeEntries, type Timing } from '../timing.ts'
import { type Finding, findingsOf } from './findings.ts'

/** A day with all that is known of it, and when each entry is heard. */
export interface LogDay {
  log: Log
  hours: LogHour[]
  entries: LogEntry[]
  /** As many times as entries. */
  timing: Timing
  outside: Outside
  /** Why the playout could not be read: rows of others are not known then. */
  outsideProblem: AppError | null
  /** Null when the library could not be read. */
  tracks: KnownTracks | null
  findings: Finding[]
  /** The former state that it is; null for the present. */
  ofRevision: number | null
  now: number
  lockedUntil: number
}

/**
 * A log as it is now, beside what else is on its day. When the playout or the library can't be read the day is shown
 * without them, and says so; whoever goes on to write there asks `isStrict`.
 * @throws what the playout or the library answered, when it is strict
 */
export async function readDay(
  deps: LogDeps,
  log: Log,
  options: { signal: AbortSignal; isFresh?: boolean; isStrict?: boolean; revision?: number | undefined },
): Promise<LogDay> {
  const { signal, isFresh = false, isStrict = false, revision } = options
  const [entries, outside, tracks] = await Promise.all([
    revision === undefined ? listEntries(deps.db.read, log.logId) : entriesOf(deps, log, revision),
    orProblem(deps.outside.read(log, { isFresh, signal }), isStrict),
    orProblem(deps.tracks.read(log.stationId, signal), isStrict),
  ])
  const known = outside.value ?? { taken: await deps.outside.peek(log), windows: [], readAt: null }
  const hours = hoursOf(log, log.timeZone)
  const timing = timeEntries(entries, { startsAt: log.startsAt, endsAt: log.endsAt, hours }, known.taken)
  const now = deps.clock.now()
  const lockedUntil = now + LOCK_MS
  const byId = tracks.value?.byId ?? null
  return {
    log,
    hours,
    entries,
    timing,
    outside: known,
    outsideProblem: outside.problem,
    tracks: tracks.value,
    findings: findingsOf({ entries, timing, tracks: byId, now, lockedUntil }),
    ofRevision: revision ?? null,
    now,
    lockedUntil,
  }
}

async function entriesOf({ db }: LogDeps, { logId }: Log, number: number): Promise<LogEntry[]> {
  const revision = await findRevision(db.read, logId, number)
  if (revision === undefined) throw new NotFoundError('radio/no-such-revision', { params: { number } })
  return revision.entries
}

async function orProblem<Value>(
  asked: Promise<Value>,
  isStrict: boolean,
): Promise<{ value: Value | null; problem: AppError | null }> {
  try {
    return { value: await asked, problem: null }
  } catch (error) {
    if (isStrict || !(error instanceof AppError)) throw error
    return { value: null, problem: error }
  }
}
