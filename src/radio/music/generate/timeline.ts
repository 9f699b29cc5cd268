import { firstAfter } from './sorted.ts'

const SECOND_MS = 1000

export const toSecondsDown = (ms: number): number => Math.floor(ms / SECOND_MS) * SECOND_MS
export const toSecondsUp = (ms: number): number => Math.ceil(ms / SECOND_MS) * SECOND_MS

interface Stretch {
  startsAt: number
  endsAt: number
}

/** Stretches in order that do not touch each other, in whole seconds. */
export function joinStretches(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const { startsAt, endsAt } of stretches.toSorted((a, b) => a.startsAt - b.startsAt || a.endsAt - b.endsAt)) {
    const [from, to] = [toSecondsDown(startsAt), toSecondsUp(endsAt)]
    const last = joined.at(-1)
    if (to <= from) continue
    if (last !== undefined && from <= last.endsAt) last.endsAt = Math.max(last.endsAt, to)
    else joined.push({ startsAt: from, endsAt: to })
  }
  return joined
}

/** What is left of stretches (in order) without what is taken (in order, apart). */
export function without(stretches: readonly Stretch[], taken: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = []
  for (const { startsAt, endsAt } of stretches) {
    let from = startsAt
    for (const one of taken) {
      if (one.endsAt <= from) continue
      if (one.startsAt >= endsAt) break
      if (one.startsAt > from) left.push({ startsAt: from, endsAt: one.startsAt })
      from = Math.max(from, one.endsAt)
    }
    if (from < endsAt) left.push({ startsAt: from, endsAt })
  }
  return left
}

export interface Timeline {
  /** The first instant from `at` on that is not taken. */
  freeAt(at: number): number
  /** The next instant after `at` that nothing may cross: a taken stretch, a hard anchor, an end of what is filled. */
  wallAfter(at: number): number
  isWall(at: number): boolean
}

/** @param taken joined @param walls further instants that nothing may cross */
export function timelineOf(taken: readonly Stretch[], walls: readonly number[]): Timeline {
  const starts = taken.map(({ startsAt }) => startsAt)
  const all = [...new Set([...starts, ...walls])].toSorted((a, b) => a - b)
  const known = new Set(all)
  return {
    freeAt(at) {
      const one = taken[firstAfter(starts, at) - 1]
      return one !== undefined && one.endsAt > at ? one.endsAt : at
    },
    wallAfter: (at) => all[firstAfter(all, at)] ?? Infinity,
    isWall: (at) => known.has(at),
  }
}
