import { instant, instantOrNull } from '../../kernel/contract.ts'
import { dayAt } from '../../kernel/time.ts'
import { sayCode } from '../../kernel/words.ts'
import type { Station } from '../stations/index.ts'
import type {
  DriftView,
  ForecastFinding,
  ForecastView,
  LookView,
  OnAirView,
  RepairPartView,
  StripView,
} from './contract.ts'
import type { Ahead, Drift, Finding, Item, OnAir, Reason, Strip, Watched } from './model.ts'
import type { RepairPart } from './repair.ts'
import { sayDrift, sayFinding, sayOnAir } from './say-found.ts'

const HOUR_MS = 3_600_000

const sayReason = ({ code, params }: Reason) => ({ ...sayCode(code, params), params: { ...params } })

const span = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }) => ({
  startsAt: instant(startsAt),
  endsAt: instant(endsAt),
})

export const toLook = (watched: Watched<unknown> | undefined): LookView => ({
  at: instantOrNull(watched?.lookedAt ?? null),
  tookMs: watched?.tookMs ?? null,
  failedAt: instantOrNull(watched?.failedAt ?? null),
  reason: watched?.reason == null ? null : sayReason(watched.reason),
})

export interface Seen {
  ahead: Watched<Ahead> | undefined
  onAir: Watched<OnAir> | undefined
  gapMs: number
  /** Logs of those days, by day. */
  logs: ReadonlyMap<string, number>
  now: number
}

export function toForecastView(station: Station, { ahead, onAir, gapMs, logs, now }: Seen): ForecastView {
  const seen = ahead?.seen
  return {
    stationId: station.stationId,
    stationName: station.name,
    timeZone: station.timeZone,
    hasLibrary: station.libraryConnectionId !== null,
    now: instant(now),
    gapSec: gapMs / 1000,
    look: toLook(ahead),
    strips: (seen?.forecast.strips ?? []).map(toStrip),
    findings: (seen?.forecast.findings ?? [])
      .filter(({ endsAt }) => endsAt > now)
      .map((finding) => toFinding(finding, station, logs)),
    moreFindings: seen?.forecast.moreFindings ?? 0,
    driftCount: seen?.drift.length ?? 0,
    onAir: toOnAirView(onAir),
  }
}

const toStrip = ({ airDate, rowCount, blocks, ...day }: Strip): StripView => ({
  ...span(day),
  airDate,
  hours: (day.endsAt - day.startsAt) / HOUR_MS,
  rowCount,
  blocks: blocks.map(({ kind, of, title, count, ...block }) => ({ ...span(block), kind, of, title, count })),
})

function toFinding(finding: Finding, station: Station, logs: ReadonlyMap<string, number>): ForecastFinding {
  const { code, level, rowId, windowId, trackId, fix } = finding
  const airDate = dayAt(finding.startsAt, station.timeZone)
  const logId = logs.get(airDate) ?? null
  return {
    ...span(finding),
    code,
    level,
    said: sayFinding(finding, station),
    airDate,
    rowId,
    windowId,
    trackId,
    logId,
    fix,
  }
}

const toItem = ({ rowId, trackId, title, ...item }: Item) => ({ ...span(item), rowId, trackId, title })

export function toOnAirView(watched: Watched<OnAir> | undefined): OnAirView {
  const seen = watched?.seen ?? null
  return {
    look: toLook(watched),
    verdict: seen?.verdict ?? null,
    said: seen === null ? null : sayOnAir(seen),
    now: seen?.now == null ? null : toItem(seen.now),
    next: seen?.next == null ? null : toItem(seen.next),
    showTitle: seen?.showTitle ?? null,
    actual: seen?.actual?.title ?? null,
    isConfirmed: seen?.isConfirmed ?? false,
    isTold: seen?.isTold ?? false,
    wrongSince: instantOrNull(seen?.wrongSince ?? null),
    isAlarm: seen?.isAlarm ?? false,
  }
}

export function toDriftView(drift: Drift, station: Station): DriftView {
  const { code, title, rowId, windowId, logId, airDate, airingId, changed } = drift
  const ids = { rowId, windowId, logId, airDate, airingId }
  return { ...span(drift), code, said: sayDrift(drift, station), title, ...ids, changed: [...changed] }
}

export const toPartView = ({ reasons, ...part }: RepairPart): RepairPartView => ({
  ...part,
  reasons: reasons.map(sayReason),
})
