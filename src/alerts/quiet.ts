import { addDays, clockAt, dayAt, instantAt } from '../kernel/time.ts'

/** `HH:MM` of a day's clock; both empty when there are none. They may go over midnight. */
export interface QuietHours {
  from: string
  until: string
  timeZone: string
}

/** Whether messages that are not loud wait at this instant. */
export function isQuiet(at: number, { from, until, timeZone }: QuietHours): boolean {
  if (from === '' || until === '' || from === until) return false
  const time = clockAt(at, timeZone).local.slice(11, 16)
  return from < until ? time >= from && time < until : time >= from || time < until
}

/** The same instant, or the end of the quiet hours in which it lies. Epoch ms. */
export function afterQuiet(at: number, quiet: QuietHours): number {
  if (!isQuiet(at, quiet)) return at
  const day = dayAt(at, quiet.timeZone)
  const endsToday = instantAt(`${day}T${quiet.until}`, quiet.timeZone)
  return endsToday > at ? endsToday : instantAt(`${addDays(day, 1)}T${quiet.until}`, quiet.timeZone)
}
