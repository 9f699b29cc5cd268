import { Cron } from 'croner'
import { InvalidInputError } from '../../kernel/errors.ts'
import { clockAt, instantAt, offsetChangeIn } from '../../kernel/time.ts'

/** Wall times that a change of the clocks may swallow before the search gives up. */
const SKIPS = 24 * 60 * 60
/** Clocks may go on by as much: Samoa left out a day. */
const LONGEST_GAP_MS = 24 * 60 * 60 * 1000
const MINUTE_MS = 60_000

/**
 * The next instant after `afterMs` at which the clock of the zone fits the pattern. A time that a change of the clocks
 * skips happens once, moved on by the gap; one that comes twice happens the first time only.
 * @param afterMs epoch ms
 * @returns epoch ms, or null when the pattern never fits again
 * @throws InvalidInputError when pattern or zone is wrong
 */
export function nextTime(cron: string, timeZone: string, afterMs: number): number | null {
  const search: Search = { pattern: parseCron(cron), timeZone, afterMs }
  const wall = wallAt(afterMs, timeZone)
  const onward = findFrom(search, wall)
  if (onward === null) return null
  // Times that a gap moved lie between those that it did not: they come in another order than on the wall.
  const [past, ahead] = [gapBefore(afterMs, timeZone), gapBefore(onward, timeZone)]
  const moved = past === undefined ? null : findFrom(search, wall - past.lengthMs)
  const unmoved = ahead === undefined || ahead.at <= afterMs ? null : findFrom(search, ahead.endsAtWall - 1)
  return Math.min(onward, moved ?? onward, unmoved ?? onward)
}

interface Search {
  pattern: Cron
  timeZone: string
  afterMs: number
}

/** What the clock on the wall shows, in ms as if that were UTC: so patterns are followed, and only the result is an instant again. */
const wallAt = (at: number, timeZone: string): number => Date.parse(`${clockAt(at, timeZone).local}Z`)

function findFrom({ pattern, timeZone, afterMs }: Search, fromWall: number): number | null {
  let wall: Date | null = new Date(fromWall)
  for (let skipped = 0; skipped < SKIPS; skipped++) {
    wall = pattern.nextRun(wall)
    if (wall === null) return null
    const instant = instantAt(wall.toISOString().slice(0, -1), timeZone)
    if (instant > afterMs) return instant
  }
  return null
}

/** The gap whose skipped times, moved, lie around `at`. */
function gapBefore(at: number, timeZone: string): { at: number; lengthMs: number; endsAtWall: number } | undefined {
  const change = offsetChangeIn({ startsAt: at - LONGEST_GAP_MS, endsAt: at + 1 }, timeZone)
  if (change === null) return undefined
  const lengthMs = (change.toOffsetMinutes - change.fromOffsetMinutes) * MINUTE_MS
  if (at - change.at >= lengthMs) return undefined
  return { at: change.at, lengthMs, endsAtWall: wallAt(change.at, timeZone) }
}

export function isCron(text: string): boolean {
  try {
    parseCron(text)
    return true
  } catch (error) {
    if (error instanceof InvalidInputError) return false
    throw error
  }
}

function parseCron(cron: string): Cron {
  try {
    return new Cron(cron, { timezone: 'Etc/UTC', paused: true, mode: '5-or-6-parts' })
  } catch (cause) {
    throw new InvalidInputError('jobs/bad-cron', { params: { cron }, cause })
  }
}
