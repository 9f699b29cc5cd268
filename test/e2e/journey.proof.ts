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
  for (const sabotage of ['drop-row', 'lie-200'] as const) {
    it(`finds out a server that lies (${sabotage})`, { timeout: 120_000 }, async () => {
      const end = await goJourney(shortJourney, ARCHIVE_YAML, { ...options, sabotage })
      assert.equal(end.ok, false)
      assert.ok((end.lies ?? 0) > 0, `it ended for another reason: ${end.failure}`)
    })
  }
})
