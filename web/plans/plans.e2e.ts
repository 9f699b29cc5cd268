import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { picture } from '../../test/pictures.ts'
import { startApp, type TestApp } from '../../test/start-app.ts'
import { PASSWORD } from '../../test/start-http.ts'
import { openBrowser, openSignedIn } from '../testing/browser.ts'

const REVIEW = 'archive:\n  intake:\n    settle_sec: 1\n    mode: review\n'
const WIDE = { theme: 'light', widthPx: 1280 } as const
const VIEWER = { name: 'Vic', password: PASSWORD }

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** A plan that waits for two pictures, and somebody who may only look. */
async function startWithPlan() {
  const app = await startApp({ yaml: REVIEW })
  await app.claim()
  await app.cli('POST', 'api/v1/access/people', { ...VIEWER, role: 'viewer' })
  await app.drop({ 'inbox/a.jpg': picture('2021:07:02 00:30:00'), 'inbox/b.jpg': picture('2022:01:05 10:00:00') })
  await app.settled()
  const { items } = await app.get<{ items: { planId: number }[] }>('api/v1/plans?state=draft')
  const planId = items[0]?.planId ?? 0
  return { app, planId, url: `${app.address}archive/plans/${planId}` }
}

const stateOf = async (app: TestApp, planId: number) =>
  (await app.get<{ state: string }>(`api/v1/plans/${planId}`)).state

it('says of a plan that was found stale what has changed, and offers a new one only', async () => {
  const { app, planId, url } = await startWithPlan()
  await using _ = app
  await rm(join(app.dataFolder, 'inbox/a.jpg'))
  await app.cli('POST', `api/v1/plans/${planId}/apply`, {})
  await app.until('the plan is stale', async () => (await stateOf(app, planId)) === 'stale')
  await using view = await openSignedIn(browser, WIDE, { app, url })
  const { page } = view
  await page.getByText(/^One thing is not as it was when this plan was made: .*a\.jpg/).waitFor()
  await page.getByText(/the world has changed$/).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Apply 2 operations' }).getAttribute('aria-disabled'), 'true')
  await page.getByRole('button', { name: 'Make a new plan' }).click()
  await page.getByRole('button', { name: 'Apply 1 operation' }).waitFor()
  await page.goto(url)
  await page.getByText('Put away').waitFor()
  assert.equal(await page.getByRole('button', { name: /^Apply/ }).count(), 0)
})

it('names each file that could not be moved, with the cause, and calls it failed', async () => {
  const { app, planId, url } = await startWithPlan()
  await using _ = app
  const { items } = await app.get<{ items: { after: { path: string } }[] }>(`api/v1/plans/${planId}/operations`)
  const folder = dirname(items[0]?.after.path ?? '')
  await writeFile(join(app.dataFolder, 'batches', folder), 'in the way')
  await app.cli('POST', `api/v1/plans/${planId}/apply`, {})
  await app.until('the plan has ended', async () => (await stateOf(app, planId)) === 'partial')
  await using view = await openSignedIn(browser, WIDE, { app, url })
  const { page } = view
  await page.locator('[data-tone="bad"]', { hasText: '2 failed' }).waitFor()
  await page.getByText(/^0 of 2 operations were read back/).waitFor()
  const failed = page.getByRole('list', { name: 'failed' })
  assert.match((await failed.getByRole('listitem').first().textContent()) ?? '', /^a\.jpg \S+/)
  assert.equal(await failed.getByRole('listitem').count(), 2)
  assert.equal(await page.getByText('Uncertain').count(), 0)
})

it('shows who may only look no button that would be refused', async () => {
  const { app, planId, url } = await startWithPlan()
  await using _ = app
  await using view = await openSignedIn(browser, WIDE, { app, url, person: VIEWER })
  const { page } = view
  await page.getByText('Nothing moved yet').waitFor()
  const acts = page.getByRole('button', { name: /^(Apply|Discard|Undo|Make a new plan|Run again|Snooze)/ })
  assert.equal(await acts.count(), 0)
  await page.goto(app.address)
  await page.getByRole('button', { name: 'Look at the plan' }).waitFor()
  assert.equal(await page.getByRole('article').getByRole('button').count(), 1)
  await page.goto(`${app.address}activity/log`)
  await page.getByText('Only an operator or an admin may read').waitFor()
  await app.cli('POST', `api/v1/plans/${planId}/apply`, {})
  await app.until('the plan is applied', async () => (await stateOf(app, planId)) === 'applied')
  await page.goto(url)
  await page.locator('[data-state="verified"]').waitFor()
  assert.equal(await acts.count(), 0)
})

it('says of a plan that another took the place of that nothing was moved, and promises no undo', async () => {
  const { app, planId, url } = await startWithPlan()
  await using _ = app
  await writeFile(join(app.dataFolder, 'inbox/a.jpg'), picture('2020:07:02 00:30:00'))
  await app.until('the plan was put away', async () => (await stateOf(app, planId)) === 'discarded')
  await using view = await openSignedIn(browser, WIDE, { app, url })
  const { page } = view
  await page.getByText(/^Nothing was done\. .* a newer plan took its place\.$/).waitFor()
  assert.equal(await page.getByText('Undo brings back names, bytes and times').count(), 0)
})
