import { it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fates, wrongWith } from '../../../../test/traffic-life.ts'

it('10,000 flights add up', () => {
  fc.assert(
    fc.property(fates, (fate) => assert.equal(wrongWith(fate), undefined)),
    { numRuns: 10_000 },
  )
})
