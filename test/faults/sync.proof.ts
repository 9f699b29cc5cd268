import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SYNC_SABOTAGES } from './flows/sync.ts'
import { runFaults } from './run-faults.ts'

const EXPECTED: Record<(typeof SYNC_SABOTAGES)[number], RegExp> = {
  'claim-early': /batch_\d+ is [A-Z]+: the peer lacks batch_\d+\//,
  'skip-sync': /batch_\d+ is [A-Z]+: 0 of \d+ files are proven/,
  'drop-row': /batch_\d+ is [A-Z]+: \d+ of \d+ files are proven/,
}

describe('the fault harness of batches that Syncthing brings to another machine', () => {
  it('is green when nothing is sabotaged, with kills while a batch is on its way and while it is sorted', () => {
    const { status, total, said } = runFaults('--flow', 'sync', '--cycles', '16')
    assert.equal(status, 0, said)
    assert.ok(total.kills >= 16, said)
    assert.match(said, /SYNCING|SORTING/)
  })

  for (const sabotage of SYNC_SABOTAGES)
    it(`turns red when sabotaged by ${sabotage}, and says how to see it again`, () => {
      const { status, total, said } = runFaults('--flow', 'sync', '--cycles', '4', '--sabotage', sabotage)
      assert.equal(status, 1, said)
      assert.ok(total.failed > 0, said)
      assert.match(said, EXPECTED[sabotage])
      assert.match(
        said,
        new RegExp(`again: npm run faults -- --flow sync --mode random --seed \\d+ --sabotage ${sabotage}`),
      )
    })
})
