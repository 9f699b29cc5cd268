import { instant, instantOrNull } from '../../../kernel/contract.ts'
import { addDays, dayAt, daySpan } from '../../../kernel/time.ts'
import { getStation } from '../../stations/index.ts'
import type { LogDeps } from '../deps.ts'
import { listEntries } from '../entries-store.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import type { Log } from '../model.ts'
import { lastPublications, type LastPublication } from '../publish/store.ts'
import { listLogs } from '../store.ts'
import { timeEntries } from '../timing.ts'
import type { LogDayRow } from './contract.ts'
import { type Seen, toLockView } from './views.ts'

const HOUR_MS = 3_600_000

/** Days of a station's calendar, each with its log or without. */
export async function listDays(
  deps: Pick<LogDeps, 'db' | 'clock' | 'outside'>,
  stationId: number,
  { from, days, actor }: { from?: string | undefined; days: number; actor: string },
): Promise<{ items: LogDayRow[]; timeZone: string }> {
  const { db, clock } = deps
  const { timeZone } = await getStation(db.read, stationId)
  const now = clock.now()
  const first = from ?? dayAt(now, timeZone)
  const dates = Array.from({ length: days }, (_, index) => addDays(first, index))
  const logs = await listLogs(db.read, stationId, { from: first, to: dates.at(-1) ?? first })
  const published = await lastPublications(
    db.read,
    logs.map(({ logId }) => logId),
  )
  const found = await Promise.all(
    logs.map(async (log): Promise<Found> => ({
      ...log,
      openMs: await openMsOf(deps, log),
      published: published.get(log.logId),
    })),
  )
  const byDay = new Map(found.map((log) => [log.airDate, log]))
  const items = dates.map((airDate) => rowOf({ stationId, airDate, timeZone }, byDay.get(airDate), { actor, now }))
  return { items, timeZone }
}

async function openMsOf({ db, outside }: Pick<LogDeps, 'db' | 'outside'>, log: Log): Promise<number> {
  const [entries, taken] = await Promise.all([listEntries(db.read, log.logId), outside.peek(log)])
  const { gaps } = timeEntries(entries, { ...log, hours: hoursOf(log, log.timeZone) }, taken)
  return gaps.reduce((sum, { startsAt, endsAt }) => sum + endsAt - startsAt, 0)
}

type Found = Awaited<ReturnType<typeof listLogs>>[number] & { openMs: number; published: LastPublication | undefined }

function rowOf(
  { stationId, airDate, timeZone }: { stationId: number; airDate: string; timeZone: string },
  log: Found | undefined,
  seen: Seen,
): LogDayRow {
  const { startsAt, endsAt } = log ?? daySpan(airDate, timeZone)
  return {
    logId: log?.logId ?? null,
    stationId,
    airDate,
    startsAt: instant(startsAt),
    endsAt: instant(endsAt),
    hours: (endsAt - startsAt) / HOUR_MS,
    state: log === undefined ? 'none' : log.entries === 0 ? 'empty' : 'draft',
    entries: log?.entries ?? 0,
    plannedMs: log?.lengthMs ?? 0,
    openMs: log?.openMs ?? endsAt - startsAt,
    revision: log?.revision ?? 0,
    published: log?.published === undefined ? null : { ...log.published, at: instant(log.published.at) },
    lock: log === undefined ? null : toLockView(log, seen),
    generatedAt: instantOrNull(log?.generatedAt ?? null),
    changedAt: instantOrNull(log?.changedAt ?? null),
  }
}
