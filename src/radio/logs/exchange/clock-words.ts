import { clockAt, instantAt, offsetChangeIn } from '../../../kernel/time.ts'
import type { Log } from '../model.ts'

const CLOCK = /^(\d{1,2})[:.]?(\d{2})(?:[:.]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?$/i
const LENGTH = /^:?(\d{1,5}(?::[0-5]?\d){0,2})(?:[.,](\d{1,3}))?$/
const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** `08:20:00`, `8:20`, `082000`, `8:20:00 PM` as `HH:MM:SS`; undefined when it is no time of a clock. */
export function clockOf(text: string): string | undefined {
  const match = CLOCK.exec(text.trim())
  if (match === null) return undefined
  const [, hours = '', minutes = '', seconds = '00', half] = match
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  return [String(hour).padStart(2, '0'), minutes, seconds].join(':')
}

/** `30`, `:30`, `0:30`, `00:00:30.5` in ms; undefined when it is no length. */
export function lengthOf(text: string): number | undefined {
  const match = LENGTH.exec(text.trim())
  if (match === null) return undefined
  const [, whole = '', part = ''] = match
  const seconds = whole.split(':').reduce((sum, one) => sum * 60 + Number(one), 0)
  return seconds * SECOND_MS + Number(part.padEnd(3, '0'))
}

/**
 * When the clock of a log's day shows a time; of a time that comes twice the second is meant once the first is over.
 * @param notBefore the time of the line before, epoch ms
 * @returns undefined for a time that the day leaves out
 */
export function instantOnDay(log: Log, clock: string, notBefore: number): number | undefined {
  const { airDate, timeZone } = log
  const shows = (at: number): boolean => clockAt(at, timeZone).local.slice(0, 19) === `${airDate}T${clock}`
  const first = instantAt(`${airDate}T${clock}`, timeZone)
  if (!shows(first)) return undefined
  const change = offsetChangeIn(log, timeZone)
  if (change === null || first >= notBefore) return first
  const second = first + (change.fromOffsetMinutes - change.toOffsetMinutes) * MINUTE_MS
  return second > first && shows(second) ? second : first
}
