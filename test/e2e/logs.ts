import assert from 'node:assert/strict'
import { type FakeLibreTime, startFakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { addDays, dayAt } from '../../src/kernel/time.ts'
import type { LogDayView } from '../../src/radio/logs/read/contract.ts'
import type { PublicationView, PublishPreview, PublishStarted } from '../../src/radio/logs/publish/contract.ts'
import type { OperationView, PlanView } from '../../src/plans/contract.ts'
import { PASSWORD } from '../start-http.ts'
import type { Journey } from './journey.ts'
import { FOREIGN, type LogStation, seedStation, setUpStation } from './logs-station.ts'
import { ZONE } from '../../demo/radio/station.ts'

export const LOGS_YAML = 'archive:\n  intake:\n    mode: review\n    watch: false\n'

/** `drop-log-row`: a row that was taken vanishes. `touch-foreign`: a row of others is changed while the log is published. */
export const LOGS_SABOTAGES = ['drop-log-row', 'touch-foreign'] as const
export type LogsSabotage = (typeof LOGS_SABOTAGES)[number]

const LEAST_ENTRIES = 400
const US_PER_MS = 1000
const PROGRAMME = /^\/api\/v2\/(schedule|show-instances|shows|show-days)/
/** The first time a show is made, too, and more than 500 rows are done in two parts. */
const OF_PUBLICATION = 16
/** A look whether the playout may be told, and the watch's own at the days to come. */
const AFTERWARDS = 4
interface Play extends Journey {
  library: FakeLibreTime
  station: LogStation
}

/** From a library and clocks to a day that airs, and an hour of it that is replaced; nothing else moves. */
export async function logsJourney(journey: Journey, sabotage: LogsSabotage | undefined): Promise<void> {
  await using library = await startFakeLibreTime({ station: { timezone: ZONE } })
  const station = seedStation(library, addDays(dayAt(Date.now(), ZONE), 2))
  const play = { ...journey, library, station }
  await claim(play)
  await play.step('a library of 5,000 tracks, clocks and orders', () => setUpStation(play.app, library, station))
  const day = await generate(play)
  await publish(play, day, sabotage)
  await publishAgain(play, day)
  await replaceHour(play, day)
}

async function claim({ app, page, step }: Play): Promise<void> {
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

async function post<Reply>({ app }: Play, path: string, body: object = {}): Promise<Reply> {
  const answer = await app.cli('POST', `api/v1/radio/${path}`, body)
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`)
  return answer.json as Reply
}

const dayOf = ({ app, station }: Play): Promise<LogDayView> =>
  app.get<LogDayView>(`api/v1/radio/stations/1/logs/${station.airDate}`)

/** Entries that are heard: `08:00:00 123`, by time. */
const wanted = ({ entries }: LogDayView): string[] =>
  entries
    .filter(({ trackId, lengthMs }) => trackId !== null && lengthMs > 0)
    .map(({ startsAt, trackId }) => `${startsAt.slice(0, 19)} ${trackId}`)
    .toSorted()

/** Rows of ours at the playout, the same way. */
const heard = ({ library, station }: Play): string[] =>
  library.rows.schedule
    .all()
    .filter(({ id }) => !station.foreign.has(id))
    .map((row) => `${new Date(Number(row['starts_at']) / US_PER_MS).toISOString().slice(0, 19)} ${String(row['file'])}`)
    .toSorted()

const others = ({ library, station }: Play): string =>
  JSON.stringify(
    library.rows.schedule
      .all()
      .filter(({ id }) => station.foreign.has(id))
      .toSorted((a, b) => a.id - b.id),
  )

async function generate(play: Play): Promise<LogDayView> {
  let day: LogDayView | undefined
  await play.step(`a day of at least ${LEAST_ENTRIES} entries by the clocks`, async () => {
    await post(play, `stations/1/logs/${play.station.airDate}/generate`)
    day = await dayOf(play)
    assert.ok(wanted(day).length >= LEAST_ENTRIES, `${wanted(day).length} entries`)
    assert.deepEqual(
      day.gaps.map(({ startsAt, endsAt }) => `${startsAt} ${endsAt}`),
      [],
    )
    const spots = day.entries.filter(({ what }) => what === 'spot')
    assert.equal(spots.length, 24, 'each order has its plays')
  })
  return day as LogDayView
}

async function settle(play: Play, { planId }: PublishStarted): Promise<PlanView> {
  const read = () => play.app.get<PlanView>(`api/v1/plans/${planId}`)
  await play.app.until('the publication ended', async () => !['applying', 'undoing'].includes((await read()).state))
  return read()
}

/** What its operations say that did not end well. */
async function toldOf({ app }: Play, { planId }: PublishStarted): Promise<string> {
  const { items } = await app.get<{ items: OperationView[] }>(`api/v1/plans/${planId}/operations?state=failed`)
  return items.map(({ error }) => error?.text).join('\n')
}

async function publish(play: Play, day: LogDayView, sabotage: LogsSabotage | undefined): Promise<void> {
  const { library, station } = play
  const before = others(play)
  await play.step('the preview names no stopper', async () => {
    const preview = await post<PublishPreview>(play, `logs/${day.logId}/preview`)
    assert.deepEqual(preview.stoppers, [])
    assert.equal(preview.counts.add, wanted(day).length)
    assert.equal(preview.counts.foreign, 40)
  })
  await play.step('it is published, and read back equal', async () => {
    if (sabotage === 'drop-log-row') dropOne(library)
    library.requests.clear()
    const started = await post<PublishStarted>(play, `logs/${day.logId}/publish`)
    if (sabotage === 'touch-foreign') library.rows.schedule.update([...station.foreign][0] ?? 0, { position: 77 })
    const { state } = await settle(play, started)
    assert.equal(state, 'applied', await toldOf(play, started))
    const { items } = await play.app.get<{ items: PublicationView[] }>(`api/v1/radio/logs/${day.logId}/publications`)
    assert.deepEqual([items[0]?.state, items[0]?.stands], ['verified', 'new'])
    assert.deepEqual(heard(play), wanted(day))
    const writes = library.requests.count({ writes: true })
    const reads = library.requests.all().filter(({ method, path }) => method === 'GET' && PROGRAMME.test(path))
    const told = reads.map(({ path }) => path).join(', ')
    assert.ok(
      reads.length <= OF_PUBLICATION + AFTERWARDS,
      `${reads.length} requests more than ${writes} writes: ${told}`,
    )
  })
  await play.step(`${FOREIGN} rows of others are as they were`, async () =>
    assert.ok(others(play) === before, 'they are not'),
  )
}

function dropOne({ rows }: FakeLibreTime): void {
  const insert = rows.schedule.insert.bind(rows.schedule)
  let left = 100
  rows.schedule.insert = (values) => {
    const row = insert(values)
    if (--left === 0) rows.schedule.remove(row.id)
    return row
  }
}

async function publishAgain(play: Play, day: LogDayView): Promise<void> {
  await play.step('published once more, it writes nothing', async () => {
    // The playout is told a moment after its rows were read back.
    await play.app.settled()
    play.library.requests.clear()
    const started = await post<PublishStarted>(play, `logs/${day.logId}/publish`)
    assert.deepEqual([started.planId, started.counts.keep], [null, wanted(day).length])
    assert.equal(play.library.requests.count({ writes: true }), 0)
  })
}

async function replaceHour(play: Play, day: LogDayView): Promise<void> {
  const hour = day.hoursOfDay.find(({ name }) => name === '10')
  assert.ok(hour !== undefined)
  const isOfHour = (text: string): boolean => text >= hour.startsAt.slice(0, 19) && text < hour.endsAt.slice(0, 19)
  await play.step('one hour is replaced, and only its rows change', async () => {
    const before = new Map(play.library.rows.schedule.all().map((row) => [row.id, JSON.stringify(row)]))
    const heardBefore = heard(play)
    const untouched = others(play)
    await post(play, `stations/1/logs/${play.station.airDate}/generate`, { hours: ['10'], seed: 'another' })
    const now = await dayOf(play)
    const started = await post<PublishStarted>(play, `logs/${day.logId}/publish`, { hour: hour.startsAt })
    assert.equal((await settle(play, started)).state, 'applied')
    assert.deepEqual(heard(play), wanted(now))
    assert.deepEqual(
      heard(play).filter((text) => !isOfHour(text)),
      heardBefore.filter((text) => !isOfHour(text)),
    )
    assert.notDeepEqual(heard(play).filter(isOfHour), heardBefore.filter(isOfHour))
    const after = new Map(play.library.rows.schedule.all().map((row) => [row.id, JSON.stringify(row)]))
    for (const [id, row] of before) {
      const at = new Date(Number((JSON.parse(row) as Record<string, number>)['starts_at']) / US_PER_MS).toISOString()
      if (!isOfHour(at)) assert.equal(after.get(id), row)
    }
    assert.ok(others(play) === untouched, 'rows of others changed')
  })
}
