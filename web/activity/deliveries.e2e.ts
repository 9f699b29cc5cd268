import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { manualClock } from '../../src/kernel/clock.ts'
import { dataPaths } from '../../src/db/data-paths.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import {
  attempt,
  call,
  openLedger,
  openWorld,
  shelfExecutor,
  wish,
  type World,
} from '../../src/deliveries/conformance/world.ts'
import { startApp, type TestApp } from '../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS } from '../testing/browser.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** One uncertain, one chosen from several, one refused, one verified; made while no server is on the folder. */
async function withDeliveries(app: TestApp): Promise<World> {
  await app.stop()
  await using db = openSqlite(dataPaths(app.dataFolder).database)
  const world: World = { ...(await openWorld(db)), clock: manualClock(Date.now() - 60_000) }
  world.outside.sends.push('answer-lost-without-doing', 'does-it-twice', 'says-no', 'does-it')
  await attempt(world)
  await attempt(world)
  for (const key of ['shelf:2', 'shelf:3', 'shelf:4']) {
    const { deliveries } = openLedger(db, world)
    const { delivery } = await db.tx((tx) => deliveries.plan(tx, wish(key)))
    await deliveries.carryOut(delivery.deliveryId, call()).catch(() => {})
  }
  await app.restart()
  return world
}

const nothingWrong = async (page: Page, at: string): Promise<void> => {
  assert.deepEqual(await axeFindings(page), [], at)
  assert.equal(await sidewaysPx(page), 0, at)
}

it('lists deliveries with their proof, filters them by the address, and opens the page of one', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(
    browser,
    { theme: 'light', widthPx: 1280 },
    { app, url: `${app.address}activity/deliveries` },
  )
  const { page } = view
  await page.getByText('Nothing was delivered yet').waitFor()
  const { deliveryId } = await withDeliveries(app)
  for (const look of TEST_LOOKS) {
    await using seen = await openSignedIn(browser, look, { app, url: `${app.address}activity/deliveries` })
    const rows = seen.page.getByRole('row').filter({ hasText: 'Night Drift, 212' })
    await rows.nth(3).waitFor()
    assert.equal(await rows.filter({ hasText: 'Verified' }).count(), 1)
    await nothingWrong(seen.page, `list ${look.theme} ${look.widthPx}`)
    await seen.page.goto(`${app.address}activity/deliveries?state=uncertain&connection=1`)
    await seen.page.getByRole('button', { name: 'Connection 1' }).waitFor()
    await rows.nth(1).waitFor()
    await rows.filter({ hasText: 'Verified' }).waitFor({ state: 'detached' })
    assert.equal(await rows.count(), 2)
    await seen.page.goto(`${app.address}activity/deliveries/${deliveryId}`)
    await seen.page.getByRole('heading', { name: 'We do not know whether Shelf has it' }).waitFor()
    await seen.page.getByRole('list', { name: 'How far it came' }).getByText('Uncertain').waitFor()
    await nothingWrong(seen.page, `page ${look.theme} ${look.widthPx}`)
    assert.deepEqual(seen.complaints, [])
  }
})

it('says what is refused and what is proven, and offers only what can be done', async () => {
  await using app = await startApp()
  await app.claim()
  const { deliveryId } = await withDeliveries(app)
  const at = (id: number) => `${app.address}activity/deliveries/${id}`
  await using view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: at(deliveryId) })
  const { page } = view
  // This server has no executor for the kind, so nothing can be asked or sent; what is known is shown all the same.
  await page.getByText('No answer').first().waitFor()
  assert.equal(await page.getByRole('button', { name: 'Look now' }).count(), 0)
  await page.goto(at(deliveryId + 2))
  await page.getByRole('heading', { name: 'Shelf refused it' }).waitFor()
  await page.goto(at(deliveryId + 3))
  const proof = page.getByRole('table', { name: 'Proof' })
  await proof.getByText('Equal').waitFor()
  await page.getByText('Read back: equal').waitFor()
})

it('looks, sends again after a question, shows the proof as it comes, and takes it back', async () => {
  await using app = await startApp()
  await app.claim()
  const { deliveryId, outside, clock } = await withDeliveries(app)
  app.app.deliveries.registry.add(shelfExecutor(outside, clock))
  outside.shelf.length = 0
  const url = `${app.address}activity/deliveries/${deliveryId}`
  await using view = await openSignedIn(browser, { theme: 'light', widthPx: 390 }, { app, url })
  const { page } = view
  await page.getByRole('button', { name: 'Look now' }).click()
  await page.getByText('Looked: not there').first().waitFor()
  await page.getByRole('button', { name: 'It is there' }).click()
  await page.getByRole('textbox', { name: 'Its id at Shelf' }).fill('ref-77')
  await page.getByRole('button', { name: 'Read it back' }).click()
  await page.getByText('Shelf shows no ref-77 that could be it.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'It is not there: send again' }).click()
  await nothingWrong(page, 'the question')
  assert.equal(outside.shelf.length, 0)
  await page.getByRole('button', { name: 'Send it again', exact: true }).click()
  await page.getByRole('heading', { name: 'Shelf shows it as it was meant' }).waitFor()
  assert.equal(outside.shelf.length, 1)
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
  await page.getByRole('heading', { name: 'It was taken back or given up' }).waitFor()
  assert.equal(outside.shelf.length, 0)
})
