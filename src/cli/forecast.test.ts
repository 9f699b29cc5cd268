import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { type CliHost, openCliHost, type Said } from '../../test/cli-host.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../connectors/libretime/fake-server.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const KEY = 'key-of-the-forecast'

let fake: FakeLibreTime
let app: TestApp
let host: CliHost

const day = Math.ceil(Date.now() / DAY_MS) * DAY_MS + DAY_MS
const at = (hours: number): string => new Date(day + hours * HOUR_MS).toISOString()
const run = (...args: string[]): Promise<Said> => host.run(['forecast', ...args])

before(async () => {
  fake = await startFakeLibreTime({ key: KEY })
  app = await startApp({ yaml: BY_HAND })
  host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
  const settings = { address: fake.url }
  await app.cli('POST', 'api/v1/connections', { kind: 'libretime', name: 'LT', settings, secrets: { api_key: KEY } })
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Hall', timeZone: 'UTC', libraryConnectionId: 1 })
})
after(async () => {
  await host[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

it('says that nothing was looked at, looks, and tells dead air with its end; silence is a matter of the station', async () => {
  assert.match((await run('show', '1')).err, /was not looked at yet/)
  const seen = await run('show', '1', '--fresh')
  assert.equal(seen.code, 3, seen.err)
  assert.match(seen.out, /bad +Dead air from/)
  assert.match((await run('tolerance', '1', '5')).out, /5 seconds and more/)
  assert.deepEqual(JSON.parse((await run('tolerance', '1', '--json')).out), { gapSec: 5 })
})

it('tells an airing that was taken out, says what a repair would do, does it, and has nothing to do again', async () => {
  const trackId = fake.seed.file({ title: 'Night Drift', lengthMs: HOUR_MS })
  const showId = String(fake.seed.show('Drift'))
  const wish = { trackId, showId, startsAt: at(0), endsAt: at(1) }
  await app.cli('POST', 'api/v1/radio/stations/1/planner/airings', wish)
  fake.rows.schedule.remove(fake.rows.schedule.all()[0]?.id ?? 0)
  await run('show', '1', '--fresh')
  const drift = await run('drift', '1')
  assert.deepEqual([drift.code, /gone .*Night Drift/.test(drift.out)], [3, true], drift.out)
  const dry = await run('repair', '1')
  assert.match(dry.out, /airing +Night Drift +would be done/)
  assert.equal(fake.rows.schedule.size, 0)
  const done = await run('repair', '1', '--apply')
  assert.equal(done.code, 0, done.err)
  assert.equal(fake.rows.schedule.size, 1)
  assert.match((await run('repair', '1')).out, /Nothing|nothing/)
  await run('show', '1', '--fresh')
  assert.equal((await run('drift', '1')).code, 0)
})

it('tells what is on, and a LibreTime that does not answer as that', async () => {
  const now = await run('now', '1', '--fresh')
  assert.equal(now.code, 3)
  assert.match(now.out, /Nothing is planned now/)
  fake.faults.set({ kind: 'status', status: 503 })
  assert.equal((await run('show', '1', '--fresh')).code, 1)
  assert.equal((await run('show', '1')).code, 4)
  fake.faults.clear()
})
