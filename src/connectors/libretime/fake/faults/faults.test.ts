import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { manualClock } from '../../../../kernel/clock.ts'
import { type Fault, type FakeLibreTime, REAL_SPEEDS, startFakeLibreTime } from '../../fake-server.ts'
import { call, list, scheduleBody, upload, wav } from '../test-calls.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const SOON_MS = 50

const startFake = (): Promise<FakeLibreTime> => startFakeLibreTime({ clock: manualClock(NOW) })
const sound = { name: 'sound.wav', bytes: wav(1) }

/** The socket dies before the answer is whole. */
async function isCut(calling: Promise<unknown>): Promise<void> {
  await assert.rejects(calling, (error: Error) => error.name === 'TypeError')
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(1)
}

it('answers 502 on /rest only, or everywhere, and carries nothing out', async () => {
  await using fake = await startFake()
  fake.faults.set({ kind: 'status', status: 502, on: 'rest' })
  const refused = await upload(fake, sound)
  assert.deepEqual([refused.status, refused.type, refused.headers.get('server')], [502, 'text/html', 'nginx'])
  assert.match(refused.text, /<h1>502 Bad Gateway<\/h1>/)
  assert.equal((await call(fake, 'GET /api/v2/version')).status, 200)
  fake.faults.set({ kind: 'status', status: 502 })
  assert.equal((await call(fake, 'GET /api/v2/version')).status, 502)
  fake.faults.clear()
  assert.equal((await upload(fake, sound)).status, 201)
  assert.equal(fake.effects.count({ via: 'POST /rest/media', what: 'created' }), 1)
})

it('says when to come again, and fails only so many times after so many', async () => {
  await using fake = await startFake()
  fake.faults.set({ kind: 'status', status: 429, retryAfter: '7', method: 'GET', path: 'libraries', skip: 1, times: 2 })
  const statuses: number[] = []
  for (let i = 0; i < 4; i += 1) statuses.push((await call(fake, 'GET /api/v2/libraries')).status)
  assert.deepEqual(statuses, [200, 429, 429, 200])
  assert.equal((await call(fake, 'GET /api/v2/shows')).status, 200)
})

it('refuses connections while it is stopped, and knows all of it when it is started again', async () => {
  await using fake = await startFake()
  const id = fake.seed.file({ title: 'Kept' })
  await fake.stop()
  await assert.rejects(call(fake, 'GET /api/v2/version'), (error: Error) =>
    JSON.stringify(error.cause).includes('ECONNREFUSED'),
  )
  await fake.start()
  assert.equal((await call(fake, `GET /api/v2/files/${id}`)).json['track_title'], 'Kept')
})

it('puts a challenge page in place of every answer', async () => {
  await using fake = await startFake()
  for (const status of [200, 403, 503] as const) {
    fake.faults.set({ kind: 'html', status })
    const answered = await call(fake, 'GET /api/v2/files')
    assert.deepEqual([answered.status, answered.type], [status, 'text/html; charset=UTF-8'])
    assert.match(answered.text, /Just a moment/)
  }
  fake.faults.set({ kind: 'html', status: 200, labelledJson: true })
  const { type, text } = await call(fake, 'GET /api/v2/files')
  assert.deepEqual([type, text.startsWith('<!DOCTYPE')], ['application/json', true])
})

it('refuses what is too large with 413, by its limit or when told to', async () => {
  await using fake = await startFakeLibreTime({ maxUploadBytes: 100_000 })
  const tooLarge = await upload(fake, { name: 'x.wav', bytes: wav(20) })
  assert.deepEqual([tooLarge.status, tooLarge.type], [413, 'text/html'])
  const body = new Blob([new Uint8Array(200_000)]).stream()
  const headers = { authorization: `Basic ${Buffer.from(`${fake.key}:`).toString('base64')}` }
  const chunked = await fetch(`${fake.url}/rest/media`, {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  } as RequestInit)
  assert.equal(chunked.status, 413, 'without a length too')
  fake.faults.set({ kind: 'too-large', on: 'rest', method: 'POST', times: 1 })
  assert.deepEqual([(await upload(fake, sound)).status, (await upload(fake, sound)).status], [413, 201])
  assert.equal(fake.rows.files.size, 1)
})

it('is slow when told to', async () => {
  await using fake = await startFake()
  fake.faults.set({ kind: 'slow', ms: 60 })
  const startedAt = performance.now()
  assert.equal((await call(fake, 'GET /api/v2/version')).status, 200)
  assert.ok(performance.now() - startedAt >= 59)
})

it('hangs at the connection, after the request, before the answer, and in the middle of it', async () => {
  await using fake = await startFake()
  const showBody = {
    name: 'S',
    linked: false,
    linkable: true,
    auto_playlist_enabled: false,
    auto_playlist_repeat: false,
    override_intro_playlist: false,
    override_outro_playlist: false,
  }
  const hang = async (point: 'connect' | 'request' | 'answer' | 'body', seen: () => boolean): Promise<void> => {
    fake.faults.set({ kind: 'hang', point })
    const giveUp = new AbortController()
    const headers = { connection: 'close' }
    const calling = call(fake, 'POST /api/v2/shows', { body: showBody, signal: giveUp.signal, headers })
    const isRefused = assert.rejects(calling, { name: 'AbortError' }, point)
    await until(seen)
    await sleep(SOON_MS)
    giveUp.abort()
    await isRefused
  }
  await hang('connect', () => true)
  assert.equal(fake.requests.count(), 0)
  await hang('request', () => fake.requests.count() === 1)
  assert.equal(fake.rows.shows.size, 0)
  await hang('answer', () => fake.rows.shows.size === 1)
  await hang('body', () => fake.rows.shows.size === 2)
})

it('loses the answer of what it did', async () => {
  await using fake = await startFake()
  fake.faults.set({ kind: 'lost-answer', on: 'rest', method: 'POST', times: 1 })
  await isCut(upload(fake, sound))
  assert.equal(fake.effects.count({ what: 'created', table: 'files' }), 1)
  assert.equal(fake.requests.matching({ method: 'POST' })[0]?.status, undefined)
  assert.equal((await upload(fake, sound)).status, 201)
  assert.equal(fake.effects.duplicates().length, 1, 'who sends again without looking has it twice')
})

it('cuts the connection before it does anything, for requests that write when it is told so', async () => {
  await using fake = await startFake()
  fake.faults.set({ kind: 'reset', writes: true })
  await isCut(upload(fake, sound))
  assert.equal((await call(fake, 'GET /api/v2/files')).status, 200)
  assert.equal(fake.effects.all().length, 0)
})

it('cuts and truncates its JSON, and gets its types wrong', async () => {
  await using fake = await startFake()
  fake.seed.file({ title: 'Song' })
  fake.faults.set({ kind: 'cut' })
  await isCut(call(fake, 'GET /api/v2/files'))
  fake.faults.set({ kind: 'bom' })
  assert.deepEqual([...(await call(fake, 'GET /api/v2/files')).bytes.subarray(0, 4)], [0xef, 0xbb, 0xbf, 0x5b])
  fake.faults.set({ kind: 'truncated' })
  await assert.rejects(call(fake, 'GET /api/v2/files'), SyntaxError)
  fake.faults.set({ kind: 'wrong-types' })
  const [row] = await list(fake, '/api/v2/files')
  assert.deepEqual(
    [row?.['id'], row?.['track_title'], row?.['hidden'], row?.['genre']],
    [{ value: '1' }, 12_345, 'maybe', []],
  )
})

it('sends a bomb of gzip and a list without end, as large as told', async () => {
  await using fake = await startFake()
  const MIB = 1024 * 1024
  const sizeOf = async (fault: Fault): Promise<{ bytes: number; encoding: string | null }> => {
    fake.faults.set(fault)
    const response = await fetch(`${fake.url}/api/v2/version`)
    let bytes = 0
    for await (const chunk of response.body ?? []) bytes += chunk.length
    return { bytes, encoding: response.headers.get('content-encoding') }
  }
  assert.deepEqual(await sizeOf({ kind: 'gzip-bomb', bytes: 48 * MIB }), { bytes: 48 * MIB, encoding: 'gzip' })
  assert.ok((await sizeOf({ kind: 'huge-json', bytes: 8 * MIB })).bytes >= 8 * MIB)
})

it('says 201 for an upload that is never seen again', async () => {
  await using fake = await startFake()
  fake.faults.set({ kind: 'phantom-upload' })
  const { status, json } = await upload(fake, sound)
  assert.equal(status, 201)
  assert.equal((await call(fake, `GET /api/v2/files/${String(json['id'])}`)).status, 404)
  assert.deepEqual(await list(fake, `/api/v2/files?md5=${String(json['md5'])}`), [])
  assert.equal(fake.effects.all().length, 0)
})

it('leaves uploads pending while the analyzer is stopped, also for an hour, and fails them when told', async () => {
  const clock = manualClock(NOW)
  await using fake = await startFakeLibreTime({ clock })
  fake.faults.set({ kind: 'analyzer-stopped' })
  const first = await upload(fake, sound)
  const status = async (): Promise<unknown> =>
    (await call(fake, `GET /api/v2/files/${String(first.json['id'])}`)).json['import_status']
  clock.advance(59 * 60_000)
  await call(fake, 'GET /api/live-info')
  assert.deepEqual([await status(), fake.analyzer.waiting()], [1, 1])
  clock.advance(2 * 60_000)
  assert.equal(await status(), 1, 'v2 lets it be')
  await call(fake, 'GET /api/live-info')
  assert.equal(await status(), 2, 'the legacy application gives up on it when it is asked for anything')
  fake.faults.set({ kind: 'analyzer-fails' })
  await fake.analyzer.settled()
  await upload(fake, sound)
  await fake.analyzer.settled()
  assert.equal(fake.rows.files.get(2)?.import_status, 2)
})

it('restarts: 502, then refused, then without analyzer, then all that waited is processed', async () => {
  const clock = manualClock(NOW)
  await using fake = await startFakeLibreTime({ clock })
  const restart = fake.restart({ badGatewayMs: 1000, refusedMs: 2000, analyzerDownMs: 5000 })
  assert.equal((await upload(fake, sound)).status, 502)
  clock.advance(1000)
  await restart.refused
  assert.equal(restart.stage, 'refused')
  await assert.rejects(call(fake, 'GET /api/v2/version'))
  clock.advance(2000)
  await restart.apiUp
  const { json } = await upload(fake, sound)
  assert.deepEqual([restart.stage, fake.analyzer.waiting()], ['analyzer down', 1])
  clock.advance(5000)
  await restart.up
  await fake.analyzer.settled()
  assert.equal((await call(fake, `GET /api/v2/files/${String(json['id'])}`)).json['import_status'], 0)
  assert.equal(fake.effects.count({ what: 'created' }), 1)
})

it('is an older release, or a fresh one without track types', async () => {
  await using fake = await startFake()
  const type = fake.seed.trackType({ code: 'MUS' })
  const instance = fake.seed.instance({ show: fake.seed.show('S'), startsAt: NOW, endsAt: NOW + 3_600_000 })
  const file = fake.seed.file()
  fake.seed.file()
  fake.faults.set({ kind: 'old-version' }, { kind: 'no-track-types' })
  const body = scheduleBody({ instance, file, from: '2026-03-01T12:00:00Z', to: '2026-03-01T12:03:00Z' })
  assert.equal((await call(fake, 'POST /api/v2/schedule', { body })).status, 500)
  assert.equal((await list(fake, '/api/v2/files?md5=0')).length, 2, 'filters came with 4.3')
  assert.deepEqual(await list(fake, '/api/v2/libraries'), [])
  assert.equal((await upload(fake, sound, { headers: { cookie: `tt_upload=${type}` } })).status, 400)
})

it('keeps a log of what was asked, and which of it would write', async () => {
  await using fake = await startFake()
  await call(fake, 'GET /api/v2/files')
  await upload(fake, sound)
  await call(fake, 'GET /api/rabbitmq-do-push?format=json')
  const told = fake.requests.all().map(({ method, path, status, writes }) => [method, path, status, writes])
  assert.deepEqual(told, [
    ['GET', '/api/v2/files', 200, false],
    ['POST', '/rest/media', 201, true],
    ['GET', '/api/rabbitmq-do-push', 200, true],
  ])
  assert.deepEqual([fake.requests.count({ writes: true }), fake.requests.count({ path: '/rest/' })], [2, 1])
})

it('is told by HTTP what a test in the same process tells it directly, whatever fault is on', async () => {
  await using fake = await startFake()
  const tell = (line: string, body?: unknown): ReturnType<typeof call> => call(fake, line, { body })
  assert.equal((await tell('POST /__fake/seed', { files: 5000 })).json['files'], 5000)
  await tell('POST /__fake/faults', { kind: 'status', status: 502 })
  assert.equal((await tell('GET /api/v2/version')).status, 502)
  assert.deepEqual((await tell('GET /__fake/')).json['rows'], { files: 5000, users: 1 })
  await tell('DELETE /__fake/faults')
  assert.equal((await list(fake, '/api/v2/files')).length, 5000)
  assert.equal(fake.requests.count(), 2)
})

it('takes as long as a real one when asked to', async () => {
  await using fake = await startFakeLibreTime({ clock: manualClock(NOW), speeds: REAL_SPEEDS })
  const instance = fake.seed.instance({ show: fake.seed.show('S'), startsAt: NOW, endsAt: NOW + 3_600_000 })
  for (let i = 0; i < 480; i += 1) fake.seed.row({ instance, file: null, startsAt: NOW + i * 1000, lengthMs: 1000 })
  const startedAt = performance.now()
  await call(fake, 'GET /api/v2/schedule')
  assert.ok(performance.now() - startedAt >= 480 * (REAL_SPEEDS.rowMs['schedule'] ?? 0) - 1)
  const body = scheduleBody({ instance, file: null, from: '2026-03-01T12:00:00Z', to: '2026-03-01T12:03:00Z' })
  const beganAt = performance.now()
  await Promise.all(Array.from({ length: 20 }, () => call(fake, 'POST /api/v2/schedule', { body })))
  assert.ok(performance.now() - beganAt >= 20 * REAL_SPEEDS.exclusiveMs - 1, 'no write runs beside another')
})

it('drops a client that goes away in the middle of its upload, and keeps nothing of it', async () => {
  await using fake = await startFake()
  const socket = connect(Number(new URL(fake.url).port), '127.0.0.1')
  const auth = Buffer.from(`${fake.key}:`).toString('base64')
  socket.write(
    `POST /rest/media HTTP/1.1\r\nhost: fake\r\nauthorization: Basic ${auth}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 9000\r\n\r\n--b\r\n`,
  )
  await once(socket, 'connect')
  while (fake.requests.count() === 0) await sleep(1)
  socket.destroy()
  assert.equal((await call(fake, 'GET /api/v2/version')).status, 200)
  assert.equal(fake.rows.files.size, 0)
})
