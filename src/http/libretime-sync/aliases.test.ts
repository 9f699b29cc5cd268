import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'

const KEY = 'canary-key-of-the-aliases'
const HOUR_MS = 3_600_000

describe('the paths of a log program', () => {
  let app: TestApp
  let fake: FakeLibreTime
  before(async () => {
    fake = await startFakeLibreTime({ key: KEY, station: { timezone: 'Europe/Paris' } })
    app = await startApp({ yaml: BY_HAND })
    const settings = { address: 'http://radio.example', internal_address: fake.url }
    const connection = { kind: 'libretime', name: 'LT', settings, secrets: { api_key: KEY } }
    assert.equal((await app.cli('POST', 'api/v1/connections', connection)).status, 201)
    const station = { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId: 1 }
    await app.cli('POST', 'api/v1/radio/stations', station)
    fake.seed.files(30, (i) => ({ title: `Song ${i}` }))
  })
  after(async () => {
    await app[Symbol.asyncDispose]()
    await fake[Symbol.asyncDispose]()
  })
  beforeEach(() => fake.faults.clear())

  const ask = async (method: string, path: string) => {
    const { status, json, text } = await app.cli(method, path)
    assert.ok(!text.includes(KEY))
    return { status, json }
  }

  it('syncs all tracks with counts that are true, and says how it stands', async () => {
    const unread = await ask('GET', 'sync/status')
    assert.deepEqual([unread.json['last_track_sync'], unread.json['total_tracks']], [null, 0])
    const first = await ask('POST', 'sync/tracks?limit=10')
    const sums = { success: true, synced: 30, updated: 0, errors: [], total_processed: 30, removed: 0 }
    assert.deepEqual([first.status, first.json], [200, sums])
    fake.rows.files.update(1, { track_title: 'Other' })
    fake.rows.files.remove(2)
    assert.deepEqual((await ask('POST', 'sync/tracks')).json, {
      ...sums,
      synced: 0,
      updated: 1,
      total_processed: 29,
      removed: 1,
    })
    const { json } = await ask('GET', 'sync/status')
    assert.match(String(json['last_track_sync']), /Z$/)
    assert.deepEqual(
      [json['last_playback_sync'], json['total_tracks'], json['connection_status'], json['connection_error']],
      [null, 29, true, null],
    )
  })

  it('tells where LibreTime is, and never its key', async () => {
    const { status, json } = await ask('GET', 'sync/libretime/config')
    assert.deepEqual(
      [status, json['public_url'], json['internal_url'], json['used_url'], json['has_api_key']],
      [200, 'http://radio.example', fake.url, fake.url, true],
    )
  })

  it('shows what is on and next, nothing when nothing is planned, and an error when nobody answers', async () => {
    const empty = await ask('GET', 'proxy/dashboard')
    assert.deepEqual([empty.status, empty.json['now'], empty.json['next']], [200, null, []])
    const show = fake.seed.show('Night Drift')
    const from = Math.floor(Date.now() / 1000) * 1000 - 60_000
    const instance = fake.seed.instance({ show, startsAt: from, endsAt: from + HOUR_MS })
    fake.seed.row({ instance, file: 3, startsAt: from, lengthMs: 180_000 })
    fake.seed.row({ instance, file: 4, startsAt: from + 180_000, lengthMs: 180_000 })
    const { json } = await ask('GET', 'proxy/dashboard')
    assert.deepEqual([json['show'], (json['now'] as { title: string }).title], ['Night Drift', 'Song 2'])
    assert.deepEqual(
      (json['next'] as { title: string }[]).map(({ title }) => title),
      ['Song 3'],
    )
  })

  it('H4: a dead LibreTime is 503 everywhere, never “0 synced”, and told from a wrong key', async () => {
    await fake.stop()
    const sync = await ask('POST', 'sync/tracks')
    assert.deepEqual(
      [sync.status, sync.json['success'], sync.json['error_code']],
      [503, false, 'radio/library-unreadable'],
    )
    assert.match(String(sync.json['error']), /could not be read/)
    assert.equal((await ask('GET', 'proxy/dashboard')).status, 503)
    const { status, json } = await ask('GET', 'sync/status')
    assert.deepEqual([status, json['connection_status'], json['total_tracks']], [200, false, 29])
    assert.ok(json['connection_error'])
    await fake.start()
    fake.faults.set({ kind: 'status', status: 403 })
    const refused = await ask('POST', 'sync/tracks')
    assert.equal(refused.status, 503, 'a page that stands before LibreTime is no word of its')
    fake.faults.set({ kind: 'short-list', kept: 0 })
    const suspect = await ask('POST', 'sync/tracks')
    assert.deepEqual([suspect.status, suspect.json['error_code']], [502, 'radio/list-suspect'])
  })
})
