import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser, Locator } from 'playwright-core'
import { picture } from '../test/pictures.ts'
import { BY_HAND, lookUntilStill, startApp, type TestApp } from '../test/start-app.ts'
import { openBrowser, openSignedIn, sidewaysPx } from './testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
const PHONE = { theme: 'light', widthPx: 390 } as const
const FILES = 90

let app: TestApp
let usual: Browser
let large: Browser
before(async () => {
  usual = await openBrowser()
  large = await openBrowser({ textPx: 32 })
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  const names = Array.from({ length: FILES }, (_, at) => `inbox/rolls/DSC_${1000 + at} holiday in the mountains.jpg`)
  await app.drop(
    Object.fromEntries(names.map((name, at) => [name, picture(`2021:07:02 10:0${at % 10}:${10 + (at % 50)}`)])),
  )
  await lookUntilStill(app)
  await app.cli('POST', 'api/v1/archive/runs', {})
  await app.settled()
})
after(async () => {
  await usual.close()
  await large.close()
  await app[Symbol.asyncDispose]()
})

async function open(browser: Browser, path: string, look: typeof WIDE | typeof PHONE = WIDE) {
  const view = await openSignedIn(browser, look, { app, url: `${app.address}${path}` })
  return view
}

/** The texts that reach above or below the row they stand in. */
const clipped = (rows: Locator): Promise<string[]> =>
  rows.evaluateAll((elements) =>
    elements.flatMap((row) => {
      const box = row.getBoundingClientRect()
      const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
      const found: string[] = []
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const range = document.createRange()
        range.selectNodeContents(node)
        const text = range.getBoundingClientRect()
        const isOut = text.top < box.top - 1 || text.bottom > box.bottom + 1
        const isSeen = text.width > 0 && node.parentElement?.closest('.sr-only') === null
        if (isSeen && isOut) found.push(`${node.textContent}: ${text.height} px in ${box.height}`)
      }
      return found
    }),
  )

/** How far rows that follow each other lie over each other or apart, at most. */
const widestGap = (rows: Locator): Promise<number> =>
  rows.evaluateAll((elements) => {
    const boxes = elements.map((row) => row.getBoundingClientRect())
    return Math.max(...boxes.map((box, at) => Math.abs(box.top - (boxes[at - 1]?.bottom ?? box.top))))
  })

/** What reaches out of the table's right edge. */
const tooWide = (table: Locator): Promise<string[]> =>
  table.evaluate((element) => {
    const right = (element.parentElement as HTMLElement).getBoundingClientRect().right
    return [...element.querySelectorAll('[role="cell"], [role="cell"] *')]
      .filter((cell) => cell.getBoundingClientRect().right > right + 1)
      .map((cell) => cell.textContent)
  })

const scrollToEnd = (scroller: Locator): Promise<void> =>
  scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight))

const FIRST = 'DSC_1000'
const LAST = `DSC_${1000 + FILES - 1}`

it('has room for the text of each line of a plan at 200 % text, from the first to the last', async () => {
  const { items } = await app.get<{ items: { takePlanId: number }[] }>('api/v1/archive/batches')
  await using view = await open(large, `archive/plans/${items[0]?.takePlanId}`)
  const tree = view.page.getByRole('region', { name: /^Before/ })
  const lines = tree.getByRole('listitem')
  await tree.getByText(FIRST).waitFor()
  assert.deepEqual(await clipped(lines), [])
  await scrollToEnd(tree)
  await tree.getByText(LAST).waitFor()
  assert.deepEqual(await clipped(lines), [])
  assert.ok((await widestGap(lines)) < 1)
})

for (const look of [WIDE, PHONE])
  it(`shows items whole at 200 % text and ${look.widthPx} px, from the first to the last`, async () => {
    await using view = await open(large, 'archive/items', look)
    const table = view.page.getByRole('table', { name: 'Items' })
    const rows = table.getByRole('row')
    await table.getByText(LAST).waitFor()
    assert.deepEqual(await clipped(rows), [])
    assert.deepEqual(await tooWide(table), [])
    assert.equal(await sidewaysPx(view.page), 0)
    await scrollToEnd(table.locator('..'))
    await table.getByText(FIRST).waitFor()
    assert.deepEqual(await clipped(rows), [])
    assert.ok((await widestGap(rows)) < 1)
  })

it('shows the choice of a select box whole at 200 % text', async () => {
  await using view = await open(large, 'archive/items')
  const select = view.page.getByRole('combobox').first()
  await select.waitFor()
  const room = await select.evaluate(
    (element) => element.clientHeight / Number.parseFloat(getComputedStyle(element).fontSize),
  )
  assert.ok(room > 1.3, `${room} times the text's size`)
})

it('lays runs one below the other at 200 % text', async () => {
  await using view = await open(large, 'activity')
  const rows = view.page.getByRole('treegrid').getByRole('row')
  await rows.getByText('File the inbox').first().waitFor()
  assert.deepEqual(await clipped(rows), [])
})

it('leaves out a lesser column beside an open drawer, and cuts none of the others', async () => {
  await using view = await open(usual, 'archive/items')
  const { page } = view
  const table = page.getByRole('table', { name: 'Items' })
  const size = table.getByRole('columnheader', { name: 'Size' })
  await size.waitFor()
  await table.getByText(LAST).click()
  await page.getByRole('complementary', { name: new RegExp(LAST) }).waitFor()
  await size.waitFor({ state: 'hidden' })
  await table.getByRole('columnheader', { name: 'Taken' }).waitFor()
  assert.deepEqual(await tooWide(table), [])
})

it('shows the name of the open item whole at 200 % text', async () => {
  await using view = await open(large, 'archive/items?item=1')
  const drawer = view.page.getByRole('complementary', { name: /DSC_/ })
  await drawer.getByText('Why is this here?').waitFor()
  assert.deepEqual(await clipped(drawer.locator('> :first-child')), [])
})
