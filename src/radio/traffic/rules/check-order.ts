import type { FieldProblem, Params } from '../../../kernel/errors.ts'
import { COPIES_MOST, FLIGHT_DAYS_MOST, type OrderContent } from '../model.ts'
import { daysOf } from './flight.ts'
import { minuteOf } from './windows.ts'

type Content = Omit<OrderContent, 'copies'> & {
  copies: readonly Pick<OrderContent['copies'][number], 'trackId' | 'firstDay' | 'lastDay'>[]
}

const DAY_MS = 86_400_000

/** What is wrong with an order in itself, the first of it. */
export function orderProblem(order: Content): FieldProblem | undefined {
  return flightProblem(order) ?? windowProblem(order) ?? copyProblem(order)
}

const problem = (pointer: string, code: string, params: Params = {}): FieldProblem => ({ pointer, code, params })

function flightProblem(order: Content): FieldProblem | undefined {
  const { firstDay, lastDay } = order
  if (lastDay < firstDay) return problem('/lastDay', 'radio/flight-ends-before-start')
  const days = (Date.parse(lastDay) - Date.parse(firstDay)) / DAY_MS + 1
  if (days > FLIGHT_DAYS_MOST) return problem('/lastDay', 'radio/flight-too-long', { most: FLIGHT_DAYS_MOST })
  return daysOf(order).length === 0 ? problem('/weekdays', 'radio/flight-without-days') : undefined
}

function windowProblem({ windows }: Content): FieldProblem | undefined {
  const sorted = [...windows].toSorted((a, b) => minuteOf(a.from) - minuteOf(b.from))
  for (const [at, { from, to }] of sorted.entries()) {
    if (minuteOf(to) <= minuteOf(from)) return problem('/windows', 'radio/window-ends-before-start', { from, to })
    const next = sorted[at + 1]
    if (next !== undefined && minuteOf(next.from) < minuteOf(to))
      return problem('/windows', 'radio/windows-overlap', { first: `${from}-${to}`, second: `${next.from}-${next.to}` })
  }
  return undefined
}

function copyProblem({ copies }: Content): FieldProblem | undefined {
  if (copies.length > COPIES_MOST) return problem('/copies', 'radio/too-many-copies', { most: COPIES_MOST })
  const seen = new Set<string>()
  for (const { trackId, firstDay, lastDay } of copies) {
    if (firstDay !== null && lastDay !== null && lastDay < firstDay)
      return problem('/copies', 'radio/copy-ends-before-start', { trackId })
    const key = `${trackId}|${firstDay ?? ''}|${lastDay ?? ''}`
    if (seen.has(key)) return problem('/copies', 'radio/copy-twice', { trackId })
    seen.add(key)
  }
  return undefined
}
