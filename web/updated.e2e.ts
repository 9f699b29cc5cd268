import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { picture } from '../test/pictures.ts'
import { startApp } from '../test/start-app.ts'
import { openBrowser, openSignedIn } from './testing/browser.ts'
import { layWire } from './testing/cuttable-wire.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** As an update leaves an open page: a file of its build is gone until the page has been asked for anew. */
async function updateUnder(page: Page, address: string, file: string): Promise<void> {
  let isGone = true
  await page.route(`**/assets/${file}`, (route) => (isGone ? route.fulfill({ status: 404 }) : route.continue()))
  await page.route(address, async (route) => {
    const answer = await route.fetch()
    const text = (await answer.text()).replace(/assets\/index-[\w-]+\.js/, 'assets/index-newer.js')
    isGone = false
    await route.fulfill({ response: answer, body: text })
  })
}

it('says that Patchbay was updated, and loads the page anew, when a screen of the former build is gone', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await page.getByRole('link', { name: 'Activity' }).first().waitFor()
  await updateUnder(page, app.address, 'Queues-*.js')
  await page.getByRole('link', { name: 'Activity' }).first().click()
  await page.getByRole('link', { name: 'Queues' }).click()
  await page.getByText('Patchbay was updated').waitFor()
  await page.getByRole('heading', { name: 'Queues' }).first().waitFor()
  assert.match(page.url(), /activity\/queues$/)
})

it('waits for the server when a screen can’t be loaded, and opens it then', async () => {
  await using app = await startApp()
  await app.claim()
  await using wire = await layWire(app.address)
  await using view = await openSignedIn(browser, WIDE, { app, url: wire.address })
  const { page } = view
  await page.getByText('Live', { exact: true }).first().waitFor()
  wire.cut()
  await page.getByText(/^Not connected since/).waitFor()
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByText('The server does not answer').waitFor()
  wire.mend()
  await page.getByRole('heading', { name: 'General' }).first().waitFor()
})

it('opens a screen also when its notice was put up anew after the server was heard again', async () => {
  await using app = await startApp()
  await app.claim()
  await using wire = await layWire(app.address)
  await using view = await openSignedIn(browser, WIDE, { app, url: wire.address })
  const { page } = view
  await page.getByText('Live', { exact: true }).first().waitFor()
  wire.cut()
  await page.getByText(/^Not connected since/).waitFor()
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByText('The server does not answer').waitFor()
  // The file of the screen stays away until the page is loaded anew: only the notice, which is another one then, can do it.
  let isGone = true
  await page.route('**/assets/General-*.js', (route) => (isGone ? route.fulfill({ status: 404 }) : route.continue()))
  page.on('request', (request) => void (isGone &&= !request.isNavigationRequest()))
  await page.getByRole('link', { name: 'Home' }).first().click()
  await page.getByText('The server does not answer').waitFor({ state: 'detached' })
  wire.mend()
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByRole('heading', { name: 'General' }).first().waitFor()
})

it('opens a screen when its file was cut off once and the server is there', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await page.getByRole('link', { name: 'Settings' }).first().waitFor()
  await page.route('**/assets/General-*.js', (route) => route.abort('connectionreset'), { times: 1 })
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByRole('heading', { name: 'General' }).first().waitFor()
})

it('loads once more, then only offers to, when a file is missing although nothing was updated', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await page.getByRole('link', { name: 'Settings' }).first().waitFor()
  let loads = 0
  page.on('request', (request) => void (loads += request.isNavigationRequest() ? 1 : 0))
  await page.route('**/assets/General-*.js', (route) => route.fulfill({ status: 404 }))
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByText('This page could not be loaded').waitFor()
  assert.equal(loads, 1)
  await page.unroute('**/assets/General-*.js')
  await page.getByRole('button', { name: 'Load again' }).click()
  await page.getByRole('heading', { name: 'General' }).first().waitFor()
})

it('says so for a plot, too, and draws it after the page was loaded anew', async () => {
  await using app = await startApp()
  await app.claim()
  await app.drop({ 'inbox/a.jpg': picture('2021:07:02 00:30:00') })
  await app.settled()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await page.getByRole('link', { name: 'Archive' }).first().waitFor()
  await updateUnder(page, app.address, 'uPlot*.js')
  await page.getByRole('link', { name: 'Archive' }).first().click()
  await page.getByText('Patchbay was updated').waitFor()
  await page.locator('.u-over').waitFor()
})

it('keeps a page and what is typed in it when the keys are asked for after an update', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/schedules` })
  const { page } = view
  await page.getByRole('button', { name: 'Change' }).first().click()
  const field = page.locator('form input').first()
  await field.fill('5 4 * * *')
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('Palette-')),
  )
  await page.waitForTimeout(500)
  await page.route('**/assets/KeyHelp-*', (route) => route.fulfill({ status: 404 }))
  await page.getByRole('heading', { name: 'Schedules' }).first().click()
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  assert.equal(await field.inputValue(), '5 4 * * *')
})

it('does not load again and again when a cache on the way keeps giving the former page', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await page.getByRole('link', { name: 'Activity' }).first().waitFor()
  await page.route('**/assets/Queues-*.js', (route) => route.fulfill({ status: 404 }))
  await page.route(app.address, async (route) => {
    const answer = await route.fetch()
    const text = (await answer.text()).replace(/assets\/index-[\w-]+\.js/, 'assets/index-newer.js')
    await route.fulfill({ response: answer, body: text })
  })
  await page.getByRole('link', { name: 'Activity' }).first().click()
  await page.getByRole('link', { name: 'Queues' }).click()
  await page.getByText('Patchbay was updated').waitFor()
  await page.getByText('This page could not be loaded').waitFor()
})
