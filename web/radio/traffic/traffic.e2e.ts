import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { PASSWORD } from '../../../test/start-http.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'
import { openSqlite } from '../../../src/db/sqlite.ts'
import { addDays, dayAt } from '../../../src/kernel/time.ts'
import type { MissView, OrderView } from '../../../src/radio/traffic/contract.ts'
import { noteAired, noteSpots } from '../../../src/radio/traffic/index.ts'
import {
  axeFindings,
  openBrowser,
  openSignedIn,
  sidewaysPx,
  TEST_LOOKS,
  type WatchedPage,
} from '../../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
const VIEWER = { name: 'Vic', password: PASSWORD }
const KEY = 'key-of-the-station'
const ZONE = 'Europe/Paris'
const today = dayAt(Date.now(), ZONE)

let browser: Browser
let app: TestApp
let libretime: FakeLibreTime
let view: WatchedPage

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  libretime = await startFakeLibreTime({ key: KEY, station: { timezone: ZONE } })
  for (const title of ['Fresh bread', 'Warm rolls', 'Museum night']) libretime.seed.file({ title, lengthMs: 30_000 })
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await app.cli('POST', 'api/v1/access/people', { ...VIEWER, role: 'viewer' })
  const library = {
    kind: 'libretime',
    name: 'LibreTime',
    settings: { address: libretime.url },
    secrets: { api_key: KEY },
  }
  await app.cli('POST', 'api/v1/connections', library)
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  await app.cli('POST', 'api/v1/radio/stations/1/track-syncs', {})
  await app.settled()
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}radio/traffic` })
  view.page.setDefaultTimeout(10_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await libretime[Symbol.asyncDispose]()
})

const order = (id: number) => app.get<OrderView>(`api/v1/radio/orders/${id}`)
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
const misses = (page: Page) => page.getByRole('region', { name: 'Missed plays' })

it('adds an order with its flight, its times and a copy from the library', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  await page.getByText('No open orders').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.keyboard.press('n')
  await dialog.getByRole('textbox', { name: 'Number' }).fill('2211')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Corner Bakery')
  await dialog.getByRole('textbox', { name: 'Sponsor' }).fill('Corner Bakery Ltd')
  await dialog.getByLabel('First day').fill(today)
  await dialog.getByLabel('Last day').fill(addDays(today, 20))
  await dialog.getByRole('textbox', { name: 'Plays' }).fill('3')
  await dialog.getByRole('button', { name: 'Add times' }).click()
  await dialog.getByRole('button', { name: 'Add times' }).click()
  await dialog.getByRole('combobox', { name: 'Missed plays' }).selectOption('Wait for approval')
  await dialog.getByLabel('Add copy').fill('bread')
  await page.locator('[data-combobox-selected]', { hasText: 'Fresh bread' }).click()
  await dialog.getByRole('group', { name: 'Fresh bread' }).getByRole('textbox', { name: 'Weight' }).fill('2')
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Add order' }).click()
  await dialog.getByText('The time windows 06:00-12:00 and 06:00-12:00 overlap.').waitFor()
  await dialog.getByRole('button', { name: 'Remove 06:00 to 12:00' }).last().click()
  await dialog.getByRole('button', { name: 'Add order' }).click()
  await page.getByRole('complementary', { name: 'Corner Bakery 2211' }).getByText('Played 0 of 63').waitFor()
  const { windows, copies, plays, makeGoods } = await order(1)
  assert.deepEqual(
    [windows, copies.map(({ title, weight, lengthMs }) => [title, weight, lengthMs]), plays, makeGoods],
    [[{ from: '06:00', to: '12:00' }], [['Fresh bread', 2, 30_000]], 3, 'ask'],
  )
})

it('shows orders that miss copy first, and the days of a flight', async () => {
  const { page } = view
  const flight = { firstDay: addDays(today, 1), lastDay: addDays(today, 3), plays: 5, per: 'flight' }
  await app.cli('POST', 'api/v1/radio/stations/1/orders', { number: '7', name: 'Museum', ...flight })
  await rowOf(page, 'Museum')
    .getByText(`No copy, needed from ${addDays(today, 1)}, Ends on ${addDays(today, 3)}`)
    .waitFor()
  const names = await page.getByRole('row').allInnerTexts()
  assert.ok(names.findIndex((text) => text.includes('Museum')) < names.findIndex((text) => text.includes('Bakery')))
  await rowOf(page, 'Museum').click()
  const strip = page.getByRole('complementary', { name: 'Museum 7' }).getByRole('group', { name: 'Days of the flight' })
  await strip.waitFor()
  assert.deepEqual(
    (await strip.getByRole('listitem').allInnerTexts()).map((text) => /, (\d) plays?, no copy/.exec(text)?.[1]),
    ['1', '2', '2'],
  )
  assert.deepEqual(await axeFindings(page), [])
})

it('lets a person decide what becomes of a missed play', async () => {
  const { page } = view
  await missOne()
  const panel = misses(page)
  await page.reload()
  await panel.getByText('To decide').waitFor()
  await panel.getByRole('button', { name: 'Approve' }).click()
  await panel.getByText('Owed', { exact: true }).waitFor()
  await rowOf(page, 'Corner Bakery').getByText('Played 2 of 63, 1 owed').waitFor()
  await panel.getByRole('button', { name: 'Waive' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Waive', disabled: true }).waitFor()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Credited on invoice 88')
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Waive' }).click()
  await panel.getByText('Credited on invoice 88').waitFor()
  const list = await app.get<{ items: MissView[] }>('api/v1/radio/stations/1/make-goods')
  assert.deepEqual(
    list.items.map(({ state, reason }) => [state, reason]),
    [['waived', 'Credited on invoice 88']],
  )
  await panel.getByRole('button', { name: 'Take back' }).click()
  await panel.getByText('To decide').waitFor()
})

/** The log of today as the logs room and as-run would write it down: three plays, one of them missed. */
async function missOne(): Promise<void> {
  await using db = openSqlite(join(app.dataFolder, 'patchbay.db'))
  const now = Date.now()
  const entry = (entryId: number) => ({ entryId, orderId: 1, copyId: 1, startsAt: now })
  const day = { stationId: 1, airDate: today, now }
  await db.tx((tx) => noteSpots(tx, { ...day, placed: [entry(1), entry(2), entry(3)] }))
  const aired = [1, 2].map((entryId) => ({ entryId, airedAt: now }))
  await db.tx((tx) => noteAired(tx, { ...day, aired, missed: [{ entryId: 3, code: 'traffic.missed' }], isOver: true }))
}

it('changes an order, takes one out and puts it back, by keys too', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  await rowOf(page, 'Museum').focus()
  await page.keyboard.press('e')
  await dialog.getByLabel('Add copy').fill('museum')
  await page.locator('[data-combobox-selected]', { hasText: 'Museum night' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await rowOf(page, 'Museum')
    .getByText(`Ends on ${addDays(today, 3)}`, { exact: true })
    .waitFor()
  await rowOf(page, 'Corner Bakery').click()
  const detail = page.getByRole('complementary', { name: 'Corner Bakery 2211' })
  await detail.getByText('Played 2 of 63, 1 owed').waitFor()
  await detail.getByText('To decide').waitFor()
  assert.match(
    String(await detail.getByRole('link', { name: 'As-run of that day' }).getAttribute('href')),
    /radio\/as-run\?station=1&day=/,
  )
  const audio = detail.getByLabel('Listen to Fresh bread')
  assert.match(String(await audio.getAttribute('src')), /stations\/1\/tracks\/1\/audio$/)
  await detail.getByRole('button', { name: 'Take out', disabled: true }).waitFor()
  await rowOf(page, 'Museum').focus()
  await page.keyboard.press('Delete')
  await page.getByText('Order 7 is taken out').waitFor()
  await page.getByRole('radio', { name: 'Taken out' }).check({ force: true })
  await page.getByRole('button', { name: 'Put back 7' }).click()
  await page.getByText('Nothing was taken out').waitFor()
  await page.getByRole('radio', { name: 'Open' }).check({ force: true })
  await rowOf(page, 'Museum').waitFor()
  assert.equal((await order(2)).removedAt, null)
})

it('brings orders from a file: tried, reviewed, applied', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  const choose = async (lines: string[]) => {
    const buffer = Buffer.from(lines.join('\n'))
    await dialog.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer })
    await dialog.getByRole('button', { name: 'Try it' }).click()
  }
  await page.getByRole('button', { name: 'CSV' }).click()
  await page.getByRole('menuitem', { name: 'Import' }).click()
  const head = 'number,name,first_day,last_day,plays,copies'
  await choose([head, `8,Choir,${today},${today},0,1`, `9,Fair,${today},${today},2,99`])
  await dialog.getByText('It must be a whole number from 1 to 20,000.').waitFor()
  await dialog.getByText('There is no track 99 in the library.').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Choose another file' }).click()
  await choose([head, `8,Choir,${today},${addDays(today, 9)},2,1*2; 2`])
  await dialog.getByRole('link', { name: 'Review' }).click()
  await page.waitForURL(/traffic\/plans\/\d+$/)
  await page.getByRole('button', { name: /^Apply/ }).click()
  await app.settled()
  await page.getByRole('link', { name: 'Traffic', exact: true }).first().click()
  await rowOf(page, 'Choir').waitFor()
  assert.deepEqual((await order(3)).copies.map(({ title, weight }) => [title, weight]), [['Fresh bread', 2], ['Warm rolls', 1]]) // prettier-ignore
  assert.deepEqual(
    view.complaints.filter((text) => !/422/.test(text)),
    [],
  )
})

it('is whole in each look, and offers nothing to somebody who may only look', async () => {
  for (const look of TEST_LOOKS) {
    const url = `${app.address}radio/traffic?order=1`
    await using seen = await openSignedIn(browser, look, { app, url, person: VIEWER })
    const { page, complaints } = seen
    await page.getByRole('group', { name: 'Days of the flight' }).waitFor()
    assert.deepEqual(await axeFindings(page), [], `${look.theme} ${look.widthPx}`)
    if (look.widthPx < 640) await page.keyboard.press('Escape')
    await rowOf(page, 'Museum').waitFor()
    await misses(page).getByText('To decide').waitFor()
    assert.equal(await page.getByRole('button', { name: /Add order|Approve|Waive|Edit/ }).count(), 0)
    assert.deepEqual([await axeFindings(page), await sidewaysPx(page), complaints], [[], 0, []])
  }
})
