import { instant, instantOrNull } from '../../../kernel/contract.ts'
import { say, sayCode, sayError } from '../../../kernel/words.ts'
import { holderOf, type Log, type LogEntry, type LogRevision, type Taken } from '../model.ts'
import { type EntryTime, joined, takesTime } from '../timing.ts'
import type { FindingView, LogDayView, LogEntryView, LogHourView, LogView, RevisionView, WhyView } from './contract.ts'
import type { Finding } from './findings.ts'
import type { LogDay } from './read-day.ts'

const HOUR_MS = 3_600_000

/** Whose view it is, and when. */
export interface Seen {
  actor: string
  now: number
}

export function toLockView(log: Pick<Log, 'lockedBy' | 'lockedName' | 'lockedUntil'>, { actor, now }: Seen) {
  const holder = holderOf(log, now)
  if (holder === undefined) return null
  return { holder: holder.name, until: instant(holder.until), isMine: holder.actor === actor }
}

export const toLogView = (log: Log, seen: Seen): LogView => ({
  logId: log.logId,
  stationId: log.stationId,
  airDate: log.airDate,
  timeZone: log.timeZone,
  startsAt: instant(log.startsAt),
  endsAt: instant(log.endsAt),
  hours: (log.endsAt - log.startsAt) / HOUR_MS,
  revision: log.revision,
  seed: log.seed,
  lock: toLockView(log, seen),
  generatedAt: instantOrNull(log.generatedAt),
  createdAt: instant(log.createdAt),
  changedAt: instant(log.changedAt),
  etag: String(log.revision),
})

export function toDayView(day: LogDay, actor: string): LogDayView {
  const { log, entries, timing, outside, outsideProblem, tracks, findings, now } = day
  return {
    ...toLogView(log, { actor, now }),
    now: instant(now),
    lockedUntil: instant(day.lockedUntil),
    hoursOfDay: toHourViews(day),
    entries: entries.map((entry, index) => toEntryView(entry, timing.times[index] as EntryTime)),
    gaps: timing.gaps.map(({ startsAt, endsAt, hourStartsAt, before }) => ({
      startsAt: instant(startsAt),
      endsAt: instant(endsAt),
      lengthMs: endsAt - startsAt,
      hourStartsAt: instant(hourStartsAt),
      beforeEntryId: entries[before]?.entryId ?? null,
    })),
    outside: {
      taken: outside.taken.map(toTakenView),
      windows: outside.windows.map((window) => ({ ...window, ...instantsOf(window) })),
      readAt: instantOrNull(outside.readAt),
      problem: outsideProblem === null ? null : sayError(outsideProblem),
    },
    tracksReadAt: instantOrNull(tracks?.readAt ?? null),
    findings: findings.map(toFindingView),
    stoppers: findings.filter(({ severity }) => severity === 'stopper').length,
    ofRevision: day.ofRevision,
  }
}

const instantsOf = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }) => ({
  startsAt: instant(startsAt),
  endsAt: instant(endsAt),
})

const toTakenView = ({ what, id, title, ...span }: Taken) => ({ what, id, title, ...instantsOf(span) })

const toEntryView = (entry: LogEntry, time: EntryTime): LogEntryView => ({
  entryId: entry.entryId,
  position: entry.position,
  slotKey: entry.slotKey,
  hourStartsAt: instant(entry.hourStartsAt),
  ...instantsOf(time),
  lengthMs: entry.lengthMs,
  cutMs: time.cutMs,
  cutBy: time.cutBy,
  lateMs: time.lateMs,
  what: entry.what,
  typeCode: entry.typeCode,
  trackId: entry.trackId,
  title: entry.title,
  artist: entry.artist,
  cueInMs: entry.cueInMs,
  cueOutMs: entry.cueOutMs,
  source: entry.source,
  startType: entry.startType,
  anchorMs: entry.anchorMs,
  transition: entry.transition,
  orderId: entry.orderId,
  copyId: entry.copyId,
  isHandEdited: entry.isHandEdited,
  hasWhy: entry.why !== null,
  note: entry.note,
})

/** Words at `daylog.finding.<code>`. */
export const toFindingView = ({ code, severity, entryId, hourStartsAt, params }: Finding): FindingView => ({
  code,
  severity,
  entryId,
  hourStartsAt: instantOrNull(hourStartsAt),
  text: say(`daylog.finding.${code}`, params),
  params,
})

function toHourViews({ hours, entries, timing, outside }: LogDay): LogHourView[] {
  const taken = joined(outside.taken)
  return hours.map((hour) => {
    const within = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }): number =>
      Math.max(0, Math.min(endsAt, hour.endsAt) - Math.max(startsAt, hour.startsAt))
    const sum = (spans: readonly { startsAt: number; endsAt: number }[]): number =>
      spans.reduce((total, span) => total + within(span), 0)
    const own = entries.filter((entry) => entry.hourStartsAt === hour.startsAt && takesTime(entry))
    return {
      name: hour.name,
      ...instantsOf(hour),
      heardMs: sum(timing.times),
      gapMs: sum(timing.gaps),
      takenMs: sum(taken),
      overMs: timing.overruns.find(({ hourStartsAt }) => hourStartsAt === hour.startsAt)?.overMs ?? 0,
      entries: own.length,
      byType: byTypeOf(own),
    }
  })
}

function byTypeOf(entries: readonly LogEntry[]): LogHourView['byType'] {
  const found = new Map<LogEntry['typeCode'], { count: number; lengthMs: number }>()
  for (const { typeCode, lengthMs } of entries) {
    const before = found.get(typeCode) ?? { count: 0, lengthMs: 0 }
    found.set(typeCode, { count: before.count + 1, lengthMs: before.lengthMs + lengthMs })
  }
  return [...found].map(([typeCode, totals]) => ({ typeCode, ...totals }))
}

/** Words at `daylog.revision.<what>`. */
export const toRevisionView = (revision: LogRevision, current: number): RevisionView => ({
  number: revision.number,
  actor: revision.actor,
  at: instant(revision.at),
  what: revision.what,
  text: say(`daylog.revision.${revision.what}`, revision.params),
  ofNumber: revision.ofNumber,
  entries: revision.entryCount,
  isCurrent: revision.number === current,
})

/** Words at `reason.<code>`; `error.<code>` for what is one. */
export function sayReason({ code, params }: { code: string; params: LogRevision['params'] }): string {
  return code.includes('/') ? sayCode(code, params).text : say(`reason.${code}`, params)
}

export const toWhyView = ({ entryId, title, why }: LogEntry): WhyView => ({
  entryId,
  title,
  chose: why === null ? null : sayReason(why.chose),
  blocked: (why?.blocked ?? []).map(({ trackId, title: named, by }) => ({
    trackId,
    title: named,
    text: sayReason(by),
  })),
  broken: (why?.broken ?? []).map(sayReason),
})
