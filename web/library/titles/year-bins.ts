/** A bar of the plot of years: one year, or several where there are too many for the room. */
export interface YearBin {
  from: number
  to: number
  count: number
}

const BINS_MOST = 24

/** Years without titles in between are there, so that the axis is time; titles without a year are left out. */
export function binsOf(years: readonly { year: number | null; count: number }[]): YearBin[] {
  const known = years.flatMap(({ year, count }) => (year === null || count === 0 ? [] : [{ year, count }]))
  if (known.length === 0) return []
  const numbers = known.map(({ year }) => year)
  const first = Math.min(...numbers)
  const last = Math.max(...numbers)
  const step = stepOf(last - first + 1)
  const start = first - (first % step)
  const bins: YearBin[] = []
  for (let from = start; from <= last; from += step) {
    const to = from + step - 1
    const count = known.reduce((sum, one) => (one.year >= from && one.year <= to ? sum + one.count : sum), 0)
    bins.push({ from, to, count })
  }
  return bins
}

/** Years of a bar, so that there are not too many. */
function stepOf(span: number): number {
  return [1, 2, 5, 10, 20, 50].find((step) => span / step <= BINS_MOST) ?? 100
}

/** Which bars a range of years covers; null when there is no range. */
export function coveredBins(
  bins: readonly YearBin[],
  yearFrom: number | undefined,
  yearTo: number | undefined,
): { from: number; to: number } | null {
  if ((yearFrom === undefined && yearTo === undefined) || bins.length === 0) return null
  const from = bins.findIndex(({ to }) => yearFrom === undefined || to >= yearFrom)
  const to = bins.findLastIndex((bin) => yearTo === undefined || bin.from <= yearTo)
  return from === -1 || to === -1 || to < from ? null : { from, to }
}
