import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { picture } from '../../test/pictures.ts'
import { startApp } from '../../test/start-app.ts'
import { openBrowser, openSignedIn } from '../testing/browser.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

it('finds a batch by its name', async () => {
  await using app = await startApp()
  await app.claim()
  await app.drop({ 'inbox/a.jpg': picture('2021:07:02 00:30:00') })
  await app.settled()
  await using view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: app.address })
  const { page } = view
  await page.getByRole('heading', { name: 'Home' }).first().waitFor()
  await page.keyboard.press('/')
  await page.getByRole('combobox', { name: 'Search or run' }).fill('batch_0')
  await page.getByRole('option', { name: /batch_001.*Sorted/ }).click()
  await page.waitForURL(/archive\/batches\/1$/)
})
