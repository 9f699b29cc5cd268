import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { median, runPaired } from './paired.ts'
import { brokenBounds } from './report.ts'

describe('bounds of a bench row', () => {
  it('break when a figure is over, under, another, missing or no number', () => {
    const row = { bench: 'x', ratio: 0.8, rate: 10, isTrue: false, none: Number.NaN }
    assert.deepEqual(
      brokenBounds({
        ...row,
        bounds: [
          { figure: 'ratio', atMost: 0.8 },
          { figure: 'rate', atLeast: 10 },
          { figure: 'isTrue', is: false },
        ],
      }),
      [],
    )
    for (const bound of [
      { figure: 'ratio', atMost: 0.79 },
      { figure: 'rate', atLeast: 11 },
      { figure: 'isTrue', is: true },
      { figure: 'absent', atMost: 1 },
      { figure: 'none', atMost: 1 },
    ]) {
      assert.equal(brokenBounds({ ...row, bounds: [bound] }).length, 1, JSON.stringify(bound))
    }
  })
  it('a missing peer breaks the row unless it is optional', () => {
    assert.equal(brokenBounds({ bench: 'x', missing: 'peer' }).length, 1)
    assert.deepEqual(brokenBounds({ bench: 'x', missing: 'peer', isOptional: true }), [])
  })
})

describe('paired runs', () => {
  it('alternate the order and take the median of the ratios of each round', async () => {
    const order: string[] = []
    const times = { ours: [99, 1, 2, 9], peer: [99, 2, 2, 3] }
    const contender = (name: 'ours' | 'peer') => ({
      name,
      run: async () => (order.push(name), times[name].shift() ?? 0),
    })
    const timings = await runPaired({ contenders: [contender('ours'), contender('peer')], rounds: 3 })
    assert.deepEqual(order, ['peer', 'ours', 'ours', 'peer', 'peer', 'ours', 'ours', 'peer'])
    assert.equal(timings.ratio('ours', 'peer'), 1)
    assert.deepEqual([timings.ms('ours'), median([4, 1, 3, 2])], [2, 2.5])
  })
})
