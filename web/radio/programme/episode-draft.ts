import type { OwnEpisodeView } from '../../../src/radio/programme/own/contract.ts'
import type { Say } from '../../words.ts'
import { lengthInWords } from '../planner/fit.ts'
import { readLength } from '../planner/slot-draft.ts'
import { addDays, instantsOf, readClock, wallAt, writeClock } from '../planner/zone-clock.ts'

/** An episode as it is typed; times by the clock of its station. */
export interface EpisodeDraft {
  title: string
  /** Empty for none. */
  showId: string
  description: string
  publishedStatus: OwnEpisodeView['publishedStatus']
  pendingReview: boolean
  airStatus: OwnEpisodeView['airStatus']
  day: string
  start: string
  /** Of a start that the clock shows twice: the second. */
  isSecondStart: boolean
  end: string
  isSecondEnd: boolean
  length: string
  /** The track is taken off. */
  isWithoutTrack: boolean
}

export const NEW_EPISODE: EpisodeDraft = {
  title: '',
  showId: '',
  description: '',
  publishedStatus: 'draft',
  pendingReview: false,
  airStatus: 'draft',
  day: '',
  start: '',
  isSecondStart: false,
  end: '',
  isSecondEnd: false,
  length: '',
  isWithoutTrack: false,
}

export function draftOf(episode: OwnEpisodeView, timeZone: string): EpisodeDraft {
  const startsMs = episode.scheduledAt === null ? null : Date.parse(episode.scheduledAt)
  const endsMs = episode.scheduledEndAt === null ? null : Date.parse(episode.scheduledEndAt)
  const { title, description, publishedStatus, pendingReview, airStatus, showId, durationMs } = episode
  const start = startsMs === null ? undefined : wallAt(startsMs, timeZone)
  const end = endsMs === null ? undefined : wallAt(endsMs, timeZone)
  return {
    title,
    showId: showId === null ? '' : String(showId),
    description,
    publishedStatus,
    pendingReview,
    airStatus,
    day: start?.airDate ?? '',
    start: start === undefined ? '' : writeClock(start.secOfDay),
    isSecondStart: start !== undefined && instantsOf(start.airDate, start.secOfDay, timeZone)[1] === floored(startsMs),
    end: end === undefined ? '' : writeClock(end.secOfDay),
    isSecondEnd: endsMs !== null && endsAfter(startsMs, end, timeZone)[1] === floored(endsMs),
    length: durationMs === null ? '' : lengthInWords(durationMs),
    isWithoutTrack: false,
  }
}

const floored = (atMs: number | null): number | null => (atMs === null ? null : Math.floor(atMs / 1000) * 1000)

interface Times {
  /** Epoch ms; null for none. */
  startsMs: number | null
  endsMs: number | null
  durationMs: number | null
  isStartTwice: boolean
  isEndTwice: boolean
  /** What is wrong, by field; nothing can be sent before that is mended. */
  wrong: { day?: string; start?: string; end?: string; length?: string }
}

type TimeDraft = Pick<EpisodeDraft, 'day' | 'start' | 'isSecondStart' | 'end' | 'isSecondEnd' | 'length'>

/** Without an end, start and length together say it. */
export function readTimes(say: Say, draft: TimeDraft, timeZone: string): Times {
  const { day, start, end, length } = draft
  const wrong: Times['wrong'] = {}
  const durationMs = length.trim() === '' ? null : (readLength(length) ?? null)
  if (length.trim() !== '' && durationMs === null) wrong.length = say('web.programme.length.error')
  const starts = day === '' || start.trim() === '' ? [] : startsOf(draft, timeZone)
  if (start.trim() !== '' && readClock(start) === undefined) wrong.start = say('web.programme.clock.error')
  else if (day === '' && (start.trim() !== '' || end.trim() !== '')) wrong.day = say('web.programme.day.needed')
  else if (start.trim() === '' && (day !== '' || end.trim() !== '')) wrong.start = say('web.programme.start.needed')
  else if (day !== '' && starts.length === 0) wrong.start = say('web.programme.start.skipped')
  const startsMs = pick(starts, draft.isSecondStart)
  const ends = endsOf(draft, startsMs, timeZone)
  if (end.trim() !== '' && readClock(end) === undefined) wrong.end = say('web.programme.clock.error')
  else if (end.trim() !== '' && startsMs !== null && ends.length === 0) wrong.end = say('web.programme.end.skipped')
  const byLength = startsMs === null || durationMs === null ? null : startsMs + durationMs
  return {
    startsMs,
    endsMs: end.trim() === '' ? byLength : pick(ends, draft.isSecondEnd),
    durationMs,
    isStartTwice: starts.length === 2,
    isEndTwice: ends.length === 2,
    wrong,
  }
}

const pick = (times: readonly number[], isSecond: boolean): number | null =>
  (isSecond ? times[1] : undefined) ?? times[0] ?? null

function startsOf({ day, start }: TimeDraft, timeZone: string): number[] {
  const secOfDay = readClock(start)
  return secOfDay === undefined ? [] : instantsOf(day, secOfDay, timeZone)
}

function endsOf({ end }: TimeDraft, startsMs: number | null, timeZone: string): number[] {
  const secOfDay = readClock(end)
  return secOfDay === undefined ? [] : endsAfter(startsMs, { secOfDay }, timeZone)
}

/** When the clock shows a time next after a start: on its day, else on the day after; none when the clocks skip it. */
function endsAfter(startsMs: number | null, end: { secOfDay: number } | undefined, timeZone: string): number[] {
  if (startsMs === null || end === undefined) return []
  const { airDate, secOfDay } = wallAt(startsMs, timeZone)
  const sameDay = instantsOf(airDate, end.secOfDay, timeZone).filter((atMs) => atMs > startsMs)
  // Later on the same day, and yet never: the clocks are put forward over it.
  const isSameDay = sameDay.length > 0 || end.secOfDay > secOfDay
  return isSameDay ? sameDay : instantsOf(addDays(airDate, 1), end.secOfDay, timeZone)
}

const SLOT = ['day', 'start', 'isSecondStart', 'end', 'isSecondEnd'] as const
const instant = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString())

/**
 * What the API takes of the fields that were touched: all else stays as it is.
 * @param draft with what was not touched
 */
export function bodyOf(edit: Partial<EpisodeDraft>, draft: EpisodeDraft, times: Times) {
  const { title, showId, description, publishedStatus, pendingReview, airStatus, isWithoutTrack } = edit
  const isByLength = edit.length !== undefined && draft.end.trim() === '' && times.startsMs !== null
  const isTimed = isByLength || SLOT.some((field) => edit[field] !== undefined)
  return {
    ...(title === undefined ? {} : { title }),
    ...(showId === undefined ? {} : { showId: showId === '' ? null : Number(showId) }),
    ...(description === undefined ? {} : { description }),
    ...(publishedStatus === undefined ? {} : { publishedStatus }),
    ...(pendingReview === undefined ? {} : { pendingReview }),
    ...(airStatus === undefined ? {} : { airStatus }),
    ...(isTimed ? { scheduledAt: instant(times.startsMs), scheduledEndAt: instant(times.endsMs) } : {}),
    ...(edit.length === undefined ? {} : { durationMs: times.durationMs }),
    ...(isWithoutTrack === true ? { trackId: null } : {}),
  }
}

/** A title for a file: its name without folders, ending and the signs that stand for spaces. */
export function titleFromFile(relPath: string): string {
  const name = relPath.slice(relPath.lastIndexOf('/') + 1).replace(/\.[^.]{1,5}$/, '')
  const words = name.replace(/[_\s]+/g, ' ').trim()
  return words === '' ? name : words
}
