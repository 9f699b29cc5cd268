import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser, Page, Route } from 'playwright-core'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { silentWav } from '../../test/sounds.ts'
import { PASSWORD } from '../../test/start-http.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import type { InboxFiles } from '../../src/radio/hydration/contract.ts'
import type { StationView } from '../../src/radio/stations/contract.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, type WatchedPage } from '../testing/browser.ts'

const KEY = 'key-of-the-station'
const WIDE = { theme: 'light', widthPx: 1280 } as const
const NARROW = { theme: 'dark', widthPx: 390 } as const
const VIEWER = { name: 'Vic', password: PASSWORD }

let browser: Browser
let fake: FakeLibreTime
let app: TestApp
let view: WatchedPage
/** The inbox, below the data folder of the app. */
let folder: string

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  fake = await startFakeLibreTime({ key: KEY })
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await app.cli('POST', 'api/v1/access/people', { ...VIEWER, role: 'viewer' })
  folder = join(app.dataFolder, 'radio')
  await mkdir(folder)
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}radio` })
  view.page.setDefaultTimeout(10_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

/** Everything that lies in the inbox lies still. */
const settled = () =>
  app.until('all lies still', async () => {
    const { counts } = await app.get<InboxFiles>('api/v1/radio/inboxes/1/files')
    return counts.waiting === 0 && counts.ready > 0
  })

const zoneOf = (page: Page) => page.getByLabel('Time zone').and(page.locator('input'))

const connect = () =>
  app.cli('POST', 'api/v1/connections', {
    kind: 'libretime',
    name: 'LibreTime',
    settings: { address: fake.url },
    secrets: { api_key: KEY },
  })

it('leads from nothing by connection and station to the inbox of a folder', async () => {
  const { page } = view
  await page.waitForURL(/\/radio\/inbox$/)
  await page.getByText('First LibreTime is connected').waitFor()
  await page.getByRole('link', { name: 'Add connection' }).waitFor()
  assert.equal((await connect()).status, 201)
  await page.reload()
  await page.getByRole('button', { name: 'Add station' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Riverside')
  const zone = zoneOf(page)
  assert.equal(await zone.inputValue(), 'Europe/Paris, as in this browser')
  await zone.fill('auckl')
  await page.getByRole('option', { name: 'Pacific/Auckland' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Add station' }).click()
  await page.getByText('Now a folder becomes an inbox').waitFor()
  const { items } = await app.get<{ items: StationView[] }>('api/v1/radio/stations')
  assert.deepEqual(
    items.map(({ name, timeZone, libraryConnectionId }) => [name, timeZone, libraryConnectionId]),
    [['Riverside', 'Pacific/Auckland', 1]],
  )
  await page.getByRole('button', { name: 'Add inbox' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('/etc')
  await dialog.getByRole('textbox', { name: 'Lies still for' }).fill('1')
  await dialog.getByRole('button', { name: 'Add inbox' }).click()
  await dialog.getByText(/^\/etc lies outside .*PATCHBAY_ALLOWED_ROOTS/).waitFor()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder)
  await dialog.getByRole('button', { name: 'Add inbox' }).click()
  await page.getByText('Nothing lies here').waitFor()
  await page.getByRole('button', { name: 'Import files', disabled: true }).waitFor()
  await page.getByText('No audio lies there').waitFor()
})

it('says what becomes of each file, imports what is ready, and shows the proof', async () => {
  const { page } = view
  await app.drop({ 'radio/show.wav': silentWav(1, 1), 'radio/notes.txt': 'x' })
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByText('Its name is not that of audio').waitFor()
  await page.getByText('1 file still has to lie still').waitFor()
  await settled()
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByRole('button', { name: 'Import 1 file' }).click()
  await page.getByText('1 file imported and read back').waitFor()
  await page.getByText('Verified').first().waitFor()
  assert.deepEqual(await app.files('radio'), ['notes.txt'])
  await page.getByRole('button', { name: 'Import files', disabled: true }).waitFor()
  await page.getByRole('link', { name: 'show.wav' }).click()
  await page.waitForURL(/activity\/deliveries\/\d+$/)
  await page.getByRole('heading', { name: 'Upload a track, show.wav' }).first().waitFor()
  await page.getByText('Verified').first().waitFor()
})

it('names what was not imported with its cause, and finds the import in the palette', async () => {
  const { page } = view
  fake.faults.set({ kind: 'analyzer-fails' })
  await app.drop({ 'radio/broken.wav': silentWav(1, 2) })
  await settled()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run' }).fill('import the inbox')
  await page.getByRole('option', { name: `Import the inbox ${folder}` }).click()
  await page.waitForURL(/radio\/inbox\?inbox=1$/)
  await page.getByRole('button', { name: 'Import 1 file' }).click()
  await page.getByText('1 of 1 file was not imported').waitFor()
  const left = page.getByRole('list', { name: 'What was not imported' })
  await left.getByText('broken.wav').waitFor()
  await left.getByText(/could not read it as audio/).waitFor()
  await page.getByText('Failed last time').waitFor()
  await page.getByRole('button', { name: 'Import again', disabled: false }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  assert.equal(await sidewaysPx(page), 0)
  assert.ok((await app.files('radio')).includes('broken.wav'))
  fake.faults.clear()
  await page.goto(app.address)
  await page.getByText('Not all files of an inbox were imported').waitFor()
  await page.getByRole('button', { name: 'Import again' }).waitFor()
})

it('shows a viewer everything and no button that would be refused, on a phone too', async () => {
  await using seen = await openSignedIn(browser, NARROW, { app, url: `${app.address}radio/inbox`, person: VIEWER })
  const { page } = seen
  await page.getByText('Failed last time').waitFor()
  await page.getByText('Verified').first().waitFor()
  for (const name of [/^Import/, 'Add inbox', /^More for/])
    assert.equal(await page.getByRole('button', { name }).count(), 0)
  assert.deepEqual(await axeFindings(page), [])
  assert.equal(await sidewaysPx(page), 0)
  await page.goto(`${app.address}radio/stations`)
  await page.getByText('Riverside').waitFor()
  for (const name of ['Add station', 'Change', 'Remove'])
    assert.equal(await page.getByRole('button', { name }).count(), 0)
  assert.deepEqual(await axeFindings(page), [])
  assert.deepEqual(seen.complaints, [])
})

it('keeps what somebody else changed meanwhile, and a station that has inboxes', async () => {
  const { page } = view
  await page.goto(`${app.address}radio/stations`)
  await page.getByRole('button', { name: 'Remove', disabled: true }).waitFor()
  await page.getByRole('button', { name: 'Change' }).click()
  const name = page.getByRole('textbox', { name: 'Name' })
  await name.fill('Riverside Two')
  // Somebody else is faster by a moment.
  const change = async (route: Route) => {
    const { etag } = await app.get<StationView>('api/v1/radio/stations/1')
    const headers = { authorization: await app.bearer(), 'if-match': etag }
    await app.call('PATCH', 'api/v1/radio/stations/1', { headers, body: { timeZone: 'Europe/Berlin' } })
    await route.continue()
  }
  await page.route('**/api/v1/radio/stations/1', change, { times: 1 })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^Meanwhile somebody else saved something else here/).waitFor()
  await zoneOf(page).and(page.locator('[value="Europe/Berlin"]')).waitFor()
  assert.equal(await name.inputValue(), 'Riverside Two')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const { name: kept, timeZone } = await app.get<StationView>('api/v1/radio/stations/1')
  assert.deepEqual([kept, timeZone], ['Riverside Two', 'Europe/Berlin'])
})

it('imports nothing into a library that is switched off, and says so', async () => {
  const { page } = view
  const { etag } = await app.get<{ etag: string }>('api/v1/connections/1')
  const headers = { authorization: await app.bearer(), 'if-match': etag }
  const off = await app.call('PATCH', 'api/v1/connections/1', { headers, body: { isEnabled: false } })
  assert.equal(off.status, 200, off.text)
  await page.goto(`${app.address}radio/inbox`)
  await page.getByText('LibreTime is switched off under Connections.').first().waitFor()
  await page.getByRole('button', { name: /^Import \d? ?files?$/, disabled: true }).waitFor()
})
