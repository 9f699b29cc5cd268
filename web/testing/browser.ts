import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Each new page would bring up two pages of the browser's own address bar, which cost more than many a page of ours, and
  // a process in advance for a page that never comes.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess',
  // A microphone that beeps once a second, and a browser that allows it without asking.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]

const NORMAL_TEXT_PX = 16
/** Where `npm test` keeps one browser for all its files: to start one takes longer than many a test. */
const SHARED = 'PATCHBAY_TEST_BROWSER'

/**
 * Debian's Chromium, headless; `PATCHBAY_CHROMIUM` names another one. `textPx` is the reader's own text size; `isAlone` for
 * what takes time by its clock, such as a recording, which other pages would hold up.
 */
export function openBrowser({ isHeaded = false, isAlone = false, textPx = NORMAL_TEXT_PX } = {}): Promise<Browser> {
  const shared = process.env[SHARED]
  if (shared !== undefined && !isHeaded && !isAlone && textPx === NORMAL_TEXT_PX) return chromium.connect(shared)
  return chromium.launch({ executablePath: chromiumPath(), args: argsFor(textPx), headless: !isHeaded })
}

const argsFor = (textPx: number): string[] => [...ARGS, `--blink-settings=defaultFontSize=${textPx}`]

/** One browser for every file that this process starts. */
export async function shareBrowser(): Promise<AsyncDisposable> {
  const server = await chromium.launchServer({
    executablePath: shellPath(),
    args: argsFor(NORMAL_TEXT_PX),
    host: '127.0.0.1',
  })
  process.env[SHARED] = server.wsEndpoint()
  return {
    async [Symbol.asyncDispose]() {
      delete process.env[SHARED]
      await server.close()
    },
  }
}

export const chromiumPath = (): string => process.env['PATCHBAY_CHROMIUM'] ?? '/usr/bin/chromium'

const SHELL = '/usr/bin/chromium-headless-shell'

/** The same Chromium without windows, where it is installed: a page costs a fifth less. */
const shellPath = (): string =>
  process.env['PATCHBAY_CHROMIUM'] === undefined && existsSync(SHELL) ? SHELL : chromiumPath()

export interface Look {
  theme: 'light' | 'dark'
  widthPx: number
  /** Whether things move to their places; else as for a reader who asked for less motion, which takes a fifth less time. */
  hasMotion?: boolean
}

export const LOOKS: readonly Look[] = [
  { theme: 'light', widthPx: 1280, hasMotion: true },
  { theme: 'dark', widthPx: 1280, hasMotion: true },
  { theme: 'light', widthPx: 390, hasMotion: true },
  { theme: 'dark', widthPx: 390, hasMotion: true },
]

/** Those of a quick run; all of them with `PATCHBAY_TEST_ALL_LOOKS=1`. */
export const TEST_LOOKS: readonly Look[] =
  process.env['PATCHBAY_TEST_ALL_LOOKS'] === '1'
    ? LOOKS
    : [
        { theme: 'light', widthPx: 1280 },
        { theme: 'dark', widthPx: 390 },
      ]

export interface WatchedPage extends AsyncDisposable {
  page: Page
  /** What the console, the policy and failed requests said. */
  complaints: string[]
}

/** A page in one look that keeps every complaint of the browser. */
export const openPage = (browser: Browser, look: Look, url: string): Promise<WatchedPage> =>
  openIn(browser, look, { url, cookies: [] })

interface Person {
  name: string
  password: string
}

interface SignedIn {
  /** @returns a session's cookie */
  app: { signIn(person?: Person): Promise<string> }
  url: string
  /** Whom `claim` made unless said. */
  person?: Person
}

/** The same for somebody who comes back and has a session: without the sign-in page, which costs a second each time. */
export async function openSignedIn(browser: Browser, look: Look, to: SignedIn): Promise<WatchedPage> {
  const [name = '', value = ''] = (await to.app.signIn(to.person)).split('=')
  return openIn(browser, look, { url: to.url, cookies: [{ name, value, url: new URL('/', to.url).href }] })
}

interface Opening {
  url: string
  cookies: { name: string; value: string; url: string }[]
}

async function openIn(browser: Browser, look: Look, { url, cookies }: Opening): Promise<WatchedPage> {
  const height = look.widthPx < 640 ? 844 : 800
  const context = await browser.newContext({
    viewport: { width: look.widthPx, height },
    colorScheme: look.theme,
    timezoneId: 'Europe/Paris',
    locale: 'en-GB',
    reducedMotion: look.hasMotion === true ? 'no-preference' : 'reduce',
  })
  await context.addCookies(cookies)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(url, { waitUntil: 'load' })
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** An item without a picture answers 404 with the reason, which the browser reports whatever the page does. */
export const withoutThumbnails = (complaints: readonly string[]): string[] =>
  complaints.filter((text) => !text.endsWith('/thumbnail'))

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SERIOUS = ['serious', 'critical']

interface AxeNode {
  target: string[]
  failureSummary: string
}
interface AxeReport {
  violations: { id: string; impact: string | null; nodes: AxeNode[] }[]
}

/** Serious and critical findings of axe, one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(`window.axe === undefined && (() => { ${AXE} })()`)
  const report = await page.evaluate<AxeReport>('axe.run(document, { resultTypes: ["violations"] })')
  return report.violations
    .filter((violation) => SERIOUS.includes(violation.impact ?? ''))
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary.split('\n').join(' ')}`),
    )
}

/** How many pixels the page can be scrolled sideways. */
export function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
