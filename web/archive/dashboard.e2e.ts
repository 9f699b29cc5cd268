import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { ArchiveOverview } from '../../src/archive/contract.ts'
import type { ArchiveFigures, StorageHistory } from '../../src/archive/figures/contract.ts'
import { picture } from '../../test/pictures.ts'
import { BY_HAND, lookUntilStill, startApp, type TestApp } from '../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx } from '../testing/browser.ts'
import { formatBytes, formatNumber } from '../format.ts'
import { say } from '../words.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** What the API says each figure is, as the page writes it. */
async function expectedFigures(app: TestApp): Promise<Record<string, string>> {
  const of = await app.get<ArchiveFigures>('api/v1/archive/figures')
  const { inferredDates } = await app.get<ArchiveOverview>('api/v1/archive')
  const { samples, forecast } = await app.get<StorageHistory>('api/v1/archive/storage/history')
  const now = samples.at(-1)
  assert.ok(now !== undefined && forecast === null)
  const used = now.diskBytes - now.freeBytes
  return {
    filed: formatNumber(of.filed.count),
    'filed-bytes': say('web.archive.figure.items', { size: formatBytes(of.filed.bytes) }),
    today: formatNumber(of.filedToday.count),
    'today-bytes': say('web.archive.figure.today', { size: formatBytes(of.filedToday.bytes) }),
    week: formatNumber(of.filedLast7Days.count),
    'week-bytes': say('web.archive.figure.week', { size: formatBytes(of.filedLast7Days.bytes) }),
    duplicates: formatNumber(of.duplicates.count),
    'duplicates-bytes': say('web.archive.figure.spared', { size: formatBytes(of.duplicates.bytes) }),
    waiting: formatNumber(of.waiting),
    'in-doubt': say('web.archive.figure.waiting', { count: inferredDates, n: formatNumber(inferredDates) }),
    free: say('web.archive.storageOverTime.now', {
      used: formatBytes(used),
      free: formatBytes(now.freeBytes),
      size: formatBytes(now.diskBytes),
    }),
    'full-on': say('web.archive.storageOverTime.never'),
  }
}

async function figuresOn(page: Page): Promise<Record<string, string>> {
  const all = await page
    .locator('[data-figure]')
    .evaluateAll((found) => found.map((one) => [one.getAttribute('data-figure') ?? '', one.textContent]))
  return Object.fromEntries(all) as Record<string, string>
}

/** Free bytes change under the test; all else is still. */
const without = ({ free: _free, ...rest }: Record<string, string>) => rest

it('shows the API’s figures, every one, and keeps them so while things happen', { timeout: 120_000 }, async () => {
  await using app = await startApp({ yaml: BY_HAND.replace('mode: review', 'mode: auto') })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive` })
  const { page } = view
  await page.locator('[data-figure="full-on"]').waitFor()
  assert.deepEqual(without(await figuresOn(page)), without(await expectedFigures(app)))
  assert.deepEqual(Object.keys(await figuresOn(page)).toSorted(), Object.keys(await expectedFigures(app)).toSorted())

  const photo = picture()
  await app.drop({
    'inbox/IMG_20230102_030405.jpg': photo,
    'inbox/IMG_20230102_030406.jpg': picture(),
    'inbox/again.jpg': photo,
  })
  await lookUntilStill(app)
  await page.getByRole('button', { name: say('web.archive.startRun'), exact: true }).click()
  await page.getByRole('menuitem', { name: 'All steps, waiting after each' }).click()
  await page.getByText(/has done “Find duplicates” and waits before “Make batches”/).waitFor()
  await page.getByRole('button', { name: 'Go on: Make batches' }).click()
  await page.getByRole('button', { name: 'Go on: Sort by date' }).waitFor()
  assert.deepEqual([await axeFindings(page), await sidewaysPx(page)], [[], 0])
  const { activeBatches } = await app.get<ArchiveFigures>('api/v1/archive/figures')
  const batches = await page
    .locator('[data-batch]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-batch')))
  assert.deepEqual(
    batches,
    activeBatches.map(({ batchId }) => String(batchId)),
  )
  assert.deepEqual(without(await figuresOn(page)), without(await expectedFigures(app)))
  await page.getByRole('button', { name: 'Go on: Sort by date' }).click()
  await page.getByRole('button', { name: 'Go on: Clean up' }).click()
  await app.settled()
  await page.getByText('No batch is under way.').waitFor()
  const expected = without(await expectedFigures(app))
  await page.waitForFunction(
    (filed) => document.querySelector('[data-figure="filed"]')?.textContent === filed,
    expected['filed'],
  )
  assert.deepEqual(without(await figuresOn(page)), expected)
  const { recentRuns } = await app.get<ArchiveFigures>('api/v1/archive/figures')
  const runs = await page.locator('[data-run]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run')))
  assert.deepEqual(
    runs,
    recentRuns.map(({ runId }) => String(runId)),
  )
})

it('diagnoses with one click, gives addresses and the settings’ file, and opens a batch by its number', async () => {
  await using app = await startApp({ env: { PATCHBAY_LOG_LEVLE: 'debug' } })
  await app.claim()
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await app.settled()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive` })
  const { page } = view
  await page.getByRole('button', { name: 'Diagnose now' }).click()
  await page.getByText(/PATCHBAY_LOG_LEVLE looks like a setting/).waitFor()
  const { file } = await app.get<{ file: { path: string } }>('api/v1/config')
  for (const text of [`${app.address}archive`, `${app.address}api/v1/openapi.json`, `${app.address}hooks/`, file.path])
    await page.getByText(text, { exact: true }).waitFor()
  await page.getByRole('textbox', { name: say('web.archive.batch.byId') }).fill('1')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.waitForURL(/archive\/batches\/1$/)
})

it('says inline which call failed, and shows the rest', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings` })
  const { page } = view
  await page.route('**/api/v1/archive/storage/history**', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'x', title: 'The disk does not answer', status: 503, code: 'x/y' }),
    }),
  )
  await page.goto(`${app.address}archive`)
  await page.getByText('The disk does not answer').waitFor({ timeout: 30_000 })
  await page.locator('[data-figure="filed"]').waitFor()
})
