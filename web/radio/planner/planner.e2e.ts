import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { hold, inPalette, pointAt } from '../../testing/planner-drag.ts'
import { blockOf, MINUTE_MS, openPlannerScreens, type PlannerScreens } from '../../../test/planner-screens.ts'
import { addDays } from './zone-clock.ts'

let screens: PlannerScreens
let world: PlannerScreens['world']
let view: PlannerScreens['view']
let night: PlannerScreens['night']
let address: PlannerScreens['address']
let airings: PlannerScreens['airings']
let slotsOf: PlannerScreens['slotsOf']

// Each test goes on where the one before it ended.
before(async () => {
  screens = await openPlannerScreens()
  ;({ world, view, night, address, airings, slotsOf } = screens)
})
after(() => screens[Symbol.asyncDispose]())

it('shows windows, others’ rows and our airings, each with its state in words', async () => {
  const { page } = view
  await blockOf(page, 'Night Drift').getByText('verified').waitFor()
  assert.match((await blockOf(page, 'Night Drift').textContent()) ?? '', /12:00 to 13:00.*verified.*3:00 short/)
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
  await blockOf(page, 'Dub Almanac, 79').getByText('verified').waitFor()
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
  await blockOf(page, 'Little Ears, 53').waitFor()
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
  await blockOf(page, 'Brass Hour, 89').getByText('verified').waitFor()
  assert.deepEqual(await slotsOf('Brass Hour, 89'), ['3 13:00 14:05'])
})

it('moves an airing and changes its length by drag, and undoes that from the toast', async () => {
  const { page } = view
  const airing = blockOf(page, 'Little Ears, 53')
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
  await blockOf(page, 'Dub Almanac, 79').getByText('verified').waitFor()
  const planned = '2 11:20 12:20'
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), [planned])
  await blockOf(page, 'Dub Almanac, 79').focus()
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
  await blockOf(page, 'Dub Almanac, 79').focus()
  await page.keyboard.press('Delete')
  await page
    .getByRole('dialog', { name: 'Take it out of the programme?' })
    .getByRole('button', { name: 'Take out' })
    .press('Enter')
  await blockOf(page, 'Dub Almanac, 79').waitFor({ state: 'detached' })
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
  await blockOf(page, 'Night Drift, 212').nth(1).waitFor()
  await blockOf(page, 'Night Drift, 212').nth(1).click()
  await page.getByRole('dialog', { name: 'Night Drift, 212' }).getByText('airing 2 of 2').waitFor()
  await page.keyboard.press('Escape')
})

it('says what is not in line, on the airing and on Home, and tries again when asked', async () => {
  const { page } = view
  await page.goto(address(`day=${world.monday}`))
  world.payload.faults.set({ kind: 'status', status: 403, method: 'PATCH' })
  await hold(page, inPalette(page, 'Slow Train, 34'), { to: { day: 6, hours: 20 } })
  await page.mouse.up()
  const airing = blockOf(page, 'Slow Train, 34')
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
  await blockOf(page, 'Dub Almanac, 79').getByText('verified').waitFor()
  assert.deepEqual(await slotsOf('Dub Almanac, 79'), ['6 10:00 11:00'])
  await page.getByText(/^Dub Almanac, 79 is planned/).waitFor()
  await page.keyboard.press('Control+z')
  await blockOf(page, 'Dub Almanac, 79').waitFor({ state: 'detached' })
})
