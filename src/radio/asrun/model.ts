/** Something that was to be heard. Times in epoch ms. */
export interface PlannedPlay {
  /** Names it for good, whoever planned it: `airing:7`. */
  ref: string
  /** Of the playout library; null for what has no audio yet. */
  trackId: number | null
  title: string
  startsAt: number
  /** What was to be heard of it. */
  lengthMs: number
  /** The order that it was sold to; null for most. */
  orderId: number | null
}

/** Something that the playout began. */
export interface HeardPlay {
  playId: number
  /** Null for a stream, or when the playout has forgotten it. */
  trackId: number | null
  title: string
  /** When it began, as well as that is known; epoch ms. */
  at: number
  /** Null when the playout did not say when it ended. */
  lengthMs: number | null
  /** `at` is what was planned there, no more is known. */
  isEstimate: boolean
}

/** What still counts as in time; all in ms. */
export interface Rules {
  lateMs: number
  earlyMs: number
  /** How much of the end may be missing. */
  shortMs: number
  /** A play that is further away belongs to another entry, or to none. */
  furthestMs: number
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

export const DEFAULT_RULES: Rules = {
  lateMs: 10 * SECOND_MS,
  earlyMs: 10 * SECOND_MS,
  shortMs: 5 * SECOND_MS,
  furthestMs: 15 * MINUTE_MS,
}

export const VERDICTS = ['matched', 'late', 'early', 'short', 'missed', 'extra', 'due'] as const
/**
 * What became of it. `short`: too little of it was heard, in time or not. `extra`: heard, and planned by nobody here.
 * `due`: its time is not over, or the history was not read that far.
 */
export type Verdict = (typeof VERDICTS)[number]

export interface Line<P extends PlannedPlay = PlannedPlay, Q extends HeardPlay = HeardPlay> {
  verdict: Verdict
  planned: P | null
  play: Q | null
  /** Begun so much after the plan; null unless both are known. */
  offMs: number | null
}

export type Counts = Record<Verdict, number> & {
  /** Plays whose time is an estimate. */
  estimates: number
  /** Plays at all. */
  plays: number
}

export function countsOf(lines: readonly Line[]): Counts {
  const counts: Counts = {
    matched: 0,
    late: 0,
    early: 0,
    short: 0,
    missed: 0,
    extra: 0,
    due: 0,
    estimates: 0,
    plays: 0,
  }
  for (const { verdict, play } of lines) {
    counts[verdict] += 1
    if (play === null) continue
    counts.plays += 1
    if (play.isEstimate) counts.estimates += 1
  }
  return counts
}
