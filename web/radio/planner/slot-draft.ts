import { say } from '../../words.ts'
import type { Slot } from './day-axis.ts'
import { lengthInWords } from './fit.ts'
import { instantsOf, readClock, wallAt, writeClock } from './zone-clock.ts'

/** A slot as it is typed. */
export interface SlotDraft {
  airDate: string
  start: string
  length: string
  /** Of a time that the clock shows twice: which one. */
  isSecond: boolean
}

const LONGEST_MS = 86_400_000 - 1000

export function toDraft({ startsMs, endsMs }: Slot, timeZone: string): SlotDraft {
  const { airDate, secOfDay } = wallAt(startsMs, timeZone)
  const times = instantsOf(airDate, secOfDay, timeZone)
  return {
    airDate,
    start: writeClock(secOfDay),
    length: lengthInWords(endsMs - startsMs),
    isSecond: times.length === 2 && times[1] === startsMs,
  }
}

interface ReadSlot {
  slot: Slot | undefined
  /** The clock shows the start twice on that day. */
  isTwice: boolean
  dayError?: string | undefined
  startError?: string | undefined
  lengthError?: string | undefined
}

export function readDraft({ airDate, start, length, isSecond }: SlotDraft, timeZone: string): ReadSlot {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(airDate) && !Number.isNaN(Date.parse(airDate))
  const secOfDay = readClock(start)
  const lengthMs = readLength(length)
  const times = isDay && secOfDay !== undefined ? instantsOf(airDate, secOfDay, timeZone) : []
  const startsMs = isSecond ? (times[1] ?? times[0]) : times[0]
  const isSkipped = isDay && secOfDay !== undefined && times.length === 0
  return {
    isTwice: times.length === 2,
    slot: startsMs === undefined || lengthMs === undefined ? undefined : { startsMs, endsMs: startsMs + lengthMs },
    dayError: isDay ? undefined : say('web.planner.form.day.error'),
    startError: isSkipped
      ? say('web.planner.form.skipped')
      : secOfDay === undefined
        ? say('web.planner.form.start.error')
        : undefined,
    lengthError: lengthMs === undefined ? say('web.planner.form.length.error') : undefined,
  }
}

/** ms of `1:48:17`, `47:31` or `30`, which are minutes; undefined for what is no length of a slot. */
export function readLength(text: string): number | undefined {
  const found = /^(?:(\d{1,2}):)?(\d{1,4})(?::(\d{2}))?$/.exec(text.trim())
  if (found === null) return undefined
  const [first, second, third] = [found[1], Number(found[2]), found[3]]
  const seconds =
    third !== undefined
      ? Number(first ?? 0) * 3600 + second * 60 + Number(third)
      : first === undefined
        ? second * 60
        : Number(first) * 60 + second
  const ms = seconds * 1000
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined
}
