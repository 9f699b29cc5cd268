import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { HeardPlay, Line, PlannedPlay, Rules } from '../model.ts'
import { reconcile } from '../reconcile.ts'

export interface PlayDay {
  planned: PlannedPlay[]
  plays: HeardPlay[]
  rules: Rules
}

const SPAN_MS = 100

/** Few tracks in little time, so that much competes. */
export function days(most = 30): fc.Arbitrary<PlayDay> {
  const track = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null, freq: 9 })
  const time = fc.integer({ min: 0, max: SPAN_MS })
  return fc.record({
    planned: fc
      .array(fc.record({ trackId: track, startsAt: time, lengthMs: fc.integer({ min: 1, max: 50 }) }), {
        maxLength: most,
      })
      .map((list) => list.map((one, n) => ({ ...one, ref: `p:${n}`, title: `${n}`, orderId: null }))),
    plays: fc
      .array(fc.record({ trackId: track, at: time, lengthMs: fc.option(fc.integer({ min: 1, max: 50 })) }), {
        maxLength: most,
      })
      .map((list) => list.map((one, n) => ({ ...one, playId: n + 1, title: `${n}`, isEstimate: false }))),
    rules: fc.record({
      lateMs: fc.integer({ min: 0, max: 10 }),
      earlyMs: fc.integer({ min: 0, max: 10 }),
      shortMs: fc.integer({ min: 0, max: 10 }),
      furthestMs: fc.integer({ min: 0, max: 40 }),
    }),
  })
}

const run = ({ planned, plays, rules }: PlayDay): Line[] => reconcile(planned, plays, rules)

export function checkOnce(day: PlayDay): void {
  const lines = run(day)
  const ids = lines.flatMap(({ play }) => (play === null ? [] : [play.playId]))
  const refs = lines.flatMap(({ planned }) => (planned === null ? [] : [planned.ref]))
  assert.deepEqual(
    ids.toSorted((a, b) => a - b),
    day.plays.map(({ playId }) => playId),
  )
  assert.deepEqual(refs.toSorted(), day.planned.map(({ ref }) => ref).toSorted())
  for (const { planned, play, verdict, offMs } of lines) {
    if (planned === null || play === null) {
      assert.equal(verdict, planned === null ? 'extra' : 'missed')
      continue
    }
    assert.equal(planned.trackId, play.trackId)
    assert.ok(offMs !== null && Math.abs(offMs) <= day.rules.furthestMs)
  }
}

export function checkOrder(day: PlayDay, numbers: fc.Stream<number>): void {
  const mix = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, key: numbers.next().value }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ item }) => item)
  assert.deepEqual(run({ ...day, planned: mix(day.planned), plays: mix(day.plays) }), run(day))
}

/** Tries every pairing there is. */
export function checkBest(day: PlayDay): void {
  const best = bestOf(day.planned, day.plays, day.rules.furthestMs)
  const paired = run(day).filter(({ planned, play }) => planned !== null && play !== null)
  const apart = paired.reduce((sum, { offMs }) => sum + Math.abs(offMs ?? 0), 0)
  assert.deepEqual({ count: paired.length, apart }, best)
}

function bestOf(
  planned: readonly PlannedPlay[],
  plays: readonly HeardPlay[],
  furthest: number,
): { count: number; apart: number } {
  const [entry, ...rest] = planned
  if (entry === undefined) return { count: 0, apart: 0 }
  let best = bestOf(rest, plays, furthest)
  for (const play of plays) {
    const apart = Math.abs(play.at - entry.startsAt)
    if (entry.trackId === null || play.trackId !== entry.trackId || apart > furthest) continue
    const others = bestOf(
      rest,
      plays.filter((one) => one !== play),
      furthest,
    )
    const [count, sum] = [others.count + 1, others.apart + apart]
    if (count > best.count || (count === best.count && sum < best.apart)) best = { count, apart: sum }
  }
  return best
}
