import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import { addDays, daySpan } from '../../../src/kernel/time.ts'
import { PASSWORD } from '../../../test/start-http.ts'
import { axeFindings, openSignedIn, sidewaysPx, TEST_LOOKS } from '../../testing/browser.ts'
import {
  boxOf,
  entryIn,
  focusOn,
  HOUR_MS,
  openLogScreens,
  tomorrow,
  type LogScreens,
} from '../../../test/log-screens.ts'
import { picture, ZONE } from '../../../test/radio-screens.ts'

const BEN = { name: 'Ben', password: PASSWORD }

/** The next day of 25 hours. */
function longDay(): string {
  for (let day = tomorrow; ; day = addDays(day, 1)) {
    const { startsAt, endsAt } = daySpan(day, ZONE)
    if (endsAt - startsAt === 25 * HOUR_MS) return day
  }
}

let screens: LogScreens
let app: LogScreens['app']
let view: LogScreens['view']
let browser: LogScreens['browser']
let address: LogScreens['address']
let readDay: LogScreens['readDay']
let titlesOf: LogScreens['titlesOf']
let until: LogScreens['until']

// Each test goes on where the one before it ended.
before(async () => {
  screens = await openLogScreens('key-of-the-log')
  ;({ app, view, browser, address, readDay, titlesOf, until } = screens)
})
after(() => screens[Symbol.asyncDispose]())

it('lists the days, and makes the log of one by its clocks after telling what it would be', async () => {
  const { page } = view
  const row = page.getByRole('row').nth(4)
  await row.getByText('No log').waitFor()
  await row.getByRole('link').click()
  await page.getByText('has no log yet').waitFor()
  await page.getByRole('button', { name: 'Generate' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('0 entries stay').waitFor()
  await assert.rejects(readDay())
  await dialog.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByText('World unchanged').waitFor()
  assert.ok((await readDay()).entries.length > 380)
  await page.goto(address())
})

it('moves, removes and replaces entries by keys, and takes the lock with the first edit', async () => {
  const { page } = view
  const [first = '', second = '', third = ''] = await titlesOf('10')
  await entryIn(page, '10:00', 2).click()
  await page.keyboard.press('ArrowUp')
  await focusOn(page, second)
  await page.keyboard.press('Alt+ArrowDown')
  await until(async () => (await titlesOf('10'))[1] === third)
  await page.getByText('You hold the edit lock until').waitFor()
  await focusOn(page, second)
  await page.keyboard.press('Delete')
  await page.getByText(`${second} is out of the log`).waitFor()
  assert.ok(!(await titlesOf('10')).includes(second))
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await until(async () => (await titlesOf('10')).slice(0, 3).join() === [first, third, second].join())
  await entryIn(page, '10:00', 1).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Title or artist' }).fill('Song 399')
  await dialog.locator('[data-combobox-selected]', { hasText: 'Song 399' }).waitFor()
  await page.keyboard.press('Enter')
  await until(async () => (await titlesOf('10'))[1] === 'Song 399')
  await focusOn(page, 'Song 399')
  await page.keyboard.press('w')
  await page.getByText('A person put it there.').waitFor()
})

it('moves an entry with the mouse into another hour', async () => {
  const { page } = view
  const [, title = ''] = await titlesOf('09')
  const [from, to] = [await boxOf(entryIn(page, '09:00', 1)), await boxOf(entryIn(page, '11:00', 2))]
  await page.mouse.move(from.x + 60, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(to.x + 60, to.y + 20, { steps: 5 })
  await page.mouse.move(to.x + 60, to.y + 4)
  await page.locator('[data-drop="before"]').waitFor()
  await page.mouse.up()
  await until(async () => (await titlesOf('11'))[2] === title)
})

it('keeps what a person did when the day is generated again, and leads from a place for a voice track to the recorder', async () => {
  const { page } = view
  await page.goto(address(`day=${tomorrow}&hour=15`))
  await page.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  await entryIn(page, '15:00', 1).click()
  await page.getByRole('button', { name: 'Add beside it' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Voice track', { exact: true }).click()
  await dialog.getByText('Before it', { exact: true }).click()
  await dialog.getByRole('textbox', { name: 'How long about' }).fill('0:25')
  await dialog.getByRole('button', { name: 'Leave a place for it' }).click()
  await focusOn(page, 'Voice track')
  await entryIn(page, '15:00', 3).press('Delete')
  const hour = page.getByRole('region', { name: 'Hour of 15:00' })
  await hour.getByRole('button', { name: /Gap/ }).waitFor()
  const toast = await boxOf(page.getByRole('button', { name: 'Undo' }).last())
  const bar = await page.getByRole('region', { name: 'Chosen entry' }).boundingBox()
  assert.ok(bar !== null && toast.y < bar.y, 'what was done is told above the bar')
  await hour.getByRole('button', { name: 'Fill from…' }).first().click()
  await dialog.getByRole('combobox', { name: 'From' }).selectOption({ label: 'Category Music' })
  await dialog
    .getByText(/Music”/)
    .first()
    .waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await picture(page, 'logs.fill')
  const byHand = async () =>
    (await readDay()).entries.filter(({ isHandEdited, slotKey }) => isHandEdited && slotKey === null)
  await until(async () => (await byHand()).some(({ hasWhy }) => hasWhy))
  const had = await byHand()
  await dialog.getByRole('button', { name: /^Put/ }).click()
  await until(async () => (await byHand()).length > had.length)
  const kept = await byHand()
  assert.ok(kept.some(({ entryId, hasWhy }) => hasWhy && had.every((one) => one.entryId !== entryId)))
  await page.getByRole('button', { name: 'Generate again' }).click()
  await dialog.getByText(/entries stay/).waitFor()
  await dialog.getByRole('button', { name: 'Choose others' }).click()
  await dialog.getByRole('list', { name: 'What would change' }).waitFor()
  await dialog.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByText(/changes by the clocks/).waitFor()
  assert.deepEqual(
    (await byHand()).map(({ entryId, trackId }) => [entryId, trackId]),
    kept.map(({ entryId, trackId }) => [entryId, trackId]),
  )
  await hour.getByRole('button', { name: /Voice track/ }).click()
  await page.getByRole('link', { name: 'Record' }).click()
  await page
    .getByRole('heading', { name: /Link 1/ })
    .first()
    .waitFor()
  await page.goBack()
})

it('shows who else edits the day, and takes it over with a note', async () => {
  const { page } = view
  await app.cli('POST', 'api/v1/access/people', { ...BEN, role: 'operator' })
  await page.goto(address(`day=${tomorrow}&hour=15`))
  await page.getByText('You hold the edit lock until').waitFor()
  const cookie = await app.signIn(BEN)
  const { logId, revision } = await readDay()
  const ofLog = `api/v1/radio/logs/${logId}`
  const asBen = (path: string, body: object) =>
    app.call('POST', `${ofLog}/${path}`, { cookie, body, headers: { 'if-match': String(revision) } })
  assert.equal((await asBen('lock', { takeOver: true, note: 'Sport is early' })).status, 200)
  await page.getByRole('button', { name: 'Take over' }).waitFor()
  await entryIn(page, '15:00', 1).click()
  const remove = page.getByRole('button', { name: 'Remove from this log' })
  assert.equal(await remove.getAttribute('aria-disabled'), 'true')
  await page.getByRole('button', { name: 'Take over' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Note for them' }).fill('The news need it now')
  await dialog.getByRole('button', { name: 'Take over' }).click()
  await page.getByText('You hold the edit lock until').waitFor()
  const refused = await asBen('edits', { edits: [{ do: 'remove', entryId: 1 }] })
  assert.deepEqual([refused.status, /log-locked/.test(refused.text)], [409, true])
})

it('copies a day, and shows the hour that comes a second time as one of its own', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  const dayAfter = addDays(tomorrow, 1)
  await page.goto(address(`day=${dayAfter}`))
  await page.getByRole('button', { name: 'Copy a day to here' }).click()
  await dialog.getByLabel('Day to copy').fill(tomorrow)
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByText(/^Copied from/).waitFor()
  const copied = await app.get<LogDayView>(`api/v1/radio/stations/1/logs/${dayAfter}`)
  assert.equal(copied.entries.length, (await readDay()).entries.length)
  await page.goto(address(`day=${longDay()}&hour=01`))
  await page.getByRole('button', { name: 'Generate' }).click()
  await dialog.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByText('25 hours long').waitFor()
  await page.getByRole('region', { name: 'Hour of 02:00+' }).getByText('second time').waitFor()
  assert.equal(await page.getByRole('navigation', { name: 'Hours of the day' }).getByRole('button').count(), 25)
  assert.deepEqual(view.complaints, [])
})

it('shows what the log was, and goes back to it', async () => {
  const { page } = view
  await page.goto(address())
  await page.getByRole('button', { name: 'Revisions' }).click()
  const drawer = page.getByRole('dialog', { name: 'Revisions' })
  await drawer.getByRole('listitem').last().getByRole('button', { name: 'Look' }).click()
  await page.getByText('Revision 1', { exact: true }).waitFor()
  assert.equal(await page.locator('[data-entry]').count(), 0)
  await page.getByRole('button', { name: 'Show now' }).click()
  await page.locator('[data-entry]').first().waitFor()
  const now = await readDay()
  await page.getByRole('button', { name: 'Revisions' }).click()
  await drawer.getByRole('listitem').nth(1).getByRole('button', { name: 'Go back' }).click()
  await until(async () => (await readDay()).revision > now.revision)
  const heard = ({ entries }: LogDayView) => entries.map(({ startsAt, trackId }) => `${startsAt} ${trackId}`)
  assert.notDeepEqual(heard(await readDay()), heard(now))
  await page.keyboard.press('Escape')
  await page.getByText('List', { exact: true }).click()
  await page.getByRole('table').waitFor()
  assert.ok((await page.locator('[data-entry]').count()) > 380)
  assert.deepEqual(await axeFindings(page), [])
})

it('is fit for every reader, wide and narrow, light and dark', async () => {
  for (const look of TEST_LOOKS) {
    await using seen = await openSignedIn(browser, look, { app, url: address() })
    await seen.page.getByText('World unchanged').waitFor()
    await picture(seen.page, `logs.${look.widthPx}.${look.theme}`)
    assert.deepEqual(await axeFindings(seen.page), [], JSON.stringify(look))
    assert.equal(await sidewaysPx(seen.page), 0)
    assert.deepEqual(seen.complaints, [])
  }
})
