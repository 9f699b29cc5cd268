import { firstFrom } from './sorted.ts'

const SECOND_MS = 1000
/** Further away than this anything can still be made to fit. */
const FURTHEST_S = 1500
/** What stays of music that is cut. */
export const LEAST_STAYS_MS = 20_000

/**
 * Which rests can be filled to the second with items of these lengths, the last of which may be longer by `over`.
 * @param lengthsMs whole seconds
 * @param leastRestMs below this an item may not be longer than the rest
 * @returns whether a rest (ms, whole seconds) can be filled; true for those far away
 */
export function landing(
  lengthsMs: Iterable<number>,
  { overMs, leastRestMs }: { overMs: number; leastRestMs: number },
): (restMs: number) => boolean {
  const lengths = [...new Set([...lengthsMs].map((ms) => ms / SECOND_MS))].toSorted((a, b) => a - b)
  const [over, least] = [overMs / SECOND_MS, leastRestMs / SECOND_MS]
  const can = new Uint8Array(FURTHEST_S + 1)
  can[0] = 1
  for (let rest = 1; rest <= FURTHEST_S; rest++) {
    const longer = lengths[firstFrom(lengths, rest)]
    if (rest >= least && longer !== undefined && longer - rest <= over) can[rest] = 1
    else
      for (const length of lengths) {
        if (length > rest) break
        if (can[rest - length] === 1) {
          can[rest] = 1
          break
        }
      }
  }
  return (restMs) => {
    if (restMs < 0) return false
    const rest = restMs / SECOND_MS
    return rest > FURTHEST_S ? lengths.length > 0 : can[rest] === 1
  }
}
