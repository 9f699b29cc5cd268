import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import Database from 'better-sqlite3'
import { type AsRunOverview, USUAL_RULES } from '../../../src/radio/asrun/contract.ts'
import { dayAt, daySpan } from '../../../src/kernel/time.ts'
import { axeFindings, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../../testing/browser.ts'
import { openRadioScreens, picture, type RadioScreens, ZONE } from '../../../test/radio-screens.ts'

const KEY = 'key-of-the-history'
const SECOND_MS = 1000
const ITEM_MS = 720 * SECOND_MS
const today = dayAt(Date.now(), ZONE)
const yesterday = dayAt(daySpan(today, ZONE).startsAt - 1, ZONE)
const { startsAt: midnight } = daySpan(yesterday, ZONE)
const ITEMS = 120

let screens: RadioScreens
let browser: RadioScreens['browser']
let fake: RadioScreens['fake']
let app: RadioScreens['app']
let view: WatchedPage

/** What the planner would have planned for a day that is over. */
function planDay(): void {
  const db = new Database(join(app.dataFolder, 'patchbay.db'))
  const insert = db.prepare(
    `insert into radio_airings (station_id, connection_id, track_id, title, show_id, show_title, show_of_cms, audio_ms,
       starts_at, ends_at, round, state, needs_repair, cms_round, planned_by, planned_at, changed_at)
     values (1, 1, ?, ?, '1', 'Drift', 0, ?, ?, ?, 1, 'verified', 0, 1, 'cli:test', 0, 0)`,
  )
  db.transaction(() => {
    for (let n = 0; n < ITEMS; n++) {
      const startsAt = midnight + n * ITEM_MS
      insert.run(n + 1, `Item ${n}`, ITEM_MS, startsAt, startsAt + ITEM_MS)
    }
  })()
  db.close()
}

/** All but one was heard: some late, two early, every other known to the second, one cut, and two that nobody planned. */
function playDay(): void {
  for (let n = 0; n < ITEMS; n++) {
    const startsAt = midnight + n * ITEM_MS
    const isEarly = n === 90 || n === 92
    const lateMs = (isEarly ? -20 : n >= 70 && n < 84 ? 14 + (n - 70) : n % 5) * SECOND_MS
    const more: Record<string, number> = n % 2 === 0 ? { last_played_at: (startsAt + lateMs) * 1000 } : {}
    fake.seed.file({ title: `Item ${n}`, artist: `Artist ${n % 40}`, lengthMs: ITEM_MS, more })
    const endsAt = startsAt + (n === 30 ? 60 * SECOND_MS : ITEM_MS)
    if (n !== 50) fake.seed.history({ file: n + 1, startsAt, endsAt })
  }
  for (const hour of [5, 17])
    fake.seed.history({
      file: null,
      startsAt: midnight + hour * 3600 * SECOND_MS,
      endsAt: null,
      title: 'Live from the hall',
      artist: 'Mara',
    })
}

// Each test goes on where the one before it ended.
before(async () => {
  screens = await openRadioScreens(KEY)
  ;({ browser, fake, app } = screens)
  view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: `${app.address}radio/as-run` })
  view.page.setDefaultTimeout(10_000)
})
after(() => screens[Symbol.asyncDispose]())

it('says what comes first where there is no station, and how a day is read that was not', async () => {
  const { page } = view
  await page.getByRole('main').getByText('LibreTime', { exact: false }).first().waitFor()
  const settings = { address: fake.url }
  await app.cli('POST', 'api/v1/connections', { kind: 'libretime', name: 'LT', settings, secrets: { api_key: KEY } })
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  playDay()
  planDay()
  await page.goto(`${app.address}radio/as-run?day=${yesterday}`)
  await page.getByText('This day was not read yet').waitFor()
  await page.getByText('Riverside. What was on air was never read.').waitFor()
  assert.deepEqual(await axeFindings(page), [])
})

it('reads it now: counts, the plot, how many times are estimates, and line by line', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Read now' }).click()
  const counts = page.getByRole('group', { name: 'Counts; each shows its lines alone' })
  await counts.getByRole('button', { name: '1 missed' }).waitFor()
  const told = await counts.getByRole('button').allInnerTexts()
  assert.deepEqual(
    told.map((one) => one.replaceAll('\n', ' ').trim()),
    ['109 matched', '7 late', '2 early', '1 short', '1 missed', '2 extra'],
  )
  await page.getByText('62 of 121 times are estimates').waitFor()
  await page
    .getByRole('img', { name: /^119 plays against their plan; 9 outside/ })
    .locator('canvas')
    .waitFor()
  await page.getByText(/^122 of 122 lines$/).waitFor()
})

it('shows the lines of one count alone, and those that hold a text', async () => {
  const { page } = view
  await page.getByRole('button', { name: '1 missed' }).click()
  await page.waitForURL(/verdict=missed/)
  await page.getByText(/^1 of 122 lines$/).waitFor()
  await page.getByRole('cell', { name: 'Item 50' }).waitFor()
  await page.getByRole('button', { name: '1 missed' }).click()
  await page.getByRole('textbox', { name: 'Title or artist' }).fill('from the hall')
  await page.getByText(/^2 of 122 lines$/).waitFor()
  await page.getByRole('textbox', { name: 'Title or artist' }).fill('nothing like it')
  await page.getByText('No line matches').waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByText(/^122 of 122 lines$/).waitFor()
})

it('gives the report as a file, and prints every line of it and nothing else', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Report' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV' }).click(),
  ])
  assert.equal(download.suggestedFilename(), `Riverside as run ${yesterday}.csv`)
  const file = join(app.dataFolder, 'report.csv')
  await download.saveAs(file)
  assert.equal((await readFile(file, 'utf8')).split('\r\n').length, 124)
  await page.getByText('1 min of 12 min').waitFor()
  await page.emulateMedia({ media: 'print' })
  const paper = page.viewportSize()?.width ?? 0
  assert.ok(((await page.getByRole('table').boundingBox())?.width ?? 0) > paper * 0.8, 'it has the width of the paper')
  assert.equal(await page.getByRole('row').filter({ visible: true }).count(), 123)
  assert.equal(await page.getByRole('navigation').filter({ visible: true }).count(), 0)
  assert.equal(await page.getByRole('button', { name: 'Read now' }).isVisible(), false)
  const plot = page.getByRole('img', { name: /against their plan/ }).filter({ visible: true })
  assert.equal(await plot.count(), 1, 'the plot is drawn for paper, and nothing else of it')
  const plays = await plot.locator('circle').count()
  assert.ok(plays > 100, String(plays))
  assert.ok((await plot.locator('circle[data-is="outside"]').count()) > 0)
  assert.match((await plot.textContent()) ?? '', /12:00/)
  await picture(page, 'as-run.print')
  await page.emulateMedia({ media: null })
  assert.equal(await plot.locator('circle').count(), 0, 'on the screen there is the other one')
})

it('says what counts as in time, in seconds, each with what it means and what is usual', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Tolerances' }).click()
  const dialog = page.getByRole('dialog')
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('textbox', { name: 'Early' }).fill('soon')
  await dialog.getByText('A number of seconds is needed, 0 or more.').waitFor()
  await dialog.getByRole('button', { name: 'Fill in what is usual' }).click()
  await dialog.getByRole('textbox', { name: 'Late' }).fill('30,5')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  const { rules } = await app.get<AsRunOverview>('api/v1/radio/stations/1/as-run')
  assert.deepEqual(rules, { ...USUAL_RULES, lateSec: 30.5 })
  await app.cli('PUT', 'api/v1/radio/stations/1/as-run/rules', USUAL_RULES)
})

it('is fit for every reader, wide and narrow, light and dark', async () => {
  for (const look of TEST_LOOKS) {
    await using seen = await openSignedIn(browser, look, { app, url: `${app.address}radio/as-run?day=${yesterday}` })
    await seen.page
      .getByRole('img', { name: /plays against their plan/ })
      .locator('canvas')
      .waitFor()
    const folder = process.env['PATCHBAY_TEST_PICTURES']
    if (folder !== undefined) {
      await seen.page.screenshot({ path: join(folder, `as-run.${look.widthPx}.${look.theme}.png`), fullPage: true })
      await seen.page.pdf({ path: join(folder, `as-run.${look.widthPx}.pdf`), format: 'A4' })
    }
    assert.deepEqual(await axeFindings(seen.page), [], JSON.stringify(look))
    assert.equal(await sidewaysPx(seen.page), 0)
  }
})

it('says that the last look failed, and keeps what was known', async () => {
  const { page } = view
  fake.faults.set({ kind: 'status', status: 503 })
  await page.getByRole('button', { name: 'Read now' }).click()
  await page.getByText('The last look failed').waitFor()
  await page.getByText('62 of 121 times are estimates').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  fake.faults.clear()
  await page.getByRole('button', { name: 'Read now' }).click()
  await page.getByText('The last look failed').waitFor({ state: 'detached' })
})
