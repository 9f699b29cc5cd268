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

it('shows a run that came by itself and how it ended, with the jobs in it, without a touch', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(
    browser,
    { theme: 'light', widthPx: 1280 },
    { app, url: `${app.address}activity` },
  )
  const { page } = view
  await page.getByText('Live', { exact: true }).first().waitFor()
  const rows = page.getByRole('row')
  await page.getByText('No run yet').waitFor()
  await app.drop({ 'inbox/a.jpg': picture('2021:07:02 00:30:00') })
  const run = rows.filter({ hasText: 'File the inbox' }).first()
  await run.waitFor()
  await run.getByText('Done').waitFor()
  await run.focus()
  await page.keyboard.press('ArrowRight')
  await rows.filter({ hasText: 'Sort' }).first().waitFor()
})
