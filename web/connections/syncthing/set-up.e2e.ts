import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { startFakeSyncthing, type FakeSyncthing } from '../../../src/connectors/syncthing/fake-server.ts'
import { BY_HAND, startApp } from '../../../test/start-app.ts'
import { openBrowser, openSignedIn, TEST_LOOKS } from '../../testing/browser.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** Where Syncthing would keep its configuration. */
async function homeOf({ url, key }: FakeSyncthing) {
  const home = await mkdtemp(join(tmpdir(), 'patchbay-syncthing-'))
  const gui = `<gui enabled="true" tls="false"><address>${new URL(url).host}</address><apikey>${key}</apikey></gui>`
  await writeFile(join(home, 'config.xml'), `<configuration version="37">${gui}</configuration>`)
  return { home, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) }
}

const NAS = '4RD7XRF-EKC2IKW-U2IZXHG-LB7L265-MUCHGZH-W7CWVKA-XKQYE33-ERFO2QI'

for (const look of TEST_LOOKS)
  it(`finds Syncthing, shares the batches with who asks, says what listening exposes, and undoes it (${look.theme}, ${look.widthPx} px)`, async () => {
    await using syncthing = await startFakeSyncthing({
      pendingDevices: { [NAS]: { name: 'NAS', address: '10.0.0.7' } },
    })
    await using own = await homeOf(syncthing)
    await using app = await startApp({ yaml: BY_HAND, env: { STHOMEDIR: own.home } })
    await app.claim()
    await using view = await openSignedIn(browser, look, { app, url: `${app.address}connections/new` })
    const { page } = view
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const step = page.getByTestId('next-step')

    await page.getByLabel('Kind').first().selectOption('syncthing')
    assert.deepEqual(syncthing.requests, [], 'nothing is read before a person says so')
    await button('Read its configuration file').click()
    await page.getByText(join(own.home, 'config.xml')).waitFor()
    // One that belongs to this machine may be listed below it.
    await button('Connect').first().click()
    await step.getByText('Next: choose the machine that gets the batches').waitFor()
    assert.ok(!(await page.content()).includes(syncthing.key))
    const connection = page.url()

    await page.getByLabel('Syncthing’s own screen').last().fill('0.0.0.0:8384')
    await button('Plan the change').click()
    await page.getByText('At 0.0.0.0:8384 others could open').waitFor()
    await page.getByText('Set a user and a password in Syncthing').waitFor()

    await button('Plan the sharing').click()
    await page.getByRole('heading', { name: 'Share the batches with NAS' }).waitFor()
    for (const text of ['Device NAS', 'direction: only sends', 'shared with: NAS'])
      await page.getByText(text, { exact: true }).waitFor()
    assert.deepEqual([syncthing.config.folders, syncthing.config.devices.length], [[], 1], 'a plan changes nothing')
    await button('Apply 3 operations').click()
    await button('Undo').waitFor()
    assert.deepEqual([syncthing.config.folders.length, syncthing.config.devices.length], [1, 2])
    const sharing = page.url()
    await page.getByRole('link', { name: 'To the connection' }).click()
    await step.getByText('Next: have batches wait for NAS.').waitFor()
    await page.getByText('connected, gets the batches').waitFor()
    await step.getByRole('link', { name: 'Open these settings' }).click()
    await page.getByText('Syncing to another machine').first().waitFor()

    await page.goto(connection)
    await page.getByLabel('Exchange of files').last().fill('tcp://0.0.0.0:22000')
    await button('Plan the change').click()
    await page.getByText('Other machines reach the exchange of files at tcp://0.0.0.0:22000;').last().waitFor()
    await button('Apply 1 operation').click()
    await button('Undo').click()
    await page.getByText('Undone', { exact: false }).first().waitFor()
    assert.deepEqual(syncthing.config.options.listenAddresses, ['default'])

    await page.goto(sharing)
    await button('Undo').click()
    await page.getByText('Undone', { exact: false }).first().waitFor()
    assert.deepEqual([syncthing.config.folders, syncthing.config.devices.length], [[], 1])
    await page.getByRole('link', { name: 'To the connection' }).click()
    await step.getByText('Next: choose the machine that gets the batches').waitFor()
    const refused = view.complaints.filter((text) => !text.includes('409'))
    assert.deepEqual(refused, [])
  })
