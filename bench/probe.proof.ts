import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bench } from './probe.ts'
import { runBench } from './run-bench.ts'

describe('the bench of streams', () => {
  for (const sabotage of bench.sabotages)
    it(`turns red when sabotaged by ${sabotage}`, () => {
      const { status, rows } = runBench('probe', '--sabotage', sabotage, '--small')
      assert.equal(status, 1)
      assert.ok(rows.some((row) => !row.ok))
    })
})
