import { Cron } from 'croner'
import { InvalidInputError } from '../../kernel/errors.ts'
import { clockAt, instantAt } from '../../kernel/time.ts'

/** Wall times that a change of the clocks may swallow before the search gives up. */
const SKIPS = 24 * 60 * 60

/**
 * The next instant after `afterMs` at which the clock of the zone fits the pattern. A time that a change of the clocks
 * skips happens once, moved on by the gap; one that comes twice happens the first time only.
 * @param afterMs epoch ms
 * @returns epoch ms, or null when the pattern never fits again
 * @throws InvalidInputError when pattern or zone is wrong
 */
export function nextTime(cron: string, timeZone: string, afterMs: number): number | null {
  const pattern = parseCron(cron)
  // The pattern is followed on the wall clock, as if that were UTC; only the result is an instant again.
  let wall: Date | null = new Date(`${clockAt(afterMs, timeZone).local}Z`)
  for (let skipped = 0; skipped < SKIPS; skipped++) {
    wall = pattern.nextRun(wall)
    if (wall === null) return null
    const instant = instantAt(wall.toISOString().slice(0, -1), timeZone)
    if (instant > afterMs) return instant
  }
  return null
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
