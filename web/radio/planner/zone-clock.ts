import { language } from '../../words.ts'

const SECOND_MS = 1000
const DAY_MS = 86_400_000

const kept = new Map<string, Intl.DateTimeFormat>()

function form(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language()} ${name} ${options.timeZone ?? ''}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : language(), options)
  kept.set(key, made)
  return made
}

const NUMBERS = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const

/** What the clock of a zone shows at an instant, as if it were UTC: epoch ms. */
export function wallMsAt(atMs: number, timeZone: string): number {
  const parts = form('numbers', { ...NUMBERS, timeZone }).formatToParts(atMs)
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value)
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
}

const offsetMsAt = (atMs: number, timeZone: string): number =>
  wallMsAt(atMs, timeZone) - Math.floor(atMs / SECOND_MS) * SECOND_MS

/** Midnight of a day, as if it were UTC: epoch ms. */
export const dayMs = (airDate: string): number => Date.parse(`${airDate}T00:00:00Z`)

/**
 * The instants at which the clock of a zone shows a time of a day: none when the clocks skip it, two when they are put back.
 * @param secOfDay seconds since 00:00 on the wall clock @returns epoch ms, in order
 */
export function instantsOf(airDate: string, secOfDay: number, timeZone: string): number[] {
  const wall = dayMs(airDate) + secOfDay * SECOND_MS
  const offsets = new Set([offsetMsAt(wall - DAY_MS, timeZone), offsetMsAt(wall + DAY_MS, timeZone)])
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((atMs) => wallMsAt(atMs, timeZone) === wall)
    .toSorted((a, b) => a - b)
}

/** Day and seconds since 00:00 that the clock of a zone shows. */
export function wallAt(atMs: number, timeZone: string): { airDate: string; secOfDay: number } {
  const wall = new Date(wallMsAt(atMs, timeZone)).toISOString()
  const airDate = wall.slice(0, 10)
  return { airDate, secOfDay: (Date.parse(wall) - dayMs(airDate)) / SECOND_MS }
}

export const addDays = (airDate: string, days: number): string =>
  new Date(dayMs(airDate) + days * DAY_MS).toISOString().slice(0, 10)

/** The Monday of the week of a day. */
export const mondayOf = (airDate: string): string => addDays(airDate, -((new Date(dayMs(airDate)).getUTCDay() + 6) % 7))

/** 14:00, or 14:00:30 where the seconds count. */
export function clockIn(atMs: number, timeZone: string): string {
  const isRound = atMs % 60_000 === 0
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const
  return isRound
    ? form('clock', options).format(atMs)
    : form('clock-seconds', { ...options, second: '2-digit' }).format(atMs)
}

/** Wed 18 November */
export const dayInWords = (airDate: string): string =>
  form('day', { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(dayMs(airDate))

/** 18 Nov */
export const dayInBrief = (airDate: string): string =>
  form('brief', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(dayMs(airDate))

/** 18 and Wed. */
export const dayNumber = (airDate: string): string => String(Number(airDate.slice(8)))
export const weekdayOf = (airDate: string): string =>
  form('weekday', { weekday: 'short', timeZone: 'UTC' }).format(dayMs(airDate))

/** CET, or GMT+1 where the zone has no short name here. */
export function zoneName(atMs: number, timeZone: string): string {
  const parts = form('zone', { timeZone, timeZoneName: 'short' }).formatToParts(atMs)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

/** Seconds since 00:00 of `14:00` or `14:00:30`; undefined for anything else. */
export function readClock(text: string): number | undefined {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim())
  if (found === null) return undefined
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
  return hours < 24 && minutes < 60 && seconds < 60 ? (hours * 60 + minutes) * 60 + seconds : undefined
}

/** `14:00`, or `14:00:30` where the seconds count, of seconds since 00:00. */
export const writeClock = (secOfDay: number): string =>
  new Date(secOfDay * SECOND_MS).toISOString().slice(11, secOfDay % 60 === 0 ? 16 : 19)
