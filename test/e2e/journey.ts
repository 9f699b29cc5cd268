import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import {
  axeFindings,
  type Look,
  LOOKS,
  openBrowser,
  openPage,
  sidewaysPx,
  withoutThumbnails,
} from '../../web/testing/browser.ts'
import { type SpawnedApp, spawnApp } from '../spawn-app.ts'
import { type Sabotage, startDouble } from './sabotage.ts'

export interface JourneyOptions {
  /** Shows the browser. */
  isHeaded: boolean
  sabotage: Sabotage | undefined
  /** Where pictures of the screens go. */
  shots: string | undefined
  say: (line: string) => void
}

export interface Journey {
  app: SpawnedApp
  /** Where the browser finds the server. */
  address: string
  browser: Browser
  page: Page
  /** One thing that a person does and sees; told with its time. */
  step(what: string, act: () => Promise<void>): Promise<void>
  shot(name: string, page?: Page): Promise<void>
}

export interface JourneyEnd {
  ok: boolean
  steps: number
  /** The first thing that was not as it must be. */
  failure?: string
  /** How often the double lied; undefined without one. */
  lies?: number
}

const WIDE: Look = { theme: 'light', widthPx: 1280, hasMotion: true }

/** Starts a server and a browser, goes the way, and says how it ended. */
export async function goJourney(
  way: (journey: Journey) => Promise<void>,
  yaml: string,
  options: JourneyOptions,
): Promise<JourneyEnd> {
  const { sabotage, say } = options
  await using app = await spawnApp({ yaml })
  await using double = sabotage === undefined ? null : await startDouble(app.address, sabotage)
  const browser = await openBrowser({ isHeaded: options.isHeaded })
  let steps = 0
  try {
    const address = double?.address ?? app.address
    await using view = await openPage(browser, WIDE, address)
    const shot = shooter(options.shots, view.page)
    const step: Journey['step'] = async (what, act) => {
      const started = performance.now()
      try {
        await act()
      } catch (error) {
        await shot(`failed-${steps}`)
        throw new Error(`${what}: ${(error as Error).message}`, { cause: error })
      }
      steps++
      say(`ok  ${what} (${Math.round(performance.now() - started)} ms)`)
    }
    await way({ app, address, browser, page: view.page, step, shot })
    await step('the browser complained of nothing', async () => requireNone(unexpected(view.complaints)))
    return { ok: true, steps, ...liesOf(double) }
  } catch (error) {
    return { ok: false, steps, failure: (error as Error).message, ...liesOf(double) }
  } finally {
    await browser.close()
  }
}

const liesOf = (double: { lies(): number } | null): { lies?: number } =>
  double === null ? {} : { lies: double.lies() }

function shooter(folder: string | undefined, page: Page): Journey['shot'] {
  if (folder === undefined) return async () => {}
  mkdirSync(folder, { recursive: true })
  return async (name, of = page) => void (await of.screenshot({ path: join(folder, `${name}.png`) }))
}

/** The browser reports every refused save, which is what one of the steps asks for. */
const unexpected = (complaints: readonly string[]): string[] =>
  withoutThumbnails(complaints).filter((text) => !/status of 422 .*\/api\/v1\/config\/text$/.test(text))

function requireNone(findings: readonly string[]): void {
  if (findings.length > 0) throw new Error(findings.join('\n'))
}

/** Every path in both themes and widths: axe, sideways scroll, complaints, and a picture of each. */
export async function lookAtAll(
  { browser, address, step, shot, page }: Journey,
  paths: readonly string[],
): Promise<void> {
  const cookies = await page.context().cookies()
  for (const look of LOOKS) {
    await step(`${paths.length} screens, ${look.theme}, ${look.widthPx} px`, async () => {
      await using view = await openPage(browser, look, `${address}livez`)
      await view.page.context().addCookies(cookies)
      for (const path of paths) {
        await view.page.goto(address + path)
        await view.page.getByRole('main').waitFor()
        await view.page.waitForLoadState('networkidle').catch(() => undefined)
        requireNone((await axeFindings(view.page)).map((finding) => `${path}: ${finding}`))
        if ((await sidewaysPx(view.page)) > 0) throw new Error(`${path} scrolls sideways`)
        await shot(`${path.replaceAll(/\W+/g, '-') || 'home'}-${look.widthPx}-${look.theme}`, view.page)
      }
      requireNone(withoutThumbnails(view.complaints))
    })
  }
}
