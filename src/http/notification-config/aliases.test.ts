import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { type FakeDiscord, startFakeDiscord } from '../../connectors/discord/fake-server.ts'

let app: TestApp
let discord: FakeDiscord

before(async () => {
  discord = await startFakeDiscord()
  app = await startApp({ yaml: BY_HAND })
})
after(async () => {
  await app[Symbol.asyncDispose]()
  await discord[Symbol.asyncDispose]()
})

interface Row {
  service: string
  enabled: boolean
}

const rows = async (): Promise<Row[]> => (await app.cli('GET', 'api/notification-config')).json as unknown as Row[]

it('knows six services, all off, and refuses to switch on what nothing is connected for', async () => {
  assert.deepEqual(
    (await rows()).map(({ service, enabled }) => [service, enabled]),
    ['kodi', 'jellyfin', 'plex', 'discord', 'pushover', 'email'].map((service) => [service, false]),
  )
  const refused = await app.cli('PUT', 'api/notification-config/discord', { enabled: true })
  assert.deepEqual([refused.status, refused.json['code']], [409, 'alerts/no-connection'])
  assert.equal((await app.cli('GET', 'api/notification-config/fax')).status, 400)
})

it('switches a service on and off by its channels, and tests it', async () => {
  const added = await app.cli('POST', 'api/v1/connections', {
    kind: 'discord',
    name: 'Discord',
    settings: { other_host: discord.url },
    secrets: { webhook_address: discord.webhookAddress },
  })
  assert.equal(added.status, 201, added.text)
  const on = await app.cli('PUT', 'api/notification-config/discord', { enabled: true })
  assert.deepEqual([on.status, on.json['enabled']], [200, true])
  const tested = await app.cli('POST', 'api/notification-config/discord/test', {})
  assert.equal(tested.json['success'], true, tested.text)
  const [{ runId }] = tested.json['results'] as [{ runId: number }]
  for (;;) {
    const { json } = await app.cli('GET', `api/v1/runs/${runId}`)
    const { state } = json['run'] as { state: string }
    if (state === 'completed') break
    assert.notEqual(state, 'failed')
  }
  assert.equal(discord.posts.length, 1)
  const off = await app.cli('PUT', 'api/notification-config/discord', { enabled: false })
  assert.equal(off.json['enabled'], false)
  assert.doesNotMatch(JSON.stringify(await rows()), /fake-token/)
})
