import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { OpenConnection } from '../../connections/ports.ts'
import { manualClock, systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { AppError, LimitedError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import type { Port } from '../../kernel/port.ts'
import { ArtworkSource } from '../../library/assets/ports.ts'
import { MetadataProvider } from '../../library/enrich/ports.ts'
import { type FakeTmdb, startFakeTmdb } from './fake-server.ts'
import { tmdb } from './index.ts'
import { createPace } from './pace.ts'

const { signal } = new AbortController()
const log = openLog({ level: 'error' }).area('test')
const wish = { language: 'en', signal }
const LONG_KEY = 'eyJhbGciOiJIUzI1NiJ9.canary-token-of-tmdb'

let egress: Egress
let fake: FakeTmdb
before(async () => {
  egress = createEgress()
  fake = await startFakeTmdb()
  fake.world.keys.add(LONG_KEY)
  fake.world.collections.set(9, { id: 9, name: 'Harbour Collection', overview: 'Two films by the sea.' })
  fake.addMovie({
    id: 603,
    title: 'The Quiet Harbour',
    originalTitle: 'Der stille Hafen',
    releaseDate: '2019-05-02',
    overview: 'A harbour falls silent.',
    tagline: '',
    runtime: 104,
    imdb: 'tt0000603',
    genres: ['Drama'],
    average: 7.46,
    votes: 120,
    directors: ['Zoë Marsh'],
    writers: ['Al Reed'],
    cast: [{ name: 'Ann Bell', character: 'Mara' }],
    collection: 9,
    certification: 'PG-13',
    trailer: 'abcdEFGH_-1',
    posters: [
      { path: '/p1.jpg', width: 1000, height: 1500, language: 'en', votes: 4, average: 5.5 },
      { path: '/p2.jpg', width: 2000, height: 3000 },
      { path: '/p3.jpg', width: 2000, height: 3000, language: 'hu' },
    ],
    backdrops: [
      { path: '/b1.jpg', width: 1920, height: 1080 },
      { path: '/b2.jpg', width: 1920, height: 1080, language: 'en' },
    ],
  })
  fake.addMovie({ id: 7, title: 'Undated', releaseDate: '' })
  fake.addSeries({
    id: 50,
    name: 'North Pier',
    firstAirDate: '2015-01-01',
    tvdb: 777,
    status: 'Ended',
    seasons: {
      1: [
        { id: 5001, name: 'Fog', airDate: '2015-01-01', still: '/s1.jpg' },
        { id: 5002, name: 'Tide' },
      ],
    },
  })
})
after(async () => {
  await fake[Symbol.asyncDispose]()
  await egress[Symbol.asyncDispose]()
})
beforeEach(() => {
  fake.faults.clear()
  fake.requests.length = 0
})

function connect({ key = fake.key, clock = systemClock, address = fake.url } = {}): OpenConnection {
  return tmdb.create({
    settings: tmdb.settings.parse({ address, images_address: fake.imagesUrl, calls_per_second: 50 }),
    secrets: { api_key: key },
    tools: { egress, clock, log },
  })
}

const portOf = <Filled>({ ports }: OpenConnection, port: Port<Filled>): Filled =>
  ports.find(([name]) => name === port.name)?.[1] as Filled
const provider = (given = {}): MetadataProvider => portOf(connect(given), MetadataProvider)

async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const error: unknown = await call.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof AppError) return error
  throw error
}

describe('TMDB', () => {
  it('tells what is known of a film, without what is empty', async () => {
    const { facts, ids, pictures } = await provider().readTitle('movie', '603', wish)
    assert.deepEqual(ids, { tmdb: '603', imdb: 'tt0000603' })
    assert.deepEqual(facts, {
      title: 'The Quiet Harbour',
      originalTitle: 'Der stille Hafen',
      plot: 'A harbour falls silent.',
      runtimeMin: 104,
      premiered: '2019-05-02',
      year: 2019,
      mpaa: 'PG-13',
      ratings: [{ name: 'themoviedb', value: 7.5, votes: 120, max: 10, isDefault: true }],
      genres: ['Drama'],
      countries: ['United States of America'],
      studios: ['Lantern Works'],
      tags: ['harbour'],
      set: { name: 'Harbour Collection', overview: 'Two films by the sea.' },
      trailer: 'https://www.youtube.com/watch?v=abcdEFGH_-1',
      directors: ['Zoë Marsh'],
      writers: ['Al Reed'],
      actors: [{ name: 'Ann Bell', role: 'Mara', order: 0 }],
    })
    assert.deepEqual(
      pictures.map(({ kind, ref, language }) => [kind, ref, language]),
      [
        ['poster', '/p1.jpg', 'en'],
        ['poster', '/p2.jpg', null],
        ['fanart', '/b1.jpg', null],
        ['landscape', '/b2.jpg', 'en'],
      ],
      'textless ones are asked for, and a backdrop with words is a landscape',
    )
  })

  it('takes the English text where the language has none', async () => {
    fake.addMovie({
      id: 8,
      title: 'Hafen',
      releaseDate: '2020-01-01',
      translations: [{ language: 'en', overview: 'In English.', tagline: 'Yes.' }],
    })
    const { facts } = await provider().readTitle('movie', '8', { ...wish, language: 'de-DE' })
    assert.equal(facts.plot, 'In English.')
    assert.equal(facts.tagline, 'Yes.')
  })

  it('reads a series, its seasons and episodes', async () => {
    const one = provider()
    const { ids, facts, seasons } = await one.readTitle('series', '50', wish)
    assert.deepEqual(ids, { tmdb: '50', tvdb: '777' })
    assert.equal(facts.status, 'ended')
    assert.deepEqual(seasons, [{ number: 1, episodes: 2 }])
    const { episodes } = await one.readSeason('50', 1, wish)
    assert.deepEqual(
      episodes.map(({ number, facts: { title, directors }, ids: { tmdb: id } }) => [number, title, directors, id]),
      [
        [1, 'Fog', ['Ola Berg'], '5001'],
        [2, 'Tide', ['Ola Berg'], '5002'],
      ],
    )
    assert.equal(episodes[0]?.pictures[0]?.ref, '/s1.jpg')
  })

  it('searches by words and year, and finds by the ids of others', async () => {
    const one = provider()
    const found = await one.search('movie', { title: 'quiet harbour', year: 2019 }, wish)
    assert.deepEqual(
      found.map(({ id, year }) => [id, year]),
      [['603', 2019]],
    )
    assert.deepEqual(await one.search('movie', { title: 'quiet harbour', year: 1950 }, wish), [])
    assert.equal((await one.search('movie', { title: 'undated' }, wish))[0]?.year, undefined, 'release_date is ""')
    assert.equal((await one.findByIds('movie', { imdb: 'tt0000603' }, wish))[0]?.id, '603')
    assert.equal((await one.findByIds('series', { tvdb: '777' }, wish))[0]?.id, '50')
    assert.deepEqual(await one.findByIds('movie', { imdb: 'tt9' }, wish), [])
  })

  it('lists what was changed, all pages of it, and no more than 14 days', async () => {
    fake.world.changes = Array.from({ length: 230 }, (_, id) => ({ kind: 'movie', id: id + 1, day: '2026-03-05' }))
    const one = provider()
    assert.equal((await one.listChanged('movie', { from: '2026-03-01', to: '2026-03-10' }, signal)).length, 230)
    assert.equal(fake.requests.length, 3)
    const problem = await failureOf(one.listChanged('movie', { from: '2026-03-01', to: '2026-03-20' }, signal))
    assert.equal(problem.code, 'tmdb/refused')
    assert.match(String(problem.params['said']), /14 days/)
  })

  it('tells the ways in which it says no apart', async () => {
    const one = provider()
    const ask = () => failureOf(one.readTitle('movie', '603', wish))
    const cases = [
      [{ kind: 'html', status: 502 }, 'remote/gateway'],
      [{ kind: 'maintenance' }, 'remote/gateway'],
      [{ kind: 'truncated' }, 'remote/not-json'],
    ] as const
    for (const [fault, code] of cases) {
      fake.faults.set(fault)
      const problem = await ask()
      assert.equal(problem.code, code)
      assert.ok(problem.isRetryable, `${fault.kind} may be asked again`)
    }
    fake.faults.clear()
    assert.equal((await failureOf(one.readTitle('movie', '999', wish))).code, 'library/gone-at-provider')
    assert.equal(
      (await failureOf(provider({ key: 'wrong' }).readTitle('movie', '603', wish))).code,
      'remote/key-refused',
    )
    const elsewhere = provider({ address: fake.url.replace('/3', '/4') })
    assert.equal(
      (await failureOf(elsewhere.readTitle('movie', '603', wish))).code,
      'tmdb/no-api',
      'a 404 that is not its own is no absence',
    )
  })

  it('leaves it alone for as long as it asks, without asking meanwhile', async () => {
    const clock = manualClock()
    const one = provider({ clock })
    fake.faults.set({ kind: 'too-many', retryAfter: '7', times: 1 })
    const first = await failureOf(one.readTitle('movie', '7', wish))
    assert.ok(first instanceof LimitedError)
    assert.equal(first.retryAfterMs, 7000)
    assert.equal(fake.requests.length, 1)
    assert.ok((await failureOf(one.readTitle('movie', '7', wish))) instanceof LimitedError)
    assert.equal(fake.requests.length, 1, 'nothing was sent')
    clock.advance(7001)
    assert.equal((await one.readTitle('movie', '7', wish)).facts.title, 'Undated')
  })

  it('keeps to its own rate, and a call that is given up does not wait', async () => {
    const clock = manualClock()
    const pace = createPace(clock, { perSecond: 2, host: 'h' })
    await pace.turn(signal)
    await pace.turn(signal)
    let isDone = false
    const third = pace.turn(signal).then(() => (isDone = true))
    clock.advance(400)
    await Promise.resolve()
    assert.equal(isDone, false)
    clock.advance(200)
    await third
    const leaving = new AbortController()
    const fourth = pace.turn(leaving.signal)
    leaving.abort(new Error('gone'))
    await assert.rejects(fourth, /gone/)
  })

  it('says the key to the API only, short or long, and nobody reads it in an error', async () => {
    fake.faults.set({ kind: 'echo' })
    const problem = await failureOf(provider().readTitle('movie', '603', wish))
    assert.equal(problem.code, 'tmdb/refused')
    assert.doesNotMatch(JSON.stringify(problem.params), new RegExp(fake.key))
    fake.faults.clear()
    fake.requests.length = 0
    await provider({ key: LONG_KEY }).readTitle('movie', '7', wish)
    assert.doesNotMatch(fake.requests.join(), /api_key|canary/)
    fake.requests.length = 0
    await portOf(connect(), ArtworkSource).fetchArtwork('/p1.jpg', { maxBytes: 1000 }, signal)
    assert.deepEqual(fake.requests, ['/t/p/original/p1.jpg'], 'pictures need no key')
  })

  it('fetches pictures that it named, and nothing else', async () => {
    const source = portOf(connect(), ArtworkSource)
    fake.world.images.set('/big.jpg', new Uint8Array(5000))
    assert.equal((await source.fetchArtwork('/big.jpg', { maxBytes: 5000 }, signal)).length, 5000)
    const fetch = (ref: string) => failureOf(source.fetchArtwork(ref, { maxBytes: 4000 }, signal))
    assert.equal((await fetch('/big.jpg')).code, 'remote/too-long')
    assert.equal((await fetch('/missing.jpg')).code, 'library/no-such-artwork')
    fake.requests.length = 0
    for (const ref of ['//evil.example/x.jpg', '/../3/configuration', 'http://169.254.169.254/a.jpg', '/a.jpg?x=1'])
      assert.equal((await fetch(ref)).code, 'library/no-such-artwork')
    assert.deepEqual(fake.requests, [])
  })

  it('is tested by two harmless calls', async () => {
    const climb = async (open: OpenConnection): Promise<string[]> => {
      const facts: string[] = []
      for (const rung of open.rungs) {
        const told = await rung.climb(signal).catch((error: unknown) => error as AppError)
        facts.push(told.code)
      }
      return facts
    }
    assert.deepEqual(await climb(connect()), ['tmdb-answers', 'tmdb-key'])
    assert.deepEqual(await climb(connect({ key: 'wrong' })), ['tmdb-answers', 'remote/key-refused'])
  })
})
