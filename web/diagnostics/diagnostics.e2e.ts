import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import type { Browser, Download } from 'playwright-core'
import { QUICK, startApp } from '../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx } from '../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

async function contentOf(download: Download): Promise<Buffer> {
  const file = join(mkdtempSync(join(tmpdir(), 'patchbay-download-')), 'file')
  await download.saveAs(file)
  return readFileSync(file)
}

it('looks at everything with one click, and shows each file of a bundle before it is taken', async () => {
  await using app = await startApp({ yaml: QUICK, env: { PATCHBAY_LOG_LEVLE: 'debug' } })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/diagnostics` })
  const { page } = view
  await page.getByText(/PATCHBAY_LOG_LEVLE looks like a setting and is none/).waitFor()
  await page.getByRole('button', { name: 'Look at everything now' }).click()
  await page.getByText(/things looked at/).waitFor()
  await page.getByRole('button', { name: 'Make a bundle' }).click()
  const files = page.getByRole('list', { name: 'Files of the bundle' })
  await files.getByRole('button', { name: /config\.json/ }).click()
  const shown = page.getByLabel('Content of config.json')
  await shown.getByText('"server.port"').waitFor()
  assert.deepEqual([await axeFindings(page), await sidewaysPx(page)], [[], 0])
  const seen = await shown.textContent()
  const digest = await page.getByText(/SHA-256/).textContent()
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name: /Download these files/ }).click()
  const download = await waiting
  const archive = await contentOf(download)
  assert.match(download.suggestedFilename(), /^patchbay-support-.*\.zip$/)
  assert.ok(digest?.includes(createHash('sha256').update(archive).digest('hex')), 'the digest that was shown')
  assert.equal(strFromU8(unzipSync(archive)['config.json'] ?? new Uint8Array()), seen, 'what was seen is what came')
})

it('leads through tables and rows, along what points to what, and shows nothing secret', async () => {
  await using app = await startApp({ yaml: QUICK })
  await app.claim()
  await app.cli('POST', 'api/v1/access/keys', { name: 'of the command line', scopes: ['read'] })
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/data` })
  const { page } = view
  await page.getByRole('textbox', { name: 'Find a table' }).fill('access_s')
  await page.getByRole('row', { name: /access_sessions/ }).click()
  await page.getByText('Not shown, because they hold secrets or hashes: token_hash').waitFor()
  const table = page.getByRole('table', { name: 'access_sessions' })
  await table.getByRole('button', { name: '1', exact: true }).click()
  const person = page.getByRole('button', { name: 'access_people 1' })
  await person.waitFor()
  assert.deepEqual([await axeFindings(page), await sidewaysPx(page)], [[], 0])
  await person.click()
  await page.getByRole('heading', { name: 'access_people' }).first().waitFor()
  assert.match(page.url(), /table=access_people&column=id&test=is&value=1/)
  await page.getByRole('table', { name: 'access_people' }).getByRole('cell', { name: 'Ann', exact: true }).waitFor()
  assert.ok(!(await page.content()).includes('argon2'))
  await page.getByRole('combobox', { name: 'Column' }).selectOption('name')
  await page.getByRole('combobox', { name: 'How it is compared' }).selectOption('contains')
  await page.getByRole('textbox', { name: 'Value' }).fill('nobody')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByText('No row matches').waitFor()
  await page.goBack()
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as CSV' }).click()
  assert.match(
    (await contentOf(await waiting)).toString(),
    /^id,name,name_key,role,is_disabled,created_at,last_seen_at\n1,Ann,/,
  )
})
