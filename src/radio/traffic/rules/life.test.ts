import { it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fates, wrongWith } from '../../../../test/traffic-life.ts'

it('a flight adds up whatever happens to it: all that was ordered, never more, each miss made good once', () => {
  fc.assert(
    fc.property(fates, (fate) => assert.equal(wrongWith(fate), undefined)),
    { numRuns: 150 },
  )
})
