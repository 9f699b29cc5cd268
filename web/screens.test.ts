import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { picture } from '../test/pictures.ts'
import { configFileOf, startApp, type TestApp } from '../test/start-app.ts'
import { PASSWORD } from '../test/start-http.ts'
import { signIn } from '../test/sign-in.ts'
import { layWire } from './testing/cuttable-wire.ts'
import { axeFindings, openBrowser, openPage, openSignedIn, sidewaysPx, withoutThumbnails } from './testing/browser.ts'

const REVIEW = 'archive:\n  intake:\n    settle_sec: 1\n    mode: review\n'
const WIDE = { theme: 'light', widthPx: 1280 } as const
const NARROW = { theme: 'light', widthPx: 390 } as const
const PAGES = [
  '',
  'radio/planner',
  'radio/programme?episode=1',
  'radio/inbox',
  'radio/stations',
  'library/players',
  'archive',
  'archive/intake',
  'archive/duplicates',
  'archive/items?item=1',
  'archive/history',
  'activity',
  'activity/jobs',
  'activity/deliveries',
  'activity/queues',
  'activity/events',
  'activity/log',
  'connections',
  'connections/1',
  'connections/webhooks',
  'settings',
  'settings/config',
  'settings/people',
  'settings/schedules',
  'settings/backups',
  'settings/diagnostics',
  'settings/data',
  'settings/data?table=access_people&row=[1]',
  'settings/history?about=all',
]

/** As a link leads there: the page stays loaded, and each screen says its title. */
async function goWithin(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    document.title = ''
    window.history.pushState(null, '', to)
    window.dispatchEvent(new PopStateEvent('popstate'))
  }, address)
  await page.waitForFunction(() => document.title !== '')
}

let browser: Browser

before(async () => {
  assert.ok(existsSync(join(import.meta.dirname, '../dist/web/index.html')), 'run `npm run build` first')
  browser = await openBrowser()
})
after(() => browser.close())

it('leads a newcomer from the setup code to the filed pictures', async () => {
  await using app = await startApp()
  await using view = await openPage(browser, WIDE, app.address)
  const { page } = view
  await page.getByRole('textbox', { name: 'Setup code' }).fill(String(app.app.access.setupCode?.code))
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Ann')
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD)
  await page.getByRole('textbox', { name: 'Password, once more' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByText('there and writable').first().waitFor()
  await page.getByRole('button', { name: 'Go to Home' }).click()
  await page.getByText('Nothing needs you').waitFor()
  const same = picture('2021:07:02 00:30:00')
  await app.drop({ 'inbox/a.jpg': same, 'inbox/b.jpg': picture('2022:01:05 10:00:00'), 'inbox/copy.jpg': same })
  await page.getByText(/^2 files filed/).waitFor()
  await page.getByRole('link', { name: 'Archive' }).click()
  await page.getByText('All 2 operations were read back and are as planned.').waitFor()
  await page.getByRole('link', { name: 'Duplicates' }).click()
  await page.getByText('Original', { exact: true }).waitFor()
  assert.deepEqual(withoutThumbnails(view.complaints), [])
})

it('plans a batch, applies exactly the plan and takes it back', async () => {
  await using app = await startApp({ yaml: REVIEW })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await app.drop({ 'inbox/a.jpg': picture('2021:07:02 00:30:00'), 'inbox/b.jpg': picture('2022:01:05 10:00:00') })
  await app.settled()
  await page.goto(app.address)
  await page
    .getByRole('button', { name: 'Look at the plan' })
    .or(page.getByRole('link', { name: 'Look at the plan' }))
    .first()
    .click()
  const apply = page.getByRole('button', { name: 'Apply 2 operations' })
  await apply.waitFor()
  assert.deepEqual(await app.files('batches'), [], 'nothing moved yet')
  await apply.click()
  await page.getByText('All 2 operations were read back and are as planned.').waitFor()
  assert.deepEqual(await app.files('inbox'), [])
  await page.getByText('Next: Sort 2 files of batch_001 by date.').waitFor()
  await page.getByRole('textbox', { name: 'Find in this plan' }).press('u')
  await page.getByRole('textbox', { name: 'Find in this plan' }).press('Control+z')
  await page.getByRole('button', { name: 'Look at the plan' }).focus()
  await page.keyboard.press('u')
  await page.locator('[data-state="undone"]').waitFor()
  assert.deepEqual((await app.files('inbox')).toSorted(), ['a.jpg', 'b.jpg'])
})

it('takes the run of the row in History back by u, and no other', async () => {
  await using app = await startApp()
  await app.claim()
  await app.drop({ 'inbox/older.jpg': picture('2021:07:02 00:30:00') })
  await app.until('it is filed', async () => (await app.files('archive')).length === 1)
  await app.settled()
  await app.drop({ 'inbox/newer.jpg': picture('2022:01:05 10:00:00') })
  await app.until('both are filed', async () => (await app.files('archive')).length === 2)
  await app.settled()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive/history` })
  const { page } = view
  const rows = page.locator('tr[data-index]')
  await rows.nth(1).waitFor()
  await page.keyboard.press('u')
  await rows.nth(1).focus()
  await page.keyboard.press('u')
  await rows.nth(1).getByText('Undone').waitFor()
  assert.deepEqual(await app.files('archive'), ['2022/01/05/newer.jpg'])
  assert.deepEqual(await app.files('inbox'), ['older.jpg'])
  await rows.nth(0).focus()
  await page.keyboard.press('Control+z')
  await rows.nth(0).getByText('Undone').waitFor()
  assert.deepEqual(await app.files('archive'), [])
})

it('marks a wrong setting in the form and in the file, and saves nothing', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/config?room=archive` })
  const { page } = view
  const former = await readFile(configFileOf(app), 'utf8')
  const size = page.getByRole('textbox', { name: 'Most in a batch', exact: true })
  await size.fill('twenty')
  await size.press('Enter')
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  // The bubble of a button says the same.
  await page.getByText('1 value is wrong, so nothing is saved').first().waitFor()
  await page.getByText('Line 5, archive.batch.max_size_gb').waitFor()
  assert.equal(await size.getAttribute('aria-invalid'), 'true')
  await size.and(page.locator(':focus')).waitFor()
  assert.equal(await readFile(configFileOf(app), 'utf8'), former)
  await size.fill('20')
  await size.press('Enter')
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  await page.getByText('The settings were saved').waitFor()
  assert.match(await readFile(configFileOf(app), 'utf8'), /max_size_gb: 20/)
})

it('says since when the server is not heard, shuts what writes, and comes back by itself', async () => {
  await using app = await startApp()
  await app.claim()
  await using wire = await layWire(app.address)
  await using view = await openSignedIn(browser, WIDE, { app, url: wire.address })
  const { page } = view
  await page.getByText('Live', { exact: true }).first().waitFor()
  wire.cut()
  await page.getByText(/^Not connected since/).waitFor()
  await page.getByRole('button', { name: 'Run all steps', disabled: true }).waitFor()
  assert.equal(await page.getByRole('alert').count(), 1, 'the banner alone says why')
  await app.drop({ 'inbox/meanwhile.jpg': picture('2021:07:02 00:30:00') })
  await app.settled()
  wire.mend()
  await page.getByText('Live', { exact: true }).first().waitFor()
  await page.getByText(/^1 file filed/).waitFor()
  await page.getByRole('button', { name: 'Run all steps', disabled: false }).waitFor()
})

it('leads from what needs a person to the file that is meant', async () => {
  await using app = await startApp()
  await app.claim()
  await app.drop({ 'inbox/cut.jpg': picture('2021:07:02 00:30:00').subarray(0, 200) })
  await app.settled()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await page.getByText('cut.jpg is not whole').waitFor()
  await page
    .getByRole('link', { name: 'Open intake' })
    .or(page.getByRole('button', { name: 'Open intake' }))
    .click()
  await page.getByText('The picture breaks off').first().waitFor()
  await page.goto(`${app.address}archive/intake`)
  await page.getByText('The picture breaks off').first().waitFor()
  await page
    .getByText(/^\d.* free$/)
    .first()
    .waitFor()
})

it('keeps the name of a queue in one line on a phone, and has the rest of the areas behind More', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, NARROW, { app, url: `${app.address}activity/queues` })
  const { page } = view
  const text = await page
    .getByText(/^0 of \d+ at work, 0 waiting$/)
    .first()
    .boundingBox()
  assert.ok(Number(text?.height) < 30, JSON.stringify(text))
  const bar = page.getByRole('navigation', { name: 'Main' })
  assert.deepEqual(await bar.locator('> a, > button').allTextContents(), [
    'Home',
    'Radio',
    'Library',
    'Archive',
    'More',
  ])
  await bar.getByRole('button', { name: 'More' }).click()
  await bar.getByRole('link', { name: 'Activity' }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.keyboard.press('Escape')
  await bar.getByRole('link', { name: 'Activity' }).waitFor({ state: 'hidden' })
  await bar.getByRole('button', { name: 'More' }).press('Enter')
  await bar.getByRole('link', { name: 'Settings' }).click()
  await page.waitForURL(/settings/)
  await bar.getByRole('link', { name: 'Settings' }).waitFor({ state: 'hidden' })
})

it('goes by keys, finds an item by name, and shows why it is where it is', async () => {
  await using app = await startApp()
  await app.claim()
  await app.drop({ 'inbox/beach.jpg': picture('2021:07:02 00:30:00') })
  await app.settled()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await page.getByRole('button', { name: 'Run all steps' }).first().waitFor()
  // As a hand does it: Shift goes down first.
  await page.keyboard.down('Shift')
  await page.keyboard.press('?')
  await page.keyboard.up('Shift')
  await page.getByRole('dialog', { name: 'Keys of this page' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await page.waitForURL(/\/activity$/)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run' }).fill('beach')
  await page.getByRole('option', { name: /beach\.jpg/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/archive\/items\?item=/)
  await page.getByText(/2021-07-02 00:30:00, by EXIF/).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText(/2021-07-02 00:30:00, by EXIF/).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Items' }).focus()
  await page.keyboard.press('j')
  await page.locator('tr[data-index="0"]:focus').waitFor()
  await page.keyboard.press('f')
  await page.getByRole('textbox', { name: 'Name or folder' }).and(page.locator(':focus')).waitFor()
})

it('works below a base path', async () => {
  await using app = await startApp({ env: { PATCHBAY_BASE_PATH: '/media/' } })
  await app.claim()
  await using view = await openPage(browser, WIDE, `${app.address}archive/history`)
  const { page } = view
  await signIn(page)
  await page.waitForURL(/\/media\/archive\/history$/)
  await page.getByText('Live', { exact: true }).first().waitFor()
  assert.deepEqual(withoutThumbnails(view.complaints), [])
})

describe('every screen', () => {
  let app: TestApp
  before(async () => {
    app = await startApp()
    await app.claim()
    const same = picture('2021:07:02 00:30:00')
    await app.drop({ 'inbox/a.jpg': same, 'inbox/b.jpg': picture('2022:01:05 10:00:00'), 'inbox/copy.jpg': same })
    await app.settled()
    const settings = { address: 'http://127.0.0.1:9' }
    await app.cli('POST', 'api/v1/connections', { kind: 'libretime', name: 'Riverside', settings })
    await app.cli('POST', 'api/v1/connections/1/test')
    await app.cli('POST', 'api/v1/webhooks/sources', { kind: 'payload', name: 'Site' })
    await app.cli('POST', 'api/v1/radio/stations', {
      name: 'Riverside',
      timeZone: 'Europe/Paris',
      keepsProgramme: true,
    })
    await app.cli('POST', 'api/v1/radio/stations/1/programme/episodes', { title: 'The first' })
  })
  after(() => app[Symbol.asyncDispose]())

  // Each theme and each width once; all four together are looked at by `npm run e2e -- archive`.
  for (const look of [WIDE, { ...NARROW, theme: 'dark' } as const]) {
    it(`${look.theme}, ${look.widthPx} px: no serious finding of axe, no complaint of the browser, no sideways scroll`, async () => {
      await using view = await openSignedIn(browser, look, { app, url: app.address })
      for (const path of PAGES) {
        // Wide each is opened by its address, narrow from the one before; with something open, a screen has the same title.
        if (look === WIDE || /\d/.test(path)) await view.page.goto(app.address + path)
        else await goWithin(view.page, `/${path}`)
        await view.page.getByRole('main').waitFor()
        await view.page.waitForLoadState('load')
        assert.deepEqual(await axeFindings(view.page), [], path)
        assert.equal(await sidewaysPx(view.page), 0, path)
        assert.deepEqual(withoutThumbnails(view.complaints), [], path)
      }
    })
  }
})
