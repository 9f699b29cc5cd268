import assert from 'node:assert/strict'
import type { FakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { addDays, instantAt } from '../../src/kernel/time.ts'
import type { SpawnedApp } from '../spawn-app.ts'

export const ZONE = 'Europe/Paris'
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
  /** First tracks of each kind. */
  first: Record<(typeof KINDS)[number]['code'], number>
  foreign: ReadonlySet<number>
}

/** A library of 5,000 tracks, and a schedule with 5,000 rows of others: an evening of this day, and all of the next ones. */
export function seedStation({ seed }: FakeLibreTime, airDate: string): LogStation {
  const first = {} as LogStation['first']
  for (const { code, count, seconds } of KINDS) {
    const library = seed.trackType({ code })
    for (let n = 0; n < count; n++) {
      const id = seed.file({
        title: `${code} ${n + 1}`,
        artist: code === 'MUS' ? `Artist ${(n * 7) % 700}` : 'Station',
        lengthMs: seconds(n) * 1000 + ((n * 37) % 1000),
        trackType: library,
      })
      if (n === 0) first[code] = id
    }
  }
  const show = seed.show('Evening of others')
  const foreign = new Set<number>()
  const fill = (startsAt: number, hours: number, count: number): void => {
    const instance = seed.instance({ show, startsAt, endsAt: startsAt + hours * HOUR_MS })
    const each = Math.floor((hours * HOUR_MS) / count / 1000) * 1000
    for (let n = 0; n < count; n++)
      foreign.add(seed.row({ instance, file: first.MUS + n, startsAt: startsAt + n * each, lengthMs: each }))
  }
  fill(instantAt(`${airDate}T20:00`, ZONE), 2, 40)
  for (let day = 1; foreign.size < FOREIGN; day++)
    fill(instantAt(`${addDays(airDate, day)}T00:00`, ZONE), 24, Math.min(480, FOREIGN - foreign.size))
  return { airDate, first, foreign }
}

/** Connection, station, clocks and orders, as a person sets them up. */
export async function setUpStation(
  app: SpawnedApp,
  library: FakeLibreTime,
  { first, airDate }: LogStation,
): Promise<void> {
  const send = async <Reply>(call: string, body: object, headers: Record<string, string> = {}) => {
    const [method = '', path = ''] = call.split(' ')
    const authorization = await app.bearer()
    const answer = await app.call(method, `api/v1/${path}`, { body, headers: { authorization, ...headers } })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.json as Reply
  }
  const settings = { address: library.url }
  await send('POST connections', {
    kind: 'libretime',
    name: 'LibreTime',
    settings,
    secrets: { api_key: library.key },
  })
  await send('POST radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  await send('POST radio/stations/1/track-syncs', {})
  await app.until('the library is read', async () => {
    const { items } = await app.get<{ items: { state: string }[] }>('api/v1/radio/stations/1/track-syncs')
    return items.some(({ state }) => state !== 'running')
  })
  const add = (many: string, body: object) =>
    send<{ id?: number } & Record<string, number>>(`POST radio/stations/1/${many}`, body)
  await add('categories', { name: 'Music', query: { typeCodes: ['MUS'] } })
  await add('categories', { name: 'Promos', query: { typeCodes: ['PRO'] } })
  const members = Array.from({ length: 20 }, (_, n) => ({ trackId: first.IDS + n }))
  await add('carts', { name: 'Station ids', order: 'rotation', maxAgeMs: null, categoryId: null, members })
  const music = { kind: 'category', categoryId: 1 }
  await add('clocks', {
    name: 'Hour',
    slots: [
      { slotId: 'id', kind: 'cart', cartId: 1, anchor: { kind: 'hard', atMs: 0 } },
      { slotId: 'm1', ...music, fill: { by: 'time', ms: 24 * MINUTE_MS } },
      { slotId: 'a1', kind: 'spots', units: 3, maxMs: 2 * MINUTE_MS },
      { slotId: 'p1', kind: 'category', categoryId: 2 },
      { slotId: 'm2', ...music, fill: { by: 'end' } },
    ],
  })
  const grid = await app.cli('GET', 'api/v1/radio/stations/1/grid')
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 1))
  await send('PUT radio/stations/1/grid', { week }, { 'if-match': String((grid.json as { etag: string }).etag) })
  for (const [n, sponsor] of ['Corner Bakery', 'Bike Co-op'].entries())
    await add('orders', {
      number: `${2207 + n}`,
      name: sponsor,
      sponsor,
      product: `Product ${n}`,
      typeCode: 'ADV',
      firstDay: airDate,
      lastDay: airDate,
      plays: 12,
      per: 'day',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      windows: [],
      copies: [{ trackId: first.ADV + n }],
    })
}
