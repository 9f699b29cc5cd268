import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import type { LogDayRow } from '../../../src/radio/logs/read/contract.ts'
import { picture } from '../../../test/radio-screens.ts'
import { axeFindings, openSignedIn, sidewaysPx } from '../../testing/browser.ts'
import { entryIn, HOUR_MS, midnight, openLogScreens, tomorrow, type LogScreens } from '../../../test/log-screens.ts'

const SECOND_MS = 1000

let screens: LogScreens
let app: LogScreens['app']
let fake: LogScreens['fake']
let browser: LogScreens['browser']
let view: LogScreens['view']
let address: LogScreens['address']
let readDay: LogScreens['readDay']
let titlesOf: LogScreens['titlesOf']

// Each test goes on where the one before it ended.
before(async () => {
  screens = await openLogScreens('key-of-the-publication')
  ;({ app, fake, view, address, readDay, titlesOf, browser } = screens)
  await screens.post(`logs/${tomorrow}/generate`, {})
})
after(() => screens[Symbol.asyncDispose]())

it('tells a silence in its hour, in the rail and as what stops the day, and fills it with what fits', async () => {
  const { page } = view
  const last = (await titlesOf('13')).at(-1) ?? ''
  await page.goto(address(`day=${tomorrow}&hour=13`))
  await page.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  await page
    .getByRole('button', { name: new RegExp(last) })
    .first()
    .press('Delete')
  const hour = page.getByRole('region', { name: 'Hour of 13:00' })
  await hour.getByRole('button', { name: /Gap/ }).waitFor()
  await page.getByRole('button', { name: /^13:00, .* short$/ }).waitFor()
  await page.getByText('Log changed since').waitFor()
  await page.getByRole('button', { name: 'Compare again' }).click()
  const panel = page.getByRole('region', { name: 'Publish preview' })
  await panel
    .getByText(/stops? it/)
    .first()
    .waitFor()
  const publish = panel.getByRole('button', { name: 'Publish day' })
  assert.equal(await publish.getAttribute('aria-disabled'), 'true')
  assert.match((await publish.getAttribute('aria-description')) ?? '', /^Stopped.* Nothing is planned for /)
  assert.deepEqual(await axeFindings(page), [])
  await picture(page, 'logs.stopped')
  const stopper = panel.getByRole('listitem').filter({ hasText: /^13:.*Nothing is planned/ })
  await stopper.getByRole('button', { name: 'Fill' }).click()
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-gap') === true)
  await hour
    .getByRole('button', { name: /^Put in/ })
    .first()
    .click()
  // More than there is room for: it meets the hard start of the next hour.
  await addPromo(page, hour)
  await panel.getByRole('button', { name: 'Compare again' }).click()
  await panel.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  const unheard = panel.getByRole('listitem').filter({ hasText: 'Promo of 60 seconds' })
  await unheard.getByRole('button', { name: 'Show' }).click()
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-entry') === true)
  await page.keyboard.press('Delete')
  await page.getByText('Promo of 60 seconds is out of the log').waitFor()
  // And a silence once more, which is meant.
  await hour.locator('[data-entry]').last().press('Delete')
  await hour.getByRole('button', { name: /Gap/ }).waitFor()
  await page.getByText('Log changed since').waitFor()
  await panel.getByRole('button', { name: 'Compare again' }).click()
  await panel.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  await panel
    .getByRole('button', { name: /^Accept/ })
    .first()
    .click()
  await panel.getByText(/stops? it/).waitFor({ state: 'detached' })
  await panel.getByText('World unchanged').waitFor()
})

it('publishes an hour, shows that every row was read back, and takes it back', async () => {
  const { page } = view
  const panel = page.getByRole('region', { name: /^Publish preview/ })
  const rowsBefore = fake.rows.schedule.all().length
  await page.getByRole('button', { name: /^13:00,/ }).click()
  await entryIn(page, '13:00', 0).click()
  await panel.getByRole('button', { name: 'Only 13:00' }).click()
  await panel.getByRole('button', { name: 'Publish 13:00' }).click()
  await panel.getByText('Every row was read back.').first().waitFor()
  await panel.getByText('Nothing changes here.').waitFor()
  const { length } = await titlesOf('13')
  assert.equal(fake.rows.schedule.all().length, rowsBefore + length)
  assert.equal(
    await panel.getByRole('button', { name: 'Publish 13:00' }).getAttribute('aria-description'),
    'LibreTime has exactly this already',
  )
  const { items } = await app.get<{ items: LogDayRow[] }>(`api/v1/radio/stations/1/logs?from=${tomorrow}&days=1`)
  const { published, openMs, revision } = items[0] as LogDayRow
  assert.deepEqual([published?.state, published?.isWholeDay, published?.revision], ['verified', false, revision])
  const gaps = (await readDay()).gaps.map(({ lengthMs }) => lengthMs)
  assert.equal(
    openMs,
    gaps.reduce((sum, ms) => sum + ms, 0),
  )
  assert.ok(openMs > 0)
  await picture(page, 'logs.verified')
  await panel.getByRole('button', { name: 'Undo' }).click()
  await panel.getByText('Undone: LibreTime has what it had before.').first().waitFor()
  assert.equal(fake.rows.schedule.all().length, rowsBefore)
  await takesOver(page, panel)
  assert.deepEqual(view.complaints, [])
})

it('sends nothing when LibreTime was changed after the preview, and tells what stands there when it refuses half-way', async () => {
  const { page } = view
  const panel = page.getByRole('region', { name: /^Publish preview/ })
  const look = async (hour: string) => {
    await page.goto(address(`day=${tomorrow}&hour=${hour}`))
    await panel.getByRole('button', { name: `Only ${hour}:00` }).click()
    await panel.getByText('Reading LibreTime').waitFor({ state: 'detached' })
    return panel.getByRole('button', { name: `Publish ${hour}:00` })
  }
  const publishEarly = await look('16')
  const at = midnight + 16 * HOUR_MS
  const instance = fake.seed.instance({ show: fake.seed.show('Visitors'), startsAt: at, endsAt: at + HOUR_MS })
  fake.seed.row({ instance, file: 1, startsAt: at, lengthMs: 170 * SECOND_MS })
  const rowsBefore = fake.rows.schedule.all().length
  await publishEarly.click()
  await panel.getByText('Nothing was sent').waitFor()
  assert.equal(fake.rows.schedule.all().length, rowsBefore)
  const publish = await look('18')
  fake.faults.set({ kind: 'status', status: 400, on: 'v2', path: '/schedule', method: 'POST', skip: 1 })
  await publish.click()
  await panel
    .getByText(/It failed\./)
    .first()
    .waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await picture(page, 'logs.failed')
  assert.equal(fake.rows.schedule.all().length, rowsBefore)
  fake.faults.clear()
  await panel.getByRole('button', { name: 'Compare again' }).click()
  await publish.click()
  await panel.getByText('Every row was read back.').first().waitFor()
  assert.equal(fake.rows.schedule.all().length, rowsBefore + (await titlesOf('18')).length)
})

it('has the preview in a drawer on a tablet, with everything that can be done there', async () => {
  await using seen = await openSignedIn(browser, { theme: 'light', widthPx: 768 }, { app, url: address() })
  const { page } = seen
  await page.locator('[data-entry]').first().waitFor()
  assert.equal(await page.getByRole('region', { name: /^Publish preview/ }).count(), 0)
  await page.getByRole('button', { name: 'Publish preview' }).click()
  const drawer = page.getByRole('dialog', { name: 'Publish preview' })
  await drawer.getByRole('button', { name: 'Compare again' }).waitFor()
  await drawer.getByRole('button', { name: 'Publish day' }).waitFor()
  await drawer.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.getAnimations().length === 0)
  const box = await drawer.boundingBox()
  assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 768.5, JSON.stringify(box))
  assert.deepEqual(await axeFindings(page), [])
  assert.equal(await sidewaysPx(page), 0)
  await picture(page, 'logs.drawer')
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('Publish preview') === true)
  assert.deepEqual(seen.complaints, [])
})

it('shows in the planner what was published as blocks of the log, which lead to its day', async () => {
  const { page } = view
  await page.goto(`${app.address}radio/planner?day=${tomorrow}`)
  const block = page.locator('[data-log]').first()
  await block.waitFor()
  assert.match((await block.getAttribute('aria-label')) ?? (await block.textContent()) ?? '', /log/i)
  await picture(page, 'planner.log-blocks')
  assert.deepEqual(await axeFindings(page), [])
  await block.click()
  await page.waitForURL(new RegExp(`day=${tomorrow}`))
  await page.locator('[data-entry]').first().waitFor()
})

/** Behind the last of the hour. */
async function addPromo(page: Page, hour: Locator): Promise<void> {
  const count = await hour.locator('[data-entry]').count()
  await hour.locator('[data-entry]').last().click()
  await page.getByRole('button', { name: 'Add beside it' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Title or artist' }).fill('Promo of 60')
  await dialog.locator('[data-combobox-selected]', { hasText: 'Promo of 60' }).waitFor()
  await page.keyboard.press('Enter')
  await hour.locator('[data-entry]').nth(count).waitFor()
}

/** A row of others in that hour is named, taken over after a question, and given back. */
async function takesOver(page: Page, panel: Locator): Promise<void> {
  const { seed, rows } = fake
  const [from, to] = [midnight + 12 * HOUR_MS, midnight + 16 * HOUR_MS]
  const instance = seed.instance({ show: seed.show('Guests'), startsAt: from, endsAt: to })
  const at = midnight + 13 * HOUR_MS + 600 * SECOND_MS
  const row = seed.row({ instance, file: 1, startsAt: at, lengthMs: 170 * SECOND_MS })
  await panel.getByRole('button', { name: 'Compare again' }).click()
  const others = panel.getByRole('region', { name: 'Rows of others in the way' })
  const named = others.getByRole('checkbox', { name: /^13:10:00 to 13:12:50, .* \(Guests\)$/ })
  await named.check()
  await picture(page, 'logs.in-the-way')
  await others.getByRole('button', { name: 'Preview without it' }).click()
  await others.getByText('Is removed', { exact: true }).waitFor()
  await panel.getByRole('button', { name: 'Publish 13:00' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove a row of others?' })
  await dialog.getByText(/^13:10:00 to 13:12:50/).waitFor()
  await picture(page, 'logs.take-over')
  assert.notEqual(rows.schedule.get(row), undefined, 'nothing goes before that is answered')
  await dialog.getByRole('button', { name: 'Take it over and publish' }).click()
  await panel
    .getByText(/Every row was read back.* One row of others was taken over/)
    .first()
    .waitFor()
  assert.equal(rows.schedule.get(row), undefined)
  await panel.getByRole('button', { name: 'Undo' }).click()
  await panel
    .getByText(/is back, as a new row with the same content/)
    .first()
    .waitFor()
  assert.equal(rows.schedule.where((one) => one['instance'] === instance).length, 1)
  rows.schedule.remove(rows.schedule.where((one) => one['instance'] === instance)[0]?.id ?? 0)
  rows['show-instances'].remove(instance)
}
