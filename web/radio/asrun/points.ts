import type { AsRunDay, AsRunLine, RulesView } from '../../../src/radio/asrun/contract.ts'

const SECOND_MS = 1000

export interface Points {
  /** Epoch s of the plan, in order. */
  at: number[]
  /** Seconds after the plan, null where the other series has the point. */
  inTime: (number | null)[]
  /** In time by the plan alone: no more is known of them. */
  estimated: (number | null)[]
  outside: (number | null)[]
  count: number
  outliers: number
  /** The most that one is off, in seconds. */
  furthest: number
  /** Seconds that the plot reaches down and up to. */
  low: number
  high: number
}

/** Plays that have a plan; those that are off by more than the rules allow stand out. */
export function pointsOf(
  { startsAt }: AsRunDay,
  lines: readonly AsRunLine[],
  { lateSec, earlySec }: RulesView,
): Points {
  const points: Points = {
    at: [],
    inTime: [],
    estimated: [],
    outside: [],
    count: 0,
    outliers: 0,
    furthest: 0,
    low: -earlySec,
    high: lateSec,
  }
  const sorted = lines
    .flatMap(({ plannedAt, offMs, timing }) =>
      plannedAt === null || offMs === null
        ? []
        : [{ at: Date.parse(plannedAt), offMs, isKnown: timing === 'confirmed' }],
    )
    .toSorted((a, b) => a.at - b.at)
  for (const { at, offMs, isKnown } of sorted) {
    const off = offMs / SECOND_MS
    const isOutside = off > lateSec || off < -earlySec
    points.at.push(Math.max(at, Date.parse(startsAt)) / SECOND_MS)
    points.inTime.push(isOutside || !isKnown ? null : off)
    points.estimated.push(isOutside || isKnown ? null : off)
    points.outside.push(isOutside ? off : null)
    points.count += 1
    points.outliers += isOutside ? 1 : 0
    points.furthest = Math.max(points.furthest, Math.abs(off))
    points.low = Math.min(points.low, off)
    points.high = Math.max(points.high, off)
  }
  return points
}
