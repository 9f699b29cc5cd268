import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import type { ClockView } from '../../../src/radio/music/clocks/contract.ts'
import type { CategoryView } from '../../../src/radio/music/pools/contract.ts'
import type { LogDayRow, LogDayView } from '../../../src/radio/logs/read/contract.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'
import { addDays, dayAt, daySpan } from '../../../src/kernel/time.ts'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { PASSWORD } from '../../../test/start-http.ts'
import {
  axeFindings,
  openBrowser,
  openSignedIn,
  sidewaysPx,
  TEST_LOOKS,
  type WatchedPage,
} from '../../testing/browser.ts'

const KEY = 'key-of-the-log'
const ZONE = 'Europe/Paris'
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
/** The last one of an hour loses some seconds to the id of the next: one more, and nothing of it is heard. */
const SONG_S = 200
const tomorrow = addDays(dayAt(Date.now(), ZONE), 1)
const { startsAt: midnight } = daySpan(tomorrow, ZONE)
const BEN = { name: 'Ben', password: PASSWORD }

/** The next day of 25 hours. */
function longDay(): string {
  for (let day = tomorrow; ; day = addDays(day, 1)) {
    const { startsAt, endsAt } = daySpan(day, ZONE)
    if (endsAt - startsAt === 25 * HOUR_MS) return day
  }
}

let browser: Browser
let fake: FakeLibreTime
let app: TestApp
let view: WatchedPage

const address = (query = `day=${tomorrow}&hour=09`) => `${app.address}radio/logs?${query}`
const readDay = () => app.get<LogDayView>(`api/v1/radio/stations/1/logs/${tomorrow}`)
const titlesOf = async (hour: string): Promise<string[]> => {
  const { entries, hoursOfDay } = await readDay()
  const startsAt = hoursOfDay.find(({ name }) => name === hour)?.startsAt
  return entries.filter((entry) => entry.hourStartsAt === startsAt).map(({ title }) => title)
}
const entry = (page: Page, hour: string, at: number) =>
  page
    .getByRole('region', { name: `Hour of ${hour}` })
    .locator('[data-entry]')
    .nth(at)

const focusOn = (page: Page, title: string) =>
  page.waitForFunction((text) => document.activeElement?.textContent?.includes(text) === true, title)

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PATCHBAY_PICTURES']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  await app.until('the log is so', holds)
}

async function boxOf(what: Locator): Promise<{ x: number; y: number }> {
  const box = await what.boundingBox()
  if (box === null) throw new Error('it is not in sight')
  return box
}

async function post<Reply>(path: string, body: object): Promise<Reply> {
  const answer = await app.cli('POST', `api/v1/radio/stations/1/${path}`, body)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return answer.json as Reply
}

function seedLibrary(): void {
  const types = new Map(['MUS', 'IDS', 'PRO'].map((code) => [code, fake.seed.trackType({ code })]))
  const add = (code: string, title: string, { seconds, artist = 'Riverside' }: { seconds: number; artist?: string }) =>
    fake.seed.file({ title, artist, lengthMs: seconds * SECOND_MS, trackType: types.get(code) ?? 0 })
  for (let n = 0; n < 400; n++) add('MUS', `Song ${n}`, { seconds: SONG_S, artist: `Artist ${n % 60}` })
  for (const [n, name] of ['bright', 'calm'].entries()) add('IDS', `Station ID, ${name}`, { seconds: 8 + n })
  for (const seconds of [20, 30, 35, 42, 45, 60]) add('PRO', `Promo of ${seconds} seconds`, { seconds })
}

/** Each hour: an id at its start, whatever runs, and music to its end. */
async function makeClocks(): Promise<void> {
  const category = async (name: string, typeCode: string): Promise<number> =>
    (await post<CategoryView>('categories', { name, query: { typeCodes: [typeCode] } })).categoryId
  const [music, ids] = [await category('Music', 'MUS'), await category('IDs', 'IDS')]
  const slots = [
    { slotId: 'id', kind: 'category', categoryId: ids, anchor: { kind: 'hard', atMs: 0 } },
    { slotId: 'music', kind: 'category', categoryId: music, fill: { by: 'end' } },
  ]
  const { clockId } = await post<ClockView>('clocks', { name: 'Hour', slots, trimAtMostMs: HOUR_MS })
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => clockId))
  const { etag } = await app.get<{ etag: string }>('api/v1/radio/stations/1/grid')
  const headers = { authorization: await app.bearer(), 'if-match': etag }
  const answer = await app.call('PUT', 'api/v1/radio/stations/1/grid', { headers, body: { week } })
  if (answer.status >= 300) throw new Error(answer.text)
}

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  fake = await startFakeLibreTime({ key: KEY, station: { timezone: ZONE } })
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  seedLibrary()
  const show = fake.seed.show('Evening')
  const evening = fake.seed.instance({ show, startsAt: midnight + 20 * HOUR_MS, endsAt: midnight + 21 * HOUR_MS })
  fake.seed.row({ instance: evening, file: 1, startsAt: midnight + 20 * HOUR_MS, lengthMs: 170 * SECOND_MS })
  const settings = { address: fake.url }
  await app.cli('POST', 'api/v1/connections', { kind: 'libretime', name: 'LT', settings, secrets: { api_key: KEY } })
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  await post('track-syncs', {})
  await app.settled()
  await makeClocks()
  view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: address('') })
  view.page.setDefaultTimeout(10_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

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
  await entry(page, '10:00', 2).click()
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
  await entry(page, '10:00', 1).press('Enter')
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
  const [from, to] = [await boxOf(entry(page, '09:00', 1)), await boxOf(entry(page, '11:00', 2))]
  await page.mouse.move(from.x + 60, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(to.x + 60, to.y + 20, { steps: 5 })
  await page.mouse.move(to.x + 60, to.y + 4)
  await page.locator('[data-drop="before"]').waitFor()
  await page.mouse.up()
  await until(async () => (await titlesOf('11'))[2] === title)
})

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
  await panel.getByRole('button', { name: 'Compare again' }).click()
  await panel.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  const unheard = panel.getByRole('listitem').filter({ hasText: 'would be heard' })
  await unheard.getByRole('button', { name: 'Show' }).click()
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-entry') === true)
  await page.keyboard.press('Delete')
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
  await entry(page, '13:00', 0).click()
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

it('keeps what a person did when the day is generated again, and leads from a place for a voice track to the recorder', async () => {
  const { page } = view
  await page.goto(address(`day=${tomorrow}&hour=15`))
  await page.getByText('Reading LibreTime').waitFor({ state: 'detached' })
  await entry(page, '15:00', 1).click()
  await page.getByRole('button', { name: 'Add beside it' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Voice track', { exact: true }).click()
  await dialog.getByText('Before it', { exact: true }).click()
  await dialog.getByRole('textbox', { name: 'How long about' }).fill('0:25')
  await dialog.getByRole('button', { name: 'Leave a place for it' }).click()
  await focusOn(page, 'Voice track')
  await entry(page, '15:00', 3).press('Delete')
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
  await entry(page, '15:00', 1).click()
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
