import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { build, createLogger } from 'vite'
import { axeFindings, openBrowser, openPage, sidewaysPx, TEST_LOOKS } from './testing/browser.ts'
import { serveBuilt, type BuiltPages } from './testing/serve-built.ts'

const ROOT = join(import.meta.dirname, '..')
const WIDE = { theme: 'light', widthPx: 1280 } as const

function collectWarnings(warnings: string[]) {
  const warn = (text: string) => void warnings.push(text)
  return { ...createLogger('error'), warn, warnOnce: warn }
}

describe('the parts of the control center', () => {
  let folder: string
  let pages: BuiltPages
  let browser: Browser
  const warnings: string[] = []

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-stories-'))
    await build({
      root: join(ROOT, 'web'),
      configFile: join(ROOT, 'vite.config.ts'),
      mode: 'stories',
      customLogger: collectWarnings(warnings),
      build: { outDir: folder, chunkSizeWarningLimit: Infinity },
    })
    pages = await serveBuilt(folder, 'stories.html')
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await pages[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  it('is built without a warning', () => assert.deepEqual(warnings, []))

  for (const look of TEST_LOOKS) {
    it(`${look.theme}, ${look.widthPx} px: no serious finding of axe, no complaint under the policy, no sideways scroll`, async () => {
      await using view = await openPage(browser, look, pages.url)
      await view.page.locator('.u-over').first().waitFor()
      assert.equal(await view.page.evaluate(() => document.documentElement.dataset['theme']), look.theme)
      assert.deepEqual(await axeFindings(view.page), [])
      assert.equal(await sidewaysPx(view.page), 0)
      assert.deepEqual(
        view.complaints.filter((text) => !text.includes('mark-that-is-missing')),
        [],
      )
    })
  }

  it('notices what it looks for: a style element is refused by the policy', async () => {
    await using view = await openPage(browser, WIDE, pages.url)
    await view.page.evaluate(() =>
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'h1 { color: red }' })),
    )
    assert.match(view.complaints.join('\n'), /Content Security Policy/)
  })

  it('shows dialogs and toasts without a style element, traps the focus and gives it back', async () => {
    await using view = await openPage(browser, WIDE, pages.url)
    const opener = view.page.getByRole('button', { name: 'Show a typed confirmation' })
    await opener.click()
    const dialog = view.page.getByRole('dialog')
    await dialog.waitFor()
    assert.equal(await focusedText(view.page), 'Keep them', 'the safe button comes first')
    assert.deepEqual(await axeFindings(view.page), [])
    await view.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    assert.equal(await focusedText(view.page), 'Show a typed confirmation')
    await view.page.getByRole('button', { name: 'Show a toast' }).click()
    await view.page.getByRole('button', { name: 'Undo' }).last().waitFor()
    assert.deepEqual(
      view.complaints.filter((text) => !text.includes('mark-that-is-missing')),
      [],
    )
  })

  it('keeps the red button shut until the count is typed', async () => {
    await using view = await openPage(browser, WIDE, pages.url)
    await view.page.getByRole('button', { name: 'Show a typed confirmation' }).click()
    const dialog = view.page.getByRole('dialog')
    const act = dialog.getByRole('button', { name: 'Delete 1,204 files' })
    const box = dialog.getByRole('textbox', { name: 'Type 1,204 to go on' })
    for (const wrong of ['1203', '1', '1.204', '12,04', '1204 files', '-1204']) {
      await box.fill(wrong)
      assert.equal(await act.getAttribute('aria-disabled'), 'true', wrong)
    }
    for (const right of ['1,204', '1204', ' 1,204 ']) {
      await box.fill('')
      assert.equal(await act.getAttribute('aria-disabled'), 'true')
      await box.fill(right)
      assert.equal(await act.getAttribute('aria-disabled'), null, right)
    }
  })

  it('moves through a table with j and k, chooses with x, opens with Enter, closes with Escape', async () => {
    await using view = await openPage(browser, WIDE, pages.url)
    const table = view.page.getByRole('table', { name: 'Items' })
    await table.locator('tr[data-index="0"]').focus()
    await view.page.keyboard.press('j')
    await view.page.waitForFunction(() => (document.activeElement as HTMLElement).dataset['index'] === '1')
    await view.page.keyboard.press('x')
    assert.equal(await table.locator('tr[data-index="1"]').getAttribute('aria-selected'), null, 'it was chosen before')
    await view.page.keyboard.press('Enter')
    const drawer = view.page.getByRole('complementary', { name: 'IMG_4401.HEIC' })
    await drawer.waitFor()
    await view.page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
  })

  it('draws only the rows in sight of a long tree', async () => {
    await using view = await openPage(browser, WIDE, pages.url)
    const drawn = await view.page
      .getByRole('region', { name: /^Before, batches/ })
      .first()
      .getByRole('listitem')
      .count()
    assert.ok(drawn > 5 && drawn < 40, `${drawn} of 413 lines are drawn`)
  })

  it('refuses to apply a plan whose world has changed, and names the cause', async () => {
    await using view = await openPage(browser, WIDE, pages.url)
    const plan = view.page
      .getByRole('region', { name: 'Plan for batch 0149' })
      .filter({ hasText: 'the world has changed' })
    const apply = plan.getByRole('button', { name: 'Apply 407 operations' })
    assert.equal(await apply.getAttribute('aria-disabled'), 'true')
    assert.match((await apply.getAttribute('aria-description')) ?? '', /2 files in the batch changed/)
    await plan.getByRole('button', { name: 'Make a new plan' }).waitFor()
  })

  it('shows a plot as a table, and steps through it with the arrows', async () => {
    await using view = await openPage(browser, WIDE, pages.url)
    const plot = view.page.getByRole('slider', { name: /^Items by month/ })
    await plot.focus()
    await view.page.keyboard.press('ArrowRight')
    await view.page.keyboard.press('ArrowRight')
    await view.page.getByText('2021-02:').waitFor()
    await view.page.getByRole('button', { name: 'Show as table' }).first().click()
    assert.equal(
      await view.page
        .getByRole('region', { name: /^Items by month/ })
        .getByRole('row')
        .count(),
      72,
    )
  })

  it('keeps the chosen theme over a reload', async () => {
    await using view = await openPage(browser, WIDE, pages.url)
    await view.page.getByText('Dark', { exact: true }).click()
    await view.page.reload()
    assert.equal(await view.page.evaluate(() => document.documentElement.dataset['theme']), 'dark')
  })
})

const focusedText = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.textContent ?? null)
