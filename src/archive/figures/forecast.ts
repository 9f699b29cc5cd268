import { addDays } from '../../kernel/time.ts'
import type { Sample } from './sample-store.ts'

export interface Forecast {
  /** Bytes that the disk loses a day. */
  perDay: number
  /** Days until it is full. */
  daysLeft: number
  /** `YYYY-MM-DD` */
  fullOn: string
  /** `disk`: by what became of its room; `filed`: by what was filed, as long as there are too few samples. */
  basis: 'disk' | 'filed'
  /** Days that it goes by. */
  ofDays: number
}

const PACE_DAYS = 30
const FEWEST_DAYS = 7
/** A forecast beyond it says nothing. */
const FARTHEST_DAYS = 20 * 365

const dayNumber = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000)

/**
 * When the disk will be full at the pace of the last 30 days: the line of least squares through its free bytes. With
 * samples of fewer than 7 days, or after a change of the disk, by what was filed. Undefined while it does not fill.
 */
export function forecastOf(now: Sample, before: readonly Sample[], filedPerDay: number): Forecast | undefined {
  const same = before.filter(
    ({ day, diskBytes }) =>
      day < now.day && dayNumber(now.day) - dayNumber(day) <= PACE_DAYS && diskBytes === now.diskBytes,
  )
  const first = same[0]
  const ofDays = first === undefined ? 0 : dayNumber(now.day) - dayNumber(first.day)
  const isKnown = ofDays >= FEWEST_DAYS
  const perDay = isKnown ? -slope([...same, now]) : filedPerDay
  if (!(perDay > 0) || now.freeBytes / perDay > FARTHEST_DAYS) return undefined
  const daysLeft = Math.floor(now.freeBytes / perDay)
  const basis = isKnown ? ('disk' as const) : ('filed' as const)
  return {
    perDay: Math.round(perDay),
    daysLeft,
    fullOn: addDays(now.day, daysLeft),
    basis,
    ofDays: isKnown ? ofDays : PACE_DAYS,
  }
}

/** Of free bytes over days. */
function slope(samples: readonly Sample[]): number {
  const days = samples.map(({ day }) => dayNumber(day))
  const meanDay = mean(days)
  const meanFree = mean(samples.map(({ freeBytes }) => freeBytes))
  const products = samples.map(({ freeBytes }, index) => ((days[index] ?? 0) - meanDay) * (freeBytes - meanFree))
  const squares = days.map((day) => (day - meanDay) ** 2)
  return sum(products) / sum(squares)
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
