import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runBench } from './run-bench.ts'

describe('the titles bench on a small load', () => {
  it('is green', () => {
    const { status, rows, complaint } = runBench('titles')
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => row.bench),
      ['titles.list', 'titles.search', 'titles.facets'],
    )
  })

  it('turns red when words to search are endless', () => {
    const { status, rows } = runBench('titles', '--sabotage', 'long-words')
    assert.equal(status, 1)
    assert.ok(rows.some((row) => row.bench === 'titles.search' && !row.ok))
  })
})
