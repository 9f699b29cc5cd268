import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { startApp, type TestApp } from '../test/start-app.ts'
import { steadyRows } from './parts/use-steady-rows.ts'
import { openBrowser, openSignedIn } from './testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

const row = (id: string, state = 'old') => ({ id, state })
const idOf = ({ id }: { id: string }) => id

it('holds new rows back, changes known ones in place, drops those that are gone, and appends those of the next page', () => {
  const shown = [row('c'), row('b'), row('a')]
  const incoming = [row('e'), row('d'), row('a', 'new'), row('c'), row('0')]
  assert.deepEqual(steadyRows(shown, incoming, idOf), { rows: [row('c'), row('a', 'new'), row('0')], newCount: 2 })
  assert.deepEqual(steadyRows(shown, [row('x')], idOf), { rows: [row('x')], newCount: 0 }, 'another list')
})

async function changeSetting(app: TestApp, maxFiles: number): Promise<void> {
  const { etag } = await app.get<{ etag: string }>('api/v1/config/text')
  const { status, text } = await app.call('PUT', 'api/v1/config', {
    headers: { 'if-match': etag, authorization: await app.bearer() },
    body: { values: { archive: { batch: { max_files: maxFiles } } } },
  })
  assert.equal(status, 200, text)
}

it('shows how many rows are new while a list is in use, and the rows themselves when asked', async () => {
  await using app = await startApp()
  await app.claim()
  await changeSetting(app, 41)
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}activity/events?area=config` })
  const { page } = view
  const rows = page.getByRole('row').filter({ hasText: 'Settings were changed' })
  await rows.first().waitFor()
  assert.equal(await rows.count(), 1)
  await rows.first().focus()
  await changeSetting(app, 42)
  await page.getByRole('button', { name: '1 new' }).waitFor()
  assert.equal(await rows.count(), 1)
  await changeSetting(app, 43)
  await page.getByRole('button', { name: '2 new' }).click()
  await rows.nth(2).waitFor()
  await page.getByRole('button', { name: /new$/ }).waitFor({ state: 'detached' })
})
