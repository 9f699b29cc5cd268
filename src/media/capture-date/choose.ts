import { clockAt } from '../../kernel/time.ts'
import type {
  CaptureDate,
  CaptureDateFinding,
  DateCandidate,
  DateCandidates,
  DateSource,
  RefusedDate,
} from './model.ts'
import { formatLocal, judgeWallTime, parseOffset, type WallTime } from './wall-time.ts'

export interface ChooserContext {
  /** Epoch ms. */
  now: number
  /** IANA zone in which a UTC date is shown when nothing in the file or beside it names an offset. */
  timeZone: string
  /** Offset of the still that belongs to this video. */
  partnerOffsetMinutes?: number
  /** Whether an XMP sidecar wins over what stands in the file, as after a correction in a photo editor. */
  isXmpSidecarFirst?: boolean
}

interface Judged {
  candidate: DateCandidate
  time: WallTime
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const FARTHEST_ZONE_MS = 14 * HOUR_MS
const QUARTER_HOUR_MS = 15 * MINUTE_MS
const LONGEST_REFUSED_VALUE = 80

const EMBEDDED_IN_STILL: readonly DateSource[] = [
  'exif.original',
  'exif.digitized',
  'avchd.recorded',
  'avi.digitized',
  'xmp.original',
  'xmp.photoshop',
  'xmp.created',
  'iptc.created',
  'iptc.digitized',
  'png.created',
  'gps',
  'quicktime.creationdate',
  'quicktime.day',
]
const BESIDE: readonly DateSource[] = ['sidecar.xmp', 'sidecar.takeout']
const LAST: readonly DateSource[] = ['exif.modified', 'xmp.modified', 'png.modified', 'mtime']
const STILL_ORDER: readonly DateSource[] = [
  ...EMBEDDED_IN_STILL,
  ...BESIDE,
  'filename',
  'movie.header',
  'matroska.date',
  ...LAST,
]
const VIDEO_ORDER: readonly DateSource[] = [
  'quicktime.creationdate',
  'exif.original',
  'exif.digitized',
  'avchd.recorded',
  'avi.digitized',
  'xmp.original',
  'xmp.photoshop',
  'xmp.created',
  'quicktime.day',
  'movie.header',
  'matroska.date',
  'iptc.created',
  'iptc.digitized',
  'png.created',
  'gps',
  ...BESIDE,
  'filename',
  ...LAST,
]
const RANK_IN_STILL = ranks(STILL_ORDER)
const RANK_IN_VIDEO = ranks(VIDEO_ORDER)
const MODIFICATIONS: ReadonlySet<DateSource> = new Set(LAST)

/**
 * Picks the capture date by the order of trust: for stills what the camera wrote, then what stands beside the file, then
 * its name; for videos the local date with offset, a filename that agrees with the movie's clock, then that clock in the
 * partner's or the library's zone. A refused date falls through to the next. Pure: same candidates, same answer.
 */
export function chooseCaptureDate(found: DateCandidates, context: ChooserContext): CaptureDateFinding {
  const refused: RefusedDate[] = [...found.refused]
  const judged = judgeAll(found, context.now, refused)
  const named = judged.find((one) => one.candidate.source === 'filename')
  const agreed = found.kind === 'video' ? nameAgainstClock(judged, found.durationMs ?? 0) : undefined
  if (agreed?.kind === 'far' && named !== undefined) refused.push(refusal(named.candidate, 'far-from-movie-clock'))
  const order = rankWith(found.kind === 'video', agreed?.kind === 'agrees', context.isXmpSidecarFirst === true)
  const usable = agreed?.kind === 'far' ? judged.filter((one) => one !== named) : judged
  const winner = usable.reduce<Judged | undefined>(
    (best, one) => (best === undefined || order(one) < order(best) ? one : best),
    undefined,
  )
  if (winner === undefined) return { date: undefined, refused }
  if (
    winner === named &&
    agreed?.kind === 'agrees' &&
    agreed.offsetMinutes !== undefined &&
    winner.time.offsetMinutes === undefined
  ) {
    winner.time.offsetMinutes = agreed.offsetMinutes
  }
  for (const other of usable) if (isOnAnotherDay(winner, other)) refused.push(refusal(other.candidate, 'outranked'))
  return { date: toCaptureDate(winner, found, context), refused }
}

function judgeAll(found: DateCandidates, now: number, refused: RefusedDate[]): Judged[] {
  const judged: Judged[] = []
  for (const candidate of found.candidates) {
    const time = judgeWallTime(candidate, now)
    if (typeof time === 'string') {
      refused.push(refusal(candidate, time))
      continue
    }
    if (time.hasBadOffset)
      refused.push({ ...refusal(candidate, 'bad-offset'), value: shown(candidate.offset ?? candidate.value) })
    judged.push({ candidate, time })
  }
  return judged
}

/** A filename is local time; a movie's clock is UTC. Their difference is the zone when it is one that exists. */
function nameAgainstClock(
  judged: readonly Judged[],
  durationMs: number,
): { kind: 'agrees'; offsetMinutes?: number } | { kind: 'far' } | undefined {
  const name = judged.find(
    (one) => one.candidate.source === 'filename' && one.candidate.frame === 'local' && one.time.precision !== 'day',
  )
  const clock = judged.find(
    (one) => one.candidate.source === 'movie.header' || one.candidate.source === 'matroska.date',
  )
  if (name === undefined || clock === undefined) return undefined
  const fromStart = name.time.digitsMs - clock.time.digitsMs
  const fromEnd = fromStart + durationMs
  if (Math.abs(fromStart) > FARTHEST_ZONE_MS && Math.abs(fromEnd) > FARTHEST_ZONE_MS) return { kind: 'far' }
  const nearest = [fromStart, fromEnd].toSorted((a, b) => distanceToQuarter(a) - distanceToQuarter(b))[0] ?? fromStart
  if (distanceToQuarter(nearest) > MINUTE_MS) return { kind: 'agrees' }
  return { kind: 'agrees', offsetMinutes: (Math.round(nearest / QUARTER_HOUR_MS) * QUARTER_HOUR_MS) / MINUTE_MS }
}

function distanceToQuarter(ms: number): number {
  return Math.abs(ms - Math.round(ms / QUARTER_HOUR_MS) * QUARTER_HOUR_MS)
}

function rankWith(isVideo: boolean, isNameAgreed: boolean, isSidecarFirst: boolean): (one: Judged) => number {
  const table = isVideo ? RANK_IN_VIDEO : RANK_IN_STILL
  return ({ candidate: { source } }) => {
    if (isSidecarFirst && source === 'sidecar.xmp') return -1
    if (isNameAgreed && source === 'filename') return (table.get('movie.header') ?? 0) - 0.5
    return table.get(source) ?? Number.MAX_SAFE_INTEGER
  }
}

function isOnAnotherDay(winner: Judged, other: Judged): boolean {
  if (winner === other || MODIFICATIONS.has(other.candidate.source)) return false
  const isInUtc = winner.candidate.frame === 'utc' || other.candidate.frame === 'utc'
  if (isInUtc) return Math.abs(winner.time.digitsMs - other.time.digitsMs) > DAY_MS
  return Math.floor(winner.time.digitsMs / DAY_MS) !== Math.floor(other.time.digitsMs / DAY_MS)
}

function toCaptureDate({ candidate, time }: Judged, found: DateCandidates, context: ChooserContext): CaptureDate {
  const { precision } = time
  const common = { precision, source: candidate.source }
  if (candidate.frame === 'utc') {
    const instant = time.digitsMs - (time.offsetMinutes ?? 0) * MINUTE_MS
    const known =
      context.partnerOffsetMinutes ??
      (found.offsetHint === undefined ? undefined : parseOffset(found.offsetHint.trim()))
    const offsetMinutes = known ?? clockAt(instant, context.timeZone).offsetMinutes
    return { local: formatLocal(instant + offsetMinutes * MINUTE_MS, precision), offsetMinutes, instant, ...common }
  }
  const local = formatLocal(time.digitsMs, precision)
  if (time.offsetMinutes === undefined || precision === 'day') return { local, ...common }
  return {
    local,
    offsetMinutes: time.offsetMinutes,
    instant: time.digitsMs - time.offsetMinutes * MINUTE_MS,
    ...common,
  }
}

function refusal(candidate: DateCandidate, reason: RefusedDate['reason']): RefusedDate {
  return { source: candidate.source, value: shown(candidate.value), reason }
}

/** Text from a file, fit for a list: short, without control characters. */
export function shown(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}').slice(0, LONGEST_REFUSED_VALUE)
}

function ranks(order: readonly DateSource[]): ReadonlyMap<DateSource, number> {
  return new Map(order.map((source, rank) => [source, rank]))
}
