import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { countsOf, DEFAULT_RULES, type HeardPlay, type PlannedPlay } from './model.ts'
import { reconcile } from './reconcile.ts'
import { checkBest, checkOnce, checkOrder, days } from './testing/play-days.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const RUNS = { numRuns: 150 }

type Pair = [name: string | number, trackId: number | null, at: number]
const entry = (...[ref, trackId, startsAt]: Pair): PlannedPlay => ({
  ref: String(ref),
  trackId,
  title: String(ref),
  startsAt,
  lengthMs: 3 * MINUTE_MS,
  orderId: null,
})
const play = (...[playId, trackId, at]: Pair): HeardPlay => ({
  playId: Number(playId),
  trackId,
  title: `play ${playId}`,
  at,
  lengthMs: 3 * MINUTE_MS,
  isEstimate: false,
})
const verdicts = (planned: PlannedPlay[], plays: HeardPlay[]) =>
  reconcile(planned, plays, DEFAULT_RULES).map((line) => [
    line.planned?.ref ?? '-',
    line.play?.playId ?? 0,
    line.verdict,
    line.offMs,
  ])

describe('H3: what was planned, held against what was heard', () => {
  it('H3: is matched, late, early, short, missed or extra, by how far it is off and not by its spelling', () => {
    const at = (minute: number, seconds = 0): number => minute * MINUTE_MS + seconds * SECOND_MS
    const planned = [
      entry('matched', 1, at(0)),
      entry('late', 2, at(10)),
      entry('early', 3, at(20)),
      entry('short', 4, at(30)),
      entry('missed', 5, at(40)),
      entry('silent', null, at(45)),
    ]
    const plays = [
      play(1, 1, at(0, 10)),
      play(2, 2, at(10, 10) + 1),
      play(3, 3, at(19, 49)),
      { ...play(4, 4, at(30, 20)), lengthMs: 3 * MINUTE_MS - 5001 },
      play(5, 9, at(41)),
      play(6, null, at(46)),
    ]
    assert.deepEqual(verdicts(planned, plays), [
      ['matched', 1, 'matched', 10_000],
      ['late', 2, 'late', 10_001],
      ['early', 3, 'early', -11_000],
      ['short', 4, 'short', 20_000],
      ['missed', 0, 'missed', null],
      ['-', 5, 'extra', null],
      ['silent', 0, 'missed', null],
      ['-', 6, 'extra', null],
    ])
  })

  it('H3: gives one play to one entry: the same spot twice an hour is not aired twice by one play', () => {
    const planned = [entry('a', 1, 0), entry('b', 1, 10 * MINUTE_MS)]
    assert.deepEqual(verdicts(planned, [play(1, 1, 6 * MINUTE_MS)]), [
      ['a', 0, 'missed', null],
      ['b', 1, 'early', -4 * MINUTE_MS],
    ])
    assert.deepEqual(verdicts([entry('a', 1, 0)], [play(1, 1, 0), play(2, 1, 0)]), [
      ['a', 1, 'matched', 0],
      ['-', 2, 'extra', null],
    ])
  })

  it('pairs as many as can be, even where the nearest one would leave another without any', () => {
    const planned = [entry('a', 1, 0), entry('b', 1, 12 * MINUTE_MS)]
    const plays = [play(1, 1, 11 * MINUTE_MS), play(2, 1, 26 * MINUTE_MS)]
    assert.deepEqual(
      verdicts(planned, plays).map(([ref, id]) => [ref, id]),
      [
        ['a', 1],
        ['b', 2],
      ],
    )
  })

  it('takes what is further away than the rules allow for another play', () => {
    const far = DEFAULT_RULES.furthestMs
    assert.deepEqual(verdicts([entry('a', 1, 0)], [play(1, 1, far)])[0]?.[2], 'late')
    assert.deepEqual(
      verdicts([entry('a', 1, 0)], [play(1, 1, far + 1)]).map(([, , verdict]) => verdict),
      ['missed', 'extra'],
    )
  })

  it('counts what is heard and how much of that is an estimate', () => {
    const lines = reconcile([entry('a', 1, 0)], [play(1, 1, 0), { ...play(2, 7, 5), isEstimate: true }], DEFAULT_RULES)
    const { matched, extra, plays, estimates, missed } = countsOf(lines)
    assert.deepEqual([matched, extra, missed, plays, estimates], [1, 1, 0, 2, 1])
  })
})

describe('whatever was planned and heard', () => {
  it('each play and each entry comes once, and pairs are of one track and near enough', () => {
    fc.assert(fc.property(days(), checkOnce), RUNS)
  })
  it('the order in which it is given does not matter', () => {
    fc.assert(fc.property(days(), fc.infiniteStream(fc.nat()), checkOrder), RUNS)
  })
  it('the pairing is the best there is', () => {
    fc.assert(fc.property(days(5), checkBest), RUNS)
  })
})
