import { describe, it } from 'node:test'
import fc from 'fast-check'
import { keepsPromises } from '../../../../test/music-promises.ts'
import { arbitraryDay } from '../../../../test/music-world.ts'

describe('a day from clocks, whatever it is made of', () => {
  it('never overlaps, never crosses, hides no gap, and comes out the same', () => {
    fc.assert(
      fc.property(arbitraryDay, (input) => keepsPromises(input)),
      { numRuns: 150 },
    )
  })
})
