import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bench } from './plan.ts'
import { runBench } from './run-bench.ts'

describe('the bench of range plans', () => {
  it('is green, with each wish as it must come out', () => {
    const { status, rows, complaint } = runBench('plan')
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => [row.bench, row.ok]),
      [['plan.range', true]],
    )
  })

  for (const sabotage of bench.sabotages)
    it(`turns red when sabotaged by ${sabotage}`, () => {
      const { status, rows } = runBench('plan', '--sabotage', sabotage)
      assert.equal(status, 1)
      assert.deepEqual(
        rows.map((row) => row.ok),
        [false],
      )
    })
})
