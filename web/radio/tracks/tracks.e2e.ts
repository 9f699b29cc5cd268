import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, it } from 'node:test'
import { silentWav } from '../../../test/sounds.ts'
import { findProgram } from '../../../src/kernel/find-program.ts'
import type { TrackView } from '../../../src/radio/tracks/contract.ts'
import { axeFindings, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../../testing/browser.ts'
import { openRadioScreens, type RadioScreens } from '../../../test/radio-screens.ts'

const KEY = 'canary-key-of-the-screen'
const AT = 'api/v1/radio/stations/1'

let screens: RadioScreens
let browser: RadioScreens['browser']
let app: RadioScreens['app']
let fake: RadioScreens['fake']
let view: WatchedPage

// Each test goes on where the one before it ended.
before(async () => {
  screens = await openRadioScreens(KEY)
  ;({ browser, fake, app } = screens)
  const connection = { kind: 'libretime', name: 'LT', settings: { address: fake.url }, secrets: { api_key: KEY } }
  await app.cli('POST', 'api/v1/connections', connection)
  const station = { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId: 1 }
  await app.cli('POST', 'api/v1/radio/stations', station)
  for (const code of ['MUS', 'JNG', 'ADV', 'SHO', 'VOT', 'NEW']) fake.seed.trackType({ code })
  const audio = silentWav(3, 9)
  fake.seed.files(300, (i) => ({
    title: `Song ${String(i).padStart(3, '0')}`,
    trackType: (i % 6) + 1,
    genre: i % 3 === 0 ? 'Jazz' : 'Dub',
    more: { filepath: `imported/1/${i}.wav` },
  }))
  const md5 = createHash('md5').update(audio).digest('hex')
  for (const { id, filepath } of fake.rows.files.all()) {
    fake.rows.files.update(Number(id), { md5 })
    fake.disk.set(String(filepath), audio)
  }
  view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: `${app.address}radio/tracks` })
  view.page.setDefaultTimeout(10_000)
})
after(() => screens[Symbol.asyncDispose]())

it('reads the library when a person asks for it, and shows how old the list is', async () => {
  const { page } = view
  await page.getByText('The library was not read yet').waitFor()
  await page.getByRole('button', { name: 'Read the library' }).click()
  await page.getByText('Riverside, 300 tracks').waitFor()
  await page.getByText(/^Library as of/).waitFor()
  await page.getByRole('row').filter({ hasText: 'Song 000' }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
})

it('maps a type, and all its tracks follow', async () => {
  const { page } = view
  await page.getByText(/tracks have a type that stands for nothing/).waitFor()
  await page.getByRole('button', { name: 'Track types' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'JNG stands for' }).selectOption('IDS')
  await dialog.getByText('These will be made in LibreTime').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Save types' }).click()
  await dialog.waitFor({ state: 'detached' })
  assert.equal((await app.get<TrackView>(`${AT}/tracks/2`)).typeCode, 'IDS')
})

it('makes the types that the library lacks, and says that it has proof', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Track types' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Make \d+ types$/ }).click()
  await dialog.getByText('Read back from LibreTime as meant.').waitFor()
  await dialog.getByText('The library has a type for everything.').waitFor()
  assert.equal(fake.rows.libraries.where(({ code }) => code === 'PSA').length, 1)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

it('finds by words and filters that stand in the address', async () => {
  const { page } = view
  await page.getByRole('textbox', { name: 'Title or artist' }).fill('song 01')
  await page.waitForURL(/text=song/)
  await page.getByText(/^13 of 13$/).waitFor()
  await page.getByRole('combobox', { name: 'Genre' }).selectOption('Jazz')
  await page.waitForURL(/genre=Jazz/)
  await page.getByText(/^4 of 4$/).waitFor()
  assert.deepEqual(await axeFindings(page), [])
})

it('shows one track, keeps what a person says of it, and does not overwrite what another one said', async () => {
  const { page } = view
  await page.getByRole('row').filter({ hasText: 'Song 012' }).click()
  await page.waitForURL(/track=13/)
  const drawer = page.getByRole('complementary', { name: 'Song 012' })
  await drawer.getByText('It is planned nowhere.').waitFor()
  await drawer.getByRole('textbox', { name: 'Sponsor' }).fill('Bakery')
  await drawer.getByRole('textbox', { name: 'Intro' }).fill('12,5')
  await drawer.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved').waitFor()
  const { sponsor, introMs } = await app.get<TrackView>(`${AT}/tracks/13`)
  assert.deepEqual([sponsor, introMs], ['Bakery', 12_500])
  assert.match(String(await drawer.locator('audio').getAttribute('src')), /\/tracks\/13\/audio$/)
  assert.deepEqual(await axeFindings(page), [])
})

it(
  'measures the tracks that were chosen, says why one could not be, and offers to go on',
  { skip: findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false },
  async () => {
    const { page } = view
    fake.disk.delete(String(fake.rows.files.get(13)?.filepath))
    for (const title of ['Song 012', 'Song 015']) await page.getByRole('checkbox', { name: `Choose ${title}` }).check()
    await page
      .getByRole('region', { name: 'What to do with the chosen' })
      .getByRole('button', { name: 'Measure' })
      .click()
    await page.getByText('2 tracks are being measured').waitFor()
    await app.settled()
    await page.getByText('Not all were measured').waitFor()
    await page.getByRole('button', { name: 'Go on' }).waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('combobox', { name: 'Loudness' }).selectOption('failed')
    await page.getByText(/^1 of 1$/).waitFor()
    await page.getByText('The library has no audio for track 13.').waitFor()
    assert.notEqual((await app.get<TrackView>(`${AT}/tracks/16`)).measuredAt, null)
  },
)

it('says that the library could not be read, and keeps what it knew', async () => {
  const { page } = view
  await fake.stop()
  await page.getByRole('button', { name: 'Read the library' }).click()
  await page.getByText('Not read').waitFor()
  await page.getByRole('row').filter({ hasText: 'Song 012' }).waitFor()
  await fake.start()
})

for (const look of TEST_LOOKS)
  it(`fits at ${look.widthPx} px, ${look.theme}`, async () => {
    await using other = await openSignedIn(browser, look, { app, url: `${app.address}radio/tracks` })
    await other.page.getByText('Song 001').first().waitFor()
    assert.equal(await sidewaysPx(other.page), 0)
    assert.deepEqual(await axeFindings(other.page), [])
    assert.deepEqual(other.complaints, [])
  })
