import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runBench } from './run-bench.ts'

describe('the names bench on a small load', () => {
  it('is green', () => {
    const { status, rows, complaint } = runBench('names')
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => row.bench),
      ['names.common', 'names.hard'],
    )
  })

  it('turns red with a pattern that backtracks', () => {
    const { status, rows } = runBench('names', '--sabotage', 'backtrack')
    assert.equal(status, 1)
    assert.ok(rows.every((row) => !row.ok))
  })
})
