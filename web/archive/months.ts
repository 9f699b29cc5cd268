import { formatMonth } from '../format.ts'
import type { PlotPoint } from '../parts/plot-view.ts'

export interface MonthCount {
  /** `2023-07` */
  month: string
  count: number
}

/** The longest run of months that is drawn; before that, years without a picture are left out. */
const MOST = 240

/** Months without items between those that have some, so that the axis is time. */
export function fillMonths(months: readonly MonthCount[]): MonthCount[] {
  const counts = new Map(months.map((one) => [one.month, one.count]))
  const sorted = [...counts.keys()].toSorted()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return []
  const filled: MonthCount[] = []
  for (let at = first; at <= last; at = nextMonth(at)) filled.push({ month: at, count: counts.get(at) ?? 0 })
  return filled.slice(-MOST)
}

function nextMonth(month: string): string {
  const [year = 0, of = 1] = month.split('-').map(Number)
  return of === 12 ? `${year + 1}-01` : `${year}-${String(of + 1).padStart(2, '0')}`
}

/** A tick at each January, or at the first month when there is none. */
export function pointsOf(months: readonly MonthCount[]): PlotPoint[] {
  const hasJanuary = months.some(({ month }) => month.endsWith('-01'))
  return months.map(({ month, count }, index) => {
    const isTick = month.endsWith('-01') || (!hasJanuary && index === 0)
    return { label: formatMonth(month), value: count, ...(isTick ? { tick: month.slice(0, 4) } : {}) }
  })
}
