import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateSabotages } from './log/generate.ts'
import { publishSabotages } from './log/publish.ts'
import { runBench } from './run-bench.ts'

const PARTS = { 'log.generate': ['log.generate'], 'log.publish': ['log.publish-fill', 'log.publish-replace'] }

describe('the bench of logs', () => {
  it('is green', () => {
    for (const [part, benches] of Object.entries(PARTS)) {
      const { status, rows, complaint } = runBench(part)
      assert.equal(status, 0, complaint)
      assert.deepEqual(
        rows.map((row) => [row.bench, row.ok]),
        benches.map((bench) => [bench, true]),
      )
    }
  })

  for (const sabotage of Object.keys(generateSabotages))
    it(`turns red when generating is sabotaged by ${sabotage}`, () => {
      const { status, rows } = runBench('log.generate', '--sabotage', sabotage)
      assert.equal(status, 1)
      assert.deepEqual(
        rows.map((row) => row.ok),
        [false],
      )
    })

  for (const sabotage of publishSabotages)
    it(`turns red when publishing is sabotaged by ${sabotage}`, () => {
      const { status, rows } = runBench('log.publish', '--sabotage', sabotage)
      assert.equal(status, 1)
      assert.deepEqual(
        rows.map((row) => row.ok),
        [false, false],
      )
    })
})
