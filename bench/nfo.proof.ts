import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bench } from './nfo.ts'
import { runBench } from './run-bench.ts'

describe('the bench of NFO files', () => {
  it('is green: each bomb is refused, each flood is read, and an unchanged file is not written', () => {
    const { status, rows, complaint } = runBench('nfo')
    assert.equal(status, 0, complaint)
    assert.ok(rows.every((row) => row.ok))
    assert.deepEqual([...new Set(rows.map((row) => row.bench))], ['nfo.refused', 'nfo.flood', 'nfo.usual'])
  })

  for (const sabotage of bench.sabotages)
    it(`turns red when sabotaged by ${sabotage}`, () => {
      const { status, rows } = runBench('nfo.refused', '--sabotage', sabotage)
      assert.equal(status, 1)
      assert.ok(rows.every((row) => !row.ok))
    })
})
