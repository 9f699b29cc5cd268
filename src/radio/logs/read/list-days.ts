import { instant, instantOrNull } from '../../../kernel/contract.ts'
import { addDays, dayAt, daySpan } from '../../../kernel/time.ts'
import { getStation } from '../../stations/index.ts'
import type { LogDeps } from '../deps.ts'
import { listLogs } from '../store.ts'
import type { LogDayRow } from './contract.ts'
import { type Seen, toLockView } from './views.ts'

const HOUR_MS = 3_600_000

/** Days of a station's calendar, each with its log or without. */
export async function listDays(
  { db, clock }: Pick<LogDeps, 'db' | 'clock'>,
  stationId: number,
  { from, days, actor }: { from?: string | undefined; days: number; actor: string },
): Promise<{ items: LogDayRow[]; timeZone: string }> {
  const { timeZone } = await getStation(db.read, stationId)
  const now = clock.now()
  const first = from ?? dayAt(now, timeZone)
  const dates = Array.from({ length: days }, (_, index) => addDays(first, index))
  const logs = await listLogs(db.read, stationId, { from: first, to: dates.at(-1) ?? first })
  const byDay = new Map(logs.map((log) => [log.airDate, log]))
  const items = dates.map((airDate) => rowOf({ stationId, airDate, timeZone }, byDay.get(airDate), { actor, now }))
  return { items, timeZone }
}

type Found = Awaited<ReturnType<typeof listLogs>>[number]

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
    revision: log?.revision ?? 0,
    lock: log === undefined ? null : toLockView(log, seen),
    generatedAt: instantOrNull(log?.generatedAt ?? null),
    changedAt: instantOrNull(log?.changedAt ?? null),
  }
}
