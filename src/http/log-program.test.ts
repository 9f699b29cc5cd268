import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../connectors/libretime/fake-server.ts'
import { addDays, dayAt } from '../kernel/time.ts'
import { voiceAliasRoutes } from './voice/contract.ts'

const ZONE = 'Europe/Paris'
const DAY = addDays(dayAt(Date.now(), ZONE), 2)

/** Members of the brief, then ours beside them; and of what kind each is. */
const SHAPES = {
  'POST sync/tracks': {
    success: 'true',
    synced: 'number',
    updated: 'number',
    errors: 'array',
    total_processed: 'number',
    removed: 'number',
  },
  'POST sync/playback-history': { success: 'true', synced: 'number', skipped: 'number' },
  'GET sync/status': {
    last_track_sync: 'string',
    last_playback_sync: 'string',
    total_tracks: 'number',
    connection_status: 'true',
    connection_error: 'null',
  },
  'GET sync/libretime/config': {
    public_url: 'string',
    internal_url: 'null',
    used_url: 'string',
    has_api_key: 'true',
    api_version: 'null',
    tested_at: 'null',
  },
  'GET proxy/dashboard': {
    success: 'true',
    station: 'string',
    asked_at: 'string',
    show: 'null',
    now: 'null',
    next: 'array',
    live_input: 'string',
  },
  'POST logs/1/publish-hour': {
    success: 'true',
    message: 'string',
    log_id: 'number',
    verified: 'true',
    added: 'number',
    removed: 'number',
    kept: 'number',
    hour: 'number',
  },
  'POST logs/1/publish': {
    success: 'true',
    message: 'string',
    log_id: 'number',
    verified: 'true',
    added: 'number',
    removed: 'number',
    kept: 'number',
  },
} as const

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null || typeof value === 'boolean' ? String(value) : typeof value

describe('the paths that scripts of a log program know', () => {
  let app: TestApp
  let fake: FakeLibreTime
  before(async () => {
    fake = await startFakeLibreTime({ station: { timezone: ZONE } })
    const trackType = fake.seed.trackType({ code: 'SHO' })
    const trackId = fake.seed.file({ title: 'Hour', lengthMs: 3_600_000, trackType })
    app = await startApp({ yaml: BY_HAND })
    const connect = (name: string, key: string) =>
      app.cli('POST', 'api/v1/connections', {
        kind: 'libretime',
        name,
        settings: { address: fake.url },
        secrets: { api_key: key },
      })
    const station = (name: string, libraryConnectionId: number) =>
      app.cli('POST', 'api/v1/radio/stations', { name, timeZone: ZONE, libraryConnectionId })
    const made = [
      await connect('A', fake.key),
      await station('Hall', 1),
      await connect('B', 'a key that LibreTime refuses'),
      await station('Cellar', 2),
      await app.cli('POST', 'sync/tracks?station=1'),
      await app.cli('POST', 'api/v1/radio/stations/1/logs', { airDate: DAY }),
    ]
    for (const { status, text } of made) assert.ok(status < 300, text)
    const { hoursOfDay } = await app.get<{ hoursOfDay: { name: string }[] }>('api/v1/radio/logs/1')
    const edited = await app.call('POST', 'api/v1/radio/logs/1/edits', {
      body: { edits: hoursOfDay.map(({ name }) => ({ do: 'add', trackId, hour: name })) },
      headers: { authorization: await app.bearer(), 'if-match': '*' },
    })
    assert.ok(edited.status < 300, edited.text)
  })
  after(async () => {
    await app[Symbol.asyncDispose]()
    await fake[Symbol.asyncDispose]()
  })

  const ask = async (address: string, station = 1) => {
    const [method = '', path = ''] = address.split(' ')
    const hour = path.endsWith('publish-hour') ? { hour: 10 } : undefined
    const { status, json } = await app.cli(
      method,
      /^(logs|voice)/.test(path) ? path : `${path}?station=${station}`,
      hour,
    )
    return { status, json }
  }
  const problem = ({ status, json }: Awaited<ReturnType<typeof ask>>) => {
    assert.deepEqual([json['success'], typeof json['error'], json['error_code']], [false, 'string', json['code']])
    assert.ok(String(json['error']).length > 10)
    return [status, json['error_code']]
  }

  for (const [address, shape] of Object.entries(SHAPES))
    it(`${address} answers 200 with just the members that are written down`, async () => {
      const { status, json } = await ask(address)
      assert.equal(status, 200, JSON.stringify(json))
      assert.deepEqual(Object.fromEntries(Object.entries(json).map(([name, value]) => [name, kindOf(value)])), shape)
    })

  it('POST voice/{id}/upload-to-libretime has its members, and says as a problem what it does not know', async () => {
    const { shape } = voiceAliasRoutes.routes.upload.reply
    assert.deepEqual(Object.keys(shape), ['success', 'voice_track_id', 'libretime_id', 'title', 'md5', 'in_log'])
    assert.deepEqual(problem(await ask('POST voice/7/upload-to-libretime')), [404, 'radio/no-such-take'])
  })

  it('says what is missing or unknown: 400, 404', async () => {
    assert.deepEqual(problem(await ask('POST logs/9/publish')), [404, 'radio/no-such-log'])
    const { status, json } = await app.cli('POST', 'logs/1/publish-hour', {})
    assert.deepEqual(problem({ status, json }), [400, 'request/invalid'])
    assert.deepEqual(
      (json['errors'] as { pointer: string }[]).map(({ pointer }) => pointer),
      ['/hour'],
    )
    const none = await app.cli('POST', 'sync/tracks')
    assert.deepEqual(problem(none), [400, 'radio/which-station'])
  })

  it('tells a key that is refused, an empty LibreTime and a dead one apart', async () => {
    const lists = ['POST sync/tracks', 'POST sync/playback-history', 'GET proxy/dashboard']
    for (const address of lists) assert.deepEqual(problem(await ask(address, 2)), [502, 'remote/key-refused'], address)
    const refused = await ask('GET sync/status', 2)
    assert.deepEqual([refused.status, refused.json['connection_status']], [200, false])
    // Nothing on air, and no play: it answered.
    assert.equal((await ask('POST sync/playback-history')).json['synced'], 0)
    await fake.stop()
    for (const address of [...lists, 'POST logs/1/publish']) {
      const [status] = problem(await ask(address))
      assert.equal(status, 503, address)
    }
    const dead = await ask('GET sync/status')
    assert.deepEqual([dead.status, dead.json['connection_status'], dead.json['total_tracks']], [200, false, 1])
    assert.ok(dead.json['connection_error'])
    await fake.start()
  })
})
