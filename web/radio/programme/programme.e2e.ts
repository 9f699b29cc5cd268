import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Page, Route } from 'playwright-core'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { PASSWORD } from '../../../test/start-http.ts'
import type { OwnEpisodeView, OwnShowView } from '../../../src/radio/programme/own/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
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
const AT = 'api/v1/radio/stations/1/programme'

let browser: Browser
let app: TestApp
let view: WatchedPage

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await app.cli('POST', 'api/v1/access/people', { ...VIEWER, role: 'viewer' })
  await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: 'Europe/Paris' })
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}radio/programme` })
  view.page.setDefaultTimeout(10_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
})

const episode = (id: number) => app.get<OwnEpisodeView>(`api/v1/radio/episodes/${id}`)
const rowOf = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title })
const shelves = (page: Page) => page.getByRole('region', { name: 'Shows' })

async function patch(path: string, body: object): Promise<void> {
  const { etag } = await app.get<{ etag: string }>(path)
  const headers = { authorization: await app.bearer(), 'if-match': etag }
  const answer = await app.call('PATCH', path, { headers, body })
  assert.equal(answer.status, 200, answer.text)
}

it('says where the programme of a station is, and takes it into Patchbay', async () => {
  const { page } = view
  await page.getByText('Riverside has no programme').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByRole('button', { name: 'Change the station' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Programme' }).selectOption('Patchbay itself')
  await dialog.getByText(/^Its shows and episodes are kept here/).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('No episodes yet').waitFor()
  const { keepsProgramme, cmsConnectionId } = await app.get<StationView>('api/v1/radio/stations/1')
  assert.deepEqual([keepsProgramme, cmsConnectionId], [true, null])
})

it('adds a show and an episode, with its times by the clock of the station', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Add show' }).click()
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Night Drift')
  await dialog.getByRole('textbox', { name: 'Hosts' }).fill('Mara')
  await dialog.getByRole('button', { name: 'Add show' }).click()
  await page.getByText('This show has no episodes yet').waitFor()
  await page.waitForURL(/show=1/)
  await page.keyboard.press('n')
  await dialog.getByRole('textbox', { name: 'Title' }).fill('The first')
  assert.equal(await dialog.getByRole('combobox', { name: 'Show' }).inputValue(), '1', 'the one that is looked at')
  await dialog.getByLabel('Day').fill('2026-10-25')
  await dialog.getByRole('textbox', { name: 'Start' }).fill('02:30')
  await dialog.getByRole('group', { name: 'The clock shows the start twice on this day' }).waitFor()
  await dialog.getByText('Second time').click()
  await dialog.getByRole('textbox', { name: 'Announced length' }).fill('45:00')
  await dialog.getByText('On air for 45:00').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Add episode' }).click()
  await rowOf(page, 'The first').getByText('Needs audio').waitFor()
  const { scheduledAt, scheduledEndAt, durationMs, showTitle } = await episode(1)
  assert.deepEqual(
    [scheduledAt, scheduledEndAt, durationMs, showTitle],
    ['2026-10-25T01:30:00.000Z', '2026-10-25T02:15:00.000Z', 2_700_000, 'Night Drift'],
  )
  await shelves(page)
    .getByRole('link', { name: /^Night Drift.*1$/ })
    .waitFor()
})

it('keeps what somebody else changed meanwhile, and says which field the server refused', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  await rowOf(page, 'The first').click()
  await page.waitForURL(/episode=1/)
  const title = dialog.getByRole('textbox', { name: 'Title' })
  await title.fill('The very first')
  // Somebody else is faster by a moment.
  let isFirst = true
  await page.route('**/api/v1/radio/episodes/1', async (route: Route) => {
    if (isFirst && route.request().method() === 'PATCH') {
      isFirst = false
      await patch('api/v1/radio/episodes/1', { description: 'Theirs' })
    }
    await route.continue()
  })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText(/^Meanwhile somebody else saved something else here/).waitFor()
  await dialog.getByRole('textbox', { name: 'Description' }).and(page.getByText('Theirs')).waitFor()
  assert.equal(await title.inputValue(), 'The very first')
  await page.unrouteAll()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await rowOf(page, 'The very first').waitFor()
  assert.deepEqual([(await episode(1)).title, (await episode(1)).description], ['The very first', 'Theirs'])
  await page.getByRole('button', { name: 'Add show' }).click()
  await dialog.getByRole('textbox', { name: 'Title' }).fill('night drift')
  await dialog.getByRole('button', { name: 'Add show' }).click()
  await dialog.getByText('There is a show “Night Drift” already.').waitFor()
  await dialog.getByRole('textbox', { name: 'Title' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Escape')
})

it('takes an episode out and brings it back: by undo, and from where those lie that were taken out', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  await rowOf(page, 'The very first').click()
  await dialog.getByRole('button', { name: 'Take out' }).click()
  await page.getByText('“The very first” is taken out').waitFor()
  await page.getByText('This show has no episodes yet').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await rowOf(page, 'The very first').waitFor()
  assert.equal((await episode(1)).removedAt, null)
  await page.getByRole('button', { name: 'Take out', disabled: true }).waitFor()
  await rowOf(page, 'The very first').focus()
  await page.keyboard.press('Delete')
  await page.getByText('This show has no episodes yet').waitFor()
  await page.getByRole('button', { name: 'Take out', disabled: false }).click()
  await page.getByText('“Night Drift” is taken out').waitFor()
  await shelves(page).getByRole('link', { name: 'Taken out 2' }).click()
  await page.waitForURL(/out=yes/)
  await page.getByRole('button', { name: 'Put back Night Drift' }).click()
  await page.getByRole('button', { name: 'Put back The very first' }).click()
  await page.getByText('Nothing was taken out').waitFor()
  await shelves(page)
    .getByRole('link', { name: /^Night Drift.*1$/ })
    .waitFor()
})

it('is found by text and air status, all of it in the address, and by keys alone', async () => {
  const { page } = view
  for (const [title, airStatus] of [
    ['Émile and the fog', 'queued'],
    ['Fog horns', 'draft'],
  ])
    await app.cli('POST', `${AT}/episodes`, { title, airStatus })
  await page.goto(`${app.address}radio/programme?text=fog&status=queued`)
  await rowOf(page, 'Émile and the fog').waitFor()
  assert.equal(await rowOf(page, 'Fog horns').count(), 0)
  assert.equal(await page.getByRole('combobox', { name: 'Air status' }).inputValue(), 'queued')
  await page.getByRole('combobox', { name: 'Air status' }).selectOption('Any air status')
  await rowOf(page, 'Fog horns').waitFor()
  await page.getByRole('textbox', { name: 'Find a title' }).fill('emile')
  await page.waitForURL(/text=emile/)
  await rowOf(page, 'Fog horns').waitFor({ state: 'detached' })
  await page.getByRole('textbox', { name: 'Find a title' }).fill('')
  await rowOf(page, 'The very first').waitFor()
  await page.getByRole('link', { name: /^All episodes/ }).focus()
  await page.keyboard.press('ArrowDown')
  await page
    .getByRole('link', { name: /^Night Drift/ })
    .and(page.locator(':focus'))
    .waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/show=1/)
  await page.keyboard.press('e')
  await page.getByRole('dialog', { name: 'Night Drift' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('j')
  await page.locator('tr[data-index="0"]:focus').waitFor()
  await page.keyboard.press('e')
  await page.getByRole('dialog', { name: 'The very first' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('tr[data-index="0"]:focus').waitFor()
})

it('reads again what others change while it is open', async () => {
  const { page } = view
  await page.mouse.move(0, 0)
  await page.goto(`${app.address}radio/programme`)
  await rowOf(page, 'Fog horns').waitFor()
  const { showId } = (await app.cli('POST', `${AT}/shows`, { title: 'Kitchen Table' })).json as unknown as OwnShowView
  await shelves(page)
    .getByRole('link', { name: /^Kitchen Table/ })
    .waitFor()
  await app.cli('POST', `${AT}/episodes`, { title: 'Soup', showId })
  await rowOf(page, 'Soup').waitFor()
  await patch('api/v1/radio/episodes/2', { title: 'Émile in the fog' })
  await rowOf(page, 'Émile in the fog').waitFor()
})

/** Opens the dialog, and tries a file of episodes. */
async function tryFile(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'CSV' }).click()
  await page.getByRole('menuitem', { name: 'Import a list' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Try it', disabled: true }).waitFor()
  const file = { name: 'list.csv', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from(text) }
  await dialog.getByLabel('CSV file').setInputFiles(file)
  await dialog.getByRole('button', { name: 'Try it' }).click()
}

const plansOf = async (state: string) =>
  (await app.get<{ items: { planId: number }[] }>(`api/v1/plans?kind=radio.import-programme&state=${state}`)).items

it('exports by plain links, and tries a file before anything changes: each wrong line, and what is not known', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'CSV' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export episodes' }).click(),
  ])
  assert.match(download.suggestedFilename(), /^Riverside episodes .*\.csv$/)
  await tryFile(page, 'title,starts_at,notes\nSoup II,next week,x\nSoup III,,\n')
  const wrong = dialog.getByRole('list', { name: 'What is wrong' })
  await wrong.getByText('Line 2').waitFor()
  await wrong.getByText('starts_at').waitFor()
  await wrong.getByText('It is no date with a time.').waitFor()
  await dialog.getByText('1 column is not known and is passed over:').waitFor()
  assert.equal(await dialog.getByRole('link', { name: 'Review the plan' }).count(), 0)
  assert.deepEqual(await axeFindings(page), [])
  await page.keyboard.press('Escape')
  assert.deepEqual(await plansOf('draft'), [])
})

it('reviews what a file would change, applies it and takes it back; a plan that nobody goes on to is put away', async () => {
  const { page } = view
  const dialog = page.getByRole('dialog')
  const list = 'id;title;show\ne1;The changed first;Night Drift\n;Soup II;Kitchen Table\n'
  await tryFile(page, list)
  await dialog.getByRole('link', { name: 'Review the plan' }).waitFor()
  await page.keyboard.press('Escape')
  await app.until('the plan is put away', async () => (await plansOf('discarded')).length === 1)
  await tryFile(page, list)
  await dialog.getByRole('link', { name: 'Review the plan' }).click()
  await page.getByText('Nothing changed yet').waitFor()
  const willBe = page.getByRole('region', { name: /^After/ })
  await willBe.getByText('Soup II').waitFor()
  await willBe.getByText('show: Kitchen Table').waitFor()
  await page
    .getByRole('region', { name: /^Before/ })
    .getByText('The very first')
    .waitFor()
  assert.equal((await episode(1)).title, 'The very first')
  assert.deepEqual(await axeFindings(page), [])
  await page.getByRole('button', { name: 'Apply 2 operations' }).click()
  await page.getByText('All 2 operations were read back and are as planned.').waitFor()
  assert.equal((await episode(1)).title, 'The changed first')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.locator('[data-state="undone"]').waitFor()
  assert.equal((await episode(1)).title, 'The very first')
  await page.getByRole('main').getByRole('link', { name: 'Programme' }).click()
  await page.waitForURL(/radio\/programme\?station=1$/)
  await rowOf(page, 'The very first').waitFor()
})

it('is whole in dark and light, wide and on a phone, and shows a viewer no button that would be refused', async () => {
  for (const [index, look] of TEST_LOOKS.entries()) {
    const person = index === 0 ? VIEWER : undefined
    const to = { app, url: `${app.address}radio/programme?show=1`, ...(person === undefined ? {} : { person }) }
    await using seen = await openSignedIn(browser, { ...look, hasMotion: false }, to)
    const { page } = seen
    await rowOf(page, 'The very first').waitFor()
    assert.deepEqual(await axeFindings(page), [])
    assert.equal(await sidewaysPx(page), 0)
    const mayWrite = person === undefined
    for (const name of ['Add episode', 'Change show', 'Add show', 'Take out'])
      assert.equal((await page.getByRole('button', { name }).count()) > 0, mayWrite, name)
    await page.goto(`${app.address}radio/programme?episode=1`)
    await page.getByRole('dialog').getByText('e1', { exact: true }).waitFor()
    assert.equal(await page.getByRole('dialog').getByRole('button', { name: 'Save' }).count(), mayWrite ? 1 : 0)
    assert.deepEqual(await axeFindings(page), [])
    assert.equal(await sidewaysPx(page), 0)
    assert.deepEqual(seen.complaints, [])
  }
})
