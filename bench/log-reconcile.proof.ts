import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bench } from './log-reconcile.ts'
import { runBench } from './run-bench.ts'

describe('the bench of reconciliation', () => {
  it('is green, with each verdict as often as it must come out', () => {
    const { status, rows, complaint } = runBench('log-reconcile')
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => [row.bench, row.ok]),
      [['log.reconcile', true]],
    )
  })

  for (const sabotage of bench.sabotages)
    it(`turns red when sabotaged by ${sabotage}`, () => {
      const { status, rows } = runBench('log-reconcile', '--sabotage', sabotage)
      assert.equal(status, 1)
      assert.deepEqual(
        rows.map((row) => row.ok),
        [false],
      )
    })
})
