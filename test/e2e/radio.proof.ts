import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import { chromiumPath } from '../../web/testing/browser.ts'
import { findPayload } from '../payload/install.ts'
import { goJourney } from './journey.ts'
import { RADIO_SABOTAGES, RADIO_YAML, radioJourney } from './radio.ts'

const found = findPayload()
const skip = 'reason' in found ? found.reason : existsSync(chromiumPath()) ? false : `no Chromium at ${chromiumPath()}`

const EXPECTED = { 'lie-201': /Put off until|is not shown|does not show it/, 'drop-track': /13 !== 14/ }

describe('a way through the screens of a station', { skip }, () => {
  for (const sabotage of RADIO_SABOTAGES)
    it(`finds out a library that lies (${sabotage})`, { timeout: 180_000 }, async () => {
      const options = { isHeaded: false, sabotage: undefined, shots: undefined, say: () => {} }
      const end = await goJourney((journey) => radioJourney(journey, sabotage), RADIO_YAML, options)
      assert.equal(end.ok, false)
      assert.match(String(end.failure), EXPECTED[sabotage])
    })
})
