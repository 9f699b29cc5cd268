import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { BY_HAND, startApp } from '../../../test/start-app.ts'
import { ZONE } from '../../../test/calendar-world.ts'
import { openSignedIn, sidewaysPx, TEST_LOOKS } from '../../testing/browser.ts'
import { hold, inPalette } from '../../testing/planner-drag.ts'
import {
  blockOf,
  calmFindings,
  openPlannerScreens,
  VIEWER,
  WIDE,
  type PlannerScreens,
} from '../../../test/planner-screens.ts'
import { addDays } from './zone-clock.ts'

let screens: PlannerScreens
let browser: PlannerScreens['browser']
let world: PlannerScreens['world']
let view: PlannerScreens['view']
let night: PlannerScreens['night']
let address: PlannerScreens['address']
let weekOf: PlannerScreens['weekOf']
let airings: PlannerScreens['airings']

// Each test goes on where the one before it ended.
before(async () => {
  screens = await openPlannerScreens()
  ;({ night, browser, world, view, address, weekOf, airings } = screens)
  await world.plan({ track: night, day: 5, clock: '15:00', minutes: 60 })
})
after(() => screens[Symbol.asyncDispose]())

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
  await blockOf(page, 'Dub Almanac, 79').getByText('verified').waitFor()
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
  await blockOf(page, 'Night Drift, 212').first().waitFor()
  await page.keyboard.press(']')
  await page.waitForURL(new RegExp(`day=${addDays(world.monday, 7)}`))
  await blockOf(page, 'Night Drift, 212').first().waitFor({ state: 'detached' })
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
    assert.deepEqual(await calmFindings(page), [])
    assert.equal(await sidewaysPx(page), 0)
    if (isPhone) {
      await page.getByRole('button', { name: 'Plan an episode' }).click()
      await page.getByRole('dialog').getByText('Slow Train, 34').click()
    } else {
      await page.getByText('List', { exact: true }).click()
      await page.getByRole('heading', { name: /^Sun / }).waitFor()
      assert.deepEqual(await calmFindings(page), [])
      await inPalette(page, 'Slow Train, 34').click()
    }
    await page.getByRole('dialog', { name: 'Plan Slow Train, 34' }).getByText('Can be planned').waitFor()
    assert.deepEqual(await calmFindings(page), [])
    assert.equal(await sidewaysPx(page), 0)
    assert.deepEqual(seen.complaints, [])
  })

it('shows a viewer everything and no act that would be refused', async () => {
  const url = address(`day=${world.monday}`)
  await using seen = await openSignedIn(browser, WIDE, { app: world.app, url, person: VIEWER })
  const { page } = seen
  await blockOf(page, 'Night Drift, 212').first().click()
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
  assert.deepEqual(await calmFindings(page), [])
  assert.deepEqual(seen.complaints, [])
})
