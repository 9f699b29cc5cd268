import { randomBytes } from 'node:crypto'
import type { Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { daySpan } from '../../../kernel/time.ts'
import { getStation, type Station } from '../../stations/index.ts'
import type { Editor, LogDeps } from '../deps.ts'
import { writeLog } from '../edit/write-log.ts'
import { listEntries } from '../entries-store.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import type { DraftEntry, Log, LogEntry } from '../model.ts'
import { getLogOfDay } from '../read/get-log.ts'
import { findLogOfDay, insertLog, type NewLog } from '../store.ts'
import { changeLog } from '../edit/edit-log.ts'

export const newSeed = (): string => randomBytes(6).toString('hex')

export const newLogOf = ({ stationId, timeZone }: Station, airDate: string, seed: string): NewLog => ({
  stationId,
  airDate,
  timeZone,
  ...daySpan(airDate, timeZone),
  seed,
})

/** The log of a day, made when there is none. Repeating it is harmless. @throws NotFoundError when there is no such station */
export function makeLog(deps: LogDeps) {
  return async (stationId: number, airDate: string, by: Editor): Promise<Log> => {
    await getStation(deps.db.read, stationId)
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, `radio.logs:${stationId}`)
      const station = await getStation(tx, stationId)
      return (await findLogOfDay(tx, stationId, airDate)) ?? addLog(deps, tx, { station, airDate, by })
    })
  }
}

async function addLog(
  deps: LogDeps,
  tx: Tx,
  { station, airDate, by }: { station: Station; airDate: string; by: Editor },
): Promise<Log> {
  const log = await insertLog(tx, newLogOf(station, airDate, newSeed()), deps.clock.now())
  return (await writeLog(deps, tx, { log, entries: [], what: 'made', params: {}, by, taken: [] })).log
}

/**
 * One day's entries on another day, each in the hour of the same name. An hour that the other day does not have is left
 * out; the one that comes a second time there stays empty unless it came twice here too.
 */
export function copiedEntries(
  from: Log,
  entries: readonly LogEntry[],
  to: Pick<Log, 'startsAt' | 'endsAt' | 'timeZone'>,
) {
  const there = new Map(hoursOf(to, to.timeZone).map((hour) => [hour.name, hour]))
  const nameOf = new Map(hoursOf(from, from.timeZone).map(({ name, startsAt }) => [startsAt, name]))
  return entries.flatMap((entry): DraftEntry[] => {
    const hour = there.get(nameOf.get(entry.hourStartsAt) ?? '')
    if (hour === undefined) return []
    const isInside = entry.anchorMs === null || entry.anchorMs < hour.endsAt - hour.startsAt
    const start = isInside ? {} : { startType: 'relative' as const, anchorMs: null }
    return [{ ...entry, ...start, entryId: null, hourStartsAt: hour.startsAt }]
  })
}

/** Orders are for days of their own: a copied spot is one that nobody ordered, and takes stay with their day. */
const unbound = (entry: DraftEntry): DraftEntry =>
  entry.what === 'voice'
    ? { ...entry, trackId: null, cueInMs: 0, cueOutMs: 0, isHandEdited: false }
    : { ...entry, orderId: null, copyId: null }

/**
 * Copies a day onto another one. What is there is replaced, as a revision that can be undone.
 * @throws NotFoundError when there is no log to copy, ConflictError `radio/same-day`, `radio/log-locked`
 */
export function copyLog(deps: LogDeps) {
  return async (stationId: number, { from, to }: { from: string; to: string }, by: Editor): Promise<Log> => {
    if (from === to) throw new ConflictError('radio/same-day')
    const source = await getLogOfDay(deps.db.read, stationId, from)
    const entries = await listEntries(deps.db.read, source.logId)
    const { logId } = await makeLog(deps)(stationId, to, by)
    const { log } = await changeLog(deps, logId, {
      by,
      ifMatch: '*',
      what: 'copied',
      next: (target) => ({
        entries: copiedEntries(source, entries, target).map(unbound),
        params: { from },
      }),
    })
    return log
  }
}
