import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { PASSWORD } from '../../test/start-http.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import type { CheckupView } from '../../src/radio/checkup/contract.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../testing/browser.ts'

const KEY = 'key-of-the-station'
const ZONE = 'America/New_York'
const VIEWER = { name: 'Vic', password: PASSWORD }
const WIDE = { theme: 'light', widthPx: 1280 } as const
const NARROW = { theme: 'dark', widthPx: 390 } as const

let browser: Browser
let fake: FakeLibreTime
let app: TestApp
let view: WatchedPage

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  fake = await startFakeLibreTime({ key: KEY, station: { timezone: ZONE } })
  fake.simulate('F18')
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await app.cli('POST', 'api/v1/access/people', { ...VIEWER, role: 'viewer' })
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}radio/doctor` })
  view.page.setDefaultTimeout(10_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

const isLookedAt = async (): Promise<boolean> =>
  (await app.get<CheckupView>('api/v1/radio/stations/1/checkup')).lookedAt !== null

it('says what will be here before there is a station', async () => {
  await view.page.getByText('There is no station yet').waitFor()
  assert.deepEqual(await axeFindings(view.page), [])
})

it('shows what is wrong with what was seen and what to do, without being asked', async () => {
  const { page } = view
  const settings = { address: fake.url }
  await app.cli('POST', 'api/v1/connections', {
    kind: 'libretime',
    name: 'LibreTime',
    settings,
    secrets: { api_key: KEY },
  })
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  await app.until('it was looked at', isLookedAt)
  await page.reload()
  await page.getByRole('heading', { name: /^A planned file can’t be played: Show 8, / }).waitFor()
  await page.getByText('F18').waitFor()
  await page.getByText(/“Its own” is in the library, its audio is gone/).waitFor()
  await page.getByText(/Put the audio into an inbox of this station/).waitFor()
  await page.getByText('1 thing needs to be put right.').waitFor()
  await page.getByText('Something is wrong').waitFor()
  await page.getByText(/^\d+ checks are fine$/).click()
  await page.getByText('LibreTime takes our key').waitFor()
})

it('is fit for every reader, wide and narrow, light and dark', async () => {
  for (const look of TEST_LOOKS) {
    await using seen = await openSignedIn(browser, look, { app, url: `${app.address}radio/doctor?station=1` })
    await seen.page.getByRole('heading', { name: /A planned file can’t be played/ }).waitFor()
    assert.deepEqual(await axeFindings(seen.page), [], JSON.stringify(look))
    assert.equal(await sidewaysPx(seen.page), 0)
  }
})

it('leads from the card on Home to the cure', async () => {
  const { page } = view
  await page.goto(app.address)
  await page
    .getByText(/^Riverside: A planned file can’t be played/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'See what to do' }).click()
  await page.waitForURL(/\/radio\/doctor\?station=1$/)
})

it('copies all of it as text', async () => {
  const { page } = view
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy' }).click()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  assert.match(text, /^Riverside, [^\n]+\n\nA planned file can’t be played: Show 8, [^\n]+ \(F18\)\n- Show 8, /)
  assert.match(text, /\n1\. Look for the file in LibreTime’s library/)
})

it('looks again when asked: what is cured goes, and what can’t be told is said to be so', async () => {
  const { page } = view
  const row = fake.rows.files.where((file) => file.track_title === 'Its own')[0]
  fake.disk.set(String(row?.filepath), Buffer.from('audio'))
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByText('All well').waitFor()
  await page.getByText('All that was looked at is well.').waitFor()
  assert.deepEqual(await app.cards(), [])
  await fake.stop()
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByText('Nothing wrong was found, and not everything can be told').waitFor()
  await page.getByText(/^LibreTime takes our key\? /).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await fake.start()
})

it('shows a viewer everything and no button that would be refused', async () => {
  await using seen = await openSignedIn(browser, NARROW, { app, url: `${app.address}radio/doctor`, person: VIEWER })
  await seen.page.getByText(/things? can’t be told/).waitFor()
  assert.equal(await seen.page.getByRole('button', { name: 'Look again' }).count(), 0)
})
