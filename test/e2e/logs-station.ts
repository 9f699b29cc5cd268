import { deskOf } from '../../demo/desk.ts'
import { addOrder, setUpClocks } from '../../demo/radio/clocks.ts'
import { addStation, readTracks, ZONE } from '../../demo/radio/station.ts'
import { seedTracks } from '../../demo/radio/tracks.ts'
import type { FakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { addDays, instantAt } from '../../src/kernel/time.ts'
import type { SpawnedApp } from '../spawn-app.ts'

const MUSIC = 4600
const TRACKS = 5000
/** Rows that others made, most of them on other days. */
export const FOREIGN = 5000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Kinds of the library's tracks, and how many of each. */
const KINDS = [
  { code: 'MUS', count: MUSIC, seconds: (n: number) => 150 + (n % 41) },
  { code: 'IDS', count: 40, seconds: (n: number) => 6 + (n % 5) },
  { code: 'PRO', count: 160, seconds: () => 30 },
  { code: 'ADV', count: 100, seconds: () => 30 },
  { code: 'JIN', count: TRACKS - MUSIC - 300, seconds: () => 12 },
] as const

export interface LogStation {
  airDate: string
  /** By the code of their type. */
  tracks: Record<string, number[]>
  foreign: ReadonlySet<number>
}

/** A library of 5,000 tracks, and a schedule with 5,000 rows of others: an evening of this day, and all of the next ones. */
export function seedStation(library: FakeLibreTime, airDate: string): LogStation {
  const { seed } = library
  const tracks = seedTracks(
    library,
    KINDS.map(({ code, count, seconds }) => ({
      code,
      count,
      make: (n) => ({
        title: `${code} ${n + 1}`,
        artist: code === 'MUS' ? `Artist ${(n * 7) % 700}` : 'Station',
        lengthMs: seconds(n) * 1000 + ((n * 37) % 1000),
      }),
    })),
  )
  const show = seed.show('Evening of others')
  const foreign = new Set<number>()
  const fill = (startsAt: number, hours: number, count: number): void => {
    const instance = seed.instance({ show, startsAt, endsAt: startsAt + hours * HOUR_MS })
    const each = Math.floor((hours * HOUR_MS) / count / 1000) * 1000
    for (let n = 0; n < count; n++)
      foreign.add(seed.row({ instance, file: tracks['MUS']?.[n] ?? 0, startsAt: startsAt + n * each, lengthMs: each }))
  }
  fill(instantAt(`${airDate}T20:00`, ZONE), 2, 40)
  for (let day = 1; foreign.size < FOREIGN; day++)
    fill(instantAt(`${addDays(airDate, day)}T00:00`, ZONE), 24, Math.min(480, FOREIGN - foreign.size))
  return { airDate, tracks, foreign }
}

/** Connection, station, clocks and orders, as a person sets them up. */
export async function setUpStation(
  app: SpawnedApp,
  library: FakeLibreTime,
  { tracks, airDate }: LogStation,
): Promise<void> {
  const desk = deskOf(app)
  const { stationId } = await addStation(desk, library)
  await readTracks(desk, stationId)
  await setUpClocks(desk, { stationId, stationIds: tracks['IDS']?.slice(0, 20) ?? [] })
  for (const [n, sponsor] of ['Corner Bakery', 'Bike Co-op'].entries())
    await addOrder(desk, stationId, {
      number: `${2207 + n}`,
      sponsor,
      product: `Product ${n}`,
      firstDay: airDate,
      lastDay: airDate,
      plays: 12,
      copies: tracks['ADV']?.slice(n, n + 1) ?? [],
    })
}
