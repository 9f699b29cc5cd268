import { BY_HAND, startApp, type TestApp } from './start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../src/connectors/libretime/fake-server.ts'
import { type FakePayload, startFakePayload } from '../src/connectors/payload/fake-server.ts'
import type { PlannedView } from '../src/radio/planner/contract.ts'
import { addDays, dayAt, instantAt, weekDayOf } from '../src/kernel/time.ts'

const KEY = 'key-of-the-station'
export const ZONE = 'Europe/Paris'
const MINUTE_MS = 60_000

export interface CalendarWorld extends AsyncDisposable {
  app: TestApp
  libretime: FakeLibreTime
  payload: FakePayload
  /** The Monday of next week: all of it can still be planned. */
  monday: string
  shows: { drift: number; kitchen: number; linked: number }
  /** Plans a track for the show of the CMS. */
  plan(wish: { track: number; day: number; clock: string; minutes: number }): Promise<PlannedView>
  /** An instant of that week: 0 is Monday, and the clock is the station's. */
  at(day: number, clock: string): number
}

const EPISODES = [
  { title: 'Slow Train, 34', minutes: 119, seconds: 17 },
  { title: 'Brass Hour, 89', minutes: 62, seconds: 10 },
  { title: 'Little Ears, 53', minutes: 60, seconds: 0 },
  { title: 'Dub Almanac, 79', minutes: 59, seconds: 17 },
] as const

/** A station with LibreTime and a CMS, both doubles: shows, windows, somebody else's music, and episodes with their audio. */
export async function startCalendarWorld(): Promise<CalendarWorld> {
  const libretime = await startFakeLibreTime({ key: KEY, station: { timezone: ZONE } })
  const payload = await startFakePayload({ key: KEY, isSeeded: false })
  const app = await startApp({ yaml: BY_HAND })
  await app.claim()
  const today = dayAt(Date.now(), ZONE)
  const monday = addDays(today, 8 - weekDayOf(today))
  const at = (day: number, clock: string): number => instantAt(`${addDays(monday, day)}T${clock}`, ZONE)
  const shows = seedPlayout(libretime, at)
  seedCms(payload, libretime, shows.drift)
  await connect(app, { libretime, payload })
  return {
    app,
    libretime,
    payload,
    monday,
    shows,
    at,
    async plan({ track, day, clock, minutes }) {
      const startsMs = at(day, clock)
      const slot = { startsAt: iso(startsMs), endsAt: iso(startsMs + minutes * MINUTE_MS) }
      const body = { trackId: track, showId: '1', ...slot }
      const answer = await app.cli('POST', 'api/v1/radio/stations/1/planner/airings', body)
      if (answer.status >= 300) throw new Error(answer.text)
      return answer.json as PlannedView
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await libretime[Symbol.asyncDispose]()
      await payload[Symbol.asyncDispose]()
    },
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()

function seedPlayout({ seed }: FakeLibreTime, at: CalendarWorld['at']): CalendarWorld['shows'] {
  const shows = {
    drift: seed.show('Drift'),
    kitchen: seed.show('Kitchen Table'),
    linked: seed.show('Linked', { linked: true }),
  }
  const songs = Array.from({ length: 10 }, (_, index) =>
    seed.file({ title: `Song ${index + 1}`, lengthMs: 4 * MINUTE_MS }),
  )
  const talk = seed.file({ title: 'Kitchen Table, 144', lengthMs: 60 * MINUTE_MS })
  for (const day of [0, 1, 2, 3, 4]) {
    const instance = seed.instance({ show: shows.kitchen, startsAt: at(day, '09:00'), endsAt: at(day, '11:00') })
    seed.row({ instance, file: talk, startsAt: at(day, '09:00'), lengthMs: 60 * MINUTE_MS })
    for (const [index, file] of songs.entries())
      seed.row({ instance, file, startsAt: at(day, '10:00') + index * 4 * MINUTE_MS, lengthMs: 4 * MINUTE_MS })
  }
  seed.instance({ show: shows.drift, startsAt: at(3, '18:00'), endsAt: at(3, '20:00') })
  seed.instance({ show: shows.linked, startsAt: at(5, '12:00'), endsAt: at(5, '13:00') })
  return shows
}

function seedCms(payload: FakePayload, { seed }: FakeLibreTime, drift: number): void {
  for (const { id } of payload.seed.shows(1))
    payload.rows('shows').change(id, { title: 'Drift', libretimeShowId: String(drift) })
  const episodes = payload.seed.episodes(EPISODES.length + 1)
  for (const [index, { id }] of episodes.entries()) {
    const of = EPISODES[index]
    // The last one has no audio yet.
    if (of === undefined) continue
    const { title, minutes, seconds } = of
    const track = seed.file({ title, artist: 'Riverside', lengthMs: (minutes * 60 + seconds) * 1000 })
    payload.rows('episodes').change(id, { title, libretimeTrackId: String(track) })
  }
}

async function connect(
  app: TestApp,
  { libretime, payload }: Pick<CalendarWorld, 'libretime' | 'payload'>,
): Promise<void> {
  const add = async (path: string, body: object) => {
    const answer = await app.cli('POST', `api/v1/${path}`, body)
    if (answer.status >= 300) throw new Error(answer.text)
  }
  const secrets = { api_key: KEY }
  await add('connections', { kind: 'libretime', name: 'LibreTime', settings: { address: libretime.url }, secrets })
  await add('connections', { kind: 'payload', name: 'CMS', settings: { address: payload.url }, secrets })
  const station = { timeZone: ZONE, libraryConnectionId: 1 }
  await add('radio/stations', { ...station, name: 'Riverside', cmsConnectionId: 2 })
  await add('radio/stations', { ...station, name: 'Without a CMS', cmsConnectionId: null })
}
