import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { startCalendarWorld, ZONE, type CalendarWorld } from '../../../test/calendar-world.ts'
import type { AiringView } from '../../../src/radio/planner/contract.ts'
import { axeFindings, openBrowser, openSignedIn, type WatchedPage } from '../../testing/browser.ts'
import { hold, inPalette } from '../../testing/planner-drag.ts'
import { clockIn } from './zone-clock.ts'

const MINUTE_MS = 60_000
const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
let world: CalendarWorld
let view: WatchedPage
let kitchen: number
let writes = 0

const block = (page: Page, title: string): Locator => page.locator('[data-airing]', { hasText: title })
/** Titles and starts of what stands at LibreTime. */
const standing = async (): Promise<string[]> => {
  const path = 'api/v1/radio/stations/1/planner/airings?state=verified'
  const { items } = await world.app.get<{ items: AiringView[] }>(path)
  return items.map(({ title, startsAt }) => `${title} ${clockIn(Date.parse(startsAt), ZONE)}`).toSorted()
}
const dock = (page: Page) => page.getByText(/^\d+ changes? not applied$/)

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  world = await startCalendarWorld()
  kitchen = world.libretime.seed.file({ title: 'Night Drift, 212', lengthMs: 60 * MINUTE_MS })
  await world.plan({ track: kitchen, day: 1, clock: '12:00', minutes: 60 })
  const url = `${world.app.address}radio/planner?day=${world.monday}`
  view = await openSignedIn(browser, WIDE, { app: world.app, url })
  view.page.setDefaultTimeout(10_000)
  view.page.on('request', (request) => {
    if (/planner\/(airings|changes)|radio\/airings/.test(request.url()) && request.method() !== 'GET') writes += 1
  })
})
after(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

it('collects what is planned, moved and taken out; nothing is sent, and the days show it as it shall be', async () => {
  const { page } = view
  await block(page, 'Night Drift').getByText('verified').waitFor()
  await hold(page, block(page, 'Night Drift'), { to: { day: 2, hours: 14 } })
  await page.mouse.up()
  await dock(page).waitFor()
  await block(page, 'Night Drift').getByText('not applied').waitFor()
  // The place that it leaves is free.
  await hold(page, inPalette(page, 'Little Ears, 53'), { to: { day: 1, hours: 12 } })
  await page.locator('[data-ghost][data-look="fits"]').waitFor()
  await page.mouse.up()
  await page.getByText('1 planned, 1 moved.').waitFor()
  assert.equal(writes, 0)
  assert.deepEqual(await standing(), ['Night Drift, 212 12:00'])
  assert.deepEqual(await axeFindings(page), [])
})

it('takes back one after the other with u, and keeps the rest when the page is loaded anew', async () => {
  const { page } = view
  await page.keyboard.press('u')
  await page.getByText('1 moved.').waitFor()
  await block(page, 'Little Ears, 53').waitFor({ state: 'detached' })
  await page.reload()
  await block(page, 'Night Drift').getByText('not applied').waitFor()
  await hold(page, inPalette(page, 'Little Ears, 53'), { to: { day: 1, hours: 12 } })
  await page.mouse.up()
  await page.getByText('1 planned, 1 moved.').waitFor()
})

it('moves again, and takes out by key, what is not applied yet', async () => {
  const { page } = view
  await hold(page, inPalette(page, 'Dub Almanac, 79'), { to: { day: 4, hours: 13 } })
  await page.mouse.up()
  await hold(page, block(page, 'Dub Almanac, 79'), { to: { day: 4, hours: 15 } })
  await page.mouse.up()
  await page.getByText('2 planned, 1 moved.').waitFor()
  await block(page, 'Dub Almanac, 79').getByText('15:00 to 16:00').waitFor({ state: 'attached' })
  await block(page, 'Dub Almanac, 79').focus()
  await page.keyboard.press('Delete')
  await block(page, 'Dub Almanac, 79').waitFor({ state: 'detached' })
  await page.getByText('1 planned, 1 moved.').waitFor()
})

it('shows the plan, applies it as one, and takes all of it back', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Review plan' }).click()
  const dialog = page.getByRole('dialog', { name: 'Review plan' })
  await dialog.getByText(/^From .*12:00/).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  // A review that is left puts its plan away; the changes still wait.
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const first = () => world.app.get<{ state: string }>('api/v1/plans/1')
  await world.app.until('the plan is put away', async () => (await first()).state === 'discarded')
  await page.getByRole('button', { name: 'Review plan' }).click()
  await dialog.getByRole('button', { name: 'Apply 2 changes' }).click()
  await dialog.getByText('2 of 2 changes are done').waitFor()
  assert.deepEqual(await standing(), ['Little Ears, 53 12:00', 'Night Drift, 212 14:00'])
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await dialog.getByText('All of it is taken back').waitFor()
  assert.deepEqual(await standing(), ['Night Drift, 212 12:00'])
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await dock(page).waitFor({ state: 'detached' })
  await block(page, 'Night Drift').getByText('verified').waitFor()
})

it('keeps what can’t be any more, with its reason, and puts it away when asked', async () => {
  const { page } = view
  await hold(page, inPalette(page, 'Little Ears, 53'), { to: { day: 3, hours: 12 } })
  await page.mouse.up()
  await page.getByText('1 planned.').waitFor()
  await world.plan({ track: kitchen, day: 3, clock: '12:00', minutes: 60 })
  await page.getByRole('button', { name: 'Review plan' }).click()
  const dialog = page.getByRole('dialog', { name: 'Review plan' })
  await dialog.getByText('There is nothing to do.').waitFor()
  await dialog.getByText('left out', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await dock(page).waitFor()
  await page.getByRole('button', { name: 'Put away' }).click()
  await page.getByText('1 change is put away').waitFor()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await dock(page).waitFor()
  await page.getByRole('button', { name: 'Put away' }).click()
  await dock(page).waitFor({ state: 'detached' })
})
