import type { LogEntryView, LogHourView } from '../../../src/radio/logs/read/contract.ts'
import type { Say } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'

/** What is worth knowing of an entry. */
export function detailOf(say: Say, entry: LogEntryView): string {
  const parts = [
    entry.startType === 'hard' ? say('web.logs.hardStart') : undefined,
    entry.what === 'voice' && entry.trackId === null ? say('web.logs.noTake') : undefined,
    entry.orderId === null ? undefined : say('web.logs.order', { order: entry.orderId }),
    entry.artist === '' ? undefined : entry.artist,
    entry.note === '' ? undefined : entry.note,
    entry.isHandEdited ? say('web.logs.byHand') : undefined,
  ]
  return parts.filter((part) => part !== undefined).join(', ')
}

/** What it is called; a place for a voice track that nobody named is called what it is. */
export function titleOf(say: Say, { title, what }: Pick<LogEntryView, 'title' | 'what'>): string {
  if (title !== '') return title
  return say(what === 'voice' ? 'web.logs.voicePlace' : 'web.logs.untitled')
}

/** 02:00; `02:00+` for the hour that comes a second time. */
export const hourClock = ({ name, startsAt }: Pick<LogHourView, 'name' | 'startsAt'>, timeZone: string): string =>
  `${clockIn(Date.parse(startsAt), timeZone)}${isSecond(name) ? '+' : ''}`

export const isSecond = (hourName: string): boolean => hourName.endsWith('+')

/** 10:27:53, always with its seconds. */
export function exactClock(at: string | number, timeZone: string): string {
  const clock = clockIn(typeof at === 'number' ? at : Date.parse(at), timeZone)
  return clock.length === 5 ? `${clock}:00` : clock
}
