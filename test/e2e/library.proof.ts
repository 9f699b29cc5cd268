import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import { findProgram } from '../../src/kernel/find-program.ts'
import { chromiumPath } from '../../web/testing/browser.ts'
import { goJourney } from './journey.ts'
import { LIBRARY_SABOTAGES, LIBRARY_YAML, libraryJourney } from './library.ts'

const skip = !existsSync(chromiumPath())
  ? `no Chromium at ${chromiumPath()}`
  : findProgram('ffmpeg') === undefined
    ? 'no ffmpeg'
    : false

const EXPECTED = {
  'forget-player': /Jellyfin and Plex show the films/,
  'spoil-cache': /kept once/,
}

describe('a way through the library', { skip }, () => {
  for (const sabotage of LIBRARY_SABOTAGES)
    it(`finds out what is not as it must be (${sabotage})`, { timeout: 300_000 }, async () => {
      const options = { isHeaded: false, sabotage: undefined, shots: undefined, say: () => {} }
      const end = await goJourney((journey) => libraryJourney(journey, sabotage), LIBRARY_YAML, options)
      assert.equal(end.ok, false)
      assert.match(String(end.failure), EXPECTED[sabotage])
    })
})
