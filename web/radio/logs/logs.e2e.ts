import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import type { ClockView } from '../../../src/radio/music/clocks/contract.ts'
import type { CategoryView } from '../../../src/radio/music/pools/contract.ts'
import type { LogDayRow, LogDayView } from '../../../src/radio/logs/read/contract.ts'
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
/** The last one of an hour loses some seconds to the id of the next: one more, and nothing of it is heard. */
const SONG_S = 200
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

const focusOn = (page: Page, title: string) =>
  page.waitForFunction((text) => document.activeElement?.textContent?.includes(text) === true, title)

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PATCHBAY_PICTURES']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  await app.until('the log is so', holds)
}

async function boxOf(what: Locator): Promise<{ x: number; y: number }> {
  const box = await what.boundingBox()
  if (box === null) throw new Error('it is not in sight')
  return box
}

async function post<Reply>(path: string, body: object): Promise<Reply> {
  const answer = await app.cli('POST', `api/v1/radio/stations/1/${path}`, body)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return answer.json as Reply
}

function seedLibrary(): void {
  const types = new Map(['MUS', 'IDS', 'PRO'].map((code) => [code, fake.seed.trackType({ code })]))
  const add = (code: string, title: string, { seconds, artist = 'Riverside' }: { seconds: number; artist?: string }) =>
    fake.seed.file({ title, artist, lengthMs: seconds * SECOND_MS, trackType: types.get(code) ?? 0 })
  for (let n = 0; n < 400; n++) add('MUS', `Song ${n}`, { seconds: SONG_S, artist: `Artist ${n % 60}` })
  for (const [n, name] of ['bright', 'calm'].entries()) add('IDS', `Station ID, ${name}`, { seconds: 8 + n })
  for (const seconds of [20, 30, 35, 42, 45, 60]) add('PRO', `Promo of ${seconds} seconds`, { seconds })
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
  await dialog.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByText('World unchanged').waitFor()
  assert.ok((await readDay()).entries.length > 380)
  await page.goto(address())
})

it('moves, removes and replaces entries by keys, and takes the lock with the first edit', async () => {
  const { page } = view
  const [first = '', second = '', third = ''] = await titlesOf('10')
  await entry(page, '10:00', 2).click()
  await page.keyboard.press('ArrowUp')
  await focusOn(page, second)
  await page.keyboard.press('Alt+ArrowDown')
  await until(async () => (await titlesOf('10'))[1] === third)
  await page.getByText('You hold the edit lock until').waitFor()
  await focusOn(page, second)
  await page.keyboard.press('Delete')
  await page.getByText(`${second} is out of the log`).waitFor()
  assert.ok(!(await titlesOf('10')).includes(second))
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await until(async () => (await titlesOf('10')).slice(0, 3).join() === [first, third, second].join())
  await entry(page, '10:00', 1).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Title or artist' }).fill('Song 399')
  await dialog.getByRole('button', { name: /Song 399/ }).click()
  await until(async () => (await titlesOf('10'))[1] === 'Song 399')
  await focusOn(page, 'Song 399')
  await page.keyboard.press('w')
  await page.getByText('A person put it there.').waitFor()
})

it('moves an entry with the mouse into another hour', async () => {
  const { page } = view
  const [, title = ''] = await titlesOf('09')
  const [from, to] = [await boxOf(entry(page, '09:00', 1)), await boxOf(entry(page, '11:00', 2))]
  await page.mouse.move(from.x + 60, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(to.x + 60, to.y + 20, { steps: 5 })
  await page.mouse.move(to.x + 60, to.y + 4)
  await page.locator('[data-drop="before"]').waitFor()
  await page.mouse.up()
  await until(async () => (await titlesOf('11'))[2] === title)
})

it('tells a silence in its hour, in the rail and as what stops the day, and fills it with what fits', async () => {
  const { page } = view
  const last = (await titlesOf('13')).at(-1) ?? ''
  await page.goto(address(`day=${tomorrow}&hour=13`))
  await page.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  await page
    .getByRole('button', { name: new RegExp(last) })
    .first()
    .press('Delete')
  const hour = page.getByRole('region', { name: 'Hour of 13:00' })
  await hour.getByRole('button', { name: /Gap/ }).waitFor()
  await page.getByRole('button', { name: /^13:00, .* short$/ }).waitFor()
  await page.getByText('Log changed since').waitFor()
  await page.getByRole('button', { name: 'Compare again' }).click()
  const panel = page.getByRole('region', { name: 'Publish preview' })
  await panel
    .getByText(/stops? it/)
    .first()
    .waitFor()
  const publish = panel.getByRole('button', { name: 'Publish day' })
  assert.equal(await publish.getAttribute('aria-disabled'), 'true')
  assert.match((await publish.getAttribute('aria-description')) ?? '', /^Stopped.* Nothing is planned for /)
  assert.deepEqual(await axeFindings(page), [])
  await picture(page, 'logs.stopped')
  const stopper = panel.getByRole('listitem').filter({ hasText: /^13:.*Nothing is planned/ })
  await stopper.getByRole('button', { name: 'Fill' }).click()
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-gap') === true)
  await hour
    .getByRole('button', { name: /^Put in/ })
    .first()
    .click()
  await panel.getByRole('button', { name: 'Compare again' }).click()
  await panel.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  const unheard = panel.getByRole('listitem').filter({ hasText: 'would be heard' })
  await unheard.getByRole('button', { name: 'Show' }).click()
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-entry') === true)
  await page.keyboard.press('Delete')
  await page.getByText('Log changed since').waitFor()
  await panel.getByRole('button', { name: 'Compare again' }).click()
  await panel.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  await panel
    .getByRole('button', { name: /^Accept/ })
    .first()
    .click()
  await panel.getByText(/stops? it/).waitFor({ state: 'detached' })
  await panel.getByText('World unchanged').waitFor()
})

it('publishes an hour, shows that every row was read back, and takes it back', async () => {
  const { page } = view
  const panel = page.getByRole('region', { name: /^Publish preview/ })
  const rowsBefore = fake.rows.schedule.all().length
  await page.getByRole('button', { name: /^13:00,/ }).click()
  await entry(page, '13:00', 0).click()
  await panel.getByRole('button', { name: 'Only 13:00' }).click()
  await panel.getByRole('button', { name: 'Publish 13:00' }).click()
  await panel.getByText('Every row was read back.').first().waitFor()
  await panel.getByText('Nothing changes here.').waitFor()
  const { length } = await titlesOf('13')
  assert.equal(fake.rows.schedule.all().length, rowsBefore + length)
  assert.equal(
    await panel.getByRole('button', { name: 'Publish 13:00' }).getAttribute('aria-description'),
    'LibreTime has exactly this already',
  )
  const { items } = await app.get<{ items: LogDayRow[] }>(`api/v1/radio/stations/1/logs?from=${tomorrow}&days=1`)
  const { published, openMs, revision } = items[0] as LogDayRow
  assert.deepEqual([published?.state, published?.isWholeDay, published?.revision], ['verified', false, revision])
  const gaps = (await readDay()).gaps.map(({ lengthMs }) => lengthMs)
  assert.equal(
    openMs,
    gaps.reduce((sum, ms) => sum + ms, 0),
  )
  assert.ok(openMs > 0)
  await picture(page, 'logs.verified')
  await panel.getByRole('button', { name: 'Undo' }).click()
  await panel.getByText('Undone: LibreTime has what it had before.').first().waitFor()
  assert.equal(fake.rows.schedule.all().length, rowsBefore)
  assert.deepEqual(view.complaints, [])
})

it('shows what the log was, and goes back to it', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Revisions' }).click()
  const drawer = page.getByRole('dialog', { name: 'Revisions' })
  await drawer.getByRole('listitem').last().getByRole('button', { name: 'Look' }).click()
  await page.getByText('Revision 1', { exact: true }).waitFor()
  assert.equal(await page.locator('[data-entry]').count(), 0)
  await page.getByRole('button', { name: 'Show now' }).click()
  await page.locator('[data-entry]').first().waitFor()
  await page.getByText('List', { exact: true }).click()
  await page.getByRole('table').waitFor()
  assert.ok((await page.locator('[data-entry]').count()) > 380)
  assert.deepEqual(await axeFindings(page), [])
})

it('is fit for every reader, wide and narrow, light and dark', async () => {
  for (const look of TEST_LOOKS) {
    await using seen = await openSignedIn(browser, look, { app, url: address() })
    await seen.page.getByText('World unchanged').waitFor()
    await picture(seen.page, `logs.${look.widthPx}.${look.theme}`)
    assert.deepEqual(await axeFindings(seen.page), [], JSON.stringify(look))
    assert.equal(await sidewaysPx(seen.page), 0)
    assert.deepEqual(seen.complaints, [])
  }
})
