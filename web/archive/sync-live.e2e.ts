import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { type FakePeer } from '../../src/connectors/syncthing/fake/shared-folder.ts'
import { startFakeSyncthing } from '../../src/connectors/syncthing/fake-server.ts'
import { picture } from '../../test/pictures.ts'
import { QUICK, startApp } from '../../test/start-app.ts'
import { openBrowser, openSignedIn } from '../testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

interface Wish {
  files: number
  peer: Partial<FakePeer>
}

/** Longer than any time after which such a page would ask by itself. */
const QUIET_MS = 6500

/** An archive whose batch is on its way to another machine. */
async function onItsWay({ files, peer }: Wish) {
  await using stack = new AsyncDisposableStack()
  const syncing = `  syncing:\n    connection: attic\n    poll_interval_sec: 1\n`
  const app = stack.use(await startApp({ yaml: `${QUICK}${syncing}` }))
  await app.claim()
  const syncthing = stack.use(await startFakeSyncthing({ folder: join(app.dataFolder, 'batches'), peer }))
  const settings = { address: syncthing.url, folder_id: syncthing.folderId, device_id: syncthing.peerId }
  const connection = { kind: 'syncthing', name: 'attic', settings, secrets: { api_key: syncthing.key } }
  const { status } = await app.cli('POST', 'api/v1/connections', connection)
  assert.equal(status, 201)
  await app.drop(
    Object.fromEntries(Array.from({ length: files }, (_, n) => [`inbox/p${n}.jpg`, picture('2023:01:02 03:04:05')])),
  )
  await app.until('on its way', async () => {
    const { items } = await app.get<{ items: { lookedAt: string | null; hold: object | null }[] }>(
      'api/v1/archive/syncs',
    )
    return items[0]?.lookedAt != null && (peer.isConnected !== false || items[0].hold !== null)
  })
  const running = stack.move()
  return { app, syncthing, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Counts what a page asks of the server about syncing. */
function countAsked(page: Page): { all: () => number; syncs: () => number } {
  let all = 0
  let syncs = 0
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (!pathname.includes('/api/v1/')) return
    all++
    if (/\/syncs?$/.test(pathname)) syncs++
  })
  return { all: () => all, syncs: () => syncs }
}

const PLACES = [
  { path: 'archive', what: 'what is on its way' },
  { path: 'archive/batches/1', what: 'a batch on its way' },
] as const

for (const { path, what } of PLACES)
  it(`asks nothing of ${what} while nobody has looked, and shows at once what a look found`, async () => {
    await using world = await onItsWay({ files: 2, peer: { isConnected: false } })
    const { app, syncthing } = world
    await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}${path}` })
    const { page } = view
    await page
      .getByText(/the peer is not connected/i)
      .first()
      .waitFor()
    // Nobody looks any more until the queue goes on.
    const { items } = await app.get<{ items: { name: string }[] }>('api/v1/queues')
    const pause = async (name: string, isPaused: boolean): Promise<void> => {
      const { status } = await app.cli('PATCH', `api/v1/queues/${name}`, { isPaused })
      assert.equal(status, 200)
    }
    for (const { name } of items) await pause(name, true)
    const asked = countAsked(page)
    await app.until('nothing is asked for as long as that', async () => {
      const asBefore = asked.syncs()
      await wait(QUIET_MS)
      return asked.syncs() === asBefore
    })
    syncthing.setPeer({ isConnected: true })
    for (const { name } of items) await pause(name, false)
    const end =
      path === 'archive' ? page.getByText('No batch is on its way.') : page.getByText('Sorted', { exact: true })
    await end.first().waitFor()
  })

it('follows a batch of 500 files without asking more than once a second', async () => {
  await using world = await onItsWay({ files: 500, peer: { isFull: true, takeMs: 20 } })
  const { app, syncthing } = world
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive` })
  const { page } = view
  await page.getByRole('progressbar', { name: 'batch_001' }).first().waitFor()
  const asked = countAsked(page)
  const startedAt = performance.now()
  syncthing.setPeer({ isFull: false })
  const seen = new Set<string>()
  const watch = async (holds: () => boolean): Promise<void> => {
    while (!holds()) {
      const shares = await page
        .getByRole('progressbar', { name: 'batch_001' })
        .evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-valuetext') ?? ''))
      for (const share of shares) seen.add(share)
      await wait(100)
    }
  }
  await watch(() => seen.size >= 5)
  const seconds = (performance.now() - startedAt) / 1000
  assert.ok(asked.syncs() <= seconds + 2, `${asked.syncs()} in ${seconds} s`)
  assert.ok(asked.all() <= 12 * (seconds + 1), `${asked.all()} in ${seconds} s`)
})

it('shows what happened while the line was cut', async () => {
  await using world = await onItsWay({ files: 2, peer: { isFull: true } })
  const { app, syncthing } = world
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}archive` })
  const { page } = view
  const line = await cuttable(page)
  await page.reload()
  await page.getByRole('progressbar', { name: 'batch_001' }).first().waitFor()
  line.cut()
  syncthing.setPeer({ isFull: false })
  await app.until(
    'all there',
    async () => (await app.get<{ items: object[] }>('api/v1/archive/syncs')).items.length === 0,
  )
  assert.equal(await page.getByText('No batch is on its way.').count(), 0)
  line.mend()
  await page.getByText('No batch is on its way.').waitFor()
})

/** The stream of events of a page, which can be cut as a bad line does. */
async function cuttable(page: Page): Promise<{ cut(): void; mend(): void }> {
  let isCut = false
  const open = new Set<WebSocketRoute>()
  await page.routeWebSocket(/events\/ws/, (socket) => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    open.add(socket)
  })
  await page.route(/api\/v1/, (route) => (isCut ? route.abort() : route.continue()))
  return {
    cut() {
      isCut = true
      for (const socket of open) void socket.close()
      open.clear()
    },
    mend: () => void (isCut = false),
  }
}
