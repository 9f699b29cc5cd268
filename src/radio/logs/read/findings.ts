import type { Params } from '../../../kernel/errors.ts'
import type { FindingCode } from './contract.ts'
import type { LogEntry } from '../model.ts'
import type { LogTrack } from '../ports.ts'
import { type EntryTime, takesTime, type Timing } from '../timing.ts'

export interface Finding {
  code: FindingCode
  /** A stopper must be gone before the day is published. */
  severity: 'stopper' | 'warning' | 'notice'
  entryId: number | null
  hourStartsAt: number | null
  params: Params
}

export interface Judged {
  entries: readonly LogEntry[]
  timing: Timing
  /** Null when the library is not known: nothing is said of audio then. */
  tracks: ReadonlyMap<number, LogTrack> | null
  now: number
  /** What starts before can't be changed at the playout any more. */
  lockedUntil: number
}

const SECOND_MS = 1000
/** Never cut: half an advert is none. */
const isWhole = ({ what, typeCode }: LogEntry): boolean =>
  what === 'spot' || what === 'voice' || typeCode === 'NEW' || typeCode === 'ADV' || typeCode === 'COM'

/** What is wrong with a day, in the order of its entries; gaps and overruns after them. */
export function findingsOf(judged: Judged): Finding[] {
  const { entries, timing, now, lockedUntil } = judged
  const ofEntries = entries.flatMap((entry, index) => {
    const time = timing.times[index] as EntryTime
    const about = { entryId: entry.entryId, hourStartsAt: entry.hourStartsAt }
    return takesTime(entry) || entry.what !== 'note'
      ? [...audioFindings(entry, judged), ...timeFindings(entry, time)].map((finding) => ({ ...about, ...finding }))
      : []
  })
  const gaps = timing.gaps.map(({ startsAt, endsAt, hourStartsAt }) =>
    ofHour('gap', hourStartsAt, { seconds: (endsAt - startsAt) / SECOND_MS }),
  )
  const overruns = timing.overruns.map(({ hourStartsAt, overMs }) =>
    ofHour('overrun', hourStartsAt, { seconds: overMs / SECOND_MS }),
  )
  return [...ofEntries, ...gaps, ...overruns, ...passedFindings(timing, { now, lockedUntil })]
}

const ofHour = (code: FindingCode, hourStartsAt: number, params: Params): Finding => ({
  code,
  severity: 'warning',
  entryId: null,
  hourStartsAt,
  params,
})

type OfEntry = Pick<Finding, 'code' | 'severity' | 'params'>

const STOPS: Readonly<Record<Exclude<LogTrack['state'], 'usable'>, FindingCode>> = {
  missing: 'track-missing',
  pending: 'track-pending',
  failed: 'track-failed',
}

function audioFindings(entry: LogEntry, { tracks }: Judged): OfEntry[] {
  const { title, trackId, typeCode, cueOutMs } = entry
  if (trackId === null) return [{ code: 'no-audio', severity: 'stopper', params: { title } }]
  const unmapped: OfEntry[] =
    typeCode === null ? [{ code: 'type-unmapped', severity: 'warning', params: { title, trackId } }] : []
  if (tracks === null) return unmapped
  const track = tracks.get(trackId)
  if (track === undefined) return [{ code: 'track-unknown', severity: 'stopper', params: { title, trackId } }]
  if (track.state !== 'usable') return [{ code: STOPS[track.state], severity: 'stopper', params: { title, trackId } }]
  const isShorter = track.lengthMs !== null && track.lengthMs + SECOND_MS <= cueOutMs
  const shorter: OfEntry[] = isShorter
    ? [{ code: 'audio-shorter', severity: 'warning', params: { title, seconds: secondsOf(track.lengthMs ?? 0) } }]
    : []
  return [...unmapped, ...shorter]
}

const secondsOf = (ms: number): number => Math.floor(ms / SECOND_MS)

function timeFindings(entry: LogEntry, { startsAt, endsAt, cutMs, lateMs }: EntryTime): OfEntry[] {
  const { title, startType } = entry
  const late: OfEntry[] =
    startType === 'hard' && lateMs >= SECOND_MS
      ? [{ code: 'late', severity: 'warning', params: { title, seconds: secondsOf(lateMs) } }]
      : []
  if (cutMs === 0 || !takesTime(entry)) return late
  if (endsAt === startsAt)
    return [...late, { code: 'not-heard', severity: isWhole(entry) ? 'stopper' : 'warning', params: { title } }]
  const severity = isWhole(entry) ? 'warning' : 'notice'
  return [...late, { code: 'cut', severity, params: { title, seconds: secondsOf(cutMs) } }]
}

/** What can't be changed at the playout any more. */
function passedFindings({ times }: Timing, { now, lockedUntil }: Pick<Judged, 'now' | 'lockedUntil'>): Finding[] {
  const heard = times.filter(({ startsAt, endsAt }) => endsAt > startsAt)
  const past = heard.filter(({ startsAt }) => startsAt <= now).length
  const near = heard.filter(({ startsAt }) => startsAt > now && startsAt < lockedUntil).length
  const notice = (code: FindingCode, count: number): Finding[] =>
    count === 0 ? [] : [{ code, severity: 'notice', entryId: null, hourStartsAt: null, params: { count } }]
  return [...notice('past', past), ...notice('lock-window', near)]
}
