import { DEFAULT_RULES, type HeardPlay, type Line, type PlannedPlay } from '../src/radio/asrun/model.ts'
import { reconcile } from '../src/radio/asrun/reconcile.ts'
import type { Bench, BenchContext } from './bench.ts'

const PLAYS = 100_000
const ROUNDS = 5
const LONGEST_MS = 2000
const MOST_MIB = 300
const SECOND_MS = 1000
/** A play every three minutes; of the tracks one is a jingle that comes each quarter of an hour. */
const EVERY_MS = 180 * SECOND_MS
const TRACKS = 5000
const JINGLE_EACH = 5

type Compute = (planned: readonly PlannedPlay[], plays: readonly HeardPlay[]) => Line[]

const once: Compute = (planned, plays) => reconcile(planned, plays, DEFAULT_RULES)

const SABOTAGES: Readonly<Record<string, Compute>> = {
  /** Looks through every play for each eighth entry. */
  'look-through-all': (planned, plays) => {
    const lines = once(planned, plays)
    for (const { startsAt, trackId } of planned.filter((_, n) => n % 8 === 0))
      plays.findLast((play) => play.trackId === trackId && play.at < startsAt)
    return lines
  },
  /** Takes the same time to be the same text. */
  'exact-times': (planned, plays) => reconcile(planned, plays, { ...DEFAULT_RULES, furthestMs: 0 }),
}

/** What must come out, by how the plays are made. */
const isMissed = (n: number): boolean => n % 1000 === 999
const isLate = (n: number): boolean => n % 100 === 50
const isExtra = (n: number): boolean => n % 500 === 250

function makePlays(count: number): { planned: PlannedPlay[]; plays: HeardPlay[] } {
  const planned: PlannedPlay[] = []
  const plays: HeardPlay[] = []
  for (let n = 0; plays.length < count; n++) {
    const trackId = n % JINGLE_EACH === 0 ? 1 : 2 + ((n * 7919) % TRACKS)
    const startsAt = n * EVERY_MS
    const title = `Track ${trackId}`
    planned.push({ ref: `log:${n}`, trackId, title, startsAt, lengthMs: EVERY_MS, orderId: null })
    const late = isLate(n) ? 30 * SECOND_MS : n % 5
    const play = { playId: n * 2, trackId, title, at: startsAt + late, lengthMs: EVERY_MS, isEstimate: n % 2 === 0 }
    if (!isMissed(n)) plays.push(play)
    if (isExtra(n)) plays.push({ ...play, playId: n * 2 + 1, trackId: TRACKS + 10 })
  }
  return { planned, plays }
}

/** Two hundred days of plays, held against what was planned. */
export const bench: Bench = {
  name: 'log-reconcile',
  sabotages: Object.keys(SABOTAGES),
  parts: { reconcile: async (ctx) => measure(ctx) },
}

function measure(ctx: BenchContext): void {
  const compute = SABOTAGES[ctx.sabotage ?? ''] ?? once
  const { planned, plays } = makePlays(PLAYS)
  const expected = { missed: 0, late: 0 }
  for (let n = 0; n < planned.length; n++) {
    if (isMissed(n)) expected.missed += 1
    else if (isLate(n)) expected.late += 1
  }
  const extra = plays.length - (planned.length - expected.missed)
  const counts = { matched: 0, late: 0, early: 0, short: 0, missed: 0, extra: 0, due: 0 }
  const times: number[] = []
  // Of one reconciliation: the lines of the rounds before it would lie about until they are collected.
  let peakRssMiB = 0
  for (let round = 0; round < (ctx.isSmall ? 1 : ROUNDS); round++) {
    const began = performance.now()
    const lines = compute(planned, plays)
    times.push(performance.now() - began)
    if (round > 0) continue
    peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024)
    for (const { verdict } of lines) counts[verdict] += 1
  }
  ctx.report({
    bench: 'log.reconcile',
    // What else runs on the machine makes it longer, and nothing makes it shorter.
    oursMs: Math.round(Math.min(...times)),
    peakRssMiB,
    plays: plays.length,
    planned: planned.length,
    ...counts,
    bounds: [
      { figure: 'oursMs', atMost: LONGEST_MS },
      { figure: 'peakRssMiB', atMost: MOST_MIB },
      { figure: 'plays', atLeast: PLAYS },
      { figure: 'missed', is: expected.missed },
      { figure: 'late', is: expected.late },
      { figure: 'extra', is: extra },
      { figure: 'matched', is: planned.length - expected.missed - expected.late },
    ],
  })
}
