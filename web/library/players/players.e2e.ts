import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { insertFilm, insertLibraryAt } from '../../../test/players-world.ts'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { PASSWORD } from '../../../test/start-http.ts'
import { type FakeKodi, startFakeKodi } from '../../../src/connectors/kodi/fake-server.ts'
import { openSqlite } from '../../../src/db/sqlite.ts'
import {
  axeFindings,
  openBrowser,
  openSignedIn,
  sidewaysPx,
  TEST_LOOKS,
  type WatchedPage,
} from '../../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
const VIEWER = { name: 'Vic', password: PASSWORD }
const FILMS = ['Up (2009)', 'Heat (1995)'] as const

const place = mkdtempSync(join(tmpdir(), 'patchbay-players-'))
const ours = join(place, 'media/films')
/** The same folder, as Kodi reaches it. */
const theirs = join(place, 'kodi/movies')

let browser: Browser
let app: TestApp
let kodi: FakeKodi
let view: WatchedPage
let libraryId = 0

const post = async <Body>(path: string, body: object): Promise<Body> => {
  const answer = await app.cli('POST', `api/v1/${path}`, body)
  assert.ok(answer.status < 300, answer.text)
  return answer.json as Body
}

/** What a scan writes. */
async function insertLibrary(): Promise<void> {
  await using db = openSqlite(join(app.dataFolder, 'patchbay.db'))
  libraryId = await insertLibraryAt(db, ours)
  for (const name of FILMS) await insertFilm(db, libraryId, name)
}

// Each test goes on where the one before it ended.
before(async () => {
  for (const name of FILMS) {
    mkdirSync(join(ours, name), { recursive: true })
    writeFileSync(join(ours, name, `${name}.mkv`), 'x')
    writeFileSync(join(ours, name, `${name}.nfo`), `<movie><title>${name}</title></movie>`)
  }
  mkdirSync(join(place, 'kodi'))
  symlinkSync(ours, theirs)
  kodi = await startFakeKodi({ roots: [{ path: theirs, holds: 'movies' }] })
  browser = await openBrowser()
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await post('access/people', { ...VIEWER, role: 'viewer' })
  const connect = (name: string, address: string) =>
    post('connections', { kind: 'kodi', name, settings: { address }, secrets: {}, isEnabled: true })
  await connect('Attic', 'http://127.0.0.1:9')
  await connect('Living room', kodi.url)
  await insertLibrary()
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}library/players` })
  view.page.setDefaultTimeout(15_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await kodi[Symbol.asyncDispose]()
  rmSync(place, { recursive: true, force: true })
})

it('puts players into a group, in the order in which they are tried', async () => {
  const { page } = view
  await page.waitForURL(/\/library\/players$/)
  await page.getByText('No players yet').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByRole('button', { name: 'Add group' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Den')
  await dialog.getByRole('checkbox', { name: 'Living room' }).check()
  await dialog.getByRole('checkbox', { name: 'Attic' }).check()
  await dialog.getByRole('button', { name: 'Try Attic earlier' }).click()
  await dialog.getByRole('checkbox', { name: 'Films' }).check()
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Add group' }).click()
  const den = page.getByRole('region', { name: 'Den' })
  await den.getByText('same path there').waitFor()
  assert.deepEqual(await den.getByRole('listitem').getByRole('link').allTextContents(), ['Attic', 'Living room'])
})

it('says in which folders a path is not, and leads from the card to the mapping that cures it', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Test a path' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Folder').fill(FILMS[0])
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  const results = dialog.getByRole('list', { name: 'What the players say' })
  await results.getByText('Attic could not be asked.').waitFor()
  await results
    .getByText(`${ours}/${FILMS[0]} is in none of the libraries of Living room. It knows ${theirs}.`)
    .waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await post(`library/player-groups/1/tell`, { libraryId, relPath: FILMS[0], change: 'added' })
  await page.getByText('one folder failed').waitFor()
  await page.getByRole('link', { name: 'Home' }).first().click()
  const card = page.getByText(`Den does not see the folder of ${FILMS[0]}`)
  await card.waitFor()
  await page.getByRole('button', { name: 'Map the path' }).click()
  await dialog.getByText('Map a path for Den').waitFor()
  await dialog.getByLabel('Path at the players').fill('movies')
  await dialog.getByRole('button', { name: 'Map a path' }).click()
  await dialog.getByText('movies is no whole path.').waitFor()
  await dialog.getByLabel('Path at the players').fill(theirs)
  await dialog.getByRole('button', { name: 'Map a path' }).click()
  await page.getByText('what could not be told because of it is told now').waitFor()
  await page.getByRole('row', { name: /Up \(2009\).*Verified/ }).waitFor()
  assert.deepEqual(
    kodi.rows.map(({ file }) => file),
    [`${theirs}/${FILMS[0]}/${FILMS[0]}.mkv`],
  )
  const cards = await app.cards()
  assert.ok(!cards.some(({ subject }) => subject.startsWith('player-group:')), JSON.stringify(cards))
})

it('proposes the mapping by the folders that both have, and shows the proof of what was told', async () => {
  const { page } = view
  const den = page.getByRole('region', { name: 'Den' })
  await den.getByRole('button', { name: /Remove the mapping of/ }).click()
  await den.getByRole('button', { name: 'Find mappings' }).click()
  await den.getByText('2 folders of 2 are there by the same name').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await den.getByRole('button', { name: 'Use it' }).click()
  await den.getByText(`${theirs}/`, { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Test a path' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Folder').fill(FILMS[0])
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await dialog.getByText('Living room has it.').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page
    .getByRole('row', { name: /Up \(2009\)/ })
    .getByRole('link')
    .click()
  await page.waitForURL(/\/activity\/deliveries\/\d+/)
  await page.getByText('Files in its list').waitFor()
  await page.goBack()
})

it('can be read in each look, and by who may only look', async () => {
  for (const look of TEST_LOOKS) {
    await using other = await openSignedIn(browser, look, { app, url: `${app.address}library/players` })
    await other.page.getByText(FILMS[0]).first().waitFor()
    assert.deepEqual(await axeFindings(other.page), [], `${look.theme} ${look.widthPx}`)
    assert.equal(await sidewaysPx(other.page), 0, `${look.theme} ${look.widthPx}`)
    assert.deepEqual(other.complaints, [])
  }
  await using onlooker = await openSignedIn(browser, WIDE, {
    app,
    url: `${app.address}library/players`,
    person: VIEWER,
  })
  await onlooker.page.getByText(FILMS[0]).first().waitFor()
  for (const name of ['Add group', 'Change', 'Remove', 'Test a path', 'Map a path'])
    assert.equal(await onlooker.page.getByRole('button', { name, exact: true }).count(), 0, name)
})

it('switches a group off, and removes it', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('switch').click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Cellar')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const cellar = page.getByRole('region', { name: 'Cellar' })
  await cellar.getByText('Off: it is told nothing').waitFor()
  const used = await app.cli('DELETE', 'api/v1/connections/1')
  assert.equal(used.status, 409)
  await cellar.getByRole('button', { name: 'Remove', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Type 1 to go on' }).fill('1')
  await dialog.getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('No players yet').waitFor()
  assert.deepEqual(
    view.complaints.filter((text) => !/422 .*\/mappings$/.test(text)),
    [],
  )
})
