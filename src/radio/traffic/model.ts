import { InvalidInputError, type Params } from '../../kernel/errors.ts'

export const ORDER_TYPES = ['ADV', 'COM', 'PSA', 'PRO'] as const
export const ORDER_STATES = ['active', 'paused', 'ended'] as const
export const PER = ['day', 'flight'] as const
export const MAKE_GOODS = ['auto', 'ask'] as const
export const SPOT_STATES = ['planned', 'placed', 'aired', 'missed'] as const

export const ORDERS_MOST = 5_000
export const PLAYS_MOST = 20_000
export const COPIES_MOST = 50
export const WINDOWS_MOST = 12
export const WEIGHT_MOST = 100
export const FLIGHT_DAYS_MOST = 1_100
export const GRACE_DAYS_MOST = 90
export const NUMBER_LONGEST = 40
export const TEXT_LONGEST = 200
export const REASON_LONGEST = 500
export const ALL_WEEKDAYS: readonly number[] = [1, 2, 3, 4, 5, 6, 7]

/** Of the clock on the wall, `HH:MM`; half-open, `to` up to `24:00`. */
export interface DayWindow {
  from: string
  to: string
}

/** A track that an order plays, and how often among its copies. */
export interface CopyFacts {
  trackId: number
  title: string
  lengthMs: number
  weight: number
  /** Its own days within the flight; null means those of the flight. */
  firstDay: string | null
  lastDay: string | null
}

export interface Copy extends CopyFacts {
  copyId: number
}

/** What a sponsor wants on air. Days are YYYY-MM-DD of the station's calendar, both ends included. */
export interface OrderFacts {
  /** As sponsors and papers name it. */
  number: string
  name: string
  sponsor: string
  product: string
  typeCode: (typeof ORDER_TYPES)[number]
  firstDay: string
  lastDay: string
  plays: number
  /** Whether `plays` is of each day or of the whole flight. */
  per: (typeof PER)[number]
  /** Ascending, 1 is Monday. */
  weekdays: readonly number[]
  /** Empty means the whole day. */
  windows: readonly DayWindow[]
  /** 1 is the most urgent, 10 the least. */
  priority: number
  /** Between the starts of two of its plays. */
  leastApartMin: number
  /** Whether a miss is made good by itself (`auto`) or once a person approves it (`ask`). */
  makeGoods: (typeof MAKE_GOODS)[number]
  /** For so long after the flight misses are still made good. */
  graceDays: number
  state: (typeof ORDER_STATES)[number]
}

export interface Order extends OrderFacts {
  orderId: number
  stationId: number
  /** Those that stand. */
  copies: readonly Copy[]
  version: number
  createdAt: number
  changedAt: number
  removedAt: number | null
}

/** Of people and imports: an order with what it plays. */
export type OrderContent = OrderFacts & { copies: readonly CopyFacts[] }

/** One play that an order wants of a day, and what became of it. */
export interface Spot {
  spotId: number
  stationId: number
  orderId: number
  airDate: string
  copyId: number | null
  /** `planned`: wanted, and not in the log. */
  state: (typeof SPOT_STATES)[number]
  entryId: number | null
  startsAt: number | null
  airedAt: number | null
  missedCode: string | null
  makesGoodSpotId: number | null
  decision: 'approved' | 'waived' | null
  decisionReason: string
  decidedBy: string | null
  decidedAt: number | null
  changedAt: number
}

/** Why plays that an order wants can't be planned on a day. Words at `reason.<code>`. */
export interface Unplannable {
  orderId: number
  number: string
  name: string
  plays: number
  code: 'traffic.no-copy' | 'traffic.no-time'
  params: Params
}

/** How lists of an order stand in one cell of a file or one word of a command. */

const NAMES = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const
const SEPARATOR = /[\s,;]+/

/** Each on its own. */
export const digitsOf = (text: string): number[] => Array.from(text, Number)

const wrong = (code: string): InvalidInputError => new InvalidInputError(code, { status: 422 })

/** `Mo Tu We`. */
export const writeWeekdays = (weekdays: readonly number[]): string =>
  weekdays.map((day) => NAMES[day - 1] ?? '').join(' ')

/**
 * `Mo Tu We`, whole English names, or digits (`123`); empty is every day.
 * @throws InvalidInputError `radio/csv-bad-weekdays`
 */
export function readWeekdays(text: string): number[] {
  const words = text.trim().toLowerCase().split(SEPARATOR).filter(Boolean)
  if (words.length === 0) return [1, 2, 3, 4, 5, 6, 7]
  const days = words.flatMap((word) => {
    if (/^[1-7]+$/.test(word)) return digitsOf(word)
    const at = NAMES.findIndex((name) => word.startsWith(name.toLowerCase()))
    if (at < 0 || !/^[a-z]+$/.test(word)) throw wrong('radio/csv-bad-weekdays')
    return [at + 1]
  })
  return [...new Set(days)].toSorted((a, b) => a - b)
}

const WINDOW = /^((?:[01]?\d|2[0-3]):[0-5]\d)-((?:[01]?\d|2[0-3]):[0-5]\d|24:00)$/

/** `06:00-12:00; 14:00-16:00`. */
export const writeWindows = (windows: readonly DayWindow[]): string =>
  windows.map(({ from, to }) => `${from}-${to}`).join('; ')

/** Empty is the whole day. @throws InvalidInputError `radio/csv-bad-windows` */
export const readWindows = (text: string): DayWindow[] =>
  text
    .replaceAll(/\s*[-–]\s*/g, '-')
    .split(SEPARATOR)
    .filter(Boolean)
    .map((one) => {
      const [, from, to] = WINDOW.exec(one) ?? []
      if (from === undefined || to === undefined) throw wrong('radio/csv-bad-windows')
      return { from: from.padStart(5, '0'), to: to.padStart(5, '0') }
    })

export type CopyText = Omit<CopyFacts, 'title' | 'lengthMs'>

const COPY = /^([1-9]\d{0,14})(?:\s*\*\s*([1-9]\d{0,2}))?(?:\s+(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?)?$/

/** `123*2 2026-11-01..2026-11-15; 124`: track, weight, and its own days, each of which may be left out. */
export const writeCopies = (copies: readonly CopyText[]): string =>
  copies
    .map(({ trackId, weight, firstDay, lastDay }) => {
      const days = firstDay === null && lastDay === null ? '' : ` ${firstDay ?? ''}..${lastDay ?? ''}`
      return `${trackId}${weight === 1 ? '' : `*${weight}`}${days}`
    })
    .join('; ')

/** @throws InvalidInputError `radio/csv-bad-copies` */
export const readCopies = (text: string): CopyText[] =>
  text
    .split(';')
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => {
      const [all, trackId, weight = '1', firstDay = null, lastDay = null] = COPY.exec(one) ?? []
      const areDays = [firstDay, lastDay].every((day) => day === null || isDay(day))
      if (all === undefined || !areDays || Number(weight) > 100) throw wrong('radio/csv-bad-copies')
      return { trackId: Number(trackId), weight: Number(weight), firstDay, lastDay }
    })

/** `Date.parse` takes the 30 February for the 2 March. */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
}
