import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import type { ArtworkView } from '../../src/library/assets/contract.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
let app: TestApp
let view: WatchedPage
let secret = ''

const picture = (hue: string, width = 1000, height = 1500): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: hue } })
    .jpeg()
    .toBuffer()

const post = async <Body>(path: string, body: object): Promise<Body> => {
  const answer = await app.cli('POST', `api/v1/${path}`, body)
  assert.ok(answer.status < 300, answer.text)
  return answer.json as Body
}

const says = (eventType: string, path: string): Promise<Response> =>
  fetch(new URL('hooks/radarr', app.address), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`patchbay:${secret}`)}` },
    body: JSON.stringify({
      eventType,
      instanceName: 'Radarr',
      movie: { id: 1, title: 'The Salt Road', year: 2019, folderPath: path, tmdbId: 4711 },
      movieFile: { id: 1, relativePath: 'film.mkv', path: `${path}/film.mkv` },
    }),
  })

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  const films = join(app.dataFolder, 'films')
  const folder = join(films, 'The Salt Road (2019)')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'The Salt Road (2019).mkv'), 'no film')
  await writeFile(join(folder, 'poster.jpg'), await picture('#7a2f2a'))
  await writeFile(join(folder, 'fanart.jpg'), await picture('#20405a', 1920, 1080))
  const settings = { steps: { probe: false }, isWatched: false }
  await post('library/libraries', { kind: 'films', name: 'Films', path: films, settings })
  await post('library/libraries/1/scans', {})
  await app.settled()
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}library` })
  view.page.setDefaultTimeout(12_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
})

it('shows the poster in the grid at the size that it needs', async () => {
  const { page } = view
  const poster = page.getByRole('gridcell').first().locator('img')
  await poster.waitFor()
  assert.match(String(await poster.getAttribute('src')), /\/pictures\/[0-9a-f]{64}\?width=\d+$/)
  await page.waitForFunction(() => [...document.images].some((image) => image.naturalWidth > 0))
})

it('takes a picture of one’s own, locks its kind, and lets Patchbay choose again', async () => {
  const { page } = view
  await page.getByRole('gridcell').first().getByRole('link').click()
  await page.waitForURL(/\/library\/titles\/1$/)
  const panel = page.getByRole('region', { name: 'Artwork' })
  await panel.getByText('Chosen', { exact: true }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await panel
    .getByLabel('Poster: a picture from this device')
    .setInputFiles({ name: 'own.jpg', mimeType: 'image/jpeg', buffer: await picture('#335533') })
  await panel.getByText('Yours').waitFor()
  await panel.getByText(/^Locked: you chose/).waitFor()
  const own = await app.get<ArtworkView>('api/v1/library/titles/1/artwork')
  assert.equal(own.kinds.find(({ kind }) => kind === 'poster')?.isLocked, true)
  await panel
    .getByLabel('Poster: a picture from this device')
    .setInputFiles({ name: 'own.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture at all') })
  await panel
    .getByRole('alert')
    .or(panel.getByText(/picture/i))
    .first()
    .waitFor()
  await panel.getByRole('button', { name: 'Unlock' }).click()
  await panel.getByText(/^Chosen by score/).waitFor()
  await panel.getByRole('button', { name: 'Reject' }).first().click()
  await panel.getByText('Rejected', { exact: true }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
})

it('says how Radarr is set up, and shows what it said', async () => {
  const { page } = view
  await page.goto(`${app.address}library/webhooks`)
  await page.getByText('Nothing tells Patchbay what is new').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByRole('button', { name: 'Add sender' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Kind of sender').or(dialog.getByRole('combobox')).first().selectOption({ label: 'Radarr' })
  await dialog.getByRole('button', { name: 'Add sender' }).click()
  const made = page.getByRole('region', { name: 'New secret' })
  await made.getByText('In Radarr: Settings, Connect, the plus sign, Webhook.').waitFor()
  secret = (await made.getByText(/^whsec_/).textContent()) ?? ''
  await made.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByRole('heading', { name: 'Set up Radarr' }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  assert.equal((await says('Test', '/movies/The Salt Road (2019)')).status, 200)
  await page.getByText('Verified', { exact: true }).waitFor({ timeout: 20_000 })
  assert.equal((await says('Download', '/movies/The Salt Road (2019)')).status, 200)
  await page
    .getByRole('row', { name: /The Salt Road/ })
    .first()
    .waitFor({ timeout: 20_000 })
})

it('says which library a folder of a sender is, from the card that asks for it', async () => {
  const { page } = view
  await page.goto(
    `${app.address}library/webhooks?sender=1&folder=${encodeURIComponent('/movies/The Salt Road (2019)')}`,
  )
  const panel = page.getByRole('region', { name: 'Folders of senders' })
  await panel.getByText('In none of the libraries').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await panel.getByRole('button', { name: '/movies is Films' }).click()
  await panel.getByText('In Films').waitFor()
  await panel.getByText('By what was said of the sender’s folders.').waitFor()
  await panel.getByRole('button', { name: 'Forget /movies' }).click()
  await page.getByText('/movies is forgotten').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await panel.getByText('as Radarr calls it').waitFor()
})

it('can be read in each look', async () => {
  for (const look of TEST_LOOKS) {
    await using other = await openSignedIn(browser, look, { app, url: `${app.address}library/webhooks` })
    await other.page.getByText('Folders of senders').waitFor()
    assert.equal(await sidewaysPx(other.page), 0, `${look.theme} ${look.widthPx}`)
    assert.deepEqual(await axeFindings(other.page), [], `${look.theme} ${look.widthPx}`)
    assert.deepEqual(other.complaints, [])
  }
})
