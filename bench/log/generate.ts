import { type DayPlan, type PlanDayInput, planDay } from '../../src/radio/music/index.ts'
import type { BenchContext } from '../bench.ts'
import { makeLogDay, TRACKS } from './day.ts'

const LONGEST_MS = 1000
const LEAST_ENTRIES = 480
const ROUNDS = 5

type Generate = (input: PlanDayInput) => DayPlan

export const generateSabotages: Readonly<Record<string, Generate>> = {
  /** Looks through the whole library anew for each hour, with a plan of its own. */
  'plan-each-hour': (input) => {
    const hours = input.hours.map((hour) => planDay({ ...input, hours: [hour] }))
    return { ...planDay(input), unfilled: hours.flatMap(({ unfilled }) => unfilled) }
  },
  /** Chooses without a rule. */
  'no-rules': (input) =>
    planDay({
      ...input,
      separation: { ...input.separation, artistMinutes: 0, titleMinutes: 0, artistPerHour: null, cartMinutes: 0 },
      lastHeard: new Map(),
      tracks: input.tracks.map((one) => (one.typeCode === 'MUS' ? { ...one, artistKey: `${one.trackId % 20}` } : one)),
    }),
}

/** Starts of the same artist that are nearer than the rule wants, by the tracks as they are. */
function closeArtists({ tracks, separation }: PlanDayInput, { items }: DayPlan): number {
  const artistOf = new Map(
    tracks.map(({ trackId, artistKey, typeCode }) => [trackId, typeCode === 'MUS' ? artistKey : '']),
  )
  const last = new Map<string, number>()
  let close = 0
  for (const { trackId, startsAt } of items) {
    const artist = trackId === null ? '' : (artistOf.get(trackId) ?? '')
    if (artist === '') continue
    if (startsAt - (last.get(artist) ?? -Infinity) < separation.artistMinutes * 60_000) close += 1
    last.set(artist, startsAt)
  }
  return close
}

/** A day of 24 hours from 20,000 tracks, with every rule on. */
export function measureGenerate(ctx: BenchContext): void {
  const generate = generateSabotages[ctx.sabotage ?? ''] ?? planDay
  const input = makeLogDay()
  const times: number[] = []
  let plan = generate(input)
  for (let round = 0; round < (ctx.isSmall ? 3 : ROUNDS); round++) {
    const began = performance.now()
    plan = generate(input)
    times.push(performance.now() - began)
  }
  // The least: what else runs on the machine makes it longer, and nothing makes it shorter.
  const oursMs = Math.min(...times)
  const entries = plan.items.length
  ctx.report({
    bench: 'log.generate',
    oursMs,
    entriesPerSecond: Math.round((entries / oursMs) * 1000),
    entries,
    tracks: TRACKS,
    unfilledMs: plan.unfilled.reduce((sum, { startsAt, endsAt }) => sum + endsAt - startsAt, 0),
    brokenRules: plan.items.filter(({ why }) => why.broken.length > 0).length,
    closeArtists: closeArtists(input, plan),
    unplacedSpots: plan.unplacedSpots.length,
    bounds: [
      { figure: 'oursMs', atMost: LONGEST_MS },
      { figure: 'entries', atLeast: LEAST_ENTRIES },
      { figure: 'unfilledMs', is: 0 },
      { figure: 'brokenRules', is: 0 },
      { figure: 'closeArtists', is: 0 },
      { figure: 'unplacedSpots', is: 0 },
    ],
  })
}
