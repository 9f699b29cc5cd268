import { clockAt, daySpan, offsetChangeIn } from '../../../kernel/time.ts'
import type { DayWindow } from '../model.ts'

interface Stretch {
  from: number
  to: number
}

const MINUTE_MS = 60_000

/** Minutes after midnight; `24:00` is 1440. */
export function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/**
 * When the station's clock is within the windows on a day. An hour that comes twice counts both times, one that is
 * left out not at all.
 * @returns epoch ms, half-open, ascending, none touching another; empty when the clock never shows such a time
 */
export function withinOf(windows: readonly DayWindow[], airDate: string, zone: string): Stretch[] {
  const { startsAt, endsAt } = daySpan(airDate, zone)
  if (windows.length === 0) return [{ from: startsAt, to: endsAt }]
  const midnight = Date.parse(`${airDate}T00:00Z`)
  const found = steadyParts(startsAt, endsAt, zone).flatMap((part) => {
    const start = midnight - clockAt(part.from, zone).offsetMinutes * MINUTE_MS
    return windows.map(({ from, to }) => ({
      from: Math.max(part.from, start + minuteOf(from) * MINUTE_MS),
      to: Math.min(part.to, start + minuteOf(to) * MINUTE_MS),
    }))
  })
  return joined(found.filter(({ from, to }) => from < to))
}

/** The parts of a day in which the clock runs on without a change. */
function steadyParts(startsAt: number, endsAt: number, zone: string): Stretch[] {
  const parts: Stretch[] = []
  let from = startsAt
  for (;;) {
    const change = offsetChangeIn({ startsAt: from, endsAt }, zone)
    if (change === null) return [...parts, { from, to: endsAt }]
    parts.push({ from, to: change.at })
    from = change.at
  }
}

function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = []
  for (const one of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last === undefined || one.from > last.to) result.push({ ...one })
    else last.to = Math.max(last.to, one.to)
  }
  return result
}
