import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type FakeLibreTime, startFakeLibreTime } from '../src/connectors/libretime/fake-server.ts'
import { BY_HAND, startApp, type TestApp } from './start-app.ts'
import { openBrowser } from '../web/testing/browser.ts'

export const ZONE = 'Europe/Paris'

/** A browser, a server that somebody has claimed, and a double of LibreTime. */
export interface RadioScreens extends AsyncDisposable {
  browser: Browser
  app: TestApp
  fake: FakeLibreTime
  /** Of its only station; the reply must be a success. */
  post<Reply>(path: string, body: object): Promise<Reply>
  /** Connects the double as the library of a station, and reads it. */
  addStation(): Promise<void>
}

/**
 * What the screens of the radio are tested with.
 * @param key of the double's API; each file has its own, so that one that shows up in a screen or a log is found
 */
export async function openRadioScreens(key: string): Promise<RadioScreens> {
  const [browser, fake, app] = await Promise.all([
    openBrowser(),
    startFakeLibreTime({ key, station: { timezone: ZONE } }),
    startApp({ yaml: BY_HAND }),
  ])
  await app.claim()
  await app.pauseSchedules()
  const post = async <Reply>(path: string, body: object): Promise<Reply> => {
    const answer = await app.cli('POST', path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
    return answer.json as Reply
  }
  return {
    browser,
    app,
    fake,
    post: (path, body) => post(`api/v1/radio/stations/1/${path}`, body),
    async addStation() {
      const connection = { kind: 'libretime', name: 'LT', settings: { address: fake.url }, secrets: { api_key: key } }
      await post('api/v1/connections', connection)
      await post('api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
      await post('api/v1/radio/stations/1/track-syncs', {})
      await app.settled()
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await app[Symbol.asyncDispose]()
      await fake[Symbol.asyncDispose]()
    },
  }
}

/** For people to look at; nothing without `PATCHBAY_TEST_PICTURES`, the folder that they go to. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PATCHBAY_TEST_PICTURES']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}
