const SKIP_PLANNED = 0
const PAIR = 1
const SKIP_PLAY = 2

/**
 * The table of best pairings, a row for each planned start over the plays that are near enough to it. On a line the best
 * pairing never crosses, so a place is known from its neighbours; of two rows only the values are kept, of all the steps.
 */
interface Table {
  heard: ArrayLike<number>
  /** Of each row: the first and the last play that is near enough; `last` is before `first` when there is none. */
  first: Int32Array
  last: Int32Array
  /** Where the steps of a row begin. */
  offsets: Int32Array
  steps: Uint8Array
  above: Values
  row: Values
}

/** Of the pairing of all planned up to a row with the plays before its band, and up to each of the band. */
interface Values {
  counts: Int32Array
  costs: Float64Array
}

/**
 * Pairs planned starts with heard ones, both in order, so that as many as can be are paired and, of those pairings, they
 * are the least apart in all; of plays that do as well the earlier.
 * @param furthest no two that are further apart are paired
 * @returns for each planned start the index of its play, or -1
 */
export function pairTimes(planned: ArrayLike<number>, heard: ArrayLike<number>, furthest: number): Int32Array {
  const pairs = new Int32Array(planned.length).fill(-1)
  if (planned.length === 0 || heard.length === 0) return pairs
  const table = tableOf(planned, heard, furthest)
  for (let i = 0; i < planned.length; i++) fillRow(table, i, planned[i] as number)
  const { first, last, offsets, steps } = table
  for (let i = planned.length - 1, j = heard.length - 1; i >= 0;) {
    const start = first[i] as number
    j = Math.min(j, last[i] as number)
    const step = j < start ? SKIP_PLANNED : steps[(offsets[i] as number) + j - start]
    if (step === PAIR) pairs[i] = j
    if (step !== SKIP_PLANNED) j -= 1
    if (step !== SKIP_PLAY) i -= 1
  }
  return pairs
}

function tableOf(planned: ArrayLike<number>, heard: ArrayLike<number>, furthest: number): Table {
  const count = planned.length
  const [first, last, offsets] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)]
  let [from, to, total, widest] = [0, -1, 0, 0]
  for (let i = 0; i < count; i++) {
    const at = planned[i] as number
    while (from < heard.length && (heard[from] as number) < at - furthest) from += 1
    to = Math.max(to, from - 1)
    while (to + 1 < heard.length && (heard[to + 1] as number) <= at + furthest) to += 1
    first[i] = from
    last[i] = to
    offsets[i] = total
    total += to - from + 1
    widest = Math.max(widest, to - from + 1)
  }
  const values = (): Values => ({ counts: new Int32Array(widest + 1), costs: new Float64Array(widest + 1) })
  return { heard, first, last, offsets, steps: new Uint8Array(total), above: values(), row: values() }
}

function fillRow(table: Table, i: number, at: number): void {
  const { heard, first, last, offsets, steps, above, row } = table
  const start = first[i] as number
  const width = (last[i] as number) - start + 1
  // Before the first row nothing is paired.
  const aboveStart = i === 0 ? start : (first[i - 1] as number)
  const aboveLast = i === 0 ? start - 1 : (last[i - 1] as number)
  // Plays past the band of a row add nothing to it.
  const placeAbove = (j: number): number => Math.min(j, aboveLast) - aboveStart + 1
  const before = placeAbove(start - 1)
  row.counts[0] = above.counts[before] as number
  row.costs[0] = above.costs[before] as number
  for (let k = 0; k < width; k++) {
    const [without, pairedWith] = [placeAbove(start + k), placeAbove(start + k - 1)]
    let step = PAIR
    let count = (above.counts[pairedWith] as number) + 1
    let cost = (above.costs[pairedWith] as number) + Math.abs((heard[start + k] as number) - at)
    if (isBetter(above.counts[without] as number, above.costs[without] as number, count, cost)) {
      step = SKIP_PLANNED
      count = above.counts[without] as number
      cost = above.costs[without] as number
    }
    if (!isBetter(count, cost, row.counts[k] as number, row.costs[k] as number)) {
      step = SKIP_PLAY
      count = row.counts[k] as number
      cost = row.costs[k] as number
    }
    steps[(offsets[i] as number) + k] = step
    row.counts[k + 1] = count
    row.costs[k + 1] = cost
  }
  table.above = row
  table.row = above
}

const isBetter = (...[count, cost, thanCount, thanCost]: [number, number, number, number]): boolean =>
  count > thanCount || (count === thanCount && cost < thanCost)
