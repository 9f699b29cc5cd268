import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { dataPaths } from '../../src/db/data-paths.ts'
import type { ScheduleView } from '../../src/jobs/contract.ts'
import { QUICK, startApp } from '../../test/start-app.ts'
import { PASSWORD } from '../../test/start-http.ts'
import { openBrowser, openSignedIn } from '../testing/browser.ts'
import { timesInWords } from './cron-words.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

it('shows schedules, pauses one and runs one now', async () => {
  await using app = await startApp({ yaml: QUICK })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/schedules` })
  const { page } = view
  const row = page.getByRole('listitem').filter({ hasText: 'Clean up' })
  await row.getByText('Every day at 04:15').waitFor()
  await row.getByText(/^Next /).waitFor()
  await row.getByRole('button', { name: 'Pause' }).click()
  await row.getByText('Paused').waitFor()
  const { items } = await app.get<{ items: { name: string; isEnabled: boolean }[] }>('api/v1/schedules')
  assert.equal(items.find(({ name }) => name === 'archive.clean')?.isEnabled, false)
  await row.getByRole('button', { name: 'Resume' }).click()
  await row.getByRole('button', { name: 'Run now' }).click()
  await row.getByRole('link', { name: 'Started, see the run' }).click()
  await page.waitForURL(/activity\?job=\d+$/)
})

it('changes when a schedule runs, shows the next times before, says what is wrong, and gives the default back', async () => {
  await using app = await startApp({ yaml: `${QUICK}server:\n  timezone: Europe/Paris\n` })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/schedules` })
  const { page } = view
  const row = page.getByRole('listitem').filter({ hasText: 'Clean up' })
  await row.getByRole('button', { name: 'Change' }).click()
  const times = row.getByRole('list', { name: 'Next times' })
  await times
    .getByText(/04:15$/)
    .first()
    .waitFor()
  assert.equal(await times.getByRole('listitem').count(), 3)
  const cron = row.getByRole('textbox', { name: 'When' })
  await cron.fill('15 25 * * *')
  await row.getByText(/“25” is no hour/).waitFor()
  await cron.fill('45 5 * * 1')
  await times
    .getByText(/^Mon .+05:45$/)
    .first()
    .waitFor()
  await row.getByText('Every Monday at 05:45').waitFor()
  await row.getByRole('button', { name: 'Save' }).click()
  await row.getByText(/^Next (Mon .+)?05:45(:00)?$/).waitFor()
  await row.getByText('Default: 15 4 * * * Europe/Paris.').waitFor()
  await page.reload()
  await row.getByRole('button', { name: 'Change' }).click()
  await row.getByRole('button', { name: 'Back to the default' }).click()
  await row.getByText('Every day at 04:15').waitFor()
  await row.getByText(/^Next .*04:15(:00)?$/).waitFor()
  await page.goto(`${app.address}settings/history?about=all`)
  await page.getByText('15 4 * * * Europe/Paris to 45 5 * * 1 Europe/Paris').waitFor()
})

it('says how often a schedule runs', () => {
  assert.equal(timesInWords('15 4 * * *'), 'Every day at 04:15')
  assert.equal(timesInWords('0 3 * * 1'), 'Every Monday at 03:00')
  assert.equal(timesInWords('30 * * * *'), 'Every hour at minute 30')
  assert.equal(timesInWords('*/10 * * * *'), 'Every 10 minutes')
  assert.equal(timesInWords('0 3 1-5 * 1'), undefined)
})

/** Where it is about noon just now, so that nothing of the night begins during a test. */
function zoneAtNoon(): string {
  const hoursBehind = new Date().getUTCHours() - 12
  return `Etc/GMT${hoursBehind < 0 ? hoursBehind : `+${hoursBehind}`}`
}

it('lists the backups, says when the next one comes, makes one now, and says how to restore it', async () => {
  await using app = await startApp({ yaml: `server:\n  timezone: ${zoneAtNoon()}\n` })
  await app.claim()
  const schedules = await app.get<{ items: ScheduleView[] }>('api/v1/schedules')
  const nightly = schedules.items.find(({ kind }) => kind === 'db.backup')
  assert.equal(nightly?.cron, '20 3 * * *')
  const inParis = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Paris' })
  const at = inParis.format(new Date(nightly.nextAt ?? ''))
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/backups` })
  const { page } = view
  await page.getByText('There is no backup yet').waitFor()
  await page.getByText(new RegExp(`^The first one is made by itself .*${at}`)).waitFor()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByText('Made and checked', { exact: true }).waitFor()
  const { items } = await app.get<{ items: { name: string }[] }>('api/v1/backups')
  assert.equal(items.length, 1)
  const name = items[0]?.name ?? ''
  await page.getByText(name, { exact: true }).waitFor()
  await page.getByText(`patchbay restore ${dataPaths(app.dataFolder).backups}/${name}`, { exact: true }).waitFor()
  await page.getByText(new RegExp(`^The next one is made by itself .*${at}`)).waitFor()
})

it('shows why a backup failed where it was asked for, and says that none comes by itself while that is paused', async () => {
  await using app = await startApp()
  await app.claim()
  const { backups } = dataPaths(app.dataFolder)
  rmSync(backups, { recursive: true })
  writeFileSync(backups, 'in the way')
  const { items } = await app.get<{ items: { scheduleId: number; kind: string }[] }>('api/v1/schedules')
  const nightly = items.find(({ kind }) => kind === 'db.backup')
  await app.cli('PATCH', `api/v1/schedules/${nightly?.scheduleId}`, { isEnabled: false })
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/backups` })
  const { page } = view
  await page.getByText(/^None is made by itself/).waitFor()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page
    .getByRole('alert')
    .getByText(/^No backup could be made in/)
    .waitFor()
})

it('tells who changed which setting, from what to what, and shows at once whom somebody else adds', async () => {
  await using app = await startApp()
  await app.claim()
  const { etag } = await app.get<{ etag: string }>('api/v1/config/text')
  const patched = await app.call('PUT', 'api/v1/config', {
    headers: { 'if-match': etag, authorization: await app.bearer() },
    body: { values: { archive: { batch: { max_files: 40 } } } },
  })
  assert.equal(patched.status, 200, patched.text)
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/history` })
  const { page } = view
  const row = page.getByRole('row').filter({ hasText: 'Most files in a batch' })
  await row.getByText('500 to 40').waitFor()
  await page.getByText('Nothing was taken out').waitFor()
  await page.getByRole('link', { name: 'People' }).click()
  await page.getByText('Ann').first().waitFor()
  await app.cli('POST', 'api/v1/access/people', { name: 'Vic', password: PASSWORD, role: 'viewer' })
  await page.getByText('Vic', { exact: true }).waitFor()
})
