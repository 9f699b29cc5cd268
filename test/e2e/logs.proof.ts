import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import { chromiumPath } from '../../web/testing/browser.ts'
import { goJourney } from './journey.ts'
import { LOGS_SABOTAGES, LOGS_YAML, logsJourney } from './logs.ts'

const skip = existsSync(chromiumPath()) ? false : `no Chromium at ${chromiumPath()}`

const EXPECTED = { 'drop-log-row': /does not show/, 'touch-foreign': /rows of others are as they were/ }

describe('a way of a log', { skip }, () => {
  for (const sabotage of LOGS_SABOTAGES)
    it(`finds out a playout that is not as it must be (${sabotage})`, { timeout: 180_000 }, async () => {
      const options = { isHeaded: false, sabotage: undefined, shots: undefined, say: () => {} }
      const end = await goJourney((journey) => logsJourney(journey, sabotage), LOGS_YAML, options)
      assert.equal(end.ok, false)
      assert.match(String(end.failure), EXPECTED[sabotage])
    })
})
