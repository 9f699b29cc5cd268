import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import { chromiumPath } from '../../web/testing/browser.ts'
import { ARCHIVE_YAML, shortJourney } from './archive.ts'
import { goJourney, type JourneyOptions } from './journey.ts'

const options: JourneyOptions = { isHeaded: false, sabotage: undefined, shots: undefined, say: () => {} }
const skip = existsSync(chromiumPath())
  ? false
  : `no Chromium at ${chromiumPath()}; PATCHBAY_CHROMIUM names another one`

describe('a way through the screens', { skip }, () => {
  it('goes from the setup code to filed files and saved settings', { timeout: 120_000 }, async () => {
    const end = await goJourney(shortJourney, ARCHIVE_YAML, options)
    assert.equal(end.failure, undefined)
    assert.ok(end.ok && end.steps >= 5)
  })
})
