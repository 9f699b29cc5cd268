import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { brokenPromises, keepsPromises } from '../music-promises.ts'
import { arbitraryDay, SABOTAGES } from '../music-world.ts'
import { planDay } from '../../src/radio/music/index.ts'

describe('ten thousand days from clocks', () => {
  it('never overlap, never cross, hide no gap, and come out the same', () => {
    fc.assert(
      fc.property(arbitraryDay, (input) => keepsPromises(input)),
      { numRuns: 10_000 },
    )
  })

  for (const [name, spoil] of Object.entries(SABOTAGES)) {
    it(`turns red when a plan is sabotaged by ${name}`, () => {
      const property = fc.property(arbitraryDay, (input) => keepsPromises(input, spoil))
      assert.throws(() => fc.assert(property, { numRuns: 10_000, endOnFailure: true }))
    })
    if (name === 'another-seed') continue
    it(`sees ${name} by itself, and not only that two plans differ`, () => {
      const property = fc.property(arbitraryDay, (input) => {
        assert.deepEqual(brokenPromises(input, spoil(planDay(input), input)), [])
      })
      assert.throws(() => fc.assert(property, { numRuns: 10_000, endOnFailure: true }))
    })
  }
})
