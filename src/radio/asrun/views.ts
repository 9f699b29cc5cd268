import { instant, instantOrNull, type Said } from '../../kernel/contract.ts'
import { dayAt } from '../../kernel/time.ts'
import { sayCode } from '../../kernel/words.ts'
import type { Station } from '../stations/index.ts'
import type { AsRunDay, AsRunLine, AsRunOverview, OwedView, PlayView, RulesView, SyncView } from './contract.ts'
import type { JudgedDay, SeenLine } from './day-store.ts'
import type { Rules } from './model.ts'
import type { Keeping, Play } from './store.ts'

const HOUR_MS = 3_600_000
const SECOND_MS = 1000

export const toDayView = ({ airDate, startsAt, endsAt, readAt, state, counts }: JudgedDay): AsRunDay => ({
  airDate,
  startsAt: instant(startsAt),
  endsAt: instant(endsAt),
  hours: (endsAt - startsAt) / HOUR_MS,
  readAt: instant(readAt),
  state,
  counts,
})

export const toLineView = (line: SeenLine): AsRunLine => ({
  position: line.position,
  verdict: line.verdict,
  ref: line.ref,
  trackId: line.trackId,
  title: line.title,
  artist: line.artist,
  typeCode: line.typeCode,
  orderId: line.orderId,
  plannedAt: instantOrNull(line.plannedAt),
  plannedMs: line.plannedMs,
  playId: line.playId,
  heardAt: instantOrNull(line.heardAt),
  heardMs: line.heardMs,
  offMs: line.offMs,
  timing: line.playId === null ? null : line.isEstimate ? 'estimated' : 'confirmed',
  isForgotten: line.vanishedAt !== null,
})

export const toPlayView = (play: Play): PlayView => ({
  playId: play.playId,
  historyId: play.historyId,
  trackId: play.trackId,
  title: play.title,
  artist: play.artist,
  typeCode: play.typeCode,
  md5: play.md5,
  startsAt: instant(play.startsAt),
  endsAt: instantOrNull(play.endsAt),
  heardAt: instant(play.at),
  timing: play.isEstimate ? 'estimated' : 'confirmed',
  seenAt: instant(play.seenAt),
  forgottenAt: instantOrNull(play.vanishedAt),
})

export const toRulesView = ({ lateMs, earlyMs, shortMs, furthestMs }: Rules): RulesView => ({
  lateSec: lateMs / SECOND_MS,
  earlySec: earlyMs / SECOND_MS,
  shortSec: shortMs / SECOND_MS,
  furthestSec: furthestMs / SECOND_MS,
})

export const toRules = ({ lateSec, earlySec, shortSec, furthestSec }: RulesView): Rules => ({
  lateMs: Math.round(lateSec * SECOND_MS),
  earlyMs: Math.round(earlySec * SECOND_MS),
  shortMs: Math.round(shortSec * SECOND_MS),
  furthestMs: Math.round(furthestSec * SECOND_MS),
})

export const toSyncView = (keeping: Keeping): SyncView => ({
  at: instantOrNull(keeping.syncedAt),
  from: instantOrNull(keeping.syncedFrom),
  to: instantOrNull(keeping.syncedTo),
  added: keeping.added,
  changed: keeping.changed,
  forgotten: keeping.vanished,
  rowsThere: keeping.rowsThere,
  failedAt: instantOrNull(keeping.failedAt),
  reason: sayReason(keeping.reason),
})

const sayReason = (reason: Keeping['reason']): Said | null =>
  reason === null ? null : { ...sayCode(reason.code, reason.params), params: reason.params }

export function toOverview(
  { stationId, name, timeZone, libraryConnectionId }: Station,
  { keeping, days, now }: { keeping: Keeping; days: readonly JudgedDay[]; now: number },
): AsRunOverview {
  return {
    stationId,
    stationName: name,
    timeZone,
    today: dayAt(now, timeZone),
    hasLibrary: libraryConnectionId !== null,
    sync: toSyncView(keeping),
    rules: toRulesView(keeping.rules),
    days: days.map(toDayView),
  }
}

/** Lines of `listOwed`, by order. */
export function toOwed(lines: readonly SeenLine[]): OwedView[] {
  const orders = Map.groupBy(lines, ({ orderId }) => orderId ?? 0)
  return [...orders].map(([orderId, missed]) => ({
    orderId,
    missed: missed.map(({ ref, trackId, title, airDate, plannedAt, verdict }) => ({
      ref,
      trackId,
      title,
      airDate,
      plannedAt: instant(plannedAt ?? 0),
      verdict: verdict === 'short' ? 'short' : 'missed',
    })),
  }))
}
