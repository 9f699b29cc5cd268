import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import { dayAt, daySpan } from '../../kernel/time.ts'
import type { AsRunLine, AsRunOverview, PlayView, RulesView } from './contract.ts'

const KEY = 'canary-key-of-the-history'
const ZONE = 'Europe/Paris'
const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const HOUR_MS = 3_600_000
const FORMULA = '=HYPERLINK("http://x")'

let fake: FakeLibreTime
let app: TestApp
const today = dayAt(Date.now(), ZONE)
const yesterday = dayAt(daySpan(today, ZONE).startsAt - 1, ZONE)
const noon = daySpan(yesterday, ZONE).startsAt + 12 * HOUR_MS

before(async () => {
  fake = await startFakeLibreTime({ key: KEY, station: { timezone: ZONE } })
  app = await startApp({ yaml: BY_HAND })
  const settings = { address: fake.url }
  await app.cli('POST', 'api/v1/connections', { kind: 'libretime', name: 'LT', settings, secrets: { api_key: KEY } })
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  const odd = fake.seed.file({ title: FORMULA, artist: '+33' })
  const plain = fake.seed.file({ title: 'Night Drift' })
  for (const [file, startsAt] of [
    [odd, noon],
    [plain, noon + HOUR_MS],
    [plain, noon - 400 * 24 * HOUR_MS],
  ] as const)
    fake.seed.history({ file, startsAt, endsAt: startsAt + 180_000 })
})
after(async () => {
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

const at = 'api/v1/radio/stations/1/as-run'
const overview = () => app.get<AsRunOverview>(at)
const alias = (body: object = {}) => app.cli('POST', 'sync/playback-history', body)
const patchbay = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, PATCHBAY_DATA: app.dataFolder }
    execFile(process.execPath, [MAIN, 'asrun', ...args], { env }, (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err })
    })
  })

describe('what was on air, over the API', () => {
  it('is read for the days that the brief’s path names, and told apart from what was there', async () => {
    const unread = await overview()
    assert.deepEqual([unread.sync.at, unread.days], [null, []])
    const range = { start_date: yesterday, end_date: yesterday }
    const first = await alias(range)
    assert.deepEqual([first.status, first.json], [200, { success: true, synced: 2, skipped: 0 }])
    const again = await alias({ start_date: `${yesterday}T08:00:00Z`, end_date: `${yesterday}T09:00:00` })
    assert.deepEqual([again.status, again.json], [200, { success: true, synced: 0, skipped: 2 }])
    const { items } = await app.get<{ items: PlayView[] }>(`${at}/plays`)
    assert.deepEqual(
      items.map(({ title, timing }) => [title, timing]),
      [
        ['Night Drift', 'estimated'],
        [FORMULA, 'estimated'],
      ],
    )
  })

  it('H4: is 503 with the brief’s members while LibreTime is dead, never “0 synced”, and shows the reason and the age', async () => {
    const { sync: known } = await overview()
    fake.faults.set({ kind: 'status', status: 500 })
    const dead = await alias({ start_date: yesterday, end_date: yesterday })
    fake.faults.clear()
    const { success, synced, code } = dead.json
    assert.deepEqual([dead.status, success, synced, code], [503, false, undefined, 'radio/history-not-read'])
    const { sync } = await overview()
    assert.deepEqual([sync.at, sync.added], [known.at, known.added])
    assert.ok(sync.failedAt !== null)
    assert.match(String(sync.reason?.text), /500/)
    assert.equal((await alias({})).status, 200)
    assert.equal((await overview()).sync.reason, null)
  })

  it('stands in a report as CSV, in which nothing is a formula, and as JSON', async () => {
    const headers = { authorization: await app.bearer() }
    const csv = await app.call('GET', `${at}/report?from=${yesterday}&to=${today}`, { headers })
    assert.equal(csv.status, 200)
    const rows = csv.text.split('\r\n')
    assert.match(String(rows[0]), /^\uFEFF?air_date,planned_at,heard_at,off_seconds,verdict,time,title/)
    assert.match(String(rows[1]), /,extra,estimated,"'=HYPERLINK\(""http:\/\/x""\)",'\+33,/)
    assert.match(String(rows[2]), /T13:00:00\+0[12]:00,,extra,estimated,Night Drift/)
    const json = await app.call('GET', `${at}/report?from=${yesterday}&to=${yesterday}&format=json`, { headers })
    const { days } = JSON.parse(json.text) as { days: { airDate: string; lines: AsRunLine[] }[] }
    assert.deepEqual([days[0]?.airDate, days[0]?.lines.length], [yesterday, 2])
    const refused = await app.cli('GET', `${at}/report?from=${today}&to=${yesterday}`)
    assert.equal(refused.status, 400)
    assert.equal((await app.cli('GET', `${at}/report?from=2020-01-01&to=2026-01-01`)).status, 400)
    assert.equal((await app.cli('POST', `${at}/sync`, { from: '2020-01-01' })).status, 400)
  })

  it('pages through plays and filters them', async () => {
    const page = await app.get<{ items: PlayView[]; nextCursor: string }>(`${at}/plays?limit=1`)
    const next = await app.get<{ items: PlayView[]; nextCursor: null }>(`${at}/plays?limit=1&cursor=${page.nextCursor}`)
    assert.deepEqual([page.items[0]?.title, next.items[0]?.title, next.nextCursor], ['Night Drift', FORMULA, null])
    const found = async (query: string) => (await app.get<{ items: PlayView[] }>(`${at}/plays?${query}`)).items.length
    assert.deepEqual(
      [await found('text=night'), await found('text=%25'), await found('trackId=1'), await found(`from=${today}`)],
      [1, 0, 1, 0],
    )
  })
})

describe('what was on air, by the clock', () => {
  const look = async (): Promise<void> => {
    const { items } = await app.get<{ items: { scheduleId: number; name: string }[] }>('api/v1/schedules')
    const { scheduleId } = items.find(({ name }) => name === 'radio.sync-histories') ?? {}
    const { status, text } = await app.cli('POST', `api/v1/schedules/${scheduleId}/run`)
    assert.equal(status, 202, text)
    await app.settled()
  }

  it('is read for each station, and a connection that is switched off is no failure of it', async () => {
    const { sync: known } = await overview()
    const { startsAt } = daySpan(today, ZONE)
    fake.seed.history({ file: 2, startsAt, endsAt: startsAt + 180_000 })
    await look()
    const { sync } = await overview()
    assert.ok(String(sync.at) > String(known.at))
    assert.deepEqual([sync.added, sync.reason], [1, null])
    const { etag } = await app.get<{ etag: string }>('api/v1/connections/1')
    const headers = { authorization: await app.bearer(), 'if-match': etag }
    const change = (isEnabled: boolean, how = headers) =>
      app.call('PATCH', 'api/v1/connections/1', { headers: how, body: { isEnabled } })
    assert.equal((await change(false)).status, 200)
    await look()
    const off = await overview()
    assert.deepEqual([off.sync.at, off.sync.reason?.code], [sync.at, 'connections/switched-off'])
    const again = await app.get<{ etag: string }>('api/v1/connections/1')
    assert.equal((await change(true, { ...headers, 'if-match': again.etag })).status, 200)
  })
})

describe('what was on air, on the command line', () => {
  it('is read, listed, reported and held against rules', async () => {
    const synced = await patchbay('sync', '1', '--from', yesterday, '--to', yesterday)
    assert.equal(synced.code, 0, synced.err)
    const days = await patchbay('days', '1')
    assert.equal(days.code, 0, days.err)
    assert.match(days.out, new RegExp(`${yesterday} +(over|goes on) +0 +0 +0 +0 +0 +2 +2/2`))
    const day = await patchbay('day', '1', yesterday, '--verdict', 'extra')
    assert.match(day.out, /13:00:00 .*extra +estimated .*Night Drift/)
    const out = join(app.dataFolder, 'report.csv')
    assert.equal((await patchbay('report', '1', yesterday, '--out', out)).code, 0)
    assert.match(await readFile(out, 'utf8'), /Night Drift/)
    assert.match((await patchbay('plays', '1', '--text', 'drift')).out, /estimated .*Night Drift/)
    assert.deepEqual(JSON.parse((await patchbay('owed', '1', yesterday, '--json')).out), { items: [] })
    const rules = JSON.parse((await patchbay('rules', '1', '--late', '20', '--json')).out) as RulesView
    assert.deepEqual([rules.lateSec, rules.earlySec], [20, 10])
    assert.equal((await overview()).rules.lateSec, 20)
  })
})
