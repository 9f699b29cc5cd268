import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { ask } from '../../../test/kodi.ts'
import { createEgress } from '../../kernel/egress/client.ts'
import type { Telling, WatchState } from '../../library/players/ports.ts'
import { createClient } from './client.ts'
import { kodiConformance, type KodiWorld } from './conformance.ts'
import { type FakeKodi, startFakeKodi } from './fake-server.ts'
import { messenger } from './messenger.ts'
import { player } from './player.ts'
import { rungsOf } from './rungs.ts'
import { baseOf } from './settings.ts'

const { signal } = new AbortController()

const place = mkdtempSync(join(tmpdir(), 'patchbay-kodi-media-'))
const egress = createEgress()
after(async () => {
  await egress[Symbol.asyncDispose]()
  rmSync(place, { recursive: true, force: true })
})

const clientFor = (address: string, given: { username: string; password: string; lookMs?: number }) =>
  createClient({ base: baseOf({ address }), egress, ...given })

function foldersIn(name: string) {
  const films = join(place, name, 'films')
  const series = join(place, name, 'series')
  for (const folder of [films, series]) mkdirSync(folder, { recursive: true })
  const roots = [
    { path: films, holds: 'movies' },
    { path: series, holds: 'tvshows' },
  ] as const
  return { films, series, roots }
}

const KEYS = { username: 'kodi', password: 'pass:word' }

describe('the double of Kodi', () => {
  const { roots, ...folders } = foldersIn('double')
  let fake: FakeKodi
  before(async () => {
    fake = await startFakeKodi({ roots, ...KEYS })
  })
  after(() => fake[Symbol.asyncDispose]())
  kodiConformance((): KodiWorld => ({
    ...folders,
    player: player(clientFor(fake.url, { ...KEYS, lookMs: 5 })),
    ask: (method, params) => ask(fake.url, method, params),
    nextSecond: async () => undefined,
  }))
})

const messageOf = (text: string) => ({
  key: 'k',
  title: 'Library',
  items: [{ text, more: '', link: null, kind: 'library.title.added', seq: 1, at: 1 }],
  severity: 'good' as const,
  isLoud: false,
  at: 1,
})

async function climb(client: ReturnType<typeof clientFor>): Promise<string[]> {
  const codes: string[] = []
  for (const rung of rungsOf(client)) codes.push((await rung.climb(signal)).code)
  return codes
}

describe('Kodi', () => {
  it('is not taken for well without the right password, whatever signs are in it', async () => {
    await using fake = await startFakeKodi({ username: 'kodi', password: 'a:b%ü' })
    const about = (password: string) => player(clientFor(fake.url, { username: 'kodi', password })).about(signal)
    assert.equal((await about('a:b%ü')).version, '20.1')
    await assert.rejects(about('wrong'), { code: 'remote/key-refused' })
  })

  it('names the right that is missing', async () => {
    await using fake = await startFakeKodi()
    const client = clientFor(fake.url, { username: '', password: '' })
    assert.deepEqual(await climb(client), ['kodi-answers', 'kodi-version', 'kodi-rights'])
    fake.takeRight('RemoveData')
    await assert.rejects(climb(client), { code: 'kodi/not-allowed' })
    await assert.rejects(client.call('VideoLibrary.Refresh', z.unknown(), { signal }), { code: 'kodi/too-old' })
  })

  it('says what plays', async () => {
    await using fake = await startFakeKodi()
    fake.play('Up')
    assert.deepEqual(await player(clientFor(fake.url, { username: '', password: '' })).listPlaying(signal), ['Up'])
  })

  it('shows messages that are cut between signs and never empty', async () => {
    await using fake = await startFakeKodi()
    const client = clientFor(fake.url, { username: '', password: '' })
    await messenger(client).send(messageOf('👩‍👩‍👧'.repeat(200)), signal)
    await messenger(client).send(messageOf(''), signal)
    const [long, empty] = fake.notifications
    assert.equal(long?.message, `${'👩‍👩‍👧'.repeat(179)}…`)
    assert.equal(empty?.message, 'Library')
    assert.ok((long?.displaytime ?? 0) >= 1500)
  })

  it('writes down what was watched before a request that may lose it leaves', async () => {
    const films = join(place, 'kept')
    mkdirSync(join(films, 'Up'), { recursive: true })
    writeFileSync(join(films, 'Up/Up.mkv'), 'x')
    writeFileSync(join(films, 'Up/Up.nfo'), '<movie><title>Up</title></movie>')
    await using fake = await startFakeKodi({ roots: [{ path: films, holds: 'movies' }] })
    const up = player(clientFor(fake.url, { username: '', password: '' }))
    const telling: Telling = {
      root: films,
      folder: join(films, 'Up'),
      kind: 'films',
      change: 'added',
      title: 'Up',
      wanted: ['Up.mkv'],
      present: ['Up.mkv'],
      changed: null,
      isOneOfMany: false,
    }
    await up.tell(telling, { signal, kept: [], keep: async () => undefined })
    Object.assign(fake.rows[0] ?? {}, { playcount: 3, userrating: 7 })
    const order: string[] = []
    fake.cutBy(({ method }) => {
      if (/Refresh|Set|Remove/.test(method)) order.push(method)
      return method === 'VideoLibrary.RefreshMovie' ? 'after' : 'no'
    })
    const keep = async (): Promise<void> => void order.push('kept')
    await assert.rejects(up.tell({ ...telling, change: 'changed' }, { signal, kept: [], keep }), {
      code: 'remote/broken-off',
    })
    assert.deepEqual(order, ['kept', 'VideoLibrary.SetMovieDetails', 'VideoLibrary.RefreshMovie'])
  })

  const filmOf = async (fake: FakeKodi, films: string) => {
    mkdirSync(join(films, 'Up'), { recursive: true })
    writeFileSync(join(films, 'Up/Up.mkv'), 'x')
    writeFileSync(join(films, 'Up/Up.nfo'), '<movie><title>Up</title></movie>')
    const up = player(clientFor(fake.url, { username: '', password: '', lookMs: 5 }))
    const telling: Telling = {
      root: films,
      folder: join(films, 'Up'),
      kind: 'films',
      change: 'added',
      title: 'Up',
      wanted: ['Up.mkv'],
      present: ['Up.mkv'],
      changed: null,
      isOneOfMany: false,
    }
    const written: WatchState[][] = []
    const keep = async (states: readonly WatchState[]): Promise<void> => void written.push([...states])
    await up.tell(telling, { signal, kept: [], keep })
    return { up, telling, written, keep }
  }
  const OLD = { plays: 3, lastPlayed: '2024-01-02 03:04:05', rating: 7, resumeAtSeconds: 0, lengthSeconds: 0 }

  it('is given back nothing that is older than what it says now', async () => {
    const films = join(place, 'newer')
    await using fake = await startFakeKodi({ roots: [{ path: films, holds: 'movies' }] })
    const { up, telling, keep } = await filmOf(fake, films)
    const kept = [{ ...OLD, file: join(films, 'Up/Up.mkv') }]
    const change = 'changed'
    const now = () => {
      const { playcount, lastplayed, userrating } = fake.rows[0] ?? assert.fail()
      return [playcount, lastplayed, userrating]
    }
    const newer = { playcount: 4, lastplayed: '2024-02-03 04:05:06', userrating: 9 }
    Object.assign(fake.rows[0] ?? {}, newer)
    await up.tell({ ...telling, change }, { signal, kept, keep })
    assert.deepEqual(now(), Object.values(newer))
    // Read anew with what its NFO says, it has lost what was watched.
    Object.assign(fake.rows[0] ?? {}, { playcount: 1, lastplayed: '', userrating: 5 })
    await up.tell({ ...telling, change }, { signal, kept, keep })
    assert.deepEqual(now(), [OLD.plays, OLD.lastPlayed, OLD.rating])
  })

  it('leaves nothing written down of a try that lost nothing, and all that an earlier one lost', async () => {
    const films = join(place, 'not-taken')
    await using fake = await startFakeKodi({ roots: [{ path: films, holds: 'movies' }] })
    const { up, telling, written, keep } = await filmOf(fake, films)
    Object.assign(fake.rows[0] ?? {}, { playcount: 3, lastplayed: OLD.lastPlayed })
    // Kodi can't read it.
    writeFileSync(join(films, 'Up/Up 2.mkv'), 'x')
    const files = ['Up.mkv', 'Up 2.mkv']
    const both: Telling = { ...telling, change: 'changed', wanted: files, present: files }
    await assert.rejects(up.tell(both, { signal, kept: [], keep }), { code: 'players/not-taken' })
    assert.deepEqual(
      written.map((states) => states.length),
      [1, 0],
    )
    const lost = { ...OLD, file: join(films, 'Up/Away.mkv') }
    await assert.rejects(up.tell(both, { signal, kept: [lost], keep }), { code: 'players/not-taken' })
    assert.deepEqual(written.at(-1), [lost])
  })
})
