import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { QUICK, startApp } from '../../test/start-app.ts'
import { openBrowser, openSignedIn } from '../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

it('tells the time of the server in its own zone, and good news as a count that opens', async () => {
  await using app = await startApp({ yaml: `${QUICK}server:\n  timezone: Asia/Tokyo\n` })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  const told = await page.getByText(/ at the server \(Asia\/Tokyo\)$/).textContent()
  const form = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' })
  const nearby = [-60_000, 0, 60_000].map((offMs) => form.format(Date.now() + offMs))
  assert.ok(
    nearby.some((time) => told?.includes(`, ${time} at`)),
    `${told} is none of ${nearby.join(', ')}`,
  )

  const health = page.getByRole('region', { name: 'Is it healthy?' })
  const database = health.getByText(/^The database answers/)
  assert.equal(await database.isVisible(), false)
  await health.getByText(/^\d+ checks are fine$/).click()
  await database.waitFor({ state: 'visible' })
  assert.deepEqual(view.complaints, [])
})

it('tells of a run what its jobs at work do, never mixed with how many of them are done', async () => {
  await using app = await startApp({ yaml: QUICK })
  await app.claim()
  await app.cli('POST', 'api/v1/archive/runs', {})
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings` })
  const { page } = view
  const at = new Date().toISOString()
  const progress = { current: 23_029, total: null as number | null, unit: 'files', rate: 500, message: null, at }
  await page.route('**/api/v1/runs?*', async (route) => {
    const answer = await route.fetch()
    const reply = (await answer.json()) as { items: object[] }
    const waiting = { ...reply.items[0], state: 'waiting', finishedAt: null, error: null }
    const items = [{ ...waiting, because: null, children: { total: 4, open: 3, failed: 0 }, progress }]
    await route.fulfill({ response: answer, json: { ...reply, items } })
  })
  await page.getByRole('link', { name: 'Home' }).click()
  const doing = page.getByRole('region', { name: 'What is it doing?' })
  await doing.getByText('23,029 files').waitFor()
  assert.equal(await doing.getByText(/of 4/).count(), 0)
  progress.total = 25_000
  await page.reload()
  await doing.getByText('23,029 of 25,000').waitFor()
  await doing.getByText('500 files').waitFor()
})

it('tells until when a run was put off in the reader’s own time', async () => {
  await using app = await startApp({ yaml: QUICK })
  await app.claim()
  await app.cli('POST', 'api/v1/archive/runs', {})
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings` })
  const { page } = view
  const at = '2026-01-21T22:12:11.998Z'
  await page.route('**/api/v1/runs?*', async (route) => {
    const answer = await route.fetch()
    const reply = (await answer.json()) as { items: object[] }
    const because = { code: 'scheduled', params: { at }, text: `Put off until ${at}.` }
    const items = [{ ...reply.items[0], state: 'scheduled', finishedAt: null, error: null, because }]
    await route.fulfill({ response: answer, json: { ...reply, items } })
  })
  await page.getByRole('link', { name: 'Home' }).click()
  const doing = page.getByRole('region', { name: 'What is it doing?' })
  await doing.getByText('Put off until 21 Jan 2026, 23:12:11.').waitFor()
})

it('leads from “Where is my file?” to the search, with the cursor in it', async () => {
  await using app = await startApp({ yaml: QUICK })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive` })
  const { page } = view
  await page.getByRole('button', { name: 'Where is my file?' }).click()
  await page.getByRole('heading', { name: 'Items' }).waitFor()
  await page.keyboard.type('IMG_77')
  await page.waitForURL(/text=IMG_77/)
  assert.equal(await page.locator('input:focus').inputValue(), 'IMG_77')
})

it('says that all work is paused, and no more once it goes on', async () => {
  await using app = await startApp({ yaml: QUICK })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const { page } = view
  await page.getByRole('button', { name: 'Pause all work' }).click()
  await page.getByRole('heading', { name: 'All work is paused' }).waitFor()
  await page.getByRole('region', { name: 'Is it healthy?' }).getByText('All work is paused').waitFor()
  await page.getByRole('button', { name: 'Go on with all work' }).click()
  await page.getByRole('heading', { name: 'All work is paused' }).waitFor({ state: 'detached' })
})

it('tells of digests that wait for their time in one row, and of what else waits in rows of its own', async () => {
  await using app = await startApp({ yaml: QUICK })
  await app.claim()
  await app.cli('POST', 'api/v1/archive/runs', {})
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings` })
  const { page } = view
  const waits = (jobId: number, label: string, runAt: string) => {
    const because = { code: 'scheduled', params: { at: runAt }, text: `Put off until ${runAt}.` }
    return { jobId, label, runAt, because, kind: 'alerts.flush', title: 'Send a digest', state: 'scheduled' }
  }
  await page.route('**/api/v1/runs?*', async (route) => {
    const answer = await route.fetch()
    const reply = (await answer.json()) as { items: object[] }
    const items = [
      waits(91, 'Discord', '2026-01-21T22:12:11.998Z'),
      waits(92, 'Mail', '2026-01-21T17:00:00.000Z'),
      waits(93, 'Pushover', '2026-01-21T23:00:00.000Z'),
      { ...waits(94, 'Riverside', '2026-01-21T18:00:00.000Z'), kind: 'radio.look-ahead', title: 'Look ahead' },
    ].map((item) => ({ ...reply.items[0], finishedAt: null, error: null, ...item }))
    await route.fulfill({ response: answer, json: { ...reply, items } })
  })
  await page.getByRole('link', { name: 'Home' }).click()
  const doing = page.getByRole('region', { name: 'What is it doing?' })
  await doing.getByText('3 wait, the next until 21 Jan 2026, 18:00:00.').waitFor()
  assert.equal(await doing.getByText('Send a digest').count(), 1)
  await doing.getByText('Look ahead, Riverside').waitFor()
  await doing.getByText('Put off until 21 Jan 2026, 19:00:00.').waitFor()
})
