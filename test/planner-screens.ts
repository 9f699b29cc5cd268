import type { Browser, Locator, Page } from 'playwright-core'
import { type CalendarWorld, startCalendarWorld, ZONE } from './calendar-world.ts'
import { PASSWORD } from './start-http.ts'
import type { AiringView, WeekView } from '../src/radio/planner/contract.ts'
import { clockIn } from '../web/radio/planner/zone-clock.ts'
import { axeFindings, openBrowser, openSignedIn, type WatchedPage } from '../web/testing/browser.ts'

export const MINUTE_MS = 60_000
export const WIDE = { theme: 'light', widthPx: 1280 } as const
export const VIEWER = { name: 'Vic', password: PASSWORD }

/** A calendar with windows of others and one airing of ours, and a page on it. */
export interface PlannerScreens extends AsyncDisposable {
  browser: Browser
  world: CalendarWorld
  view: WatchedPage
  /** A track that is planned on Tuesday at noon. */
  night: number
  address(query: string): string
  weekOf(day: string): Promise<WeekView>
  airings(): Promise<AiringView[]>
  /** Day of the week and times of each airing of that name. */
  slotsOf(title: string): Promise<string[]>
}

export async function openPlannerScreens(): Promise<PlannerScreens> {
  const browser = await openBrowser()
  const world = await startCalendarWorld()
  await world.app.pauseSchedules()
  await world.app.cli('POST', 'api/v1/access/people', { ...VIEWER, role: 'viewer' })
  const night = world.libretime.seed.file({ title: 'Night Drift, 212', lengthMs: 57 * MINUTE_MS })
  await world.plan({ track: night, day: 1, clock: '12:00', minutes: 60 })
  const address = (query: string): string => `${world.app.address}radio/planner?${query}`
  const view = await openSignedIn(browser, WIDE, { app: world.app, url: address(`day=${world.monday}`) })
  view.page.setDefaultTimeout(10_000)
  await applyAtOnce(view.page)
  const weekOf = (day: string) => world.app.get<WeekView>(`api/v1/radio/stations/1/planner/week?start=${day}`)
  const airings = async (): Promise<AiringView[]> => (await weekOf(world.monday)).airings
  return {
    browser,
    world,
    view,
    night,
    address,
    weekOf,
    airings,
    slotsOf: async (title) =>
      (await airings())
        .filter((airing) => airing.title === title)
        .map(({ startsAt, endsAt }) => {
          const day = Math.floor((Date.parse(startsAt) - world.at(0, '00:00')) / (24 * 60 * MINUTE_MS))
          return `${day} ${clockIn(Date.parse(startsAt), ZONE)} ${clockIn(Date.parse(endsAt), ZONE)}`
        }),
    async [Symbol.asyncDispose]() {
      await browser.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

export const blockOf = (page: Page, title: string): Locator => page.locator('[data-airing]', { hasText: title })

/** Each change goes to the playout as it is made; this is remembered by the browser. */
async function applyAtOnce(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Plan many' }).click()
  await page.getByRole('menuitem', { name: 'Apply each change at once' }).click()
}

/** axe sees the colours of a moment: what still fades in is waited for. */
export async function calmFindings(page: Page): Promise<string[]> {
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined),
  )
  return axeFindings(page)
}
