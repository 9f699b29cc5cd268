import type { Tx } from '../../../db/db.ts'
import { ConflictError, type Params } from '../../../kernel/errors.ts'
import { noteSpots } from '../../traffic/index.ts'
import type { Editor, LogDeps } from '../deps.ts'
import { listEntries, replaceEntries } from '../entries-store.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import { type DraftEntry, ENTRIES_MOST, type Log, type LogEntry, type RevisionKind, type Taken } from '../model.ts'
import { deleteRevisionsBefore, insertRevision } from '../revisions-store.ts'
import { updateLog } from '../store.ts'
import { timeEntries } from '../timing.ts'
import { renewed } from './lock-log.ts'

/** Of each log that can be looked at and gone back to. */
export const REVISIONS_KEPT = 200

export interface LogWrite {
  log: Log
  entries: readonly DraftEntry[]
  /** Fills the sentence of `what`. */
  params: Params
  what: RevisionKind
  ofNumber?: number
  by: Editor
  taken: readonly Taken[]
  /** Of the log, beside what each write changes. */
  change?: Partial<Pick<Log, 'seed' | 'generatedAt'>>
}

export interface Written {
  log: Log
  entries: LogEntry[]
  /** False when it was so already: nothing is written then, and nothing is told. */
  isChanged: boolean
}

/** With their starts, in the order of hours. */
export function withTimes(log: Log, entries: readonly DraftEntry[], taken: readonly Taken[]): DraftEntry[] {
  const day = { startsAt: log.startsAt, endsAt: log.endsAt, hours: hoursOf(log, log.timeZone) }
  const ordered = entries.toSorted((a, b) => a.hourStartsAt - b.hourStartsAt)
  const { times } = timeEntries(ordered, day, taken)
  return ordered.map((entry, index) => ({ ...entry, startsAt: times[index]?.startsAt ?? entry.startsAt }))
}

/**
 * Makes a log what is given, as a revision of its own, in a transaction that holds it (`openLogToWrite`).
 * @throws ConflictError `radio/log-too-long`
 */
export async function writeLog(deps: LogDeps, tx: Tx, write: LogWrite): Promise<Written> {
  const { log, by } = write
  if (write.entries.length > ENTRIES_MOST)
    throw new ConflictError('radio/log-too-long', { params: { most: ENTRIES_MOST, count: write.entries.length } })
  const now = deps.clock.now()
  const wanted = withTimes(log, write.entries, write.taken)
  const before = await listEntries(tx, log.logId)
  const lock = renewed(log, by.actor, now)
  if (log.revision > 0 && write.ofNumber === undefined && areSame(before, wanted))
    return { log: await updateLog(tx, log.logId, { ...write.change, ...lock }), entries: before, isChanged: false }
  const entries = await replaceEntries(tx, log, wanted)
  await noteOrders(tx, log, { entries, now })
  const number = log.revision + 1
  const written = await updateLog(tx, log.logId, { ...write.change, ...lock, revision: number, changedAt: now })
  const { what, params, ofNumber = null } = write
  await insertRevision(tx, { logId: log.logId, number, actor: by.actor, at: now, what, params, ofNumber, entries })
  await deleteRevisionsBefore(tx, log.logId, number - REVISIONS_KEPT + 1)
  await tell(deps, tx, { ...write, log: written })
  return { log: written, entries, isChanged: true }
}

/** Traffic knows at each moment which plays of orders the day has. */
const noteOrders = (tx: Tx, log: Log, { entries, now }: { entries: readonly LogEntry[]; now: number }): Promise<void> =>
  noteSpots(tx, {
    stationId: log.stationId,
    airDate: log.airDate,
    now,
    placed: entries.flatMap(({ entryId, orderId, copyId, startsAt }) =>
      orderId === null ? [] : [{ entryId, orderId, copyId, startsAt }],
    ),
  })

/** Starts follow from all else, and from what others do: they alone are no change. */
const areSame = (before: readonly LogEntry[], wanted: readonly DraftEntry[]): boolean =>
  before.length === wanted.length &&
  wanted.every((entry, index) => contentOf(entry) === contentOf(before[index] as LogEntry))

const NOT_CONTENT: ReadonlySet<string> = new Set(['startsAt', 'position', 'logId'])

const contentOf = (entry: DraftEntry): string =>
  JSON.stringify(
    Object.entries(entry)
      .filter(([name]) => !NOT_CONTENT.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

async function tell({ audit, events }: LogDeps, tx: Tx, { log, what, params, by }: LogWrite): Promise<void> {
  const { actor, address } = by
  const subject = `log:${log.logId}`
  await audit.append(tx, {
    actor,
    action: `radio.log.${what}`,
    subject,
    details: { airDate: log.airDate, revision: log.revision, ...params },
    ...(address === undefined ? {} : { address }),
  })
  await events.append(tx, {
    kind: 'radio.log.changed',
    actor,
    scope: `station:${log.stationId}`,
    subject,
    ...(by.runId == null ? {} : { runId: by.runId }),
    data: { logId: log.logId, airDate: log.airDate, revision: log.revision, what, ...params },
  })
}
