import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { picture } from '../test/pictures.ts'
import { BY_HAND, startApp, type TestApp } from '../test/start-app.ts'
import { openBrowser, openPage } from './testing/browser.ts'
import { layWire } from './testing/cuttable-wire.ts'
import { signIn } from '../test/sign-in.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

async function endAllSessions(app: TestApp): Promise<void> {
  const { items } = await app.get<{ items: { sessionId: number }[] }>('api/v1/access/sessions?all=true')
  for (const { sessionId } of items) await app.cli('DELETE', `api/v1/access/sessions/${sessionId}`)
}

it('brings a person whose session was ended to the sign-in page, says why, and back to the same place', async () => {
  await using app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await app.drop({ 'inbox/beach.jpg': picture('2021:07:02 00:30:00') })
  await app.cli('POST', 'api/v1/archive/runs', { steps: ['dedup'] })
  await app.settled()
  await using view = await openPage(browser, WIDE, `${app.address}archive/items?item=1`)
  const { page } = view
  await signIn(page)
  await page.waitForURL(/archive\/items\?item=1$/)
  await page.getByText('beach.jpg').first().waitFor()
  await endAllSessions(app)
  await page.getByText('The server ended your session').waitFor()
  await page.waitForURL(/\/signin/)
  await signIn(page)
  await page.waitForURL(/archive\/items\?item=1$/)
  await page.getByText('beach.jpg').first().waitFor()
  await page.getByText('Live', { exact: true }).first().waitFor()
  assert.deepEqual(
    view.complaints.filter((text) => text.includes('Error:')),
    [],
  )
})

it('says it too when an act is what finds the session gone', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openPage(browser, WIDE, `${app.address}settings/people`)
  const { page } = view
  await signIn(page)
  await page.getByRole('heading', { name: 'People and keys' }).waitFor()
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Home' }).click()
  await page.getByText('The server ended your session').waitFor()
})

it('leaves the shell when the server came back with another database', async () => {
  await using first = await startApp()
  await using second = await startApp()
  await using unclaimed = await startApp()
  await first.claim()
  await second.claim()
  await using wire = await layWire(first.address)
  await using view = await openPage(browser, WIDE, `${wire.address}settings`)
  const { page } = view
  await signIn(page)
  await page.getByText('Live', { exact: true }).first().waitFor()
  wire.leadTo(second.address)
  await page.getByText('The server ended your session').waitFor()
  await signIn(page)
  await page.waitForURL(/\/settings$/)
  await page.getByText('Live', { exact: true }).first().waitFor()
  wire.leadTo(unclaimed.address)
  await page.getByRole('textbox', { name: 'Setup code' }).waitFor()
  await page.getByText('The server ended your session').waitFor()
})
