import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { addDays, dayAt, daySpan } from '../../../src/kernel/time.ts'
import { axeFindings, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../../testing/browser.ts'
import { openRadioScreens, type RadioScreens, ZONE } from '../../../test/radio-screens.ts'

const KEY = 'key-of-the-forecast'
const HOUR_MS = 3_600_000
const today = dayAt(Date.now(), ZONE)
const startOf = (days: number): number => daySpan(addDays(today, days), ZONE).startsAt

let screens: RadioScreens
let browser: RadioScreens['browser']
let fake: RadioScreens['fake']
let app: RadioScreens['app']
let view: WatchedPage

/** Hour after hour since yesterday; a gap the day after tomorrow, and a file that is gone the day after that. */
function planWeek(): void {
  const show = fake.seed.show('Drift')
  const file = fake.seed.file({ title: 'Night Drift', lengthMs: HOUR_MS })
  const gone = fake.seed.file({ title: 'Repair Café', lengthMs: HOUR_MS, more: { exists: false } })
  for (let at = startOf(-1); at < startOf(7); at += HOUR_MS) {
    const instance = fake.seed.instance({ show, startsAt: at, endsAt: at + HOUR_MS })
    if (at === startOf(2) + 14 * HOUR_MS) continue
    const isGone = at === startOf(3) + 15 * HOUR_MS
    const more = { played: at < Date.now() }
    fake.seed.row({ instance, file: isGone ? gone : file, startsAt: at, lengthMs: HOUR_MS, more })
  }
}

// Each test goes on where the one before it ended.
before(async () => {
  screens = await openRadioScreens(KEY)
  ;({ browser, fake, app } = screens)
  planWeek()
  view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: `${app.address}radio/forecast` })
  view.page.setDefaultTimeout(15_000)
})
after(() => screens[Symbol.asyncDispose]())

it('says what comes first where there is no station, and that nothing was looked at yet', async () => {
  const { page } = view
  await page.getByRole('main').getByText('LibreTime', { exact: false }).first().waitFor()
  const settings = { address: fake.url }
  await app.cli('POST', 'api/v1/connections', { kind: 'libretime', name: 'LT', settings, secrets: { api_key: KEY } })
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  await page.goto(`${app.address}radio/forecast`)
  await page.getByText('LibreTime was not looked at yet').waitFor()
  assert.deepEqual(await axeFindings(page), [])
})

it('checks now: a strip for each day, the gap, the file that is missing, and how old it all is', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Check now' }).click()
  await page.getByText(/Empty show, .* 14:00 to 15:00/).waitFor()
  await page.getByText(/File missing, .* 15:00 to 16:00/).waitFor()
  assert.equal(await page.getByRole('slider').count(), 8)
  await page.getByText(/^checked \d\d:\d\d:\d\d$/).waitFor()
  await page.getByText('1 gap', { exact: true }).waitFor()
  const dead = page.locator('i[data-kind=dead]').first()
  assert.ok(((await dead.boundingBox())?.width ?? 0) >= 3)
})

it('reads the strips piece by piece with the keyboard, and a day as a table', async () => {
  const { page } = view
  const strip = page.getByRole('slider').nth(3)
  await strip.focus()
  await strip.press('Home')
  assert.match((await strip.getAttribute('aria-valuetext')) ?? '', /^00:00 to 01:00, planned, Drift$/)
  for (let hour = 0; hour < 14; hour++) await strip.press('ArrowRight')
  assert.match((await strip.getAttribute('aria-valuetext')) ?? '', /^14:00 to 15:00, dead air/)
  await page.getByRole('radio', { name: 'Day' }).check({ force: true })
  await page.getByRole('cell', { name: 'planned' }).first().waitFor()
  assert.equal(await page.getByRole('slider').count(), 1)
  await page.getByRole('radio', { name: 'Week' }).check({ force: true })
})

it('says what is on and what is next, by two signs', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Look now' }).click()
  await page.getByText('Night Drift is on, as planned').waitFor()
  await page.getByText(/^Riverside\. Now Night Drift; next Night Drift at \d\d:00\.$/).waitFor()
})

it('says how much silence is tolerated', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Tolerance' }).click()
  const dialog = page.getByRole('dialog')
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('textbox', { name: 'Silence, in seconds' }).fill('4000')
  await dialog.getByRole('button', { name: 'Save' }).click()
  // What the server refuses stands at the field.
  await dialog.getByText('3600', { exact: false }).first().waitFor()
  await dialog.getByRole('textbox', { name: 'Silence, in seconds' }).fill('3')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Tolerance saved').waitFor()
  assert.equal((await app.get<{ gapSec: number }>('api/v1/radio/stations/1/forecast')).gapSec, 3)
})

it('compares with what was published', async () => {
  const { page } = view
  await page.goto(`${app.address}radio/forecast?show=drift`)
  await page.getByText('Nothing was changed outside').waitFor()
  await page.getByRole('button', { name: 'Compare now' }).click()
  await page.getByText('There is nothing to repair.').waitFor()
})

it('is fit for every reader, wide and narrow, light and dark', async () => {
  for (const look of TEST_LOOKS) {
    await using seen = await openSignedIn(browser, look, { app, url: `${app.address}radio/forecast` })
    await seen.page.getByText(/File missing, /).waitFor()
    const folder = process.env['PATCHBAY_TEST_PICTURES']
    if (folder !== undefined)
      await seen.page.screenshot({ path: join(folder, `forecast.${look.widthPx}.${look.theme}.png`), fullPage: true })
    assert.deepEqual(await axeFindings(seen.page), [], JSON.stringify(look))
    assert.equal(await sidewaysPx(seen.page), 0)
  }
})

it('says that the last look failed, and keeps what was known', async () => {
  const { page } = view
  await page.goto(`${app.address}radio/forecast`)
  fake.faults.set({ kind: 'status', status: 503 })
  await page.getByRole('button', { name: 'Check now' }).click()
  await page.getByText('The last look failed').first().waitFor()
  await page.getByText(/File missing, /).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  fake.faults.clear()
})
