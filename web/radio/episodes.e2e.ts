import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { CMS_KEY, LIBRARY_KEY } from '../../test/episode-world.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { silentWav } from '../../test/sounds.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { type FakePayload, startFakePayload } from '../../src/connectors/payload/fake-server.ts'
import { findProgram } from '../../src/kernel/find-program.ts'
import type { InboxFiles, InboxView } from '../../src/radio/hydration/contract.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../testing/browser.ts'

const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false
const WIDE = { theme: 'light', widthPx: 1280 } as const

describe('the screen of an inbox of episodes', { skip }, () => {
  let browser: Browser
  let library: FakeLibreTime
  let cms: FakePayload
  let app: TestApp
  let view: WatchedPage

  // Each test goes on where the one before it ended.
  before(async () => {
    browser = await openBrowser()
    library = await startFakeLibreTime({ key: LIBRARY_KEY })
    cms = await startFakePayload({ key: CMS_KEY })
    cms.rows('episodes').change(6, { pendingReview: true })
    app = await startApp({ yaml: BY_HAND })
    await app.claim()
    for (const [kind, address, api_key] of [
      ['libretime', library.url, LIBRARY_KEY],
      ['payload', cms.url, CMS_KEY],
    ])
      await app.cli('POST', 'api/v1/connections', { kind, name: kind, settings: { address }, secrets: { api_key } })
    const station = { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId: 1, cmsConnectionId: 2 }
    await app.cli('POST', 'api/v1/radio/stations', station)
    await mkdir(join(app.dataFolder, 'radio'))
    view = await openSignedIn(browser, WIDE, { app, url: `${app.address}radio/inbox` })
    view.page.setDefaultTimeout(15_000)
  })
  after(async () => {
    await browser.close()
    await app[Symbol.asyncDispose]()
    await cms[Symbol.asyncDispose]()
    await library[Symbol.asyncDispose]()
  })

  const settled = () =>
    app.until('all lies still', async () => {
      const { counts } = await app.get<InboxFiles>('api/v1/radio/inboxes/1/files')
      return counts.waiting === 0 && counts.ready > 0
    })

  it('makes a folder an inbox of episodes, with what it asks for', async () => {
    const { page } = view
    await page.getByRole('button', { name: 'Add inbox' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(join(app.dataFolder, 'radio'))
    await dialog.getByRole('textbox', { name: 'Lies still for' }).fill('1')
    await dialog.getByText('Episodes', { exact: true }).click()
    await dialog.getByRole('textbox', { name: 'Pattern of names' }).fill('{sho}')
    await dialog.getByRole('textbox', { name: 'Shorter than its slot by at most' }).fill('7200')
    await dialog.getByRole('button', { name: 'Add inbox' }).click()
    await dialog.getByText(/^\{sho\} in the pattern means nothing/).waitFor()
    await dialog.getByRole('textbox', { name: 'Pattern of names' }).fill('{title}')
    assert.deepEqual(await axeFindings(page), [])
    await dialog.getByRole('button', { name: 'Add inbox' }).click()
    await page.getByText('Nothing lies here').waitFor()
    const { mode, cmsConnectionId, pattern, audio } = await app.get<InboxView>('api/v1/radio/inboxes/1')
    assert.deepEqual([mode, cmsConnectionId, pattern, audio.shortBySec], ['episodes', 2, '{title}', 7200])
  })

  it('says of each file which episode it is and why it waits, measures it, and shows its waveform', async () => {
    const { page } = view
    const twin = silentWav(3, 3)
    await app.drop({
      'radio/1__first.wav': silentWav(3, 1),
      'radio/Episode 2.wav': silentWav(3, 2),
      'radio/3__a.wav': twin,
      'radio/3__b.wav': twin,
      'radio/voice_memo_0093.wav': silentWav(3, 4),
    })
    await settled()
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByText('by the pattern').waitFor()
    await page.getByText('Another file is of Episode 3, too: 3__b.wav.').waitFor()
    await page
      .getByText('Neither an id nor the pattern {title} fits its name.')
      .or(page.getByText(/No episode is what its name says/))
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Check audio' }).click()
    await page.getByRole('button', { name: 'Audio of 1__first.wav' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('img', { name: /^Waveform of 3 s with 1 silence/ }).waitFor()
    await dialog.getByText('pcm_u8, 64 kb/s, 8,000 Hz, 1 channel').waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('lets a person choose, imports what is clear, and shows the proofs of both sides', async () => {
    const { page } = view
    await page.getByRole('button', { name: 'Choose an episode for voice_memo_0093.wav' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Episode' }).fill('episode 5')
    await dialog.getByRole('button', { name: 'Choose Episode 5' }).click()
    await page.getByText('chosen by hand').waitFor()
    await page.getByRole('button', { name: 'Choose an episode for 3__b.wav' }).click()
    await dialog.getByRole('button', { name: 'It is no episode’s' }).click()
    await page.getByText('Left out by hand').waitFor()
    await page.getByRole('button', { name: 'Import 4 files' }).click()
    const done = page.getByRole('list', { name: 'Verified on both sides' })
    await done.getByText('voice_memo_0093.wav').waitFor()
    await app.until('all went', async () => (await app.files('radio')).length === 1)
    for (const id of [1, 2, 3, 5]) assert.equal(cms.rows('episodes').get(id)?.['airStatus'], 'queued')
    assert.deepEqual(library.effects.duplicates(), [])
    assert.deepEqual(await axeFindings(page), [])
  })

  it('is whole in dark and light, and on a phone', async () => {
    await app.drop({
      'radio/6__long-name-of-a-file-that-does-not-end.wav': silentWav(3, 6),
      'radio/memo.wav': silentWav(3, 7),
    })
    for (const look of TEST_LOOKS) {
      await using seen = await openSignedIn(browser, look, { app, url: `${app.address}radio/inbox` })
      await seen.page.getByText('Episode 6 is still in review.').waitFor({ timeout: 40_000 })
      assert.deepEqual(await axeFindings(seen.page), [])
      assert.equal(await sidewaysPx(seen.page), 0)
      assert.deepEqual(seen.complaints, [])
    }
  })
})
