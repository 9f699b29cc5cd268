import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ask, missingForKodi, type RealKodi, startKodi } from '../../../test/kodi.ts'
import { createEgress } from '../../kernel/egress/client.ts'
import { createClient } from './client.ts'
import { kodiConformance, type KodiWorld } from './conformance.ts'
import { messenger } from './messenger.ts'
import { player } from './player.ts'
import { rungsOf } from './rungs.ts'
import { baseOf } from './settings.ts'

const { signal } = new AbortController()
const SECOND_MS = 1100

const place = mkdtempSync(join(tmpdir(), 'patchbay-kodi-media-'))
const egress = createEgress()
after(async () => {
  await egress[Symbol.asyncDispose]()
  rmSync(place, { recursive: true, force: true })
})

describe('a real Kodi', { skip: missingForKodi() ?? false }, () => {
  const [films, series] = [join(place, 'films'), join(place, 'series')]
  let kodi: RealKodi
  const client = () => createClient({ base: baseOf({ address: kodi.url }), egress, ...kodi })
  before(async () => {
    for (const folder of [films, series]) mkdirSync(folder, { recursive: true })
    kodi = await startKodi([
      { path: films, holds: 'movies' },
      { path: series, holds: 'tvshows' },
    ])
  })
  after(() => kodi?.[Symbol.asyncDispose]())
  kodiConformance((): KodiWorld => ({
    films,
    series,
    player: player(client()),
    ask: (method, params) => ask(kodi.url, method, params),
    nextSecond: () => wait(SECOND_MS),
  }))
  it('shows a message, and passes its own test', async () => {
    const message = {
      key: 'k',
      title: 'Library',
      items: [{ text: 'A film arrived', more: '', link: null, kind: 'library.title.added', seq: 1, at: 1 }],
      severity: 'good' as const,
      isLoud: false,
      at: 1,
    }
    await messenger(client()).send(message, signal)
    const codes: string[] = []
    for (const rung of rungsOf(client())) codes.push((await rung.climb(signal)).code)
    assert.deepEqual(codes, ['kodi-answers', 'kodi-version', 'kodi-rights'])
  })
})
