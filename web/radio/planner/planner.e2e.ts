import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { BY_HAND, startApp } from '../../../test/start-app.ts'
import { PASSWORD } from '../../../test/start-http.ts'
import { hold, inPalette, pointAt } from '../../testing/planner-drag.ts'
import type { AiringView, WeekView } from '../../../src/radio/planner/contract.ts'
import {
  axeFindings,
  openBrowser,
  openSignedIn,
  sidewaysPx,
  TEST_LOOKS,
  type WatchedPage,
} from '../../testing/browser.ts'
import { startCalendarWorld, ZONE, type CalendarWorld } from '../../../test/calendar-world.ts'
import { addDays, clockIn } from './zone-clock.ts'

const MINUTE_MS = 60_000
const WIDE = { theme: 'light', widthPx: 1280 } as const
const VIEWER = { name: 'Vic', password: PASSWORD }

let browser: Browser
let world: CalendarWorld
let view: WatchedPage
let night: number

const address = (query: string) => `${world.app.address}radio/planner?${query}`
const weekOf = (day: string) => world.app.get<WeekView>(`api/v1/radio/stations/1/planner/week?start=${day}`)
const airings = async (): Promise<AiringView[]> => (await weekOf(world.monday)).airings
/** Day of the week and times of each airing of that name. */
const slotsOf = async (title: string): Promise<string[]> =>
  (await airings())
    .filter((airing) => airing.title === title)
    .map(({ startsAt, endsAt }) => {
      const day = Math.floor((Date.parse(startsAt) - world.at(0, '00:00')) / (24 * 60 * MINUTE_MS))
      return `${day} ${clockIn(Date.parse(startsAt), ZONE)} ${clockIn(Date.parse(endsAt), ZONE)}`
    })
const block = (page: Page, title: string): Locator => page.locator('[data-airing]', { hasText: title })

/** Each change goes to the playout as it is made; this is remembered by the browser. */
async function applyAtOnce(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Plan many' }).click()
  await page.getByRole('menuitem', { name: 'Apply each change at once' }).click()
}

/** axe sees the colours of a moment: what still fades in is waited for. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined),
  )
  return axeFindings(page)
}

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  world = await startCalendarWorld()
  await world.app.cli('POST', 'api/v1/access/people', { ...VIEWER, role: 'viewer' })
  night = world.libretime.seed.file({ title: 'Night Drift, 212', lengthMs: 57 * MINUTE_MS })
  await world.plan({ track: night, day: 1, clock: '12:00', minutes: 60 })
  view = await openSignedIn(browser, WIDE, { app: world.app, url: address(`day=${world.monday}`) })
  view.page.setDefaultTimeout(10_000)
  await applyAtOnce(view.page)
})
after(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

it('shows windows, others’ rows and our airings, each with its state in words', async () => {
  const { page } = view
  await block(page, 'Night Drift').getByText('verified').waitFor()
  assert.match((await block(page, 'Night Drift').textContent()) ?? '', /12:00 to 13:00.*verified.*3:00 short/)
  await page.getByText('Window of Drift, 18:00 to 20:00').waitFor()
  await page.getByText('Kitchen Table, 144, 09:00 to 10:00, not ours').first().waitFor()
  await page.getByText('10 items, 10:00 to 10:40, not ours').first().waitFor()
  await page.getByText('shares its content with its other windows').waitFor()
  await inPalette(page, 'Dub Almanac, 79').getByText('In 1:00:00: 43 s short').waitFor()
  await inPalette(page, 'Brass Hour, 89').getByText('In 1:00:00: 2:10 cut').waitFor()
})

it('plans what is dragged from the palette, and takes it back with Ctrl and Z', async () => {
  const { page } = view
  await hold(page, inPalette(page, 'Dub Almanac, 79'), { to: { day: 0, hours: 13 } })
  await page.locator('[data-ghost][data-look="amiss"]').getByText('43 s short').waitFor()
  await page.mouse.up()
  await block(page, 'Dub Almanac, 79').getByText('verified').waitFor()
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), ['0 13:00 14:00'])
  await page.getByText(/^Dub Almanac, 79 is planned/).waitFor()
  await inPalette(page, 'Dub Almanac, 79')
    .getByText(/^Planned 1 time, next/)
    .waitFor()
  await page.keyboard.press('Control+z')
  await page.getByText('Dub Almanac, 79 is as it was before').waitFor()
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), [])
})

it('says while dragging what stands in the way, asks nothing of the server for it, and offers the nearest free place', async () => {
  const { page } = view
  let asked = 0
  const count = (request: { method: () => string }) => (asked += request.method() === 'POST' ? 1 : 0)
  page.on('request', count)
  await hold(page, inPalette(page, 'Little Ears, 53'), { to: { day: 2, hours: 9.5 } })
  await page.locator('[data-ghost][data-look="clash"]').waitFor()
  await page.getByText('Can’t go here').waitFor()
  await page.getByText(/Kitchen Table, 144 stands there, 09:00 to 10:00; it is not ours/).waitFor()
  await page.getByText('Nearest free').waitFor()
  assert.equal(asked, 0)
  page.off('request', count)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await page.locator('[data-ghost]').waitFor({ state: 'detached' })
  assert.deepEqual(await slotsOf('Little Ears, 53'), [])
  await hold(page, inPalette(page, 'Little Ears, 53'), { to: { day: 2, hours: 9.5 } })
  await page.keyboard.press('Enter')
  await page.mouse.up()
  await block(page, 'Little Ears, 53').waitFor()
  assert.deepEqual(await slotsOf('Little Ears, 53'), ['2 08:00 09:00'])
})

it('lets a person decide where something would be cut, and plans nothing before', async () => {
  const { page } = view
  await hold(page, inPalette(page, 'Brass Hour, 89'), { to: { day: 3, hours: 13 } })
  await page.mouse.up()
  const dialog = page.getByRole('dialog', { name: 'Plan Brass Hour, 89' })
  await dialog.getByText('2:10 cut').waitFor()
  await dialog.getByText('LibreTime has no window there yet: one is made with it.').waitFor()
  assert.deepEqual(await slotsOf('Brass Hour, 89'), [])
  await dialog.getByRole('textbox', { name: 'Length of the slot' }).fill('1:05:00')
  await dialog.getByText('2:50 short').waitFor()
  await dialog.getByRole('button', { name: 'Plan', exact: true }).click()
  await block(page, 'Brass Hour, 89').getByText('verified').waitFor()
  assert.deepEqual(await slotsOf('Brass Hour, 89'), ['3 13:00 14:05'])
})

it('moves an airing and changes its length by drag, and undoes that from the toast', async () => {
  const { page } = view
  const airing = block(page, 'Little Ears, 53')
  await hold(page, airing, { to: { day: 5, hours: 10 } })
  await page.mouse.up()
  await page.getByText(/^Little Ears, 53 is moved/).waitFor()
  assert.deepEqual(await slotsOf('Little Ears, 53'), ['5 10:00 11:00'])
  await hold(page, airing, { to: { day: 5, hours: 11.5 }, by: 'end' })
  await page.mouse.up()
  await page.getByText(/^Little Ears, 53 has another length/).waitFor()
  assert.deepEqual(await slotsOf('Little Ears, 53'), ['5 10:00 11:30'])
  await page.getByRole('region', { name: 'What was just done' }).getByRole('button', { name: 'Undo' }).last().click()
  await world.app.until(
    'it has its length again',
    async () => (await slotsOf('Little Ears, 53'))[0] === '5 10:00 11:00',
  )
})

it('plans, moves, retimes and takes out by keys alone', async () => {
  const { page } = view
  await inPalette(page, 'Dub Almanac, 79').focus()
  await page.keyboard.press('p')
  const status = page.getByRole('status').filter({ hasText: 'Dub Almanac, 79' })
  await status.waitFor()
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key)
  await page.keyboard.press('Enter')
  await block(page, 'Dub Almanac, 79').getByText('verified').waitFor()
  const planned = '2 11:20 12:20'
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), [planned])
  await block(page, 'Dub Almanac, 79').focus()
  await page.keyboard.press('p')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await page.locator('[data-ghost]').waitFor({ state: 'detached' })
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), [planned])
  await page.keyboard.press('l')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByText(/^Dub Almanac, 79 has another length/).waitFor()
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), ['2 11:20 12:35'])
  await block(page, 'Dub Almanac, 79').focus()
  await page.keyboard.press('Delete')
  await page
    .getByRole('dialog', { name: 'Take it out of the programme?' })
    .getByRole('button', { name: 'Take out' })
    .press('Enter')
  await block(page, 'Dub Almanac, 79').waitFor({ state: 'detached' })
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), [])
})

it('shows a refusal of the server in its words, also where the loaded week knew of nothing', async () => {
  const { page } = view
  const instance = world.libretime.seed.instance({
    show: world.shows.kitchen,
    startsAt: world.at(6, '16:00'),
    endsAt: world.at(6, '17:00'),
  })
  const file = world.libretime.seed.file({ title: 'Late guest', lengthMs: 60 * MINUTE_MS })
  world.libretime.seed.row({ instance, file, startsAt: world.at(6, '16:00'), lengthMs: 60 * MINUTE_MS })
  await hold(page, inPalette(page, 'Dub Almanac, 79'), { to: { day: 6, hours: 16 } })
  await page.mouse.up()
  const dialog = page.getByRole('dialog', { name: 'Plan Dub Almanac, 79' })
  await dialog.getByText('Can’t go here').waitFor()
  await dialog
    .getByText(/Late guest|stands there/)
    .first()
    .waitFor()
  await dialog.getByRole('button', { name: 'Plan', exact: true, disabled: true }).waitFor()
  await dialog.getByRole('textbox', { name: 'Start' }).fill('17:00')
  await dialog.getByText('Can be planned').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), [])
})

it('shows by itself what somebody else plans', async () => {
  const { page } = view
  await world.plan({ track: night, day: 5, clock: '15:00', minutes: 60 })
  await block(page, 'Night Drift, 212').nth(1).waitFor()
  await block(page, 'Night Drift, 212').nth(1).click()
  await page.getByRole('dialog', { name: 'Night Drift, 212' }).getByText('airing 2 of 2').waitFor()
  await page.keyboard.press('Escape')
})

it('copies a week: first what would happen, then its run, then the way back', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Plan many' }).click()
  await page.getByRole('menuitem', { name: 'Copy this week' }).click()
  const dialog = page.getByRole('dialog', { name: 'Copy this week' })
  await dialog.getByRole('button', { name: 'See what would happen' }).click()
  const many = (await airings()).length
  await dialog.getByText(`${many} to plan`).waitFor()
  assert.deepEqual((await weekOf(addDays(world.monday, 7))).airings, [])
  await dialog.getByRole('button', { name: `Apply ${many} changes` }).click()
  await dialog.getByText(`${many} of ${many} changes are done`).waitFor({ timeout: 30_000 })
  assert.equal((await weekOf(addDays(world.monday, 7))).airings.length, many)
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await dialog.getByText('All of it is taken back').waitFor({ timeout: 30_000 })
  assert.deepEqual((await weekOf(addDays(world.monday, 7))).airings, [])
  await dialog.getByRole('button', { name: 'Close' }).last().click()
})

it('plans a show over several days, and tells what it would leave and why', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Plan many' }).click()
  await page.getByRole('menuitem', { name: 'Plan a show over several days' }).click()
  const dialog = page.getByRole('dialog', { name: 'Plan a show over several days' })
  await dialog.getByLabel('Show', { exact: true }).selectOption({ label: 'Drift' })
  await dialog.getByLabel('From').fill(world.monday)
  await dialog.getByLabel('To', { exact: true }).fill(addDays(world.monday, 4))
  await dialog.getByRole('textbox', { name: 'Start' }).fill('09:30')
  await dialog.getByRole('button', { name: 'See what would happen' }).click()
  await dialog.getByText(/^\d left out$/).waitFor()
  await dialog
    .getByText(/stands there, 09:00 to 10:00/)
    .first()
    .waitFor()
  await dialog.getByText('There is nothing to do.').waitFor()
  await dialog.getByRole('button', { name: 'Change', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Start' }).fill('21:00')
  await dialog.getByRole('button', { name: 'See what would happen' }).click()
  await dialog.getByRole('button', { name: /^Apply \d changes?$/ }).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

it('gives the days on which the clocks change their true length', async () => {
  const { page } = view
  await page.goto(address('day=2027-10-31'))
  await page.getByText('25 h', { exact: true }).waitFor()
  await page.getByText('02:00 again').waitFor()
  assert.equal(await page.locator('[data-kind="other-day"]').count(), 6)
  await inPalette(page, 'Dub Almanac, 79').click()
  const dialog = page.getByRole('dialog', { name: 'Plan Dub Almanac, 79' })
  await dialog.getByRole('textbox', { name: 'Start' }).fill('02:15')
  await dialog.getByText('The second time').click()
  await dialog.getByText('Can be planned').waitFor()
  await dialog.getByRole('button', { name: 'Plan', exact: true }).click()
  await block(page, 'Dub Almanac, 79').getByText('verified').waitFor()
  const { airings: planned } = await weekOf('2027-10-25')
  assert.deepEqual(
    planned.map(({ startsAt }) => startsAt),
    ['2027-10-31T01:15:00.000Z'],
  )
  await page.goto(address('day=2027-03-28'))
  await page.getByText('23 h', { exact: true }).waitFor()
  await page.getByText('Clocks skip it').waitFor()
  await inPalette(page, 'Dub Almanac, 79').click()
  await dialog.getByRole('textbox', { name: 'Start' }).fill('02:15')
  await dialog.getByText('The clocks skip this time on that day').waitFor()
  await page.keyboard.press('Escape')
})

it('says what is not in line, on the airing and on Home, and tries again when asked', async () => {
  const { page } = view
  await page.goto(address(`day=${world.monday}`))
  world.payload.faults.set({ kind: 'status', status: 403, method: 'PATCH' })
  await hold(page, inPalette(page, 'Slow Train, 34'), { to: { day: 6, hours: 20 } })
  await page.mouse.up()
  const airing = block(page, 'Slow Train, 34')
  await airing.getByText('not in line').waitFor({ timeout: 30_000 })
  await page.goto(world.app.address)
  await page.getByText('An airing is not at the playout or in the CMS as it shall be').waitFor()
  world.payload.faults.clear()
  await page.getByRole('button', { name: 'Open in the planner' }).click()
  const dialog = page.getByRole('dialog', { name: 'Slow Train, 34' })
  await dialog.getByRole('button', { name: 'Try again now' }).click()
  await airing.getByText('verified').waitFor({ state: 'attached' })
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert.doesNotMatch(page.url(), /airing=/)
  // Of another week than the one that is shown.
  const [id] = (await airings()).map(({ airingId }) => airingId)
  await page.goto(address(`day=${addDays(world.monday, 14)}&airing=${id}`))
  await page.getByRole('dialog').getByText('Planned by').waitFor()
  await page.keyboard.press('Escape')
})

it('is dragged with a finger that rested on it, and scrolls with one that did not', async () => {
  const { page } = view
  await page.goto(address(`day=${world.monday}`))
  await inPalette(page, 'Dub Almanac, 79').waitFor()
  const touch = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [at] })
  const aim = await pointAt(page, 6, 10)
  const box = await inPalette(page, 'Dub Almanac, 79').boundingBox()
  const from = { x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 10 }
  await send('touchStart', from)
  await send('touchMove', { x: from.x, y: from.y + 40 })
  await send('touchMove', aim)
  assert.equal(await page.locator('[data-ghost]').count(), 0)
  await send('touchEnd')
  await send('touchStart', from)
  await page.getByText('Let go here, and Dub Almanac, 79 stays as it is.').waitFor()
  await send('touchMove', aim)
  await page.locator('[data-ghost]').getByText('10:00 to 11:00').waitFor()
  await send('touchEnd')
  await block(page, 'Dub Almanac, 79').getByText('verified').waitFor()
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), ['6 10:00 11:00'])
  await page.getByText(/^Dub Almanac, 79 is planned/).waitFor()
  await page.keyboard.press('Control+z')
  await block(page, 'Dub Almanac, 79').waitFor({ state: 'detached' })
})

it('draws the present, and lets nothing be moved that is too near', async () => {
  const { page } = view
  await page.goto(address(''))
  await page.locator('[data-column]').first().waitFor()
  const [index, now] = await page.evaluate(() => {
    const column = document.querySelector('[data-now]')?.closest('[data-column]')
    return [Number(column?.getAttribute('data-column')), document.querySelectorAll('[data-now]').length]
  })
  assert.equal(now, 1)
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: ZONE }).format(Date.now())
  assert.equal(index, ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].indexOf(weekday))
  await page.getByRole('heading', { name: /today$/ }).waitFor()
  await hold(page, inPalette(page, 'Little Ears, 53'), { to: { day: index, hours: 0 } })
  await page.getByText('That is over, or starts too soon to be changed.').waitFor()
  await page.keyboard.press('Escape')
  await page.mouse.up()
})

it('goes from week to week by buttons and keys, and keeps what is shown in the address', async () => {
  const { page } = view
  await page.goto(address(`day=${world.monday}`))
  await block(page, 'Night Drift, 212').first().waitFor()
  await page.keyboard.press(']')
  await page.waitForURL(new RegExp(`day=${addDays(world.monday, 7)}`))
  await block(page, 'Night Drift, 212').first().waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Week before' }).click()
  await page.waitForURL(new RegExp(`day=${world.monday}`))
  await page.keyboard.press('t')
  await page.getByRole('heading', { name: /today$/ }).waitFor()
  await page.getByText('Day', { exact: true }).click()
  await page.locator('[data-column="1"]').waitFor({ state: 'detached' })
  assert.match(page.url(), /view=day/)
})

for (const look of TEST_LOOKS)
  it(`can be used and read at ${look.widthPx} px, ${look.theme}, also as a list`, async () => {
    await using seen = await openSignedIn(browser, look, { app: world.app, url: address(`day=${world.monday}`) })
    const { page } = seen
    const isPhone = look.widthPx < 640
    if (isPhone) {
      await page.getByText('Tue', { exact: true }).click()
      await page.getByRole('heading', { name: /^Tue / }).waitFor()
    }
    await page
      .getByRole('button', { name: /Night Drift, 212/ })
      .first()
      .waitFor()
    assert.deepEqual(await findings(page), [])
    assert.equal(await sidewaysPx(page), 0)
    if (isPhone) {
      await page.getByRole('button', { name: 'Plan an episode' }).click()
      await page.getByRole('dialog').getByText('Slow Train, 34').click()
    } else {
      await page.getByText('List', { exact: true }).click()
      await page.getByRole('heading', { name: /^Sun / }).waitFor()
      assert.deepEqual(await findings(page), [])
      await inPalette(page, 'Slow Train, 34').click()
    }
    await page.getByRole('dialog', { name: 'Plan Slow Train, 34' }).getByText('Can be planned').waitFor()
    assert.deepEqual(await findings(page), [])
    assert.equal(await sidewaysPx(page), 0)
    assert.deepEqual(seen.complaints, [])
  })

it('shows a viewer everything and no act that would be refused', async () => {
  const url = address(`day=${world.monday}`)
  await using seen = await openSignedIn(browser, WIDE, { app: world.app, url, person: VIEWER })
  const { page } = seen
  await block(page, 'Night Drift, 212').first().click()
  await page.getByRole('dialog').getByText('verified').waitFor()
  for (const name of ['Move to…', 'Take out', 'Plan many'])
    assert.equal(await page.getByRole('button', { name }).count(), 0)
  await page.keyboard.press('Escape')
  await hold(page, inPalette(page, 'Slow Train, 34'), { to: { day: 6, hours: 10 } })
  assert.equal(await page.locator('[data-ghost]').count(), 0)
  await page.mouse.up()
  assert.deepEqual(seen.complaints, [])
})

it('plans tracks where there is no CMS, and never takes silence of LibreTime for an empty week', async () => {
  const { page } = view
  await page.goto(address(`station=2&day=${world.monday}`))
  await page.getByText(/^This station has no shows and episodes, so tracks of LibreTime are planned\./).waitFor()
  await inPalette(page, 'Night Drift, 212').waitFor()
  world.libretime.faults.set({ kind: 'status', status: 503 })
  await page.getByRole('button', { name: 'Week after' }).click()
  await page.getByRole('alert').waitFor({ timeout: 30_000 })
  assert.equal(await page.locator('[data-column]').count(), 0)
  assert.equal(await page.getByText('nothing is planned').count(), 0)
  world.libretime.faults.clear()
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await page.locator('[data-column="6"]').waitFor({ timeout: 30_000 })
})

it('says what there has to be before a week can be planned', async () => {
  await using app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await using seen = await openSignedIn(browser, WIDE, { app, url: `${app.address}radio/planner` })
  const { page } = seen
  await page.getByText('First LibreTime is connected').waitFor()
  assert.equal(await page.locator('[data-column]').count(), 0)
  const station = { name: 'Riverside', timeZone: ZONE }
  assert.equal((await app.cli('POST', 'api/v1/radio/stations', station)).status, 201)
  await page.getByText('Riverside has no playout yet').waitFor()
  await page.getByRole('link', { name: 'Choose LibreTime under Stations' }).waitFor()
  assert.deepEqual(await findings(page), [])
  assert.deepEqual(seen.complaints, [])
})
