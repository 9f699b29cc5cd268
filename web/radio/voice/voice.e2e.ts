import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { toneWav } from '../../../test/sounds.ts'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { openVoiceStation, type VoiceStation } from '../../../test/voice-world.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'
import { findProgram } from '../../../src/kernel/find-program.ts'
import {
  axeFindings,
  openBrowser,
  openSignedIn,
  sidewaysPx,
  TEST_LOOKS,
  type WatchedPage,
} from '../../testing/browser.ts'
import { picture } from '../../../test/radio-screens.ts'

const KEY = 'key-of-the-studio'

let browser: Browser
let fake: FakeLibreTime
let app: TestApp
let station: VoiceStation
let view: WatchedPage

const address = (): string => `${app.address}radio/voice?day=${station.airDate}`

// Each test goes on where the one before it ended.
describe('the voice track studio', { skip: findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false }, () => {
  before(async () => {
    browser = await openBrowser({ isAlone: true })
    fake = await startFakeLibreTime({ key: KEY })
    app = await startApp({ yaml: BY_HAND })
    await app.claim()
    station = await openVoiceStation(app, fake, KEY)
    view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: address() })
    view.page.setDefaultTimeout(15_000)
  })
  after(async () => {
    await browser.close()
    await app[Symbol.asyncDispose]()
    await fake[Symbol.asyncDispose]()
  })

  it('shows the links of the day, the notes, and what is heard around one on one clock', async () => {
    const { page } = view
    await page.getByRole('button', { name: /Link 1.*wants 20.0 s/s }).waitFor()
    await page.getByText('Close part 2 of Borderless. Lead into Glass Harbour.').waitFor()
    await page.getByText('Riverside', { exact: false }).first().waitFor()
    for (const lane of ['what ends before', 'what begins after'])
      await page
        .getByRole('img', { name: `Waveform of ${lane}` })
        .locator('path')
        .first()
        .waitFor({ state: 'attached' })
    await page.getByText('sings after 8.4 s').waitFor()
    assert.deepEqual(await axeFindings(page), [])
  })

  it('records with a level, the word “recording” and music in, and keeps what was recorded as a take', async () => {
    const { page } = view
    await page.getByRole('heading', { name: /^Link 1/ }).click()
    await page.keyboard.press('Space')
    await page.getByText(/^Begins in \d$/).waitFor()
    const begunAt = Date.now()
    await page.getByText('recording', { exact: true }).first().waitFor()
    await page.waitForFunction(
      () => Number(document.querySelector('[role="meter"]')?.getAttribute('aria-valuenow')) > -48,
    )
    await page.keyboard.press('m')
    await page.getByText(/until the singing$/).waitFor()
    await picture(page, 'voice.recording')
    // Where the machine is busy the second second may have passed unseen.
    await page.getByText(/^0:(0[2-9]|[1-5]\d)/).waitFor()
    await page.getByRole('button', { name: 'Stop and keep' }).last().click()
    const longestMs = Date.now() - begunAt
    await page.getByRole('button', { name: 'Take 1', exact: true }).waitFor()
    const [take] = (await station.link(0)).takes
    assert.ok(
      take !== undefined && take.lengthMs > 1500 && take.lengthMs < longestMs,
      `${take?.lengthMs} of ${longestMs}`,
    )
    assert.ok(take.musicInMs !== null && take.musicInMs < take.lengthMs)
    assert.ok((take.lufs ?? -96) > -30 && (take.peakDb ?? 0) < 0, `${take.lufs} ${take.peakDb}`)
  })

  it('says how to make the type VOT where the library lacks it', async () => {
    const { page } = view
    await page.getByRole('radio', { name: 'Choose Take 1' }).click()
    await page.getByText('no track type VOT', { exact: false }).waitFor()
    assert.equal(fake.requests.count({ method: 'POST', path: '/rest/media' }), 0)
  })

  it('has a real recording of the browser verified as a file of type VOT, byte for byte', async () => {
    const { page } = view
    const typeId = fake.seed.trackType({ code: 'VOT', name: 'Voice track' })
    await station.post(`api/v1/radio/voice-takes/${(await station.link(0)).takes[0]?.takeId}/choose`)
    await page.getByText('Verified', { exact: false }).first().waitFor()
    const [take] = (await station.link(0)).takes
    const file = fake.rows.files.get(take?.trackId ?? 0)
    assert.deepEqual([file?.['library'], file?.['import_status'], file?.['md5']], [typeId, 0, take?.md5])
    const stored = fake.disk.get(String(file?.['filepath']))
    assert.equal(
      createHash('md5')
        .update(stored ?? '')
        .digest('hex'),
      take?.md5,
    )
    await page.getByRole('button', { name: /Link 1.*take 1/s }).waitFor()
    assert.equal((await station.link(0)).state, 'verified')
  })

  it('moves the ends of a take by its handles and by numbers', async () => {
    const { page } = view
    const end = page.getByRole('slider', { name: /^voice ends/ })
    const was = Number(await end.getAttribute('aria-valuenow'))
    await end.press('ArrowLeft')
    assert.ok(Math.abs(Number(await end.getAttribute('aria-valuenow')) - (was - 0.1)) < 0.01)
    await page.getByRole('textbox', { name: 'Ends at' }).fill('1.5')
    await page.getByRole('textbox', { name: 'Music in at' }).fill('1')
    await page.getByRole('button', { name: 'Save ends' }).click()
    await page.getByRole('cell', { name: '1.5 s' }).waitFor()
    const isCut = async () => ((await station.link(0)).takes[0]?.lengthMs ?? 0) < 1700
    await app.until(
      'it is cut and in the log',
      async () => (await isCut()) && (await station.link(0)).state === 'verified',
    )
  })

  it('says in the preview of the log that music in waits for the end of the voice on air', async () => {
    const url = `${app.address}radio/logs?day=${station.airDate}`
    await using seen = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url })
    const panel = seen.page.getByRole('region', { name: /^Publish preview/ })
    const note = panel.getByRole('listitem').filter({ hasText: /is heard whole, then/ })
    await note.waitFor({ timeout: 15_000 })
    assert.deepEqual(await axeFindings(seen.page), [])
    await picture(seen.page, 'voice.talk-over')
  })

  it('brings a file in as a take, plays it, removes it and has it back', async () => {
    const { page } = view
    const file = { name: 'link.wav', mimeType: 'audio/wav', buffer: toneWav({ seconds: 4, hz: 400 }) }
    await page.locator('input[type="file"]').setInputFiles(file)
    await page.getByRole('button', { name: 'Take 2', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Play Take 2' }).click()
    await page.getByRole('button', { name: 'Stop playing' }).click()
    await page.getByRole('button', { name: 'Remove Take 2' }).click()
    await page.getByRole('button', { name: 'Take 2', exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Take 2', exact: true }).waitFor()
    await page.locator('input[type="file"]').setInputFiles({ ...file, buffer: Buffer.from('no audio at all') })
    await page.getByText('is no audio that Patchbay can read', { exact: false }).waitFor()
  })

  it('says which setting of the browser it is when it may not use the microphone', async () => {
    await using other = await openSignedIn(browser, { theme: 'dark', widthPx: 1280 }, { app, url: address() })
    const { page } = other
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    })
    await page.getByRole('button', { name: 'Record', exact: true }).click()
    await page.getByText('Site settings, Microphone, Allow', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Import audio' }).first().waitFor()
    assert.deepEqual(await axeFindings(page), [])
  })

  it('records nothing that the server could not keep', async () => {
    await using other = await openSignedIn(browser, { theme: 'light', widthPx: 390 }, { app, url: address() })
    const { page } = other
    await page.route(/\/voice\/\d{4}-/, async (route) => {
      const reply = await route.fetch()
      await route.fulfill({ response: reply, json: { ...((await reply.json()) as object), canKeep: false } })
    })
    await page.reload()
    await page.getByText('ffmpeg is not installed on the server', { exact: false }).first().click()
    for (const key of ['Space', 'r']) await page.keyboard.press(key)
    await page.waitForTimeout(300)
    assert.equal(await page.getByText(/^Begins in \d$/).count(), 0)
    await page.getByRole('button', { name: 'Record', exact: true, disabled: true }).waitFor()
  })

  it('is fit for every reader, wide and narrow, light and dark', async () => {
    for (const look of TEST_LOOKS) {
      const url = `${address()}&link=${(await station.link(0)).entryId}`
      await using seen = await openSignedIn(browser, look, { app, url })
      await seen.page.getByRole('button', { name: 'Take 2', exact: true }).waitFor()
      await seen.page.getByRole('button', { name: 'Record', exact: true }).waitFor()
      await seen.page
        .getByRole('img', { name: 'Waveform of what ends before' })
        .locator('path')
        .first()
        .waitFor({ state: 'attached' })
      assert.deepEqual(await axeFindings(seen.page), [], JSON.stringify(look))
      assert.equal(await sidewaysPx(seen.page), 0)
      await picture(seen.page, `voice.${look.widthPx}.${look.theme}`)
    }
    assert.deepEqual(
      view.complaints.filter((text) => !/409|415/.test(text)),
      [],
    )
  })
})
