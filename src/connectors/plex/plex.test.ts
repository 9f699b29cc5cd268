import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createEgress } from '../../kernel/egress/client.ts'
import type { Telling } from '../../library/players/ports.ts'
import { createClient } from './client.ts'
import { type FakePlex, startFakePlex } from './fake-server.ts'
import { player } from './player.ts'
import { rungsOf } from './rungs.ts'
import { baseOf } from './settings.ts'

const { signal } = new AbortController()
const egress = createEgress()
after(() => egress[Symbol.asyncDispose]())

const SECTIONS = [
  { key: '1', type: 'movie', title: 'Films', locations: ['/srv/films', '/srv/films2'] },
  { key: '2', type: 'movie', title: '4K', locations: ['/srv/films/4k'] },
  { key: '3', type: 'show', title: 'TV', locations: ['D:\\TV'] },
] as const

const clientOf = ({ url }: FakePlex, token = 'fake-token') =>
  createClient({ base: baseOf({ address: url }), token, egress })
const NONE = { signal, kept: [], keep: async () => undefined }
const TELLING: Telling = {
  root: '/srv/films',
  folder: '/srv/films/Up (2009)',
  kind: 'films',
  change: 'added',
  title: 'Up',
  wanted: ['Up (2009).mkv'],
  present: null,
  changed: null,
  isOneOfMany: false,
}

describe('Plex', () => {
  it('looks at one folder of the library that has it, and shows it later', async () => {
    await using fake = await startFakePlex({ sections: SECTIONS })
    const plex = player(clientOf(fake))
    fake.disk.add('/srv/films/Up (2009)/Up (2009).mkv').add('/srv/films2/Up (2009)/Up (2009).mkv')
    await plex.tell(TELLING, NONE)
    assert.deepEqual(await plex.find(TELLING, signal), [])
    fake.act()
    const [found] = (await plex.find(TELLING, signal)) ?? []
    assert.equal(found?.file, '/srv/films/Up (2009)/Up (2009).mkv')
    fake.disk.add('/srv/films/4k/Heat/Heat.mkv')
    const heat = { ...TELLING, root: '/srv/films/4k', folder: '/srv/films/4k/Heat', title: 'Something else' }
    await plex.tell(heat, NONE)
    fake.act()
    assert.equal((await plex.find(heat, signal))?.length, 1)
    assert.deepEqual(fake.told, ['1 /srv/films/Up (2009)', '2 /srv/films/4k/Heat'])
    assert.deepEqual(await plex.listNames('/srv/films', signal), ['Up (2009)'])
  })

  it('keeps the separators that the library is written with', async () => {
    await using fake = await startFakePlex({ sections: SECTIONS })
    const plex = player(clientOf(fake))
    fake.disk.add('D:\\TV\\Show One\\Season 1\\S01E01.mkv')
    const show: Telling = { ...TELLING, root: 'D:\\TV', folder: 'D:\\TV\\Show One', kind: 'series', title: 'Show One' }
    await plex.tell(show, NONE)
    fake.act()
    assert.deepEqual(fake.told, ['3 D:\\TV\\Show One'])
    assert.deepEqual(
      ((await plex.find(show, signal)) ?? []).map(({ file }) => file),
      [...fake.disk],
    )
    await plex.tell({ ...show, folder: 'D:/TV/Show One' }, NONE)
    fake.act()
    assert.deepEqual(await plex.find(show, signal), [], 'the double drops it, as Plex does')
  })

  for (const refusesGetWith of [404, 405] as const)
    it(`asks by POST where GET is ${refusesGetWith}`, async () => {
      await using fake = await startFakePlex({ sections: SECTIONS, refusesGetWith })
      await player(clientOf(fake)).tell(TELLING, NONE)
      assert.equal(fake.told.length, 1)
    })

  it('is understood in its old way, and refuses a wrong token in its own words', async () => {
    await using fake = await startFakePlex({ sections: SECTIONS, isOld: true })
    const plex = player(clientOf(fake))
    assert.equal((await plex.listRoots(signal))?.length, 4)
    assert.deepEqual(await plex.about(signal), { product: 'Plex Media Server', version: '1.41.0.1', name: '' })
    await assert.rejects(player(clientOf(fake, 'wrong')).about(signal), { code: 'remote/key-refused' })
    await assert.rejects(plex.tell({ ...TELLING, root: '/elsewhere' }, NONE), { code: 'players/folder-not-seen' })
    fake.play('Up')
    assert.deepEqual(await plex.listPlaying(signal), ['Up'])
    const codes: string[] = []
    for (const rung of rungsOf(clientOf(fake))) codes.push((await rung.climb(signal)).code)
    assert.deepEqual(codes, ['plex-answers', 'plex-key', 'plex-version'])
  })
})
