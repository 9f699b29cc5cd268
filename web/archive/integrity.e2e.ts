import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { picture } from '../../test/pictures.ts'
import { startApp } from '../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS } from '../testing/browser.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

for (const look of TEST_LOOKS)
  it(`reads one folder when asked, and only that, ${look.theme} at ${look.widthPx}`, async () => {
    await using app = await startApp()
    await app.claim()
    await app.drop({ 'inbox/a.jpg': picture('2021:07:02 00:30:00'), 'inbox/b.jpg': picture('2022:01:05 00:30:00') })
    await app.settled()
    await using view = await openSignedIn(browser, look, { app, url: `${app.address}archive/integrity` })
    const { page } = view
    const field = page.getByRole('textbox', { name: 'Folder or file below the archive' })
    assert.equal(await page.getByRole('button', { name: 'Check it now' }).getAttribute('aria-disabled'), 'true')
    await field.fill('2021')
    await page.getByRole('button', { name: 'Check it now' }).click()
    await page.getByText('The check has started').waitFor()
    await app.settled()
    const { items } = await app.get<{ items: { scope: string; folder: string; filesRead: number }[] }>(
      'api/v1/archive/integrity/checks',
    )
    const { scope, folder, filesRead } = items[0] ?? {}
    assert.deepEqual({ scope, folder, filesRead }, { scope: 'folder', folder: '2021', filesRead: 1 })
    assert.deepEqual([await axeFindings(page), await sidewaysPx(page)], [[], 0])
  })
