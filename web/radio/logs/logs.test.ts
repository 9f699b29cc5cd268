import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { ClockView } from '../../../src/radio/music/clocks/contract.ts'
import type { CategoryView } from '../../../src/radio/music/pools/contract.ts'
import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'
import { addDays, dayAt, daySpan } from '../../../src/kernel/time.ts'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import {
  axeFindings,
  openBrowser,
  openSignedIn,
  sidewaysPx,
  TEST_LOOKS,
  type WatchedPage,
} from '../../testing/browser.ts'

const KEY = 'key-of-the-log'
const ZONE = 'Europe/Paris'
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const tomorrow = addDays(dayAt(Date.now(), ZONE), 1)
const { startsAt: midnight } = daySpan(tomorrow, ZONE)

let browser: Browser
let fake: FakeLibreTime
let app: TestApp
let view: WatchedPage

const address = (query = `day=${tomorrow}&hour=09`) => `${app.address}radio/logs?${query}`
const readDay = () => app.get<LogDayView>(`api/v1/radio/stations/1/logs/${tomorrow}`)
const titlesOf = async (hour: string): Promise<string[]> => {
  const { entries, hoursOfDay } = await readDay()
  const startsAt = hoursOfDay.find(({ name }) => name === hour)?.startsAt
  return entries.filter((entry) => entry.hourStartsAt === startsAt).map(({ title }) => title)
}
const entry = (page: Page, hour: string, at: number) =>
  page
    .getByRole('region', { name: `Hour of ${hour}` })
    .locator('[data-entry]')
    .nth(at)

async function post<Reply>(path: string, body: object): Promise<Reply> {
  const answer = await app.cli('POST', `api/v1/radio/stations/1/${path}`, body)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return answer.json as Reply
}

function seedLibrary(): void {
  const types = new Map(['MUS', 'IDS', 'PRO'].map((code) => [code, fake.seed.trackType({ code })]))
  const add = (code: string, title: string, seconds: number, artist = 'Riverside') =>
    fake.seed.file({ title, artist, lengthMs: seconds * SECOND_MS, trackType: types.get(code) ?? 0 })
  for (let n = 0; n < 400; n++) add('MUS', `Song ${n}`, 170 + ((n * 37) % 110), `Artist ${n % 60}`)
  for (const [n, name] of ['bright', 'calm'].entries()) add('IDS', `Station ID, ${name}`, 8 + n)
  for (const seconds of [20, 30, 35, 42, 45, 60]) add('PRO', `Promo of ${seconds} seconds`, seconds)
}

/** Each hour: an id at its start, whatever runs, and music to its end. */
async function makeClocks(): Promise<void> {
  const category = async (name: string, typeCode: string): Promise<number> =>
    (await post<CategoryView>('categories', { name, query: { typeCodes: [typeCode] } })).categoryId
  const [music, ids] = [await category('Music', 'MUS'), await category('IDs', 'IDS')]
  const slots = [
    { slotId: 'id', kind: 'category', categoryId: ids, anchor: { kind: 'hard', atMs: 0 } },
    { slotId: 'music', kind: 'category', categoryId: music, fill: { by: 'end' } },
  ]
  const { clockId } = await post<ClockView>('clocks', { name: 'Hour', slots, trimAtMostMs: HOUR_MS })
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => clockId))
  const { etag } = await app.get<{ etag: string }>('api/v1/radio/stations/1/grid')
  const headers = { authorization: await app.bearer(), 'if-match': etag }
  const answer = await app.call('PUT', 'api/v1/radio/stations/1/grid', { headers, body: { week } })
  if (answer.status >= 300) throw new Error(answer.text)
}

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  fake = await startFakeLibreTime({ key: KEY, station: { timezone: ZONE } })
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  seedLibrary()
  const show = fake.seed.show('Evening')
  const evening = fake.seed.instance({ show, startsAt: midnight + 20 * HOUR_MS, endsAt: midnight + 21 * HOUR_MS })
  fake.seed.row({ instance: evening, file: 1, startsAt: midnight + 20 * HOUR_MS, lengthMs: 170 * SECOND_MS })
  const settings = { address: fake.url }
  await app.cli('POST', 'api/v1/connections', { kind: 'libretime', name: 'LT', settings, secrets: { api_key: KEY } })
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  await post('track-syncs', {})
  await app.settled()
  await makeClocks()
  view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: address('') })
  view.page.setDefaultTimeout(10_000)
})
after(async () => {
  await view.page.screenshot({ path: '/tmp/h/edt-pics/end.png' })
  console.log(view.complaints)
  await browser.close()
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

it('lists the days, and makes the log of one by its clocks after telling what it would be', async () => {
  const { page } = view
  const row = page.getByRole('row').nth(4)
  await row.getByText('No log').waitFor()
  await row.getByRole('link').click()
  await page.getByText('has no log yet').waitFor()
  await page.getByRole('button', { name: 'Generate' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('0 entries stay').waitFor()
  await assert.rejects(readDay())
  await dialog.getByRole('button', { name: 'Generate' }).click()
  await page
    .getByText('World unchanged')
    .or(page.getByText(/stop it/))
    .first()
    .waitFor()
})

it('is fit for every reader, wide and narrow, light and dark', async () => {
  for (const look of TEST_LOOKS) {
    await using seen = await openSignedIn(browser, look, { app, url: address() })
    await seen.page.getByText('World unchanged').waitFor()
    const folder = process.env['PATCHBAY_PICTURES']
    if (folder !== undefined)
      await seen.page.screenshot({
        path: join(folder, `logs.${look.widthPx}.${look.theme}.png`),
        fullPage: look.widthPx < 640,
      })
    assert.deepEqual(await axeFindings(seen.page), [], JSON.stringify(look))
    assert.equal(await sidewaysPx(seen.page), 0)
    assert.deepEqual(seen.complaints, [])
  }
})
