import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { dataPaths } from '../../src/db/data-paths.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { startApp, type TestApp } from '../../test/start-app.ts'
import { openBrowser, openSignedIn } from '../testing/browser.ts'

const COUNT = 130
const KIND = 'archive.clean'
const QUEUE = 'disk'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** More failed jobs than a page of the list holds; their queue is paused, so that none runs when it is retried. */
async function withFailedJobs(app: TestApp): Promise<void> {
  await app.cli('PATCH', `api/v1/queues/${QUEUE}`, { isPaused: true })
  await app.stop()
  await using db = openSqlite(dataPaths(app.dataFolder).database)
  const job = {
    kind: KIND,
    v: 1,
    payload: JSON.stringify({ archiveId: 1 }),
    queue: QUEUE,
    priority: 5,
    actor: 'system',
    max_attempts: 1,
    state: 'failed' as const,
    error_code: 'internal/unexpected',
    error_params: '{}',
  }
  const empty = { label: null, run_id: null, parent_id: null, dedupe: null, serial: null, target: null, progress: null }
  const times = { created_at: Date.now(), started_at: Date.now(), finished_at: Date.now() }
  const jobs = Array.from({ length: COUNT }, (_, n) => ({ id: 10_000 + n, ...job, ...empty, result: null, ...times }))
  await db.tx(async (tx) => {
    await tx.insertInto('job_history').values(jobs).execute()
    await tx
      .insertInto('job_counters')
      .values({ queue: QUEUE, kind: KIND, state: 'failed', shard: 0, n: COUNT })
      .execute()
  })
  await app.restart()
}

const countOf = async (app: TestApp, state: string): Promise<number> => {
  const { items } = await app.get<{ items: { kind: string; state: string; count: number }[] }>('api/v1/job-counters')
  return items.find((one) => one.kind === KIND && one.state === state)?.count ?? 0
}

it('says how many match, and retries and cancels all of them, also those that are not loaded', async () => {
  await using app = await startApp()
  await app.claim()
  await withFailedJobs(app)
  const url = `${app.address}activity/jobs?state=failed&kind=${KIND}`
  await using view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url })
  const { page } = view
  await page.getByText(`100 of ${COUNT}`).waitFor()
  await page.getByRole('checkbox', { name: 'Choose all shown' }).check()
  const bar = page.getByRole('region', { name: 'What to do with the chosen' })
  await bar.getByText('100 chosen').waitFor()
  await bar.getByRole('button', { name: `choose all ${COUNT} that match` }).click()
  await bar.getByText(`All ${COUNT} that match are chosen`).waitFor()
  assert.equal(await bar.getByRole('button', { name: /^Cancel/ }).count(), 0, 'none of them is live')
  await bar.getByRole('button', { name: `Try ${COUNT} again` }).click()
  await page.getByText(`Done for ${COUNT} jobs`).waitFor()
  await bar.waitFor({ state: 'detached' })
  assert.deepEqual([await countOf(app, 'ready'), await countOf(app, 'failed')], [COUNT, 0])
  await page.getByRole('combobox', { name: 'State' }).selectOption('ready')
  await page.getByText(`100 of ${COUNT}`).waitFor()
  await page.getByRole('checkbox', { name: 'Choose all shown' }).check()
  await bar.getByRole('button', { name: `choose all ${COUNT} that match` }).click()
  await page.getByRole('combobox', { name: 'State' }).selectOption('cancelled')
  await bar.getByText(`All ${COUNT} that match are chosen`).waitFor({ state: 'detached' })
  assert.equal(await countOf(app, 'cancelled'), 0, 'another filter is another choice')
  await page.getByRole('combobox', { name: 'State' }).selectOption('ready')
  await page.getByText(`100 of ${COUNT}`).waitFor()
  await page.getByRole('checkbox', { name: 'Choose all shown' }).check()
  await bar.getByRole('button', { name: `choose all ${COUNT} that match` }).click()
  await bar.getByRole('button', { name: `Cancel ${COUNT}` }).click()
  await page.getByText(`Done for ${COUNT} jobs`).last().waitFor()
  await app.until('all are cancelled', async () => (await countOf(app, 'cancelled')) === COUNT)
  await page.getByRole('button', { name: 'Undo' }).click()
  await app.until('all are back', async () => (await countOf(app, 'ready')) === COUNT)

  const cancelled = (await app.cli('POST', 'api/v1/jobs/cancel', { kind: KIND })).json as { since: string }
  assert.partialDeepStrictEqual(cancelled, { cancelled: COUNT })
  const later = new Date(Date.parse(cancelled.since) + 3_600_000).toISOString()
  const retry = { kind: KIND, state: 'cancelled', endedSince: later }
  assert.deepEqual((await app.cli('POST', 'api/v1/jobs/retry', retry)).json, { retried: 0 }, 'none ended since then')

  // Each retry comes twice, as when a job came back along with its parent.
  await page.route('**/api/v1/jobs/*/retry', async (route) => {
    await route.fetch()
    await route.continue()
  })
  await page.getByRole('combobox', { name: 'State' }).selectOption('cancelled')
  await page.getByText(`100 of ${COUNT}`).waitFor()
  for (const row of [1, 2]) await page.getByRole('checkbox').nth(row).check()
  await bar.getByRole('button', { name: 'Try 2 again' }).waitFor()
  await page.keyboard.press('r')
  await page.getByText('Done for 2 jobs').waitFor()
  assert.equal(await countOf(app, 'ready'), 2)

  await page.getByRole('combobox', { name: 'State' }).selectOption('ready')
  await page.getByText('2 of 2').waitFor()
  await page.getByRole('checkbox').nth(1).check()
  await bar.getByRole('button', { name: 'Cancel one' }).click()
  await app.until('it is cancelled', async () => (await countOf(app, 'ready')) === 1)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await app.until('it is back', async () => (await countOf(app, 'ready')) === 2)
  await page.getByRole('combobox', { name: 'State' }).selectOption('cancelled')
  await page.getByText(`100 of ${COUNT - 2}`).waitFor()
  await page.locator('tr[data-index="0"]').focus()
  await page.keyboard.press('r')
  await app.until('the job of the row is tried again', async () => (await countOf(app, 'ready')) === 3)
})
