import { language, say } from './words.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** 1,204 */
export const formatNumber = (value: number): string => new Intl.NumberFormat(language()).format(value)

/** 64.7 % of 1, written `64 %`; never 100 before all is done. */
export function formatShare(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100
  return say('web.format.percent', { percent: formatNumber(part < whole ? Math.floor(percent) : 100) })
}

/** Decimal units: 14.8 GB, 1.64 TB, 612 B. */
export function formatBytes(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  if (step === 0) return say('web.format.bytes', { bytes: formatNumber(bytes) })
  const digits = step > 3 ? 3 : bytes / 1000 ** step < 100 ? 2 : 3
  const form = {
    style: 'unit',
    unit: UNITS[step] as string,
    unitDisplay: 'short',
    maximumSignificantDigits: digits + 1,
  } as const
  return new Intl.NumberFormat(language(), form).format(bytes / 1000 ** step)
}

/** How long something takes or took: 0.2 s, 8 s, 1 min 20 s, about 3 h, 2 days. */
export function formatDuration(ms: number): string {
  if (ms < 10 * SECOND) return say('web.format.seconds', { s: formatNumber(Math.round(ms / 100) / 10) })
  if (ms < MINUTE) return say('web.format.seconds', { s: Math.round(ms / SECOND) })
  if (ms < 10 * MINUTE) return minutesAndSeconds(ms)
  if (ms < 90 * MINUTE) return say('web.format.minutes', { min: Math.round(ms / MINUTE) })
  if (ms < DAY) return say('web.format.hours', { h: Math.round(ms / HOUR) })
  return say('web.format.days', { count: Math.round(ms / DAY) })
}

function minutesAndSeconds(ms: number): string {
  const min = Math.floor(ms / MINUTE)
  const s = Math.round((ms - min * MINUTE) / SECOND)
  return s === 0 ? say('web.format.minutes', { min }) : say('web.format.minutesSeconds', { min, s })
}

/** An estimate: rounded more the longer it is. */
export function formatTimeLeft(ms: number): string {
  const left = ms < MINUTE ? Math.ceil(ms / SECOND) * SECOND : ms < 10 * MINUTE ? Math.ceil(ms / 10_000) * 10_000 : ms
  return ms < 90 * MINUTE
    ? formatDuration(Math.max(left, SECOND))
    : say('web.format.about', { time: formatDuration(left) })
}

/** The age of an instant, up to a day relative, then its date. */
export function formatAgo(atMs: number, nowMs: number): string {
  const age = Math.max(0, nowMs - atMs)
  if (age < MINUTE) return say('web.format.seconds', { s: Math.floor(age / SECOND) })
  if (age < HOUR) return say('web.format.minutes', { min: Math.floor(age / MINUTE) })
  if (age < DAY) return say('web.format.hours', { h: Math.floor(age / HOUR) })
  return formatDay(atMs)
}

/** The reader's, IANA. */
export const ownTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

const HOUR_MINUTE = { hour: '2-digit', minute: '2-digit' } as const

const dates = (form: Intl.DateTimeFormatOptions) => (atMs: number) =>
  new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : language(), form).format(atMs)

/** Wednesday 18 November, 10:42 in a zone that is not the reader's. */
export function formatInZone(atMs: number, timeZone: string): { day: string; time: string } {
  const form = (options: Intl.DateTimeFormatOptions) => dates({ ...options, timeZone })(atMs)
  return { day: form({ weekday: 'long', day: 'numeric', month: 'long' }), time: form(HOUR_MINUTE) }
}

/** 10:42:16 */
export const formatClock = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
/** 10:42 */
export const formatTime = dates(HOUR_MINUTE)
/** Wed 18 November */
export const formatDay = dates({ weekday: 'short', day: 'numeric', month: 'long' })
/** 18 Nov 2026, 10:42:16 */
export const formatExact = dates({ dateStyle: 'medium', timeStyle: 'medium' })

/** A sentence of the server with the reader's time in it, where the server filled in an instant. */
export function formatSaid({ text, params }: { text: string; params: Readonly<Record<string, unknown>> }): string {
  const { at } = params
  return typeof at === 'string' ? text.replace(at, formatExact(Date.parse(at))) : text
}

/** 10:43:10 today, otherwise with its day. */
export function formatMoment(atMs: number, nowMs: number): string {
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString()
  return isToday ? formatClock(atMs) : say('web.format.dayTime', { day: formatDay(atMs), time: formatTime(atMs) })
}

/** July 2023, of `2023-07`. */
export function formatMonth(month: string): string {
  return new Intl.DateTimeFormat(language(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  )
}

/** `2021-07-02 00:30:05`, of a wall clock with or without fractions of a second. */
export const formatLocal = (local: string): string => local.replace('T', ' ').replace(/\.\d+$/, '')
