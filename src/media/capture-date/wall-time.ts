import type { DateCandidate, DatePrecision, RefusalReason } from './model.ts'

/** A time that has been judged: its digits exist on the calendar and lie in the range that we believe. */
export interface WallTime {
  /** The digits read as if they were UTC, epoch ms: for comparing and formatting, not an instant. */
  digitsMs: number
  precision: DatePrecision
  /** Minutes east of UTC that stood with the digits. */
  offsetMinutes?: number
  /** An offset stood there and is none that exists. */
  hasBadOffset: boolean
}

const DAY_MS = 86_400_000
const EARLIEST_MS = Date.UTC(1990, 0, 1)
const LONGEST_OFFSET_MINUTES = 14 * 60

const SHAPE =
  /^(\d{4})(?:[:\-/. ]?(\d{2})(?:[:\-/. ]?(\d{2})(?:[T ]\s*(\d{2})[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.,](\d{1,12}))?)?)?)?)?\s*(Z|UTC|[+-]\d{1,2}:?\d{2})?$/
const OFFSET = /^([+-])(\d{1,2}):?(\d{2})$/

/**
 * Reads and judges one date.
 * @param now epoch ms; a date more than a day later is refused
 * @returns the time, or why it was refused
 */
export function judgeWallTime(candidate: DateCandidate, now: number): WallTime | RefusalReason {
  const text = candidate.value.replace(/[\s:\0-]+$/, '').trim()
  if (/^[0\s:./TZ-]*$/.test(text)) return 'blank'
  const match = SHAPE.exec(text)
  if (match === null) return 'unreadable'
  if (match[3] === undefined) return 'too-vague'
  const digitsMs = digitsOf(match, candidate.fraction)
  if (digitsMs === undefined) return 'impossible'
  if (digitsMs < EARLIEST_MS) return 'too-early'
  if (digitsMs > now + DAY_MS) return 'future'
  const offsetText = match[8] ?? candidate.offset?.replace(/[\s\0]+$/, '')
  const offsetMinutes = offsetText === undefined || offsetText === '' ? undefined : parseOffset(offsetText)
  const time: WallTime = {
    digitsMs,
    precision: precisionOf(match, candidate.fraction),
    hasBadOffset: offsetMinutes === undefined && /\d/.test(offsetText ?? ''),
  }
  if (offsetMinutes !== undefined) time.offsetMinutes = offsetMinutes
  return time
}

/** Minutes east of UTC of `Z`, `+02:00` or `-0330`; undefined for an offset that no place on earth has. */
export function parseOffset(text: string): number | undefined {
  if (text === 'Z' || text === 'UTC') return 0
  const match = OFFSET.exec(text)
  if (match === null) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3])
  if (minutes > LONGEST_OFFSET_MINUTES || Number(match[3]) > 59) return undefined
  return match[1] === '-' ? 0 - minutes : minutes
}

/** The `local` text of a capture date. */
export function formatLocal(digitsMs: number, precision: DatePrecision): string {
  const length = { day: 10, minute: 16, second: 19, millisecond: 23 }[precision]
  return new Date(digitsMs).toISOString().slice(0, length)
}

/** Epoch ms as UTC text for a candidate; a number that no calendar holds stays a number, and is refused as unreadable. */
export function isoOf(epochMs: number): string {
  return Math.abs(epochMs) <= 8.64e15 ? new Date(epochMs).toISOString().replace('.000Z', 'Z') : String(epochMs)
}

function digitsOf(match: RegExpExecArray, fraction: string | undefined): number | undefined {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(ms)
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || back.getUTCFullYear() !== year) return undefined
  return ms + millisecondsOf(match, fraction)
}

function millisecondsOf(match: RegExpExecArray, fraction: string | undefined): number {
  if (match[6] === undefined) return 0
  const digits = match[7] ?? fractionDigits(fraction)
  return digits === undefined ? 0 : Number(digits.slice(0, 3).padEnd(3, '0'))
}

function precisionOf(match: RegExpExecArray, fraction: string | undefined): DatePrecision {
  if (match[4] === undefined) return 'day'
  if (match[6] === undefined) return 'minute'
  return match[7] !== undefined || fractionDigits(fraction) !== undefined ? 'millisecond' : 'second'
}

function fractionDigits(fraction: string | undefined): string | undefined {
  return fraction === undefined ? undefined : /^\d+/.exec(fraction.trim())?.[0]
}
