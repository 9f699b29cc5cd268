import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeLibreTime, startFakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'
import { addDays, dayAt, instantAt } from '../../../src/kernel/time.ts'
import { type SpawnedApp, spawnApp } from '../../spawn-app.ts'
import { BY_HAND } from '../../start-app.ts'
import { letTimePass, post } from '../serving.ts'
import { takeForeign } from './foreign.ts'
import { LENGTH_MS, TRACKS, type Turns, type Wished } from './wishes.ts'

/** The log that is published now, and what stands of it. */
export interface Day {
  airDate: string
  logId: number
  turns: Turns
  /** Rows at the playout when the last publication was over, as `heard` tells them. */
  old: readonly string[]
  /** What the log wants, the same way. */
  wanted: readonly string[]
}

/** The double of a library, which outlives the server, and a data folder for the server's lives. */
export interface LogStation extends AsyncDisposable {
  library: FakeLibreTime
  dataFolder: string
  /** First of the tracks that logs are made of. */
  firstTrack: number
  day: Day
  startServer(): Promise<SpawnedApp>
  /** The day after, which has no log yet; a person has deleted the show that Patchbay made for logs. */
  nextDay(app: SpawnedApp): Promise<void>
  /** Rows of ours, by time: start, end, track, cues and fades. */
  heard(): string[]
  /** As `heard`, of rows that are wished. */
  textsOf(wished: readonly Wished[]): string[]
  /** What others made and is not as it was, in words. */
  touched(): string[]
  letTimePass(): void
}

const ZONE = 'Europe/Paris'
const KEY = 'key-of-the-station'
const US_PER_MS = 1000
const NO_FADE = '00:00:00'
const FOREIGN_DAYS = 50
/** Rows of others on each day. */
export const FOREIGN_A_DAY = 6

/** @param more environment of the server's lives */
export async function openLogStation(folder: string, more: Record<string, string> = {}): Promise<LogStation> {
  const library = await startFakeLibreTime({ key: KEY, station: { timezone: ZONE } })
  const dataFolder = join(folder, 'data')
  await writeFile(join(folder, 'patchbay.yaml'), BY_HAND)
  const startServer = (): Promise<SpawnedApp> => spawnApp({ dataFolder, env: more })
  const firstDay = addDays(dayAt(Date.now(), ZONE), 2)
  const { firstTrack, seedDay } = seedLibrary(library)
  let seeded = 0
  const seedUpTo = (count: number): void => {
    for (; seeded < count; seeded++) seedDay(addDays(firstDay, seeded))
  }
  seedUpTo(FOREIGN_DAYS)
  const foreign = takeForeign(library)
  const app = await startServer()
  await setUp(app, library)
  const station: LogStation = {
    library,
    dataFolder,
    firstTrack,
    day: await makeDay(app, firstDay),
    startServer,
    async nextDay(serving) {
      const airDate = addDays(station.day.airDate, 1)
      await foreign.removeOurShow()
      seedUpTo(FOREIGN_DAYS + (Date.parse(airDate) - Date.parse(firstDay)) / 86_400_000)
      foreign.takeAgain()
      station.day = await makeDay(serving, airDate)
    },
    heard: () => foreign.ours('schedule').map(textOf).toSorted(),
    textsOf: (wished) => wished.map((one) => wishedText(one, station.day.airDate)).toSorted(),
    touched: () => foreign.touched(),
    letTimePass: () => letTimePass(dataFolder),
    [Symbol.asyncDispose]: () => library[Symbol.asyncDispose](),
  }
  await app.end('SIGTERM')
  return station
}

async function makeDay(app: SpawnedApp, airDate: string): Promise<Day> {
  const { logId } = await post<{ logId: number }>(app, 'api/v1/radio/stations/1/logs', { airDate })
  return { airDate, logId, turns: { day: 0, hour: 0 }, old: [], wanted: [] }
}

/** Shows of others in the morning, at noon and in the evening of each day. */
function seedLibrary({ seed }: FakeLibreTime): { firstTrack: number; seedDay(airDate: string): void } {
  const music = seed.trackType({ code: 'MUS' })
  const files = seed.files(TRACKS, (n) => ({ title: `Song ${n}`, lengthMs: LENGTH_MS, trackType: music }))
  const theirs = seed.files(2, (n) => ({ title: `Of others ${n}`, lengthMs: LENGTH_MS, trackType: music }))
  const shows = [
    { show: seed.show('Morning of others'), from: '06:00', to: '07:00' },
    { show: seed.show('Noon of others'), from: '12:00', to: '13:00' },
    { show: seed.show('Evening of others'), from: '20:00', to: '22:00' },
  ]
  return {
    firstTrack: Number(files[0]),
    seedDay(airDate) {
      for (const { show, from, to } of shows) {
        const startsAt = instantAt(`${airDate}T${from}`, ZONE)
        const instance = seed.instance({ show, startsAt, endsAt: instantAt(`${airDate}T${to}`, ZONE) })
        for (const [n, file] of theirs.entries())
          seed.row({ instance, file, startsAt: startsAt + n * LENGTH_MS, lengthMs: LENGTH_MS })
      }
    },
  }
}

async function setUp(app: SpawnedApp, { url }: FakeLibreTime): Promise<void> {
  const connection = { kind: 'libretime', name: 'LibreTime', settings: { address: url }, secrets: { api_key: KEY } }
  await post(app, 'api/v1/connections', connection)
  await post(app, 'api/v1/radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  await post(app, 'api/v1/radio/stations/1/track-syncs', {})
  await app.until('the library is read', async () => {
    const { items } = await app.get<{ items: { state: string }[] }>('api/v1/radio/stations/1/track-syncs')
    assert.notEqual(items[0]?.state, 'failed')
    return items.some(({ state }) => state !== 'running')
  })
}

type Facts = Record<'starts_at' | 'ends_at' | 'file' | 'cue_in' | 'cue_out' | 'fade_in' | 'fade_out', unknown>

const textOf = (row: object): string => {
  const { starts_at, ends_at, file, cue_in, cue_out, fade_in, fade_out } = row as Facts
  const ms = (us: unknown): number => Number(us) / US_PER_MS
  const at = (us: unknown): string => new Date(ms(us)).toISOString().slice(0, 19)
  return [at(starts_at), at(ends_at), file, ms(cue_in), ms(cue_out), fade_in, fade_out].join(' ')
}

function wishedText({ hour, anchorMs, trackId }: Wished, airDate: string): string {
  const startsAt = (instantAt(`${airDate}T${hour}:00`, ZONE) + anchorMs) * US_PER_MS
  const length = LENGTH_MS * US_PER_MS
  const times = { starts_at: startsAt, ends_at: startsAt + length, cue_in: 0, cue_out: length }
  return textOf({ ...times, file: trackId, fade_in: NO_FADE, fade_out: NO_FADE })
}
