import assert from 'node:assert/strict'
import { text as textOf } from 'node:stream/consumers'
import { after, before, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { ClockView } from '../../../src/radio/music/clocks/contract.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'
import type { DayClocksView, PreviewView, WeekView } from '../../../src/radio/music/grid/contract.ts'
import type { CartView } from '../../../src/radio/music/pools/contract.ts'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import {
  axeFindings,
  openBrowser,
  openSignedIn,
  sidewaysPx,
  TEST_LOOKS,
  type WatchedPage,
} from '../../testing/browser.ts'
import { HOUR_MS, msOf, sumOf } from './hour-sum.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const
const KEY = 'key-of-the-clocks'
const AT = 'api/v1/radio/stations/1'

let browser: Browser
let app: TestApp
let fake: FakeLibreTime
let view: WatchedPage

// Each test goes on where the one before it ended.
before(async () => {
  browser = await openBrowser()
  app = await startApp({ yaml: BY_HAND })
  await app.claim()
  fake = await startFakeLibreTime({ key: KEY, station: { timezone: 'Europe/Paris' } })
  const trackType = fake.seed.trackType({ code: 'MUS' })
  for (const title of ['Song 1', 'Song 2', 'Low tide'])
    fake.seed.file({ title, artist: 'Tin Harbour', lengthMs: 200_000, trackType })
  const secrets = { api_key: KEY }
  await app.cli('POST', 'api/v1/connections', {
    kind: 'libretime',
    name: 'LT',
    settings: { address: fake.url },
    secrets,
  })
  const station = { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId: 1 }
  await app.cli('POST', 'api/v1/radio/stations', station)
  await app.cli('POST', `${AT}/track-syncs`, {})
  await app.settled()
  view = await openSignedIn(browser, WIDE, { app, url: `${app.address}radio/clocks` })
  view.page.setDefaultTimeout(10_000)
})
after(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

const clock = (id: number) => app.get<ClockView>(`api/v1/radio/clocks/${id}`)
const dialogOf = (page: Page) => page.getByRole('dialog')
const tab = (page: Page, name: string) => page.getByText(name, { exact: true }).first().click()

it('sums up what an hour is made of', () => {
  const common = { anchor: null, daypartIds: [], transition: 'segue' as const }
  const shelves = { carts: [], categories: [] }
  const end = { ...common, kind: 'category' as const, slotId: 'a', categoryId: 1, fill: { by: 'end' as const } }
  const voice = { ...common, kind: 'voice' as const, slotId: 'b', lengthMs: 60_000 }
  const { times, totalMs } = sumOf([end, voice], shelves)
  assert.deepEqual([times[1]?.startsMs, totalMs], [HOUR_MS - 60_000, HOUR_MS])
  assert.equal(sumOf([voice, { ...end, slotId: 'c' }], shelves).totalMs, HOUR_MS)
  assert.deepEqual([msOf('3:30'), msOf('90'), msOf('1:75'), msOf('x')], [210_000, 90_000, null, null])
})

it('adds categories, carts and dayparts', async () => {
  const { page } = view
  await page.getByText('No clocks yet').waitFor()
  await tab(page, 'Categories')
  await page.getByRole('button', { name: 'Add category' }).first().click()
  await dialogOf(page).getByRole('textbox', { name: 'Name' }).fill('Gold')
  assert.deepEqual(await axeFindings(page), [])
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await page.getByText('MUS · 3 tracks').waitFor()
  await tab(page, 'Dayparts')
  await page.getByRole('button', { name: 'Add daypart' }).first().click()
  await dialogOf(page).getByRole('textbox', { name: 'Name' }).fill('Morning')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await page.getByText('06:00–10:00').waitFor()
  await tab(page, 'Carts')
  await page.getByRole('button', { name: 'Add cart' }).first().click()
  await dialogOf(page).getByRole('textbox', { name: 'Name' }).fill('Idents')
  await dialogOf(page)
    .getByRole('checkbox', { name: /^Morning/ })
    .check()
  await dialogOf(page).getByLabel('Add a track').fill('song')
  await page.locator('[data-combobox-selected]', { hasText: 'Song 1' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await dialogOf(page).getByRole('textbox', { name: 'Weight' }).fill('3')
  assert.deepEqual(await axeFindings(page), [])
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await page.getByText('1 member').waitFor()
  const { items } = await app.get<{ items: CartView[] }>(`${AT}/carts`)
  const [cart] = items
  assert.deepEqual([cart?.tracks[0]?.title, cart?.members[0]?.weight, cart?.daypartIds], ['Song 2', 3, [1]])
})

it('makes a clock of slots, moved by keys, with fixed times', async () => {
  const { page } = view
  await tab(page, 'Clocks')
  await page.getByRole('button', { name: 'Add clock' }).click()
  await dialogOf(page).getByRole('textbox', { name: 'Name' }).fill('Day')
  await dialogOf(page).getByRole('button', { name: 'Add clock' }).click()
  await page.getByRole('heading', { name: 'Day' }).waitFor()
  for (const kind of ['Category', 'Cart', 'Spots', 'Note', 'Track']) {
    await page.getByRole('combobox', { name: 'Kind of the new slot' }).selectOption(kind)
    await page.getByRole('button', { name: 'Add slot' }).click()
  }
  const row = (number: number) => page.getByRole('listitem', { name: new RegExp(`^Slot ${number},`) })
  await row(1).getByRole('combobox', { name: 'How much' }).selectOption('to the end')
  await row(2)
    .getByRole('button', { name: /Alt and an arrow/ })
    .focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.getByRole('listitem', { name: 'Slot 1, Cart' }).waitFor()
  await row(1).getByRole('combobox', { name: 'Begins' }).selectOption('right at')
  await row(1).getByRole('textbox', { name: 'Minute and second' }).fill('00:00')
  await page.getByText('Adds up to an hour.').waitFor()
  const save = page.getByRole('button', { name: 'Save' })
  assert.equal(await save.getAttribute('aria-description'), 'Choose a track for each slot of one.')
  await row(5).getByLabel('Track', { exact: true }).fill('tide')
  await page.locator('[data-combobox-selected]', { hasText: 'Low tide' }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value === 'Low tide, Tin Harbour'),
  )
  assert.deepEqual(await axeFindings(page), [])
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('5 slots').waitFor()
  const { slots } = await clock(1)
  assert.deepEqual(
    slots.map(({ kind, anchor }) => [kind, anchor?.atMs ?? null]),
    [
      ['cart', 0],
      ['category', null],
      ['spots', null],
      ['note', null],
      ['track', null],
    ],
  )
})

it('paints the week by mouse and by keys', async () => {
  const { page } = view
  await tab(page, 'Week')
  await page.getByRole('radio', { name: 'Day', exact: true }).first().check()
  await page.getByRole('button', { name: 'Mon 06: No clock' }).click()
  const cell = page.getByRole('button', { name: 'Mon 06: Day' })
  await cell.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowDown')
  await page.getByRole('button', { name: 'Tue 07: Day' }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  assert.equal((await saved).status(), 200)
  const { week } = await app.get<WeekView>(`${AT}/grid`)
  assert.deepEqual([week[0]?.[6], week[1]?.[6], week[1]?.[7], week[2]?.[6]], [1, 1, 1, null])
  await page.locator('input[type=date]').fill('2027-10-31')
  await page.getByText('It has 25 hours: clocks change.').waitFor()
  await page.getByRole('button', { name: '02+: No clock' }).click()
  await page.getByRole('button', { name: 'Save this day' }).click()
  await page.getByText('Sun 31 October has clocks of its own').waitFor()
  const { hours } = await app.get<DayClocksView>(`${AT}/grid/2027-10-31`)
  assert.deepEqual(
    hours.filter(({ clockId }) => clockId !== null).map(({ hour }) => hour),
    ['02+'],
  )
})

it('writes its clocks into a file, and tries a file before it adds what is in it', async () => {
  const { page } = view
  await tab(page, 'Clocks')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export' }).click()
  const file = await textOf(await (await download).createReadStream())
  const dialog = dialogOf(page)
  await page.getByRole('button', { name: 'Import' }).click()
  const fileOf = (content: string) => ({
    name: 'clocks.json',
    mimeType: 'application/json',
    buffer: Buffer.from(content),
  })
  await dialog.locator('input[type=file]').setInputFiles(fileOf(file))
  await dialog.getByText('There is a “Day” already.').waitFor()
  const add = dialog.getByRole('button', { name: /^Add/ })
  assert.equal(await add.getAttribute('aria-disabled'), 'true')
  const named = file.replace(/"name":\s*"Day"/, '"name":"Night"')
  assert.notEqual(named, file)
  await dialog.locator('input[type=file]').setInputFiles(fileOf(named))
  await dialog.getByRole('button', { name: 'Add one clock' }).click()
  await page.getByText('One clock was added').waitFor()
  assert.equal((await clock(2)).slots.length, 5)
})

it('keeps rules, and shows what an hour would be, with why', async () => {
  const { page } = view
  await tab(page, 'Separation')
  await page.getByRole('textbox', { name: 'Artist', exact: true }).fill('60')
  assert.deepEqual(await axeFindings(page), [])
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH')
  await page.getByRole('button', { name: 'Save' }).click()
  assert.equal((await saved).status(), 200)
  assert.equal((await app.get<{ artistMinutes: number }>(`${AT}/separation`)).artistMinutes, 60)
  await tab(page, 'Clocks')
  await page.getByRole('button', { name: 'What would an hour be?' }).click()
  await dialogOf(page).getByRole('button', { name: 'Look' }).click()
  await dialogOf(page)
    .getByText(/Chosen from \d+ tracks/)
    .waitFor()
  const said = (words: string) => ({ code: 'x', params: {}, text: words })
  const answer: PreviewView = {
    hour: '12',
    startsAt: '2026-11-30T11:00:00.000Z',
    endsAt: '2026-11-30T12:00:00.000Z',
    items: [
      {
        slotKey: '12:s1#1',
        startsAt: '2026-11-30T11:00:00.000Z',
        lengthMs: 200_000,
        what: 'track',
        typeCode: 'MUS',
        trackId: 4,
        title: 'Paper Lanterns',
        artist: 'Tin Harbour',
        startType: 'relative',
        why: { chose: said('Rested longest'), blocked: [], broken: [said('The artist is close')] },
      },
    ],
    unfilled: [
      { startsAt: '2026-11-30T11:03:20.000Z', endsAt: '2026-11-30T12:00:00.000Z', reason: said('Nothing fits') },
    ],
    leftOut: [],
    tracksKnown: 1,
  }
  await page.route('**/clock-preview', (route) => route.fulfill({ json: answer }))
  await dialogOf(page).getByRole('button', { name: 'Look' }).click()
  await dialogOf(page).getByText('03:20 to 60:00 stays empty. Nothing fits').waitFor()
  await dialogOf(page).getByText('Paper Lanterns').click()
  await dialogOf(page).getByText('The artist is close').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.keyboard.press('Escape')
})

it('fits each look', async () => {
  const { page } = view
  for (const { theme, widthPx } of TEST_LOOKS) {
    await page.setViewportSize({ width: widthPx, height: 900 })
    for (const name of ['clocks', 'week', 'carts', 'categories', 'dayparts', 'separation']) {
      await page.goto(`${app.address}radio/clocks?tab=${name}`)
      await page.evaluate((look) => (document.documentElement.dataset['theme'] = look), theme)
      await page.getByRole('group', { name: 'What to look at' }).waitFor()
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      assert.equal(await sidewaysPx(page), 0, `${name} at ${widthPx}`)
      assert.deepEqual(await axeFindings(page), [], `${name} at ${widthPx} ${theme}`)
      const folder = process.env['PATCHBAY_TEST_SHOTS']
      if (folder !== undefined)
        await page.screenshot({ path: `${folder}/clocks.${name}.${widthPx}.${theme}.png`, fullPage: true })
    }
  }
})
