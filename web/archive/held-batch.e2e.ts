import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { picture } from '../../test/pictures.ts'
import { startApp } from '../../test/start-app.ts'
import { openBrowser, openSignedIn } from '../testing/browser.ts'

const PHONE = { theme: 'dark', widthPx: 390 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

it('tells of a batch that an undo put back, offers on a phone too what can be done, and puts its files back', async () => {
  await using app = await startApp()
  await app.claim()
  await app.drop({ 'inbox/a.jpg': picture('2021:07:02 00:30:00') })
  await app.settled()
  const { items } = await app.get<{ items: { planId: number }[] }>('api/v1/plans?kind=archive.sort')
  await app.cli('POST', `api/v1/plans/${items[0]?.planId}/undo`, {})
  await app.settled()
  await app.drop({ 'inbox/b.jpg': picture('2022:01:05 10:00:00') })
  await app.settled()
  await app.cli('POST', 'api/v1/archive/runs', {})
  await app.settled()
  await using view = await openSignedIn(browser, PHONE, { app, url: `${app.address}archive/history` })
  const { page } = view
  await page.getByText('batch_001 is not sorted yet (pending), and batches run one at a time.').first().waitFor()
  await page.getByRole('link', { name: 'Home' }).first().click()
  await page.getByText('batch_001 was put back by an undo and holds up the next one').waitFor()
  await page
    .getByRole('link', { name: 'Open the batch' })
    .or(page.getByRole('button', { name: 'Open the batch' }))
    .click()
  for (const name of ['Plan the sorting', 'Sort']) await page.getByRole('button', { name, exact: true }).waitFor()
  await page.getByRole('button', { name: 'Put its files back' }).click()
  await app.until('the next one went', async () => (await app.files('archive')).join() === '2022/01/05/b.jpg')
  assert.deepEqual(await app.files('inbox'), ['a.jpg'])
  await page.getByText('Put back', { exact: true }).first().waitFor()
  assert.deepEqual(await app.files('batches'), [])
})
