import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { startApp, type TestApp } from '../test/start-app.ts'
import { cookieOf } from '../test/start-http.ts'
import { axeFindings, type Look, openBrowser, openSignedIn, sidewaysPx } from './testing/browser.ts'

const WIDE: Look = { theme: 'light', widthPx: 1280 }
const NARROW: Look = { theme: 'light', widthPx: 390 }
const SECOND_LOGIN = { name: 'Ben', password: 'another horse battery' }
const SECOND = { ...SECOND_LOGIN, role: 'viewer' }

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

async function openJobs(app: TestApp, look = WIDE) {
  const view = await openSignedIn(browser, look, { app, url: `${app.address}activity/jobs` })
  await viewMenu(view.page).waitFor()
  return view
}

const viewMenu = (page: Page) => page.getByRole('button', { name: /^View/ })
const choose = async (page: Page, item: string | RegExp) => {
  await viewMenu(page).click()
  await page
    .getByRole('menuitem', { name: item })
    .or(page.getByRole('menuitemradio', { name: item }))
    .click()
}

async function save(page: Page, name: string, { isShared = false } = {}) {
  await choose(page, 'Save this view…')
  const dialog = page.getByRole('dialog', { name: 'Save this view' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  if (isShared) await dialog.getByRole('checkbox', { name: 'Share it with everybody' }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
}

const heads = (page: Page) => page.getByRole('columnheader').allInnerTexts()

it('saves a view with its columns, finds it after a reload, changes it, removes it and brings it back', async () => {
  await using app = await startApp()
  await app.claim()
  await app.cli('POST', 'api/v1/archive/runs', { steps: ['dedup'] })
  await app.settled()
  await using view = await openJobs(app)
  const { page } = view
  await page.getByRole('combobox', { name: 'State' }).selectOption('completed')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Priority' }).click()
  await page.keyboard.press('Escape')
  await save(page, 'What was done')
  await page.getByRole('button', { name: 'View: What was done', exact: true }).waitFor()
  await page.goto(`${app.address}activity/jobs`)
  await page.getByRole('row').nth(1).waitFor()
  assert.ok(!(await heads(page)).includes('Priority'), 'hidden columns survive a reload')
  await choose(page, 'Everything')
  await page.getByRole('columnheader', { name: 'Priority' }).waitFor()
  await choose(page, 'What was done')
  await page.waitForURL(/state=completed/)
  await page.getByRole('columnheader', { name: 'Priority' }).waitFor({ state: 'detached' })
  await viewMenu(page).click()
  assert.equal(await page.getByRole('menuitemradio', { name: 'What was done' }).getAttribute('aria-checked'), 'true')
  assert.deepEqual(await axeFindings(page), [])
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'State' }).selectOption('failed')
  await page.getByRole('button', { name: 'View, changed: What was done' }).waitFor()
  await choose(page, 'Update What was done')
  await page.getByRole('button', { name: 'View: What was done', exact: true }).waitFor()
  await choose(page, 'Rename this view…')
  const dialog = page.getByRole('dialog', { name: 'Rename the view' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('What failed')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'View: What failed', exact: true }).waitFor()
  await choose(page, 'Remove this view')
  await page.getByRole('button', { name: 'Views', exact: true }).waitFor()
  await page.getByText('What failed was removed').waitFor()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByRole('button', { name: 'View: What failed', exact: true }).waitFor()
  await page.waitForURL(/state=failed/)
  assert.deepEqual(view.complaints, [])
})

it('shows a shared view to somebody else at once, who may not change it; on a phone, too', async () => {
  await using app = await startApp()
  const cookie = await app.claim()
  await app.call('POST', 'api/v1/access/people', { cookie, body: SECOND })
  await using theirs = await openSignedIn(browser, NARROW, { app, url: `${app.address}activity/jobs`, person: SECOND })
  await viewMenu(theirs.page).waitFor()
  await using ours = await openJobs(app)
  await ours.page.getByRole('combobox', { name: 'State' }).selectOption('failed')
  await save(ours.page, 'Look at these', { isShared: true })
  await viewMenu(theirs.page).click()
  await theirs.page.getByRole('menuitemradio', { name: 'Look at these' }).waitFor()
  assert.equal(await sidewaysPx(theirs.page), 0)
  assert.deepEqual(await axeFindings(theirs.page), [])
  await theirs.page.getByRole('menuitemradio', { name: 'Look at these' }).click()
  await theirs.page.waitForURL(/state=failed/)
  await viewMenu(theirs.page).click()
  await theirs.page.getByRole('menuitem', { name: 'Save this view…' }).waitFor()
  assert.equal(
    await theirs.page.getByRole('menuitem', { name: /(this view with|Rename|Remove|Update|Stop)/ }).count(),
    0,
  )
})

it('gives a shared view back to its person, brings one of nobody back as it was, and finds what another tab saved', async () => {
  await using app = await startApp()
  const cookie = await app.claim()
  const saveAs = async (who: string, name: string, more = {}) =>
    app.call('POST', 'api/v1/views', { cookie: who, body: { list: 'jobs', name, filters: {}, hidden: [], ...more } })
  const added = await app.call('POST', 'api/v1/access/people', { cookie, body: { ...SECOND, role: 'operator' } })
  assert.equal(added.status, 201, added.text)
  const ben = cookieOf(await app.call('POST', 'api/v1/session', { body: SECOND_LOGIN }))
  await saveAs(ben, 'Of Ben', { isShared: true })
  await saveAs(cookie, 'Of nobody', { isShared: true, isOfNobody: true })
  await using view = await openJobs(app)
  const { page } = view
  await saveAs(cookie, 'From another tab')
  await choose(page, 'From another tab')
  await choose(page, 'Of nobody')
  await choose(page, 'Remove this view')
  await page.getByText('Of nobody was removed').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'View: Of nobody', exact: true }).waitFor()
  const views = async () => {
    const { json } = await app.call('GET', 'api/v1/views', { cookie })
    return (json['items'] as { name: string; personId: number | null }[]).map((one) => [one.name, one.personId])
  }
  assert.deepEqual(await views(), [
    ['From another tab', 1],
    ['Of Ben', 2],
    ['Of nobody', null],
  ])
  await choose(page, 'Of Ben')
  await choose(page, 'Stop sharing this view')
  await page.getByText('Of Ben is no longer shared').waitFor()
  await page.getByText('Only its person sees it now, and can share it again.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0, 'nobody else can share it again')
  await page.getByRole('button', { name: 'Views', exact: true }).waitFor()
})

it('says that a name is taken where it is typed', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openJobs(app)
  const { page } = view
  await save(page, 'Mine')
  await choose(page, 'Save this view…')
  await page.getByRole('textbox', { name: 'Name' }).fill('MINE')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('You have a view named Mine here already.').waitFor()
})
