import assert from 'node:assert/strict'
import type { HydrationSummary } from '../../src/radio/hydration/episodes/contract.ts'
import type { DeliveryView } from '../../src/deliveries/contract.ts'
import type { AiringView } from '../../src/radio/planner/contract.ts'
import { hold, inPalette } from '../../web/testing/planner-drag.ts'
import { deskOf } from '../../demo/desk.ts'
import { keepProgramme } from '../../demo/radio/station.ts'
import { silentWav } from '../sounds.ts'
import { PASSWORD } from '../start-http.ts'
import { type Journey, lookAtAll } from './journey.ts'
import { joinUp, openRadioStation, type RadioStation } from './radio-station.ts'

export const RADIO_YAML = 'archive:\n  intake:\n    mode: review\n    watch: false\n'

/** Of twenty files these come in, each as the audio of its episode. */
const GOOD = 14
const DAYS = 7
/** The double counts microseconds, as PostgreSQL does. */
const US_PER_MS = 1000

const SCREENS = [
  'radio',
  'radio/inbox',
  'radio/planner',
  'radio/programme?station=2',
  'radio/programme?station=2&episode=1',
  'radio/stations',
  'radio/doctor',
  'connections',
  'connections/1',
  'connections/webhooks',
  'activity/deliveries',
]

/** `lie-201`: uploads are answered as if they were taken. `drop-track`: one vanishes from the library. */
export const RADIO_SABOTAGES = ['lie-201', 'drop-track'] as const
export type RadioSabotage = (typeof RADIO_SABOTAGES)[number]

/** From twenty files in an inbox to fourteen episodes on both sides, and a week that is planned with the mouse. */
export async function radioJourney(journey: Journey, sabotage: RadioSabotage | undefined): Promise<void> {
  await using station = await openRadioStation((line) => void process.stdout.write(`${line}\n`))
  const ids = await station.fillCms(GOOD + 4)
  await claim(journey)
  await journey.step('connections, a station and its inbox', () => joinUp(journey.app, station))
  if (sabotage === 'lie-201') station.library.faults.set({ kind: 'phantom-upload' })
  await hydrate(journey, station, { ids, losesTrack: sabotage === 'drop-track' })
  await hydrateAgain(journey, station)
  await planWeek(journey, station, ids)
  await journey.step('a second station keeps its programme in Patchbay', () => keepProgramme(deskOf(journey.app)))
  await lookAtAll(journey, SCREENS)
}

async function claim({ app, page, step }: Journey): Promise<void> {
  await step('the setup code makes the first account', async () => {
    await page.getByRole('textbox', { name: 'Setup code' }).fill(String(app.setupCode))
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Ann')
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD)
    await page.getByRole('textbox', { name: 'Password, once more' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.getByRole('button', { name: 'Go to Home' }).click()
  })
}

/** Fourteen that are good, three that are broken, two of one episode, and one whose episode has its audio already. */
function filesFor(ids: readonly number[]): { first: Record<string, Buffer>; rest: Record<string, Buffer> } {
  const at = (index: number): number => ids[index] ?? 0
  const name = (index: number, word: string): string => `radio/${at(index)}__${word}.wav`
  const first = { [name(0, 'night-drift')]: silentWav(2, 1) }
  const good = Array.from({ length: GOOD - 1 }, (_, index): [string, Buffer] => [
    name(index + 1, 'night-drift'),
    silentWav(2, index + 2),
  ])
  const broken: [string, Buffer][] = [
    [name(GOOD, 'no-audio'), Buffer.from('this is no audio at all')],
    [name(GOOD + 1, 'breaks-off'), silentWav(2, 91).subarray(0, 30)],
    [name(GOOD + 2, 'zeros'), Buffer.alloc(40_000)],
  ]
  const ambiguous: [string, Buffer][] = [
    [name(GOOD + 3, 'one-take'), silentWav(2, 92)],
    [name(GOOD + 3, 'another-take'), silentWav(2, 93)],
  ]
  const duplicate: [string, Buffer] = [name(0, 'once-more'), silentWav(2, 1)]
  return { first, rest: Object.fromEntries([...good, ...broken, ...ambiguous, duplicate]) }
}

async function importNow({ app, address, page }: Journey): Promise<HydrationSummary> {
  await page.goto(`${address}radio/inbox`)
  await page
    .getByRole('button', { name: /^Import/ })
    .first()
    .click()
  await app.until('the import began', async () => (await app.jobs('?kind=radio.import-inbox')).length > 0)
  await app.until('all work ended', async () => (await app.jobs()).every(({ finishedAt }) => finishedAt !== null))
  return app.get<HydrationSummary>('api/v1/radio/inboxes/1/summary')
}

async function hydrate(
  journey: Journey,
  station: RadioStation,
  { ids, losesTrack }: { ids: readonly number[]; losesTrack: boolean },
): Promise<void> {
  const { app, step, shot } = journey
  const { first, rest } = filesFor(ids)
  assert.equal(Object.keys({ ...first, ...rest }).length, 20)
  await step('a first file is imported, and its episode has its audio', async () => {
    await app.drop(first)
    const { counts } = await importNow(journey)
    assert.equal(counts.verified, 1)
  })
  await step('of nineteen more thirteen come in; six stay, each with its reason', async () => {
    await app.drop(rest)
    await importNow(journey)
    await shot('radio-inbox-imported')
    assert.equal((await app.files('radio')).length, 6)
  })
  if (losesTrack) station.library.rows.files.remove(GOOD)
  await step('both sides say so: fourteen tracks, fourteen episodes, all verified', async () => {
    const tracks = station.library.rows.files.all()
    assert.equal(tracks.filter((row) => row['import_status'] === 0).length, GOOD)
    assert.deepEqual(station.library.effects.duplicates(), [])
    for (const id of ids.slice(0, GOOD)) {
      const episode = await station.episode(id)
      const track = station.library.rows.files.get(Number(episode['libretimeTrackId']))
      assert.equal(episode['airStatus'], 'queued', String(id))
      assert.deepEqual(
        [track?.['import_status'], track?.['track_title'], track?.['filepath']],
        [0, episode['title'], episode['libretimeFilepathRelative']],
      )
    }
    for (const id of ids.slice(GOOD)) assert.equal((await station.episode(id))['airStatus'], 'draft')
    const { items } = await app.get<{ items: DeliveryView[] }>('api/v1/deliveries?limit=200')
    assert.deepEqual([...new Set(items.map(({ state }) => state))], ['verified'])
  })
}

async function hydrateAgain(journey: Journey, station: RadioStation): Promise<void> {
  await journey.step('a second run writes nothing', async () => {
    const before = await updatedAt(station)
    station.library.requests.clear()
    await importNow(journey)
    assert.equal(station.library.requests.count({ writes: true }), 0)
    assert.deepEqual(await updatedAt(station), before)
  })
}

/** When anything of the CMS was last written. */
async function updatedAt({ cmsUrl }: RadioStation): Promise<unknown> {
  const answer = await fetch(`${cmsUrl}/api/episodes?limit=1&sort=-updatedAt&depth=0`)
  return ((await answer.json()) as { docs: { updatedAt: string }[] }).docs[0]?.updatedAt
}

/** Seven evenings, each at eight, half an hour long. */
async function planWeek(journey: Journey, station: RadioStation, ids: readonly number[]): Promise<void> {
  const { app, address, page, step, shot } = journey
  const monday = nextMonday()
  const titles = ids.slice(0, DAYS).map((_, index) => `Night Drift, ${201 + index}`)
  await step('a week is planned with the mouse', async () => {
    await page.goto(`${address}radio/planner?day=${monday}`)
    for (const [day, title] of titles.entries()) {
      await page.getByPlaceholder('Find an episode').fill(title)
      await page.getByText('1 found').waitFor()
      await hold(page, inPalette(page, title), { to: { day, hours: 20 } })
      if (day === 0) await shot('radio-planner-dragging')
      await page.mouse.up()
      await page.locator('[data-airing]', { hasText: title }).getByText('not applied').waitFor()
    }
    await shot('radio-planner-collected')
  })
  await step('the plan is looked at and applied', async () => {
    await page.getByRole('button', { name: 'Review plan' }).click()
    const review = page.getByRole('dialog', { name: 'Review plan' })
    await review.getByRole('button', { name: `Apply ${DAYS} changes` }).waitFor()
    await shot('radio-planner-review')
    await review.getByRole('button', { name: `Apply ${DAYS} changes` }).click()
    await review.getByText(`${DAYS} of ${DAYS} changes are done`).waitFor({ timeout: 60_000 })
    await review.getByRole('button', { name: 'Close' }).last().click()
    for (const title of titles) await page.locator('[data-airing]', { hasText: title }).getByText('verified').waitFor()
    await shot('radio-planner-week')
  })
  await step('LibreTime and the CMS read back equal', async () => {
    const rows = station.library.rows.schedule.all()
    assert.equal(rows.length, DAYS)
    assert.deepEqual(station.library.effects.duplicates(), [])
    for (const id of ids.slice(0, DAYS)) {
      const episode = await station.episode(id)
      const row = station.library.rows.schedule.get(Number(episode['libretimePlayoutId']))
      assert.equal(episode['airStatus'], 'scheduled', String(id))
      assert.equal(String(row?.file), episode['libretimeTrackId'])
      assert.equal(new Date(Number(row?.starts_at) / US_PER_MS).toISOString(), episode['scheduledAt'])
    }
  })
  await step('the same week once more writes nothing', async () => {
    const path = 'api/v1/radio/stations/1/planner/airings?limit=200'
    const { items } = await app.get<{ items: AiringView[] }>(path)
    station.library.requests.clear()
    for (const { episodeId, startsAt, endsAt } of items) {
      const again = await app.cli('POST', 'api/v1/radio/stations/1/planner/airings', { episodeId, startsAt, endsAt })
      assert.equal(again.json['outcome'], 'idempotent', again.text)
    }
    const writes = station.library.requests.matching({ writes: true })
    assert.deepEqual(
      writes.filter(({ path: asked }) => !asked.includes('do-push')),
      [],
    )
  })
}

/** YYYY-MM-DD: of the week after the next, which no lock window reaches. */
function nextMonday(): string {
  const at = new Date()
  at.setUTCDate(at.getUTCDate() + ((8 - at.getUTCDay()) % 7 || 7) + 7)
  return at.toISOString().slice(0, 10)
}
