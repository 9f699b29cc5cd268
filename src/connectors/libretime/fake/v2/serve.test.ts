import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startFakeLibreTime } from '../../fake-server.ts'
import { call, list, scheduleBody } from '../test-calls.ts'
import { readDuration, readInstant, writeDuration, writeInstant } from './formats.ts'

const basic = (name: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})

it('lets people in by their role, and breaks on the super admin', async () => {
  const users = (['A', 'P', 'H', 'S'] as const).map((role) => ({ username: role, password: 'pw', role }))
  await using fake = await startFakeLibreTime({ users })
  const status = async (line: string, role: string): Promise<number> =>
    (await call(fake, line, { headers: basic(role, 'pw'), body: {} })).status
  const get = async (path: string, role: string): Promise<number> =>
    (await call(fake, `GET ${path}`, { headers: basic(role, 'pw') })).status
  assert.deepEqual(
    [await get('/api/v2/users', 'A'), await get('/api/v2/shows', 'P'), await get('/api/v2/libraries', 'P')],
    [200, 200, 403],
  )
  assert.deepEqual(
    [await get('/api/v2/shows', 'H'), await status('POST /api/v2/shows', 'H'), await status('POST /api/v2/shows', 'P')],
    [200, 403, 400],
  )
  assert.equal(await get('/api/v2/shows', 'S'), 500)
  const wrong = await call(fake, 'GET /api/v2/shows', { headers: basic('A', 'wrong') })
  assert.deepEqual([wrong.status, wrong.json], [403, { detail: 'Invalid username/password.' }])
  assert.equal((await call(fake, 'GET /api/v2/users')).status, 500, 'with the key')
})

it('does not know what was never there, and breaks on what is broken', async () => {
  await using fake = await startFakeLibreTime()
  for (const path of ['now-playing', 'track-types', 'shows/', 'integration/sync-status', 'files/1/audio'])
    assert.deepEqual(
      [(await call(fake, `GET /api/v2/${path}`)).status, (await call(fake, `GET /api/v2/${path}`)).type],
      [404, 'text/html; charset=utf-8'],
      path,
    )
  for (const path of ['podcasts', 'celery-tasks'])
    assert.equal((await call(fake, `GET /api/v2/${path}`)).status, 500, path)
  assert.deepEqual((await call(fake, 'GET /api/v2/files/x')).json, { detail: 'Not found.' })
  assert.equal((await call(fake, 'PUT /api/v2/files')).status, 405)
  assert.deepEqual((await call(fake, 'GET /api/v2/info')).json, { station_name: 'LibreTime' })
})

it('names what is wrong with a body', async () => {
  await using fake = await startFakeLibreTime()
  const post = async (path: string, raw: string, type: string): Promise<unknown[]> => {
    const { status, json } = await call(fake, `POST /api/v2/${path}`, {
      raw: Buffer.from(raw),
      headers: { 'content-type': type },
    })
    return [status, Object.values(json)[0]]
  }
  assert.deepEqual(await post('shows', 'x', 'text/plain'), [415, 'Unsupported media type "text/plain" in request.'])
  assert.match(String((await post('shows', '{', 'application/json'))[1]), /^JSON parse error/)
  assert.deepEqual(await post('show-hosts', 'show=99&user=x', 'application/x-www-form-urlencoded'), [
    400,
    ['Invalid pk "99" - object does not exist.'],
  ])
  const long = await call(fake, 'POST /api/v2/files', {
    body: { size: 'x', mime: 'm', accessed: 0, name: 'n', genre: 'g'.repeat(65), hidden: 'maybe' },
  })
  assert.deepEqual(long.json, {
    size: ['A valid integer is required.'],
    hidden: ['Must be a valid boolean.'],
    genre: ['Ensure this field has no more than 64 characters.'],
  })
})

it('keeps a track type that is in use, and a file that is scheduled ahead', async () => {
  await using fake = await startFakeLibreTime()
  const type = fake.seed.trackType({ code: 'MUS' })
  const file = fake.seed.file({ trackType: type })
  assert.equal((await call(fake, `DELETE /api/v2/libraries/${type}`)).status, 500)
  const instance = fake.seed.instance({
    show: fake.seed.show('S'),
    startsAt: Date.now(),
    endsAt: Date.now() + 3_600_000,
  })
  const from = new Date(Date.now() + 60_000).toISOString()
  const to = new Date(Date.now() + 240_000).toISOString()
  const posted = await call(fake, 'POST /api/v2/schedule', {
    body: { ...scheduleBody({ instance, file, from, to }), position_status: 0 },
  })
  assert.deepEqual((await call(fake, `DELETE /api/v2/files/${file}`)).status, 409)
  assert.equal((await call(fake, `DELETE /rest/media/${file}`)).status, 400)
  await call(fake, `DELETE /api/v2/schedule/${String(posted.json['id'])}`)
  assert.equal((await call(fake, `DELETE /rest/media/${file}`)).status, 204)
  assert.equal((await call(fake, `DELETE /api/v2/libraries/${type}`)).status, 204)
})

it('speaks of a file in columns on /rest, and takes changes there', async () => {
  await using fake = await startFakeLibreTime()
  const file = fake.seed.file({ title: 'A' })
  fake.seed.file({ title: 'B' })
  const put = await call(fake, `PUT /rest/media/${file}`, {
    body: { track_title: 'C', year: '2019-05-04', cuein: '00:00:01', filepath: 'x', nonsense: 1 },
  })
  assert.deepEqual(
    [put.status, put.json['track_title'], put.json['year'], put.json['cuein']],
    [201, 'C', '2019', '00:00:01'],
  )
  assert.deepEqual(
    [fake.rows.files.get(file)?.cue_in, fake.rows.files.get(file)?.filepath?.startsWith('imported/1/')],
    [1_000_000, true],
  )
  assert.notEqual((await call(fake, `GET /api/v2/files/${file}`)).json['updated_at'], null)
  assert.deepEqual(
    (await list(fake, '/rest/media?limit=1&offset=1')).map((row) => row['track_title']),
    ['B'],
  )
  assert.equal((await call(fake, 'PUT /rest/media/99', { body: {} })).status, 500)
})

it('reads and writes times as Django does', () => {
  const durations: [string, string | undefined][] = [
    ['12.5', '00:00:12.500000'],
    ['PT3M', '00:03:00'],
    ['24:00:00', '1 00:00:00'],
    ['1 01:00:00', '1 01:00:00'],
    ['03:00', '00:03:00'],
    ['abc', undefined],
    ['P', undefined],
  ]
  for (const [text, expected] of durations) {
    const us = readDuration(text)
    assert.equal(us === undefined ? undefined : writeDuration(us), expected, text)
  }
  const instants: [string, string | undefined][] = [
    ['2026-03-01T06:00:00-05:00', '2026-03-01T11:00:00Z'],
    ['2026-03-01 06:00', '2026-03-01T06:00:00Z'],
    ['2026-03-01', '2026-03-01T00:00:00Z'],
    ['2026-03-01T06:00:00.25Z', '2026-03-01T06:00:00.250000Z'],
    ['2026-02-30T06:00:00Z', undefined],
    ['2026-03-01T25:00:00Z', undefined],
  ]
  for (const [text, expected] of instants) {
    const us = readInstant(text)
    assert.equal(us === undefined ? undefined : writeInstant(us), expected, text)
  }
})
