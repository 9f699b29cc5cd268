import type { Locator, Page } from 'playwright-core'
import type { LogDayView } from '../src/radio/logs/read/contract.ts'
import type { ClockView } from '../src/radio/music/clocks/contract.ts'
import type { CategoryView } from '../src/radio/music/pools/contract.ts'
import { addDays, dayAt, daySpan } from '../src/kernel/time.ts'
import { openSignedIn, type WatchedPage } from '../web/testing/browser.ts'
import { openRadioScreens, type RadioScreens, ZONE } from './radio-screens.ts'

const SECOND_MS = 1000
export const HOUR_MS = 3_600_000
/** The last one of an hour loses some seconds to the id of the next: one more, and nothing of it is heard. */
const SONG_S = 200
/** The day whose log is edited and published. */
export const tomorrow = addDays(dayAt(Date.now(), ZONE), 1)
export const { startsAt: midnight } = daySpan(tomorrow, ZONE)

/** A station with clocks for each hour of the week, and a page on its logs. */
export interface LogScreens extends RadioScreens {
  view: WatchedPage
  address(query?: string): string
  readDay(): Promise<LogDayView>
  titlesOf(hour: string): Promise<string[]>
  until(holds: () => Promise<boolean>): Promise<void>
}

export async function openLogScreens(key: string): Promise<LogScreens> {
  const screens = await openRadioScreens(key)
  const { app, browser, fake } = screens
  seedLibrary(screens)
  const show = fake.seed.show('Evening')
  const evening = fake.seed.instance({ show, startsAt: midnight + 20 * HOUR_MS, endsAt: midnight + 21 * HOUR_MS })
  fake.seed.row({ instance: evening, file: 1, startsAt: midnight + 20 * HOUR_MS, lengthMs: 170 * SECOND_MS })
  await screens.addStation()
  await makeClocks(screens)
  const address = (query = `day=${tomorrow}&hour=09`): string => `${app.address}radio/logs?${query}`
  const view = await openSignedIn(browser, { theme: 'light', widthPx: 1280 }, { app, url: address('') })
  view.page.setDefaultTimeout(10_000)
  const readDay = () => app.get<LogDayView>(`api/v1/radio/stations/1/logs/${tomorrow}`)
  return {
    ...screens,
    view,
    address,
    readDay,
    async titlesOf(hour) {
      const { entries, hoursOfDay } = await readDay()
      const startsAt = hoursOfDay.find(({ name }) => name === hour)?.startsAt
      return entries.filter((entry) => entry.hourStartsAt === startsAt).map(({ title }) => title)
    },
    until: (holds) => app.until('the log is so', holds),
  }
}

function seedLibrary({ fake }: RadioScreens): void {
  const types = new Map(['MUS', 'IDS', 'PRO'].map((code) => [code, fake.seed.trackType({ code })]))
  const add = (code: string, title: string, { seconds, artist = 'Riverside' }: { seconds: number; artist?: string }) =>
    fake.seed.file({ title, artist, lengthMs: seconds * SECOND_MS, trackType: types.get(code) ?? 0 })
  for (let n = 0; n < 400; n++) add('MUS', `Song ${n}`, { seconds: SONG_S, artist: `Artist ${n % 60}` })
  for (const [n, name] of ['bright', 'calm'].entries()) add('IDS', `Station ID, ${name}`, { seconds: 8 + n })
  for (const seconds of [20, 30, 35, 42, 45, 60]) add('PRO', `Promo of ${seconds} seconds`, { seconds })
}

/** Each hour: an id at its start, whatever runs, and music to its end. */
async function makeClocks({ app, post }: RadioScreens): Promise<void> {
  const category = async (name: string, typeCode: string): Promise<number> =>
    (await post<CategoryView>('categories', { name, query: { typeCodes: [typeCode] } })).categoryId
  const [music, ids] = [await category('Music', 'MUS'), await category('IDs', 'IDS')]
  const slots = [
    { slotId: 'id', kind: 'category', categoryId: ids, anchor: { kind: 'hard', atMs: 0 } },
    { slotId: 'music', kind: 'category', categoryId: music, fill: { by: 'end' } },
  ]
  const { clockId } = await post<ClockView>('clocks', { name: 'Hour', slots, trimAtMostMs: HOUR_MS })
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => clockId))
  const { etag } = await app.get<{ etag: string }>('api/v1/radio/stations/1/grid')
  const headers = { authorization: await app.bearer(), 'if-match': etag }
  const answer = await app.call('PUT', 'api/v1/radio/stations/1/grid', { headers, body: { week } })
  if (answer.status >= 300) throw new Error(answer.text)
}

export const entryIn = (page: Page, hour: string, at: number): Locator =>
  page
    .getByRole('region', { name: `Hour of ${hour}` })
    .locator('[data-entry]')
    .nth(at)

export const focusOn = (page: Page, title: string) =>
  page.waitForFunction((text) => document.activeElement?.textContent?.includes(text) === true, title)

export async function boxOf(what: Locator): Promise<{ x: number; y: number }> {
  const box = await what.boundingBox()
  if (box === null) throw new Error('it is not in sight')
  return box
}
