import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { keepsPublishPromises, PUBLISH_SABOTAGES } from '../publish-promises.ts'
import { publishStories } from '../publish-worlds.ts'

const RUNS = 10_000

describe('ten thousand publications', () => {
  it('are read back as the log is, touch nothing else, and have nothing left to do', () =>
    fc.assert(
      fc.asyncProperty(publishStories, (story) => keepsPublishPromises(story)),
      { numRuns: RUNS },
    ))

  for (const [name, { spoil, breaks }] of Object.entries(PUBLISH_SABOTAGES))
    it(`turn red when one is sabotaged by ${name}`, () => {
      const property = fc.asyncProperty(publishStories, (story) => keepsPublishPromises(story, spoil))
      return assert.rejects(fc.assert(property, { numRuns: RUNS, endOnFailure: true }), ({ cause }: Error) =>
        breaks.test((cause as Error).message),
      )
    })
})
