import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { credentialsHider } from './hide-credentials.ts'

describe('credentials in answers', () => {
  const SECRET = 'd41d8cd98f00b204'
  const all: Record<string, string>[] = [
    { authorization: `Bearer ${SECRET}` },
    { authorization: `MediaBrowser Token="${SECRET}", Client="Patchbay", Version="1"` },
    { 'x-plex-token': SECRET },
    { authorization: `Basic ${Buffer.from(`kodi:${SECRET}`).toString('base64')}` },
  ]
  for (const [index, headers] of all.entries())
    it(`are taken out, as they came by ${Object.keys(headers).join()}, ${index}`, () => {
      const said = credentialsHider(headers).inText(`you said ${SECRET}, didn't you`)
      assert.ok(!said.includes(SECRET), said)
    })
})
