import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { picture } from '../../../test/pictures.ts'
import { startApp, type TestApp } from '../../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS } from '../../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
const BIG_BYTES = 9 << 20

let browser: Browser
let place: string
before(async () => {
  browser = await openBrowser()
  place = await mkdtemp(join(tmpdir(), 'patchbay-card-'))
})
after(async () => {
  await browser.close()
  await rm(place, { recursive: true, force: true })
})

/** A card of which two files are filed, one is big, and one was never seen; and what a camera leaves on it. */
async function makeCard(): Promise<{ files: Record<string, Buffer>; folder: string }> {
  const folder = join(place, randomBytes(4).toString('hex'))
  const files = { 'a.jpg': picture('2021:07:02 00:30:00'), 'big.jpg': withTail(picture('2021:07:03 00:30:00')) }
  await mkdir(join(folder, 'DCIM/100'), { recursive: true })
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, 'DCIM/100', name), bytes)
  await writeFile(join(folder, 'DCIM/new.jpg'), picture('2021:07:04 00:30:00'))
  await writeFile(join(folder, 'DCIM/Thumbs.db'), 'x')
  return { files, folder }
}

const withTail = (bytes: Buffer): Buffer => Buffer.concat([bytes, randomBytes(BIG_BYTES)])

async function withFiled(app: TestApp, files: Record<string, Buffer>): Promise<void> {
  await app.claim()
  await app.drop(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`inbox/${name}`, bytes])))
  await app.settled()
  await app.until('all are read where they are filed', async () => {
    const asked = Object.values(files).map((bytes) => ({ sha256: createHash('sha256').update(bytes).digest('hex') }))
    const { text } = await app.cli('POST', 'api/v1/archive/where', { files: asked })
    const { answers } = JSON.parse(text) as { answers: { verdict: string }[] }
    return answers.every(({ verdict }) => verdict === 'safe')
  })
}

/** From the desk of the computer, as a person drops it. */
async function dropOn(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
}

for (const look of TEST_LOOKS)
  it(`says of a dropped card what is safe and what is not, ${look.theme} at ${look.widthPx}`, async () => {
    const { files, folder } = await makeCard()
    await using app = await startApp()
    await withFiled(app, files)
    await using view = await openSignedIn(browser, look, { app, url: `${app.address}archive/where` })
    const { page } = view
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.postData() ?? ''))
    await page.getByText('Drop files, folders or a whole card here').waitFor()
    await dropOn(page, [folder])
    await page.getByText('2 of 3 files have verified copies at 1 place, the archive.', { exact: true }).waitFor()
    await page.getByText('Don’t delete', { exact: true }).waitFor()
    await page.getByText('One is not in the archive and was never seen: don’t delete it.').waitFor()
    await page.getByText('One file that systems or Patchbay keep for themselves').waitFor()
    const table = page.getByRole('table', { name: 'Files' })
    await table.getByText('new.jpg').waitFor()
    assert.equal(await table.getByRole('row').filter({ hasText: 'a.jpg' }).count(), 0)
    await page.getByText('Safe 2').click()
    await table.getByText('archive/2021/07/03/big.jpg').waitFor()
    assert.deepEqual([await axeFindings(page), await sidewaysPx(page)], [[], 0])
    assert.ok(
      sent.every((body) => body.length < 1000),
      'only hashes are sent',
    )
    await table.getByRole('row').filter({ hasText: 'archive/2021/07/03/big.jpg' }).press('Enter')
    await page.getByText(/^Read by a check, .*; unchanged since$/).waitFor()
    assert.deepEqual([await axeFindings(page), await sidewaysPx(page)], [[], 0])
    assert.deepEqual(view.complaints, [])
  })

it('says that all are safe only when every file is, and takes a chosen folder', async () => {
  const { files, folder } = await makeCard()
  await using app = await startApp()
  await withFiled(app, files)
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive/where` })
  const { page } = view
  await page.locator('input[webkitdirectory]').setInputFiles(join(folder, 'DCIM/100'))
  await page.getByText('All 2 files have verified copies at 1 place, the archive.', { exact: true }).waitFor()
  await page.getByText('Safe to delete here', { exact: true }).waitFor()
  await page.locator('input[type="file"]').first().setInputFiles(join(folder, 'DCIM/new.jpg'))
  await page.getByText('The file has no verified copy at 1 place, the archive.', { exact: true }).waitFor()
  assert.equal(await page.getByText('Safe to delete here', { exact: true }).count(), 0)
})

it('takes a question that failed for no answer, and asks again', async () => {
  const { files, folder } = await makeCard()
  await using app = await startApp()
  await withFiled(app, files)
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive/where` })
  const { page } = view
  await page.route('**/api/v1/archive/where', (route) => route.abort())
  await page.locator('input[webkitdirectory]').setInputFiles(join(folder, 'DCIM/100'))
  await page.getByText(/^2 could not be looked at, which does not mean that they are absent or safe/).waitFor()
  await page.getByText('Don’t delete', { exact: true }).waitFor()
  assert.equal(await page.getByText('Not in the archive').count(), 0)
  await page.unroute('**/api/v1/archive/where')
  await page.getByRole('button', { name: 'Ask again' }).click()
  await page.getByText('Safe to delete here', { exact: true }).waitFor()
})

it('is reached from an item, whose own file is no copy of itself, and says where else it is', async () => {
  const { files } = await makeCard()
  await using app = await startApp()
  await withFiled(app, files)
  await app.drop({ 'inbox/again.jpg': files['a.jpg'] ?? '' })
  await app.settled()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive/items` })
  const { page } = view
  await page.getByRole('row').filter({ hasText: 'a.jpg' }).filter({ hasText: 'archive/2021' }).press('Enter')
  const drawer = page.getByRole('complementary')
  await drawer.getByText('Where else is this?').waitFor()
  await drawer.getByText('Among the duplicates', { exact: true }).waitFor()
  await drawer.getByText('Why is this here?').waitFor()
  await drawer.getByRole('link', { name: 'Is it safe to delete?' }).click()
  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByText('The file has no verified copy at 1 place, the archive.', { exact: true }).waitFor()
  await page.getByText('This is the archive’s own copy, the file itself: another one is needed.').first().waitFor()
  await page.getByLabel('Path in it').fill('')
  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByText('0 of 2 files have verified copies at 1 place, the archive.', { exact: true }).waitFor()
})
