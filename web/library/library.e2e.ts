import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { findProgram } from '../../src/kernel/find-program.ts'
import type { LibraryView } from '../../src/library/libraries/contract.ts'
import type { PublicationView } from '../../src/library/publish/contract.ts'
import type { TitleDetail, TitleView } from '../../src/library/titles/contract.ts'
import { makeClips } from '../../demo/library/clips.ts'
import { makeFilms } from '../../demo/library/tree.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

describe('library', { skip: findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false }, () => {
  let browser: Browser
  let app: TestApp
  let view: WatchedPage
  let clips: string
  let films: string

  // Each test goes on where the one before it ended.
  before(async () => {
    browser = await openBrowser()
    app = await startApp({ yaml: BY_HAND })
    await app.claim()
    clips = await mkdtemp(join(tmpdir(), 'patchbay-clips-'))
    films = join(app.dataFolder, 'films')
    await mkdir(films)
    await makeFilms(films, await makeClips(clips))
    view = await openSignedIn(browser, WIDE, { app, url: `${app.address}library` })
    view.page.setDefaultTimeout(6000)
  })
  after(async () => {
    await browser.close()
    await app[Symbol.asyncDispose]()
    await rm(clips, { recursive: true, force: true })
  })

  it('tells a newcomer what a library is, refuses a folder that is not there, and takes one', async () => {
    const { page } = view
    await page.getByText('There is no library yet').waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('button', { name: 'Add library' }).click()
    const dialog = page.getByRole('dialog')
    assert.equal(await dialog.getByRole('textbox', { name: 'Name' }).inputValue(), 'Films')
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(`${films}-that-is-not-there`)
    await dialog.getByRole('button', { name: 'Add library' }).click()
    await dialog.getByText(/^There is no folder/).waitFor()
    await dialog.getByRole('textbox', { name: 'Folder' }).fill('/somewhere/else')
    await dialog.getByRole('button', { name: 'Add library' }).click()
    await dialog.locator('[aria-invalid="true"]').waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(films)
    await dialog.getByRole('button', { name: 'Add library' }).click()
    await page.waitForURL(/library=1/)
    await page.getByText('No titles yet').waitFor()
  })

  it('scans it, shows how far it is, and what it found on its way', async () => {
    const { page } = view
    await page.getByRole('button', { name: 'Scan now' }).click()
    await page.waitForURL(/\/library\/scans\/1$/)
    await page.getByRole('heading', { name: 'Scan of Films' }).first().waitFor()
    await page.getByText('60 new').first().waitFor({ timeout: 40_000 })
    await page.getByRole('button', { name: 'Scan again' }).waitFor()
    await page
      .getByText(/can’t be read: No picture/)
      .first()
      .waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('link', { name: 'Scans' }).last().click()
    await page.waitForURL(/\/library\/scans$/)
    await page.getByRole('row', { name: /Films/ }).getByText('Done').waitFor()
    assert.deepEqual(await axeFindings(page), [])
  })

  it('says before what a scan will do', async () => {
    const { page } = view
    await page.getByRole('button', { name: 'Start a scan' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('It reads the folders that have changed').waitFor()
    await dialog.getByRole('textbox', { name: 'Folder', exact: true }).fill('/A Quiet Orbit (1991)/')
    await dialog.getByText('It reads the folder A Quiet Orbit (1991) and nothing else.').waitFor()
    await dialog.getByRole('switch', { name: 'Read streams' }).uncheck()
    await dialog.getByText('It opens no media file.').waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await dialog.getByRole('button', { name: 'Start scan' }).click()
    await page.waitForURL(/\/library\/scans\/2$/)
    await page.getByRole('button', { name: 'Scan again' }).waitFor()
  })

  it('lets a person say of unknown files what they are, and take it back', async () => {
    const { page } = view
    await page.goto(`${app.address}library/unknown-files`)
    await page.getByText('2 of 2').waitFor()
    await page.getByRole('checkbox', { name: /^Choose notes\.txt/ }).check()
    const bulk = page.getByRole('region', { name: 'What to do with the chosen' })
    await bulk.getByRole('button', { name: 'Ignore' }).click()
    await page.getByText('1 of 1').waitFor()
    await page.getByText('Ignored', { exact: true }).click()
    await page.waitForURL(/which=ignored/)
    await page.getByRole('checkbox', { name: /^Choose notes\.txt/ }).check()
    assert.deepEqual(await axeFindings(page), [])
    await bulk.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('No file is ignored').waitFor()
  })

  it('shows all titles as posters, and finds by words, years and what they lack', async () => {
    const { page } = view
    await page.goto(`${app.address}library`)
    await page.getByText('60 titles').first().waitFor()
    const cells = page.getByRole('gridcell')
    await cells.first().waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('textbox', { name: 'Title, person, file or path' }).fill('quiet orbit')
    await page.waitForURL(/text=quiet/)
    await page.getByText('3 of 60').waitFor()
    assert.equal(await cells.count(), 3)
    await page.goto(`${app.address}library?from=2000&to=2009`)
    await page.getByRole('button', { name: '2000 to 2009' }).click()
    await page.getByText('60 titles').first().waitFor()
    await page.goto(`${app.address}library?text=nothing+like+it`)
    await page.getByText('No title matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('60 titles').first().waitFor()
  })

  it('goes through the posters by keys, and locks those that were chosen', async () => {
    const { page } = view
    await page.goto(`${app.address}library`)
    await page.getByRole('gridcell').first().waitFor()
    await page.keyboard.press('j')
    await page.locator('[data-card="0"]:focus').waitFor()
    await page.keyboard.press('ArrowRight')
    await page.locator('[data-card="1"]:focus').waitFor()
    await page.keyboard.press(' ')
    await page.keyboard.press('ArrowRight')
    await page.locator('[data-card="2"]:focus').waitFor()
    await page.keyboard.press('x')
    const bulk = page.getByRole('region', { name: 'What to do with the chosen' })
    await bulk.getByText('2 chosen').waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await bulk.getByRole('button', { name: 'Lock', exact: true }).click()
    await page.getByText('2 titles are locked').waitFor()
    const { items } = await app.get<{ items: TitleView[] }>('api/v1/library/titles?locked=yes')
    assert.equal(items.length, 2)
    await page.getByRole('button', { name: /^Locked/ }).click()
    await page.waitForURL(/locked=yes/)
    await page.getByText('2 of 60').waitFor()
    await page.getByRole('radio', { name: 'List' }).check({ force: true })
    await page
      .getByRole('row', { name: /Choose/ })
      .first()
      .waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('checkbox', { name: 'Choose all' }).or(page.getByRole('checkbox').first()).first().check()
    await bulk.getByRole('button', { name: 'Unlock' }).click()
    await page.getByText('2 titles are unlocked').waitFor()
  })

  it('keeps and locks what a person says of a title, and takes it back', async () => {
    const { page } = view
    await page.goto(`${app.address}library?text=salt+road`)
    await page.getByRole('gridcell').first().getByRole('link').click()
    await page.waitForURL(/\/library\/titles\/\d+$/)
    const id = Number(page.url().split('/').at(-1))
    await page.getByText('How the name was read').waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByRole('textbox', { name: 'Plot' }).fill('A map maker walks the last road.')
    await page.getByRole('textbox', { name: 'Genres' }).fill('Drama\nAdventure')
    await page.getByRole('textbox', { name: 'Year' }).fill('20x9')
    await page.locator('[aria-invalid="true"]').waitFor()
    await page.getByRole('textbox', { name: 'Year' }).fill('2019')
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('button', { name: 'Save 3 facts' }).click()
    await page.getByText('Drama, Adventure').waitFor()
    const told = await app.get<TitleDetail>(`api/v1/library/titles/${id}`)
    assert.equal(told.facts.plot, 'A map maker walks the last road.')
    assert.deepEqual(told.locks.toSorted(), ['genres', 'plot', 'year'])
    await page.getByRole('button', { name: 'Unlock Plot' }).click()
    await page.getByRole('button', { name: 'Lock Plot' }).waitFor()
    await page.getByRole('button', { name: 'History' }).click()
    const history = page.getByRole('dialog')
    await history.getByText('2019').first().waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await history.getByRole('listitem').filter({ hasText: 'Year' }).getByRole('button', { name: 'Undo' }).click()
    await history.getByText('Taken back').waitFor()
    const undone = await app.get<TitleDetail>(`api/v1/library/titles/${id}`)
    assert.notEqual(undone.facts.year, 2019)
    assert.ok(!undone.locks.includes('year'))
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Take Genres from the sources again' }).click()
    await page.getByText('Genres is what the sources say again').waitFor()
  })

  it('tells what publishing would do beside the media, takes a file over when a person says so, and takes it back', async () => {
    const { page } = view
    const { items } = await app.get<{ items: TitleView[] }>('api/v1/library/titles?text=salt+road')
    await page.goto(`${app.address}library/titles/${items[0]?.titleId}`)
    const beside = page.getByRole('region', { name: 'Beside the media' })
    await beside.getByText('Not published yet').waitFor()
    const plan = await app.get<PublicationView>(`api/v1/library/titles/${items[0]?.titleId}/publication`)
    const standing = plan.steps.find(({ act }) => act === 'keep')
    assert.ok(standing !== undefined, JSON.stringify(plan.steps))
    const path = join(films, standing.relPath)
    const theirs = await readFile(path, 'utf8')
    assert.deepEqual(await axeFindings(page), [])
    await beside.getByRole('button', { name: `Take over ${basename(path)}` }).click()
    await beside.getByRole('button', { name: 'Undo publication' }).waitFor()
    assert.match(await readFile(path, 'utf8'), /A map maker walks the last road/)
    await beside.getByRole('button', { name: 'Undo publication' }).click()
    await page.getByText('as it was before').waitFor()
    assert.equal(await readFile(path, 'utf8'), theirs)
  })

  it('changes the settings of a library, and says at the field what is wrong', async () => {
    const { page } = view
    await page.goto(`${app.address}library/libraries`)
    await page.getByText('60 films').waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('link', { name: 'Settings' }).last().click()
    await page.waitForURL(/\/library\/libraries\/1$/)
    const save = page.getByRole('button', { name: 'Save', exact: true })
    await page.getByRole('switch', { name: 'Publish' }).check()
    await page.getByRole('textbox', { name: 'Background' }).fill('2')
    await page.getByRole('textbox', { name: 'When: Scan' }).fill('every morning')
    await save.click()
    await page.locator('[aria-invalid="true"]').first().waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('textbox', { name: 'When: Scan' }).fill('15 3 * * *')
    await page.getByText('Every day at 03:15').waitFor()
    await save.click()
    await page.getByText('Library saved').waitFor()
    const { settings, tasks } = await app.get<LibraryView>('api/v1/library/libraries/1')
    assert.deepEqual([settings.steps.publish, settings.artwork.fanart], [true, 2])
    assert.equal(tasks.find(({ task }) => task === 'scan')?.cron, '15 3 * * *')
  })

  it('can be read in each look', async () => {
    for (const look of TEST_LOOKS) {
      await using other = await openSignedIn(browser, look, { app, url: `${app.address}library` })
      for (const path of [
        'library',
        'library/titles/1',
        'library/scans/1',
        'library/libraries/1',
        'library/unknown-files',
      ]) {
        await other.page.goto(`${app.address}${path}`)
        await other.page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
        await other.page.waitForLoadState('networkidle')
        assert.equal(await sidewaysPx(other.page), 0, `${path} ${look.theme} ${look.widthPx}`)
        assert.deepEqual(await axeFindings(other.page), [], `${path} ${look.theme} ${look.widthPx}`)
      }
    }
  })

  it('forgets a library when its number was typed, and leaves its files', async () => {
    const { page } = view
    await page.goto(`${app.address}library/libraries/1`)
    await page.getByRole('button', { name: 'Remove library' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Every file stays where it is').waitFor()
    await dialog.getByRole('textbox', { name: 'Type 60 to go on' }).fill('60')
    await dialog.getByRole('button', { name: 'Forget 60 titles' }).click()
    await page.waitForURL(/\/library\/libraries$/)
    await page.getByText('There is no library yet').waitFor()
  })
})
