import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type FakeDiscord, startFakeDiscord } from '../../src/connectors/discord/fake-server.ts'
import { type FakeReceiver, startFakeReceiver } from '../../src/connectors/webhook/fake-server.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { axeFindings, openBrowser, openSignedIn, sidewaysPx, TEST_LOOKS, type WatchedPage } from '../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
let app: TestApp
let view: WatchedPage
let discord: FakeDiscord
let receiver: FakeReceiver

const post = async (path: string, body: object): Promise<void> => {
  const answer = await app.cli('POST', `api/v1/${path}`, body)
  assert.ok(answer.status < 300, answer.text)
}

const cell = (page: Page, kind: string, channel: string) =>
  page.getByRole('button', { name: new RegExp(`^${kind}, ${channel}:`) })

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  discord = await startFakeDiscord()
  receiver = await startFakeReceiver()
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await post('connections', {
    kind: 'discord',
    name: 'Station’s Discord',
    settings: { other_host: discord.url },
    secrets: { webhook_address: discord.webhookAddress },
  })
  await post('connections', {
    kind: 'webhook',
    name: 'Webhook',
    settings: { address: receiver.url },
    secrets: { signing_secret: receiver.secret },
  })
  await mkdir(join(app.dataFolder, 'shorts'))
  await post('library/libraries', { kind: 'films', name: 'Shorts', path: join(app.dataFolder, 'shorts') })
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}alerts` })
  view.page.setDefaultTimeout(15_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await discord[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

it('begins with nothing, and makes connections channels', async () => {
  const { page } = view
  await page.getByText('Nobody is told anything yet').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  for (const name of ['Station’s Discord (Discord)', 'Webhook']) {
    await page.getByRole('button', { name: 'Add channel' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Connection', { exact: true }).selectOption({ label: name })
    await dialog.getByRole('button', { name: 'Add channel' }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await page.getByText('2 channels.').waitFor()
  await cell(page, 'Something needs you', 'Webhook').getByText('Now').waitFor()
  assert.deepEqual(await axeFindings(page), [])
})

it('says of a cell how it is told, shows the message, and sends a test that is read back', async () => {
  const { page } = view
  await cell(page, 'Film or episode added', 'Station’s Discord').click()
  const panel = page.getByRole('complementary', { name: 'Film or episode added, Station’s Discord' })
  await panel.getByText('Nothing is told here.').waitFor()
  await panel.getByText('Digest').click()
  await cell(page, 'Film or episode added', 'Station’s Discord').getByText('Digest').waitFor()
  await panel.getByText('The Salt Road (2019)').waitFor()
  await panel.getByRole('button', { name: 'Add' }).click()
  await panel.getByLabel('Which', { exact: true }).selectOption('Shorts')
  await panel.getByRole('button', { name: 'Add' }).click()
  await panel.getByText('Library is Shorts').waitFor()
  await panel.getByRole('button', { name: 'Edit text' }).click()
  await panel.getByRole('textbox', { name: 'Text' }).fill('New: {{nmae}}')
  await panel.getByRole('button', { name: 'Save text' }).click()
  await panel.getByText(/“nmae” in line 1, column 6/).waitFor()
  await panel.getByRole('textbox', { name: 'Text' }).fill('New: {{name}}')
  await panel.getByRole('button', { name: 'Save text' }).click()
  await panel.getByText('New: The Salt Road (2019)').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await panel.getByRole('button', { name: 'Send a test' }).click()
  const lately = page.getByRole('region', { name: 'Sent lately' })
  await lately.getByText('Station’s Discord: Test: New: The Salt Road (2019)').waitFor()
  await lately.getByText('Verified').waitFor()
  assert.equal(discord.posts.length, 1)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
})

it('is gone through by keyboard', async () => {
  const { page } = view
  const first = cell(page, 'Something needs you', 'Station’s Discord')
  await first.focus()
  await first.press('Enter')
  await page.getByRole('complementary').waitFor()
  await page.keyboard.press('Escape')
  await first.focus()
  await page.keyboard.press('ArrowRight')
  assert.equal(
    await cell(page, 'Something needs you', 'Webhook').evaluate((node) => node === document.activeElement),
    true,
  )
  await page.keyboard.press('ArrowDown')
  assert.equal(
    await cell(page, 'Connection fails', 'Webhook').evaluate((node) => node === document.activeElement),
    true,
  )
})

it('sets quiet hours, and says which time is none', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Quiet hours and digests' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Quiet from').fill('25:00')
  await dialog.getByLabel('Quiet until').fill('06:30')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('This is no time of a clock.').waitFor()
  await dialog.getByLabel('Quiet from').fill('23:00')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('quiet 23:00 to 06:30, loud passes').waitFor()
})

it('shows a channel that its receiver switched off, why, and switches it on again', async () => {
  const { page } = view
  receiver.statuses.push(410)
  await page.getByText('Channels', { exact: true }).click()
  await page.waitForURL(/\/alerts\/channels$/)
  const panel = page.getByRole('region', { name: 'Channels' })
  await panel.getByRole('button', { name: 'Send a test' }).nth(1).click()
  await panel.getByText(/is no more \(410\)/).waitFor()
  await page.getByText('Webhook was switched off by its receiver.').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByText('Sent', { exact: true }).click()
  await page.waitForURL(/\/alerts\/sent$/)
  await page.getByText('Rejected').first().waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByText('Channels', { exact: true }).click()
  await panel.getByRole('switch', { name: 'Webhook, switched on' }).press('Space')
  await panel.getByText(/is no more/).waitFor({ state: 'detached' })
})

it('looks right in each look, and never scrolls sideways', async () => {
  const folder = process.env['PATCHBAY_TEST_PICTURES']
  for (const look of TEST_LOOKS) {
    const seen = await openSignedIn(browser, look, { app, url: `${app.address}alerts` })
    await cell(seen.page, 'Something needs you', 'Webhook').waitFor()
    assert.ok((await sidewaysPx(seen.page)) <= 0, JSON.stringify(look))
    assert.deepEqual(await axeFindings(seen.page), [])
    if (folder !== undefined) {
      await mkdir(folder, { recursive: true })
      const name = `${look.theme}-${look.widthPx}`
      await seen.page.screenshot({ path: join(folder, `alerts-${name}.png`), fullPage: true })
      await cell(seen.page, 'Film or episode added', 'Station’s Discord').click()
      await seen.page.getByText('The Salt Road (2019)').first().waitFor()
      await seen.page.screenshot({ path: join(folder, `alerts-cell-${name}.png`) })
      for (const part of ['channels', 'sent']) {
        await seen.page.goto(`${app.address}alerts/${part}`)
        await seen.page.getByText('Webhook').first().waitFor()
        await seen.page.screenshot({ path: join(folder, `alerts-${part}-${name}.png`) })
      }
    }
    await seen.page.close()
  }
})
