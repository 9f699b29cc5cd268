import type { Copy } from '../model.ts'

/** Whether it may play on a day. */
export const isOnDay = ({ firstDay, lastDay }: Pick<Copy, 'firstDay' | 'lastDay'>, day: string): boolean =>
  (firstDay === null || firstDay <= day) && (lastDay === null || day <= lastDay)

/**
 * The copies of the next plays: each time the one that is furthest behind its share, by weight; of equals the older.
 * @param played how often each was chosen before
 * @returns ids, one a play; empty when there are no copies
 */
export function rotate(
  copies: readonly Pick<Copy, 'copyId' | 'weight'>[],
  played: ReadonlyMap<number, number>,
  plays: number,
): number[] {
  if (copies.length === 0) return []
  const counts = new Map(copies.map(({ copyId }) => [copyId, played.get(copyId) ?? 0]))
  const weights = copies.reduce((sum, { weight }) => sum + weight, 0)
  return Array.from({ length: plays }, () => {
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0) + 1
    const behind = ({ copyId, weight }: (typeof copies)[number]): number =>
      weight * total - (counts.get(copyId) ?? 0) * weights
    const next = copies.reduce((best, one) => {
      const more = behind(one) - behind(best)
      return more > 0 || (more === 0 && one.copyId < best.copyId) ? one : best
    })
    counts.set(next.copyId, (counts.get(next.copyId) ?? 0) + 1)
    return next.copyId
  })
}
