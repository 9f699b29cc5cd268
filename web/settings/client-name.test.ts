import assert from 'node:assert/strict'
import { it } from 'node:test'
import { clientName } from './client-name.ts'

const say = ((key: string, params?: Record<string, string>) =>
  [key, ...Object.values(params ?? {})].join(' ')) as Parameters<typeof clientName>[0]

const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const told: Record<string, string> = {
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/131.0.0.0 Safari/537.36`]: 'Chrome 131 Windows',
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86`]:
    'Microsoft Edge 131 Windows',
  'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0': 'Firefox 133 Linux',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1':
    'Safari 18 iOS',
}

it('names the browser and the system of a session', () => {
  for (const [userAgent, words] of Object.entries(told))
    assert.equal(clientName(say, userAgent), `web.settings.sessions.client ${words}`)
})

it('leaves what is no browser in its own words', () => {
  for (const other of ['patchbay-cli', 'x'.repeat(5000), '<script>alert(1)</script>'])
    assert.equal(clientName(say, other), other)
  assert.equal(clientName(say, ''), 'web.settings.sessions.unknown')
})
