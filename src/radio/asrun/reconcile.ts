import type { HeardPlay, Line, PlannedPlay, Rules, Verdict } from './model.ts'
import { pairTimes } from './pair-times.ts'

/**
 * Holds what was planned against what was heard. Each play satisfies at most one entry and each entry takes at most one
 * play of its own track: as many pairs as can be and, of those, the least apart. The order of what is given does not matter.
 * @returns every entry and every play once, by time
 */
export function reconcile<P extends PlannedPlay, Q extends HeardPlay>(
  planned: readonly P[],
  plays: readonly Q[],
  rules: Rules,
): Line<P, Q>[] {
  const heardBy = byTrack(plays.toSorted((a, b) => a.at - b.at || a.playId - b.playId))
  const lines: Line<P, Q>[] = []
  for (const [trackId, entries] of byTrack(planned.toSorted(byStart))) {
    const heard = trackId === null ? [] : (heardBy.get(trackId) ?? [])
    const pairs = pairTimes(
      Float64Array.from(entries, ({ startsAt }) => startsAt),
      Float64Array.from(heard, ({ at }) => at),
      rules.furthestMs,
    )
    const taken = new Uint8Array(heard.length)
    for (const [index, entry] of entries.entries()) {
      const at = pairs[index] ?? -1
      if (at >= 0) taken[at] = 1
      lines.push(lineOf(entry, heard[at], rules))
    }
    if (trackId !== null)
      heardBy.set(
        trackId,
        heard.filter((_, index) => taken[index] === 0),
      )
  }
  for (const rest of heardBy.values())
    for (const play of rest) lines.push({ verdict: 'extra', planned: null, play, offMs: null })
  return lines.toSorted(compare)
}

const byStart = (a: PlannedPlay, b: PlannedPlay): number =>
  a.startsAt - b.startsAt || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0)

function byTrack<Item extends { trackId: number | null }>(items: readonly Item[]): Map<number | null, Item[]> {
  const groups = new Map<number | null, Item[]>()
  for (const item of items) {
    const group = groups.get(item.trackId)
    if (group === undefined) groups.set(item.trackId, [item])
    else group.push(item)
  }
  return groups
}

function lineOf<P extends PlannedPlay, Q extends HeardPlay>(planned: P, play: Q | undefined, rules: Rules): Line<P, Q> {
  if (play === undefined) return { verdict: 'missed', planned, play: null, offMs: null }
  return { verdict: verdictOf(planned, play, rules), planned, play, offMs: play.at - planned.startsAt }
}

function verdictOf(planned: PlannedPlay, play: HeardPlay, { lateMs, earlyMs, shortMs }: Rules): Verdict {
  const offMs = play.at - planned.startsAt
  if (play.lengthMs !== null && play.lengthMs < planned.lengthMs - shortMs) return 'short'
  if (offMs > lateMs) return 'late'
  return offMs < -earlyMs ? 'early' : 'matched'
}

/** By the plan, or where there is none by what was heard. */
const timeOf = ({ planned, play }: Line): number => planned?.startsAt ?? play?.at ?? 0

function compare(a: Line, b: Line): number {
  const apart = timeOf(a) - timeOf(b)
  if (apart !== 0) return apart
  if (a.planned !== null && b.planned !== null) return byStart(a.planned, b.planned)
  // What was planned comes before what was not.
  if (a.planned !== null || b.planned !== null) return a.planned === null ? 1 : -1
  return (a.play?.playId ?? 0) - (b.play?.playId ?? 0)
}
