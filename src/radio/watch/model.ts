import type { Params } from '../../kernel/errors.ts'

/** Epoch ms, half-open. */
export interface Stretch {
  startsAt: number
  endsAt: number
}

/** What was found ahead; in words at `forecast.<code>`. */
export const FORECAST_CODES = [
  'dead-air',
  'log-not-published',
  'window-empty',
  'two-at-once',
  'runs-over',
  'stops-early',
  'audio-ends-early',
  'end-is-lost',
  'plays-nothing',
  'file-unknown',
  'file-pending',
  'file-failed',
  'file-gone',
  'no-fade',
  'cue-of-a-day',
  'outside-window',
  'without-window',
  'crosses-window',
  'linked-show',
  'fills-itself',
] as const
export type ForecastCode = (typeof FORECAST_CODES)[number]

/** What takes a finding away. */
export type Fix = 'fill' | 'publish' | 'send-again' | 'compare' | 'elsewhere'

export interface Finding extends Stretch {
  code: ForecastCode
  level: 'bad' | 'warn'
  params: Params
  rowId: number | null
  windowId: number | null
  trackId: number | null
  fix: Fix
}

/** A piece of a day's strip. */
export interface Block extends Stretch {
  kind: 'aired' | 'planned' | 'unconfirmed' | 'draft' | 'dead' | 'missing' | 'live'
  /** Who put it there. */
  of: 'log' | 'show' | 'nobody'
  title: string
  /** Items that it stands for. */
  count: number
}

/** One broadcast day of the station. */
export interface Strip extends Stretch {
  airDate: string
  /** Items at the playout. */
  rowCount: number
  blocks: readonly Block[]
}

export interface Forecast {
  strips: readonly Strip[]
  /** By time. */
  findings: readonly Finding[]
  /** Beyond those that are kept. */
  moreFindings: number
}

export const DRIFT_CODES = ['row-gone', 'row-changed', 'foreign-row', 'window-moved', 'window-gone'] as const
export type DriftCode = (typeof DRIFT_CODES)[number]

/** Something of ours at the playout that is not as it was sent; in words at `drift.<code>`. */
export interface Drift extends Stretch {
  code: DriftCode
  title: string
  rowId: number | null
  windowId: number | null
  logId: number | null
  /** Of the log. */
  airDate: string | null
  airingId: number | null
  /** What differs, as it was sent and as it is there. Instants and lengths in ms. */
  changed: readonly { field: DriftField; sent: number | null; there: number | null }[]
}
export type DriftField = 'startsAt' | 'endsAt' | 'trackId' | 'windowId' | 'cueInMs' | 'cueOutMs' | 'fades'

/** What one look ahead saw. */
export interface Ahead {
  forecast: Forecast
  drift: readonly Drift[]
}

/** An item on air, or next. */
export interface Item extends Stretch {
  rowId: number
  trackId: number | null
  title: string
}

export const ON_AIR_VERDICTS = ['right', 'live', 'soon', 'unsure', 'wrong', 'nothing-planned'] as const
export type OnAirVerdict = (typeof ON_AIR_VERDICTS)[number]

/** Two signals of one moment, and what follows from them. */
export interface OnAir {
  verdict: OnAirVerdict
  now: Item | null
  next: Item | null
  showTitle: string | null
  /** What the playout itself says. */
  actual: { title: string; trackId: number | null; wasPlayed: boolean } | null
  /** The playout has confirmed that the row began. */
  isConfirmed: boolean
  /** It says that the same item is on, and streams it. */
  isTold: boolean
  /** Since when both signals say that it is wrong, without a break; null when they do not. */
  wrongSince: number | null
  /** It was wrong for so long that it is told. */
  isAlarm: boolean
  /** What makes sure that the next hard start is looked at. */
  nextHardStartAt: number | null
}

export interface Reason {
  code: string
  params: Params
}

/** The last look of a kind. */
export interface Watched<Seen> {
  connectionId: number
  lookedAt: number | null
  tookMs: number | null
  seen: Seen | null
  failedAt: number | null
  reason: Reason | null
}

export const GAP_SHORTEST_MS = 1000
export const GAP_LONGEST_MS = 3_600_000
/** Days that are looked ahead, today among them. */
export const DAYS_AHEAD = 7
