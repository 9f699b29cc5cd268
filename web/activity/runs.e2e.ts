import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { dataPaths } from '../../src/db/data-paths.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { picture } from '../../test/pictures.ts'
import { startApp, type TestApp } from '../../test/start-app.ts'
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

const RUN = 10_000
const OTHER = 10_002

/** A run that failed by the job in it, and one that failed by itself; their queue is paused, so that none runs when it is retried. */
async function withFailedRuns(app: TestApp): Promise<void> {
  await app.cli('PATCH', 'api/v1/queues/disk', { isPaused: true })
  await app.stop()
  await using db = openSqlite(dataPaths(app.dataFolder).database)
  const at = Date.now()
  const job = { kind: 'archive.clean', v: 1, payload: '{"archiveId":1}', queue: 'disk', priority: 5, actor: 'system' }
  const ended = { max_attempts: 1, attempt: 1, state: 'failed' as const, error_params: '{"count":1}' }
  const times = { created_at: at, started_at: at, finished_at: at }
  const error_code = 'internal/unexpected'
  const failed = { ...job, ...ended, ...times, error_code }
  await db.tx(async (tx) => {
    const top = { ...failed, id: RUN, error_code: 'jobs/children-failed', child_count: 1, failed_children: 1 }
    const part = { ...failed, id: RUN + 1, run_id: RUN, parent_id: RUN }
    for (const row of [top, part, { ...failed, id: OTHER }]) await tx.insertInto('job_history').values(row).execute()
    const counter = { queue: 'disk', kind: 'archive.clean', state: 'failed', shard: 0, n: 3 }
    await tx.insertInto('job_counters').values(counter).execute()
  })
  await app.restart()
}

it('tries the job or the run of the row again by r, and no other', async () => {
  await using app = await startApp()
  await app.claim()
  await withFailedRuns(app)
  const stateOf = async (jobId: number) => (await app.get<{ state: string }>(`api/v1/jobs/${jobId}`)).state
  const states = () => Promise.all([RUN, RUN + 1, OTHER].map(stateOf))
  const url = `${app.address}activity?view=failed`
  await using view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url })
  const { page } = view
  const rows = page.locator('[role="row"][data-index]')
  await rows.nth(1).focus()
  await page.keyboard.press('ArrowRight')
  await rows.nth(2).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.locator('[role="row"][aria-level="2"]:focus').waitFor()
  await page.keyboard.press('r')
  await app.until('the job is tried again', async () => (await stateOf(RUN + 1)) === 'ready')
  assert.deepEqual(await states(), ['waiting', 'ready', 'failed'])
  await rows.filter({ hasText: 'Failed' }).first().focus()
  await page.keyboard.press('r')
  await app.until('the run is tried again', async () => (await stateOf(OTHER)) === 'ready')
})
