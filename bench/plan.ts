import { diffRange, type RangeDiff } from '../src/radio/planner/ranges/diff-range.ts'
import { operationsOf } from '../src/radio/planner/ranges/draft-range.ts'
import type { Bench, BenchContext } from './bench.ts'
import { AIRINGS_A_DAY, DAYS, EXPECTED, inputOf, makeStation, type StationLists } from './plan/station.ts'

const ROUNDS = 7
const LONGEST_MS = 300
const SECOND_MS = 1000

type Compute = (lists: StationLists) => RangeDiff

const once: Compute = (lists) => diffRange(inputOf(lists))

const SABOTAGES: Readonly<Record<string, Compute>> = {
  /** Makes its indexes anew for each wish, as if each were planned alone. */
  'index-each': (lists) => {
    const items = lists.wishes.flatMap((wish) => diffRange({ ...inputOf(lists, [wish]), mode: 'add' }).items)
    return { ...once(lists), items: [...items, ...once(lists).items.filter(({ action }) => action === 'remove')] }
  },
  /** What ends when another begins counts as an overlap. */
  'touching-collides': (lists) => {
    const rows = lists.rows.map((row) => ({
      ...row,
      startsAt: row.startsAt - SECOND_MS,
      endsAt: row.endsAt + SECOND_MS,
    }))
    return diffRange(inputOf({ ...lists, rows }))
  },
}

/** Three weeks of 24 airings a day, computed and held against 5,000 rows of others, 20,000 tracks and 2,000 episodes. */
export const bench: Bench = {
  name: 'plan',
  sabotages: Object.keys(SABOTAGES),
  parts: { range: async (ctx) => measureRange(ctx) },
}

function measureRange(ctx: BenchContext): void {
  const compute = SABOTAGES[ctx.sabotage ?? ''] ?? once
  const lists = makeStation()
  const station = { stationId: 1, timeZone: 'Europe/Paris' } as Parameters<typeof operationsOf>[0]
  const times: number[] = []
  let diff = once(lists)
  let operations = 0
  const rounds = ctx.isSmall ? 3 : ROUNDS
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    diff = compute(lists)
    operations = operationsOf(station, diff).length
    times.push(performance.now() - began)
  }
  const counts = { add: 0, move: 0, keep: 0, remove: 0, left: 0 }
  for (const { action } of diff.items) counts[action]++
  // The least: what else runs on the machine makes it longer, and nothing makes it shorter.
  const oursMs = Math.min(...times)
  ctx.report({
    bench: 'plan.range',
    oursMs,
    airings: DAYS * AIRINGS_A_DAY,
    rows: lists.rows.length,
    operations,
    ...counts,
    bounds: [
      { figure: 'oursMs', atMost: LONGEST_MS },
      { figure: 'airings', is: 504 },
      { figure: 'operations', is: EXPECTED.add + EXPECTED.remove },
      { figure: 'add', is: EXPECTED.add },
      { figure: 'keep', is: EXPECTED.keep },
      { figure: 'remove', is: EXPECTED.remove },
      { figure: 'left', is: EXPECTED.left },
    ],
  })
}
