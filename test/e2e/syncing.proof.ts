import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import { chromiumPath } from '../../web/testing/browser.ts'
import { syncthingMissing } from '../syncthing.ts'
import { ARCHIVE_YAML, archiveJourney } from './archive.ts'
import { goJourney } from './journey.ts'
import { SYNC_SABOTAGES } from './syncing.ts'

const skip = existsSync(chromiumPath()) ? (syncthingMissing() ?? false) : `no Chromium at ${chromiumPath()}`

const EXPECTED = {
  'trust-completion': /what the peer ignores is named.*(is not there|are not at the peer)/s,
  'sort-by-move': /nothing is deleted at the peer.*sorting deleted at the peer/s,
}

describe('batches at another machine', { skip }, () => {
  for (const sabotage of SYNC_SABOTAGES)
    it(`finds out what is not as it must be (${sabotage})`, { timeout: 300_000 }, async () => {
      const options = { isHeaded: false, sabotage: undefined, shots: undefined, say: () => {} }
      const end = await goJourney((journey) => archiveJourney(journey, sabotage), ARCHIVE_YAML, options)
      assert.equal(end.ok, false)
      assert.match(String(end.failure), EXPECTED[sabotage])
    })
})
