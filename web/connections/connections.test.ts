import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { ConnectionView } from '../../src/connections/contract.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { openBrowser, openSignedIn, type WatchedPage } from '../testing/browser.ts'
import { say } from '../words.ts'
import { lookNow, lookOf } from './connection-look.ts'
import { playLibreTime } from '../testing/plays-libretime.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
const KEY = 'canary-of-the-form-7c2f'
const VIEWER = { name: 'Ben', password: 'another horse battery' }

let browser: Browser
let app: TestApp
let libretime: Awaited<ReturnType<typeof playLibreTime>>
before(async () => {
  libretime = await playLibreTime()
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  browser = await openBrowser()
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await libretime[Symbol.asyncDispose]()
})

const open = (path: string): Promise<WatchedPage> =>
  openSignedIn(browser, WIDE, { app, url: new URL(path, app.address).href })

/** One that is there before the page is opened. */
async function addByApi(name: string): Promise<ConnectionView> {
  const body = { kind: 'libretime', name, settings: { address: libretime.address }, secrets: { api_key: KEY } }
  const added = await app.cli('POST', 'api/v1/connections', body)
  assert.equal(added.status, 201, added.text)
  return added.json as unknown as ConnectionView
}

/** As somebody else would, on the newest version. */
async function saveElsewhere({ connectionId }: ConnectionView, body: object): Promise<void> {
  const { etag } = await app.get<ConnectionView>(`api/v1/connections/${connectionId}`)
  const headers = { authorization: await app.bearer(), 'if-match': `"${etag}"` }
  const saved = await app.call('PATCH', `api/v1/connections/${connectionId}`, { headers, body })
  assert.equal(saved.status, 200, saved.text)
}

it('tells a pause with the time that is left, and one failure from two', async () => {
  const view = await addByApi('Lock')
  await remove(view)
  const atMs = Date.now()
  const failing = { ...view, state: 'failing' as const, pausedUntil: new Date(atMs + 53_400).toISOString() }
  assert.deepEqual(lookNow(say, failing, atMs), { state: 'waiting', word: 'Paused for 54 s' })
  assert.equal(lookNow(say, failing, atMs + 60_000).word, 'Fails')
  const once = { at: view.createdAt, isWell: false, rungs: [] }
  assert.equal(lookOf(say, { ...view, state: 'well', lastTest: once }).word, 'Failed once')
})

const remove = ({ connectionId }: ConnectionView) => app.cli('DELETE', `api/v1/connections/${connectionId}`)

const stepsOf = (page: Page) => page.getByRole('region', { name: 'Test', exact: true }).getByRole('listitem')

it('adds a connection by keyboard, says where its test ends and what to do, and never shows its secret', async () => {
  await using view = await open('')
  const { page } = view
  const answers: Promise<string>[] = []
  page.on('response', (response) => {
    if (/\/(connections|connectors|attention|events)\b(?!\/stream)/.test(response.url()))
      answers.push(response.text().catch(() => ''))
  })
  await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.getByText('No service is connected yet').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run' }).fill('add conn')
  await page.getByRole('option', { name: /Add connection/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/connections\/new$/)
  assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'LibreTime')

  const address = page.getByRole('textbox', { name: 'Address', exact: true })
  await address.focus()
  await page.keyboard.type(libretime.address)
  await page.keyboard.press('Tab')
  await page.keyboard.type(KEY)
  await page.getByText('Not tested yet. It can be saved all the same.').waitFor()
  libretime.state.mode = 'wrong-key'
  const test = page.getByRole('region', { name: 'Test', exact: true })
  await test.getByRole('button', { name: 'Test', exact: true }).focus()
  await page.keyboard.press('Enter')
  await test.getByText(/does not take the key \(403\)/).waitFor()
  assert.deepEqual(
    (await stepsOf(page).allTextContents()).map((text) => text.split(/ms|not/)[0]?.slice(0, 4)),
    ['Name', 'Port', 'Answ', 'Keyf', 'Vers', 'Righ'],
  )
  assert.equal(await test.getByText('not reached').count(), 2)
  await test.getByText(/Enter the key again; look there/).waitFor()
  await test.getByRole('button', { name: 'Enter API key again' }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('API key').and(page.locator('input:focus')).waitFor()

  libretime.state.mode = 'well'
  await page.keyboard.press('End')
  await page.keyboard.type('x')
  await page.getByText('Test before your last change').waitFor()
  await page.keyboard.press('Backspace')
  await test.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('Tested like this, and it works.').waitFor()
  await address.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/connections\/\d+$/)
  await page.getByText('set, ends in 7c2f').waitFor()
  await page.getByText('Works', { exact: true }).waitFor()
  assert.equal(await stepsOf(page).locator('.tone-ok').count(), 6)
  assert.ok(answers.length > 3)
  for (const text of [await page.content(), ...(await Promise.all(answers))]) assert.ok(!text.includes(KEY))
  assert.deepEqual(view.complaints, [])

  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('textbox', { name: 'Type 1 to go on' }).fill('1')
  await page.keyboard.press('Enter')
  await page.getByText('No service is connected yet').waitFor()
})

it('keeps what was typed when somebody else saves, says where both changed the same, and never overwrites unseen', async () => {
  const harbour = await addByApi('Harbour')
  await using view = await open(`connections/${harbour.connectionId}`)
  const { page } = view
  const address = page.getByRole('textbox', { name: 'Address', exact: true })
  await address.fill(`${libretime.address}/mine`)
  await saveElsewhere(harbour, { settings: { address: `${libretime.address}/theirs` }, name: 'Harbour west' })
  await page.getByText(`Meanwhile somebody else saved ${libretime.address}/theirs here.`).waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Harbour west')
  assert.equal(await address.inputValue(), `${libretime.address}/mine`)
  let isFirst = true
  await page.route(`**/connections/${harbour.connectionId}`, async (route) => {
    if (route.request().method() === 'PATCH' && isFirst) {
      isFirst = false
      await saveElsewhere(harbour, { name: 'Harbour east' })
    }
    await route.continue()
  })
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  await page.getByText('Somebody else saved a moment ago').waitFor()
  await page.getByRole('heading', { name: 'Harbour east' }).waitFor()
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  await page.getByText('Harbour east was saved').waitFor()
  const saved = await app.get<ConnectionView>(`api/v1/connections/${harbour.connectionId}`)
  assert.deepEqual([saved.settings['address'], saved.name], [`${libretime.address}/mine`, 'Harbour east'])
  await remove(harbour)
})

it('follows the health of connections by itself, counts what fails, and is led to from Home, list and search', async () => {
  const [hall, tower] = [await addByApi('Hall'), await addByApi('Tower')]
  await using view = await open(`connections/${tower.connectionId}`)
  const { page } = view
  await page.getByText('Not tested yet').first().waitFor()
  // What is typed stays while another one is looked at.
  await page.getByRole('textbox', { name: 'Name' }).fill('Bell tower')
  await page.getByRole('link', { name: /Hall/ }).click()
  await page.getByRole('heading', { name: 'Hall' }).waitFor()
  await page.getByRole('link', { name: /Tower/ }).click()
  await page.getByRole('heading', { name: 'Tower' }).waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Bell tower')
  await page.getByRole('button', { name: 'Discard' }).click()
  libretime.state.mode = 'upload-door-down'
  await app.cli('POST', `api/v1/connections/${hall.connectionId}/test`)
  await page.getByText('2 services. One fails.').waitFor()
  const area = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Connections/ })
  await area.getByText('One fails').waitFor()
  await page.keyboard.press('k')
  await page.waitForURL(new RegExp(`/connections/${hall.connectionId}$`))
  await page.getByRole('link', { name: /Hall/ }).and(page.locator(':focus')).waitFor()
  await page.getByText('Reload nginx of LibreTime').waitFor()

  await page.getByRole('link', { name: /^Home/ }).click()
  const health = page.getByRole('region', { name: 'Is it healthy?' })
  await health.getByText(/^Hall can’t be used: LibreTime at/).waitFor()
  await page.getByRole('button', { name: 'Open the connection' }).click()
  await page.waitForURL(new RegExp(`/connections/${hall.connectionId}$`))
  libretime.state.mode = 'well'
  await page.getByRole('button', { name: 'Test all' }).click()
  await page.getByText('2 services. All work.').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run' }).fill('tower')
  await page.getByRole('option', { name: /Tower/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Tower' }).waitFor()
  await Promise.all([remove(hall), remove(tower)])
})

it('shows what happened while the first look at it was under way', async () => {
  const mole = await addByApi('Mole')
  await using view = await open('settings')
  const { page } = view
  const { promise: release, resolve } = Promise.withResolvers<void>()
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>()
  await page.route('**/api/v1/doctor', async (route) => {
    const response = await route.fetch()
    isAsked()
    await release
    await route.fulfill({ response })
  })
  await page.getByRole('link', { name: /^Home/ }).click()
  await asked
  libretime.state.mode = 'page'
  await app.cli('POST', `api/v1/connections/${mole.connectionId}/test`)
  await page.getByRole('heading', { name: 'Mole can’t be used' }).waitFor()
  resolve()
  await page.getByText(/^Mole can’t be used: 127/).waitFor({ timeout: 10_000 })
  libretime.state.mode = 'well'
  await remove(mole)
})

it('lets who may only look see the form and the last test, without a button that would be refused', async () => {
  const quay = await addByApi('Quay')
  await app.cli('POST', `api/v1/connections/${quay.connectionId}/test`)
  await app.cli('POST', 'api/v1/access/people', { ...VIEWER, role: 'viewer' })
  const url = new URL(`connections/${quay.connectionId}`, app.address).href
  await using view = await openSignedIn(browser, WIDE, { app, url, person: VIEWER })
  const { page } = view
  await page.getByText('set, ends in 7c2f').waitFor()
  assert.equal(await stepsOf(page).count(), 6)
  const fields = await page.getByRole('main').getByRole('textbox').all()
  for (const field of fields) assert.equal(await field.isEditable(), false)
  const buttons = await page.getByRole('main').getByRole('button').allTextContents()
  assert.deepEqual(
    buttons.filter((text) => text !== ''),
    ['Run again'],
  )
  assert.deepEqual(view.complaints, [])
})
