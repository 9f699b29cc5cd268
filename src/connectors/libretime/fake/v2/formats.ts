import { US_PER_MS, US_PER_SECOND } from '../rows.ts'

const US_PER_MINUTE = 60 * US_PER_SECOND
const US_PER_HOUR = 60 * US_PER_MINUTE
const US_PER_DAY = 24 * US_PER_HOUR
const INSTANT =
  /^(\d{4}-\d{1,2}-\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d{0,6})?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d{0,6})?)?$/
const DURATION = /^(?:(-?\d+) (?:days?, )?)?(-?)(?:(\d+):(?=\d+:\d+))?(?:(\d+):)?(\d+)(?:[.,](\d{1,6})\d{0,6})?$/
const ISO_DURATION =
  /^([+-]?)P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

const two = (count: number): string => String(count).padStart(2, '0')
const six = (micros: number): string => (micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`)
const microsOf = (fraction: string | undefined): number => Number((fraction ?? '').padEnd(6, '0'))

/** `2026-11-23T11:00:00Z`; six digits of fraction when there are any. */
export function writeInstant(us: number): string {
  const whole = Math.floor(us / US_PER_SECOND)
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}${six(us - whole * US_PER_SECOND)}Z`
}

function offsetUs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0
  return sign * (Number(zone.slice(1, 3)) * US_PER_HOUR + minutes * US_PER_MINUTE)
}

/** Text without an offset is UTC. @returns undefined when it is no instant */
export function readInstant(text: string): number | undefined {
  const found = INSTANT.exec(text.trim())
  if (found === null) return undefined
  const [, day = '', hour = '0', minute = '0', second = '0', fraction, zone] = found
  const midnight = readDate(day)
  if (midnight === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const clock = Number(hour) * US_PER_HOUR + Number(minute) * US_PER_MINUTE + Number(second) * US_PER_SECOND
  return Date.parse(`${midnight}T00:00:00Z`) * US_PER_MS + clock + microsOf(fraction) - offsetUs(zone)
}

/** @returns `YYYY-MM-DD`, or undefined when the calendar has no such day */
export function readDate(text: string): string | undefined {
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  if (found === null) return undefined
  const [, year = '', month = '', day = ''] = found
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const ms = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? undefined : date
}

/** A time of day as text, with six digits of fraction when there are any. */
export function readClock(text: string): string | undefined {
  const found = CLOCK.exec(text)
  if (found === null) return undefined
  const [, hour = '', minute = '', second = '0', fraction] = found
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  return `${two(Number(hour))}:${minute}:${two(Number(second))}${six(microsOf(fraction))}`
}

/** `[D ]HH:MM:SS[.ffffff]`. */
export function writeDuration(us: number): string {
  const days = Math.floor(us / US_PER_DAY)
  const rest = us - days * US_PER_DAY
  const hours = two(Math.floor(rest / US_PER_HOUR))
  const minutes = two(Math.floor((rest % US_PER_HOUR) / US_PER_MINUTE))
  const seconds = two(Math.floor((rest % US_PER_MINUTE) / US_PER_SECOND))
  return `${days === 0 ? '' : `${days} `}${hours}:${minutes}:${seconds}${six(rest % US_PER_SECOND)}`
}

/** Reads `[D ][[HH:]MM:]SS[.ffffff]`, plain seconds and ISO 8601 (`PT3M`). */
export function readDuration(text: string): number | undefined {
  const plain = DURATION.exec(text.trim())
  if (plain !== null) {
    const [, days = '0', sign, hours = '0', minutes = '0', seconds = '0', fraction] = plain
    const clock = Number(hours) * US_PER_HOUR + Number(minutes) * US_PER_MINUTE + Number(seconds) * US_PER_SECOND
    return Number(days) * US_PER_DAY + (sign === '-' ? -1 : 1) * (clock + microsOf(fraction))
  }
  const iso = /\d/.test(text) ? ISO_DURATION.exec(text.trim()) : null
  if (iso === null) return undefined
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = iso
  const us =
    Number(days) * US_PER_DAY +
    Number(hours) * US_PER_HOUR +
    Number(minutes) * US_PER_MINUTE +
    Number(seconds) * US_PER_SECOND
  return Math.round(sign === '-' ? -us : us)
}
