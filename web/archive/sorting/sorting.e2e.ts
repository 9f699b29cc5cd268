import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { picture } from '../../../test/pictures.ts'
import { BY_HAND, lookUntilStill, startApp } from '../../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS } from '../../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
/** A name that says UTC: 22:02 on New Year's Eve. */
const UTC_NAME = 'PXL_20231231_220232177.jpg'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

for (const look of TEST_LOOKS)
  it(`re-sorts by a pattern that is checked while it is typed, and undoes it, ${look.theme} at ${look.widthPx}`, async () => {
    await using app = await startApp()
    await app.claim()
    await app.drop({
      'inbox/a.jpg': picture('2021:07:02 00:30:00'),
      'inbox/b.jpg': picture('2021:07:03 00:30:00'),
      'inbox/c.jpg': picture('2022:01:05 00:30:00'),
    })
    await app.settled()
    await using view = await openSignedIn(browser, look, { app, url: `${app.address}archive/resort` })
    const { page } = view
    const field = page.getByRole('textbox', { name: 'Folder pattern' })
    await field.fill('{year}/{moth}')
    await page.getByText('names moth, which is no part of a date').waitFor()
    const make = page.getByRole('button', { name: 'Make the plan' })
    assert.equal(await make.getAttribute('aria-disabled'), 'true')
    await field.fill('{year}')
    await page.getByText('3 files would move, 0 would stay.').waitFor()
    const row = page
      .getByRole('table')
      .getByRole('row')
      .filter({ hasText: /^2021(?!\/)/ })
    await row.getByText('2', { exact: false }).last().waitFor()
    assert.deepEqual([await axeFindings(page), await sidewaysPx(page)], [[], 0])
    await make.click()
    await page.waitForURL(/archive\/plans\/\d+$/)
    await page
      .getByRole('button', { name: /^Apply/ })
      .first()
      .click()
    await app.until(
      'all are moved',
      async () => (await app.files('archive')).join() === '2021/a.jpg,2021/b.jpg,2022/c.jpg',
    )
    await app.settled()
    await page.getByRole('button', { name: /^Undo/ }).first().click()
    await app.until('all are back', async () => (await app.files('archive')).includes('2021/07/02/a.jpg'))
  })

for (const look of TEST_LOOKS)
  it(`shows before it is sorted what another zone would change, and takes it, ${look.theme} at ${look.widthPx}`, async () => {
    await using app = await startApp({ yaml: `${BY_HAND}  sorter:\n    timezone: UTC\n` })
    await app.claim()
    await app.drop({ [`inbox/${UTC_NAME}`]: picture(), 'inbox/IMG_20230102_030405.jpg': picture() })
    await lookUntilStill(app)
    await using view = await openSignedIn(browser, look, { app, url: `${app.address}archive/intake` })
    const { page } = view
    await page.getByRole('combobox', { name: 'Time zone of the camera' }).click()
    await page.getByRole('combobox', { name: 'Time zone of the camera' }).fill('Sydney')
    await page.getByRole('option', { name: 'Australia/Sydney' }).click()
    await page.getByRole('button', { name: 'Compare' }).click()
    await page
      .getByText('By Australia/Sydney, one of 2 files would lie in another folder than by UTC, the zone in force.')
      .waitFor()
    await page.getByText('2024/01/01', { exact: true }).waitFor()
    await page.getByText('2023/12/31', { exact: true }).waitFor()
    assert.deepEqual([await axeFindings(page), await sidewaysPx(page)], [[], 0])
    assert.equal((await app.items()).get(`inbox/${UTC_NAME}`)?.captured?.local.slice(0, 10), '2023-12-31')
    await page.getByRole('button', { name: 'Sort by Australia/Sydney' }).click()
    await app.until(
      'it is dated anew',
      async () => (await app.items()).get(`inbox/${UTC_NAME}`)?.captured?.local.slice(0, 10) === '2024-01-01',
    )
  })

it('shows it of a batch that is not sorted yet', async () => {
  await using app = await startApp({ yaml: `${BY_HAND}  sorter:\n    timezone: UTC\n` })
  await app.claim()
  await app.drop({ [`inbox/${UTC_NAME}`]: picture() })
  await lookUntilStill(app)
  await app.cli('POST', 'api/v1/archive/batches', { dryRun: false })
  await app.settled()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive/batches/1` })
  const { page } = view
  await page.getByRole('combobox', { name: 'Time zone of the camera' }).fill('Sydney')
  await page.getByRole('option', { name: 'Australia/Sydney' }).click()
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('By Australia/Sydney, one of 1 files would lie in another folder').waitFor()
})
