import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { BY_HAND, startApp } from '../test/start-app.ts'
import { openBrowser, openSignedIn } from './testing/browser.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
/** A browser keeps no more connections than this to one server, over all its tabs. */
const MOST_CONNECTIONS = 6

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

it('opens in more tabs than a browser has connections, and each is live', async () => {
  await using app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  for (let tabs = 1; tabs <= MOST_CONNECTIONS; tabs += 1) {
    const page = await view.page.context().newPage()
    await page.goto(app.address)
    await page.getByText('Live', { exact: true }).first().waitFor()
  }
})

it('is live where a proxy lets no WebSocket through', async () => {
  await using app = await startApp({ yaml: BY_HAND })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: app.address })
  const page = await view.page.context().newPage()
  await page.addInitScript(() => {
    window.WebSocket = class extends EventTarget {
      constructor() {
        super()
        setTimeout(() => this.dispatchEvent(new CloseEvent('close')))
      }
      close() {}
    } as unknown as typeof WebSocket
  })
  await page.goto(app.address)
  await page.getByText('Live', { exact: true }).first().waitFor()
})
