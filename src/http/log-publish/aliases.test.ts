import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startApp, type TestApp } from '../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import { addDays, dayAt, instantAt } from '../../kernel/time.ts'

const ZONE = 'Europe/Paris'
const DAY = addDays(dayAt(Date.now(), ZONE), 2)

describe('the paths by which a log is published', () => {
  let app: TestApp
  let libretime: FakeLibreTime
  let tracks: number[]
  const rows = (): string[] =>
    libretime.rows.schedule
      .all()
      .map((row) => `${(Number(row['starts_at']) / 1000 - instantAt(`${DAY}T00:00`, ZONE)) / 3_600_000} ${row.file}`)
      .toSorted()
  const post = (path: string, body?: object) => app.cli('POST', path, body)

  before(async () => {
    libretime = await startFakeLibreTime({ station: { timezone: ZONE } })
    const library = libretime.seed.trackType({ code: 'SHO' })
    tracks = [1, 2, 3].map((n) => libretime.seed.file({ title: `Hour ${n}`, lengthMs: 3_600_000, trackType: library }))
    app = await startApp()
    await app.claim()
    const settings = { address: libretime.url }
    const made = [
      await post('api/v1/connections', { kind: 'libretime', name: 'A', settings, secrets: { api_key: libretime.key } }),
      await post('api/v1/radio/stations', { name: 'Hall', timeZone: ZONE, libraryConnectionId: 1 }),
      await post('sync/tracks'),
      await post('api/v1/radio/stations/1/logs', { airDate: DAY }),
    ]
    for (const { status, text } of made) assert.ok(status < 300, text)
  })
  after(async () => {
    await app[Symbol.asyncDispose]()
    await libretime[Symbol.asyncDispose]()
  })

  it('POST /logs/{id}/publish is refused while something stops it, and names it', async () => {
    const { status, json } = await post('logs/1/publish')
    assert.equal(status, 409)
    const problem = json as { success: boolean; code: string; detail: string }
    assert.deepEqual([problem.success, problem.code], [false, 'radio/log-stopped'])
    assert.match(problem.detail, /Nothing is planned for/)
    assert.deepEqual(rows(), [])
  })

  it('POST /logs/{id}/publish-hour publishes that hour, and answers when it was read back', async () => {
    const edits = [10, 11].map((hour, n) => ({ do: 'add', trackId: tracks[n], hour: String(hour) }))
    const edited = await app.call('POST', 'api/v1/radio/logs/1/edits', {
      body: { edits },
      headers: { authorization: await app.bearer(), 'if-match': '*' },
    })
    assert.ok(edited.status < 300, edited.text)
    const { status, json } = await post('logs/1/publish-hour', { hour: 10 })
    assert.equal(status, 200)
    assert.deepEqual(json, {
      success: true,
      message: 'Log published',
      log_id: 1,
      verified: true,
      added: 1,
      removed: 0,
      kept: 0,
      hour: 10,
    })
    assert.deepEqual(rows(), [`10 ${tracks[0]}`])
    const again = await post('logs/1/publish-hour', { hour: 10 })
    assert.deepEqual([(again.json as { added: number }).added, (again.json as { kept: number }).kept], [0, 1])
  })

  it('is an error when LibreTime refuses a row, and the old log stands', async () => {
    libretime.faults.set({ kind: 'status', status: 400, on: 'v2', method: 'POST', path: '/schedule', times: 1 })
    const { status, json } = await post('logs/1/publish-hour', { hour: 11 })
    libretime.faults.clear()
    assert.equal(status, 502)
    assert.equal((json as { code: string }).code, 'radio/not-published')
    assert.deepEqual(rows(), [`10 ${tracks[0]}`])
  })

  it('is 503 when LibreTime is dead, never a success', async () => {
    await libretime.stop()
    const { status, json } = await post('logs/1/publish-hour', { hour: 11 })
    await libretime.start()
    assert.equal(status, 503)
    assert.equal((json as { success: boolean }).success, false)
  })
})
