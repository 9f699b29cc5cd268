import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { type EpisodeStation, LIBRARY_KEY, openEpisodeStation } from '../../../test/episode-world.ts'
import { silentWav } from '../../../test/sounds.ts'
import { BY_HAND, startApp } from '../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'
import { findProgram } from '../../../src/kernel/find-program.ts'
import type { PlannedView } from '../../../src/radio/planner/contract.ts'
import type { OwnEpisodeView } from '../../../src/radio/programme/own/contract.ts'
import { axeFindings, openBrowser, openSignedIn, type WatchedPage } from '../../testing/browser.ts'

const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false
const WIDE = { theme: 'light', widthPx: 1280 } as const
const DAY_MS = 86_400_000

describe('episodes that are kept here, and their audio', { skip }, () => {
  let browser: Browser
  let library: FakeLibreTime
  let station: EpisodeStation
  let view: WatchedPage

  // Each test goes on where the one before it ended.
  before(async () => {
    browser = await openBrowser()
    library = await startFakeLibreTime({ key: LIBRARY_KEY, station: { timezone: 'Europe/Paris' } })
    const app = await startApp({ yaml: BY_HAND })
    await app.claim()
    station = await openEpisodeStation(app, { libraryUrl: library.url })
    await station.post('api/v1/radio/stations/1/programme/shows', { title: 'Night Drift' })
    const earlier = { title: 'The zeroth', showId: 1, scheduledAt: '2026-07-01T12:00:00.000Z' }
    await station.post('api/v1/radio/stations/1/programme/episodes', earlier)
    view = await openSignedIn(browser, WIDE, { app, url: `${app.address}radio/inbox` })
    view.page.setDefaultTimeout(15_000)
  })
  after(async () => {
    await browser.close()
    await station[Symbol.asyncDispose]()
    await library[Symbol.asyncDispose]()
  })
  const episode = () => station.app.get<OwnEpisodeView>('api/v1/radio/episodes/2')

  it('adds an episode for a file that is nobody’s, with a title from its name, and matches the two', async () => {
    const { page } = view
    const { app } = station
    await app.drop({ 'radio/night_drift__the_first.wav': silentWav(2, 77) })
    await app.until('it lies still', async () => (await station.files()).values().next().value?.verdict === 'unmatched')
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByRole('button', { name: 'Choose an episode for night_drift__the_first.wav' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('e1 Needs audio, on air Wednesday 1 July, 14:00').waitFor()
    await dialog.getByRole('button', { name: 'Add an episode for this file' }).click()
    const title = dialog.getByRole('textbox', { name: 'Title' })
    await title.waitFor()
    assert.equal(await title.inputValue(), 'night drift the first')
    await title.fill('The first')
    await dialog.getByRole('combobox', { name: 'Show' }).selectOption('Night Drift')
    assert.deepEqual(await axeFindings(page), [])
    await dialog.getByRole('button', { name: 'Add episode' }).click()
    await page.getByText('chosen by hand').waitFor()
    const file = (await station.files()).get('night_drift__the_first.wav')
    assert.deepEqual([file?.episode?.episodeId, file?.episode?.title], ['e2', 'The first'])
    await station.importNow()
    assert.equal((await episode()).airStatus, 'queued')
  })

  it('leads to the planner, which knows it by its id, and from its airing back', async () => {
    const { page } = view
    const { address } = station.app
    await page.goto(`${address}radio/programme?episode=2`)
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/^Track \d+, 0:02$/).waitFor()
    await dialog.getByRole('link', { name: 'Plan it' }).click()
    await page.waitForURL(/radio\/planner\?.*find=The\+first/)
    const palette = page.getByRole('region', { name: 'What can be planned' })
    await palette.getByRole('listitem').getByText('e2, Night Drift').waitFor()
    const startsMs = Math.ceil(Date.now() / DAY_MS) * DAY_MS + DAY_MS
    const { airing } = await station.post<PlannedView>('api/v1/radio/stations/1/planner/airings', {
      episodeId: 'e2',
      startsAt: new Date(startsMs).toISOString(),
      endsAt: new Date(startsMs + 3_600_000).toISOString(),
    })
    await page.goto(`${address}radio/programme?episode=2`)
    await dialog.getByRole('link', { name: 'See its airing' }).click()
    await page.waitForURL(new RegExp(`radio/planner\\?.*airing=${airing.airingId}`))
    await dialog.getByRole('link', { name: 'e2' }).click()
    await page.waitForURL(/radio\/programme\?.*episode=2/)
  })

  it('says why one that stands in the programme is not taken out and keeps its times, with the way there', async () => {
    const { page } = view
    const dialog = page.getByRole('dialog')
    const toPlanner = dialog.getByRole('link', { name: 'Open the planner' })
    await dialog.getByRole('button', { name: 'Take out' }).click()
    await dialog.getByText('“The first” stands in the programme.').waitFor()
    await toPlanner.waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.keyboard.press('Escape')
    await page.getByRole('row').filter({ hasText: 'The first' }).click()
    await dialog.getByRole('textbox', { name: 'Start' }).fill('03:00')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('“The first” stands in the programme.').waitFor()
    await toPlanner.click()
    await page.waitForURL(/radio\/planner\?station=1&day=/)
    const { removedAt, airStatus } = await episode()
    assert.deepEqual([removedAt, airStatus], [null, 'scheduled'])
  })

  it('takes the audio off when that is saved, so that the episode waits for another file', async () => {
    const { page } = view
    const { items } = await station.app.get<{ items: { airingId: number }[] }>(
      'api/v1/radio/stations/1/planner/airings',
    )
    await station.app.cli('DELETE', `api/v1/radio/airings/${items[0]?.airingId}`)
    await page.goto(`${station.app.address}radio/programme?episode=2`)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Take the audio off' }).click()
    await dialog.getByText(/^Taken off when you save/).waitFor()
    assert.notEqual((await episode()).trackId, null)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const { trackId, airStatus } = await episode()
    assert.deepEqual([trackId, airStatus], [null, 'draft'])
  })
})
