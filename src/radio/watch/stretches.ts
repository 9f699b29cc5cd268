import type { Stretch } from './model.ts'

/** One after the other, without overlaps; those that touch become one. */
export function united(stretches: readonly Stretch[]): Stretch[] {
  const out: Stretch[] = []
  for (const { startsAt, endsAt } of stretches.toSorted((a, b) => a.startsAt - b.startsAt)) {
    if (endsAt <= startsAt) continue
    const last = out.at(-1)
    if (last !== undefined && startsAt <= last.endsAt) last.endsAt = Math.max(last.endsAt, endsAt)
    else out.push({ startsAt, endsAt })
  }
  return out
}

/** What is left of a stretch without others; by start. */
export function without({ startsAt, endsAt }: Stretch, others: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = []
  let from = startsAt
  for (const other of united(others)) {
    if (other.endsAt <= from) continue
    if (other.startsAt >= endsAt) break
    if (other.startsAt > from) left.push({ startsAt: from, endsAt: other.startsAt })
    from = other.endsAt
  }
  if (from < endsAt) left.push({ startsAt: from, endsAt })
  return left
}

/** The part of one that lies in another; undefined when none does. */
export function within<Kind extends Stretch>(one: Kind, { startsAt, endsAt }: Stretch): Kind | undefined {
  const part = { ...one, startsAt: Math.max(one.startsAt, startsAt), endsAt: Math.min(one.endsAt, endsAt) }
  return part.startsAt < part.endsAt ? part : undefined
}

export const touches = (a: Stretch, b: Stretch): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt
