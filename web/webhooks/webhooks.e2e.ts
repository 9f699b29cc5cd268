import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { PASSWORD } from '../../test/start-http.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
const VIEWER = { name: 'Vic', password: PASSWORD }

let browser: Browser
let app: TestApp
let view: WatchedPage
let connectionId: number
let secret = ''

const post = async <Body>(path: string, body: object): Promise<Body> => {
  const answer = await app.cli('POST', `api/v1/${path}`, body)
  assert.ok(answer.status < 300, answer.text)
  return answer.json as Body
}

const say = (body: object, token = secret): Promise<Response> =>
  fetch(new URL('hooks/station-site', app.address), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}` },
  })

const rowOf = (page: Page, name: RegExp) => page.getByRole('row', { name })

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await post('access/people', { ...VIEWER, role: 'viewer' })
  const settings = { address: 'http://127.0.0.1:9' }
  const site = { kind: 'payload', name: 'Site', settings, secrets: { api_key: 'key-of-the-site' }, isEnabled: true }
  ;({ connectionId } = await post<{ connectionId: number }>('connections', site))
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}connections` })
  view.page.setDefaultTimeout(15_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
})

it('lets a program call: its address and its secret, shown once, and the steps there', async () => {
  const { page } = view
  await page.getByRole('link', { name: 'Incoming webhooks' }).click()
  await page.waitForURL(/\/connections\/webhooks$/)
  await page.getByText('No program may call yet').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByRole('button', { name: 'Add sender' }).click()
  const dialog = page.getByRole('dialog')
  assert.equal(await dialog.getByLabel('Connection').inputValue(), String(connectionId), 'the only one that fits')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Station site')
  await dialog.getByRole('textbox', { name: 'End of its address' }).fill('No Address')
  await dialog.getByRole('button', { name: 'Add sender' }).click()
  await dialog.getByText('This has not the form it needs').or(dialog.getByText(/form/)).first().waitFor()
  await dialog.getByRole('textbox', { name: 'End of its address' }).fill('')
  assert.deepEqual(await axeFindings(page), [])
  await dialog.getByRole('button', { name: 'Add sender' }).click()
  const made = page.getByRole('region', { name: 'New secret' })
  await made.getByText('The secret of Station site is shown this once').waitFor()
  secret = (await made.getByText(/^whsec_/).textContent()) ?? ''
  assert.match(secret, /^whsec_[A-Za-z0-9]{40}$/)
  await made.getByText(`${app.address}hooks/station-site`).waitFor()
  await made
    .getByText(/plugin/)
    .first()
    .waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByText('Not called yet').waitFor()
  await made.getByRole('button', { name: 'I have kept it' }).click()
  await page.reload()
  await page.getByText('Not called yet').waitFor()
  assert.ok(!(await page.content()).includes(secret))
})

it('shows by itself that the sender got through, what it said, and why somebody was turned away', async () => {
  const { page } = view
  assert.equal((await say({ type: 'test' })).status, 200)
  await page.getByText('Verified', { exact: true }).waitFor()
  await rowOf(page, /Test call/)
    .first()
    .waitFor()
  assert.equal((await say({ type: 'test' }, 'whsec_wrong')).status, 401)
  await page.getByText('A caller brought a wrong password or token.').waitFor({ timeout: 30_000 })
  const changed = {
    type: 'episode.changed',
    data: { id: 6, title: 'Night Drift', version: '1', password: 'hunter2222' },
  }
  assert.equal((await say(changed)).status, 200)
  await page.getByText('No station has this CMS as its programme.').waitFor()
  await page.getByText('Night Drift').click()
  const drawer = page.getByRole('complementary', { name: 'episode.changed' })
  await drawer.getByText('"title": "Night Drift"').waitFor()
  assert.ok(!(await page.content()).includes('hunter2222'))
})

it('says which jobs a call would lead to, and follows it again', async () => {
  const { page } = view
  const station = { name: 'Radio Hall', timeZone: 'Europe/Paris', cmsConnectionId: connectionId }
  const { stationId } = await post<{ stationId: number }>('radio/stations', station)
  const path = join(app.dataFolder, 'radio')
  await mkdir(path)
  await post('radio/inboxes', { stationId, path, isWatched: true })
  const drawer = page.getByRole('complementary', { name: 'episode.changed' })
  await drawer.getByRole('button', { name: 'What would it do?' }).click()
  await drawer.getByText('It would lead to one job').waitFor()
  await drawer.getByText(/^Import an inbox/).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await drawer.getByRole('button', { name: 'Follow again' }).click()
  await drawer.getByText('Led to jobs').waitFor()
  await drawer.getByText('Followed again').waitFor()
  const run = drawer.getByRole('link', { name: /^\d+$/ })
  await run.click()
  await page.waitForURL(/\/activity\/jobs\?job=\d+/)
  await page.getByRole('complementary', { name: /Follow a call/ }).waitFor()
  await page.goBack()
  assert.equal((await say({ type: 'episode.changed', data: { id: 6, version: '1' } })).status, 200)
  await rowOf(page, /Said before/)
    .first()
    .waitFor()
  await page.getByLabel('What became of it').selectOption('duplicate')
  await page.waitForURL(/outcome=duplicate/)
  await page.getByLabel('What became of it').selectOption('failed')
  await page.getByText('No call matches').waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await rowOf(page, /Test call/)
    .first()
    .waitFor()
})

it('can be read in each look, and by who may only look', async () => {
  for (const look of TEST_LOOKS) {
    await using other = await openSignedIn(browser, look, { app, url: `${app.address}connections/webhooks` })
    await other.page.getByText('Night Drift').first().waitFor()
    assert.deepEqual(await axeFindings(other.page), [], `${look.theme} ${look.widthPx}`)
    assert.equal(await sidewaysPx(other.page), 0, `${look.theme} ${look.widthPx}`)
    await other.page.getByText('Night Drift').first().click()
    await other.page.getByText('What it said').waitFor()
    assert.deepEqual(await axeFindings(other.page), [], `${look.theme} ${look.widthPx}, open`)
    assert.deepEqual(other.complaints, [])
  }
  await using theirs = await openSignedIn(browser, WIDE, {
    app,
    url: `${app.address}connections/webhooks`,
    person: VIEWER,
  })
  await theirs.page.getByText('Night Drift').first().click()
  await theirs.page.getByRole('button', { name: 'What would it do?' }).click()
  await theirs.page.getByText('It would lead to one job').waitFor()
  for (const name of ['Add sender', 'New secret', 'Switch off', 'Remove', 'Change', 'Follow again'])
    assert.equal(await theirs.page.getByRole('button', { name, exact: true }).count(), 0, name)
})

it('gives it a new secret, switches it off and on, renames and removes it', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'New secret' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('The former secret is taken').selectOption('0')
  await dialog.getByRole('button', { name: 'Make a new secret' }).click()
  const made = page.getByRole('region', { name: 'New secret' })
  const next = (await made.getByText(/^whsec_/).textContent()) ?? ''
  assert.notEqual(next, secret)
  await page.getByText('Waits for the new secret').waitFor()
  assert.equal((await say({ type: 'test' })).status, 401)
  secret = next
  assert.equal((await say({ type: 'test' })).status, 200)
  await page.getByText('Verified', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Switch off' }).click()
  await page.getByText('Its calls are turned away.').waitFor()
  assert.equal((await say({ type: 'test' })).status, 403)
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByText('Verified', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Site of the station')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Site of the station').first().waitFor()
  const inUse = await app.cli('DELETE', `api/v1/connections/${connectionId}`)
  assert.equal(inUse.status, 409)
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Type 1 to go on' }).fill('1')
  await dialog.getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('No program may call yet').waitFor()
  assert.equal((await say({ type: 'test' })).status, 401)
  // The address that was none was refused, and a call that was open may have been asked for once more.
  assert.deepEqual(
    view.complaints.filter((text) => !/400 .*\/webhooks\/sources$|404 .*\/webhooks\/calls\/\d+$/.test(text)),
    [],
  )
})
