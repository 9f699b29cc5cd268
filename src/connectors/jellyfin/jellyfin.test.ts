import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createEgress } from '../../kernel/egress/client.ts'
import type { Telling } from '../../library/players/ports.ts'
import { createClient } from './client.ts'
import { type FakeJellyfin, startFakeJellyfin } from './fake-server.ts'
import { player } from './player.ts'
import { rungsOf } from './rungs.ts'
import { baseOf } from './settings.ts'

const { signal } = new AbortController()
const egress = createEgress()
after(() => egress[Symbol.asyncDispose]())

const FOLDERS = [
  { name: 'Films', type: 'movies', locations: ['/media/movies', '/media/movies2'] },
  { name: 'TV', type: 'tvshows', locations: ['D:\\TV'] },
] as const

const clientOf = ({ url }: FakeJellyfin, apiKey = 'fake-key') =>
  createClient({ base: baseOf({ address: url }), apiKey, egress })
const NONE = { signal, kept: [], keep: async () => undefined }
const TELLING: Telling = {
  root: '/media/movies',
  folder: '/media/movies/Up (2009)',
  kind: 'films',
  change: 'added',
  title: 'Up',
  wanted: ['Up (2009).mkv'],
  present: null,
  changed: null,
  isOneOfMany: false,
}

const climb = async (client: ReturnType<typeof clientOf>): Promise<string[]> => {
  const codes: string[] = []
  for (const rung of rungsOf(client)) codes.push((await rung.climb(signal)).code)
  return codes
}

describe('Jellyfin', () => {
  it('is told of one folder, at once, and shows it later', async () => {
    await using fake = await startFakeJellyfin({ folders: FOLDERS })
    const jellyfin = player(clientOf(fake))
    fake.disk.add('/media/movies/Up (2009)/Up (2009).mkv').add('/media/movies2/Up (2009)/Up (2009).mkv')
    await jellyfin.tell(TELLING, NONE)
    assert.deepEqual(fake.told, [{ Path: '/media/movies/Up (2009)', UpdateType: 'Created' }])
    assert.deepEqual(await jellyfin.find(TELLING, signal), [])
    fake.act()
    const [first] = (await jellyfin.find(TELLING, signal)) ?? []
    assert.equal(first?.file, '/media/movies/Up (2009)/Up (2009).mkv')
    await jellyfin.tell({ ...TELLING, change: 'changed' }, NONE)
    fake.act()
    const [again] = (await jellyfin.find({ ...TELLING, title: 'Another name' }, signal)) ?? []
    assert.equal(again?.ref, first?.ref)
    assert.notEqual(again?.mark, first?.mark, 'read anew')
    fake.disk.clear()
    await jellyfin.tell({ ...TELLING, change: 'removed' }, NONE)
    assert.deepEqual(
      fake.told.map(({ UpdateType }) => UpdateType),
      ['Created', 'Modified', 'Deleted'],
    )
    fake.act()
    assert.deepEqual(await jellyfin.find(TELLING, signal), [])
    assert.ok(!fake.requests.includes('POST /Library/Refresh'))
  })

  it('tells its folders and what it knows in them, with the paths of Windows', async () => {
    await using fake = await startFakeJellyfin({ folders: FOLDERS })
    const jellyfin = player(clientOf(fake))
    assert.deepEqual(await jellyfin.listRoots(signal), [
      { path: '/media/movies', name: 'Films', holds: 'films' },
      { path: '/media/movies2', name: 'Films', holds: 'films' },
      { path: 'D:\\TV', name: 'TV', holds: 'series' },
    ])
    fake.disk.add('D:\\TV\\Show One\\Season 1\\S01E01.mkv').add('D:\\TV\\Show One\\Season 1\\S01E02.mkv')
    const show: Telling = { ...TELLING, root: 'D:\\TV', folder: 'D:\\TV\\Show One', kind: 'series', title: 'Show One' }
    await jellyfin.tell(show, NONE)
    fake.act()
    const files = ((await jellyfin.find(show, signal)) ?? []).map(({ file }) => file)
    assert.deepEqual(files, ['D:\\TV\\Show One', ...fake.disk])
    assert.deepEqual(await jellyfin.listNames('D:\\TV\\', signal), ['Show One'])
    assert.equal(await jellyfin.listNames('/elsewhere', signal), undefined)
  })

  it('finds what is far down a long list, under another title', async () => {
    await using fake = await startFakeJellyfin({ folders: FOLDERS })
    const jellyfin = player(clientOf(fake))
    for (let at = 0; at < 1100; at++) fake.disk.add(`/media/movies/Film ${at}/Film ${at}.mkv`)
    await clientOf(fake).post(
      'Library/Media/Updated',
      {
        Updates: Array.from({ length: 1100 }, (_, at) => ({ Path: `/media/movies/Film ${at}`, UpdateType: 'Created' })),
      },
      { signal },
    )
    fake.act()
    const telling = { ...TELLING, folder: '/media/movies/Film 1099', title: 'Quite another' }
    assert.equal((await jellyfin.find(telling, signal))?.length, 1)
  })

  it('proves its key with the header that newer versions take, and says what an owner may not do', async () => {
    await using fake = await startFakeJellyfin({ folders: FOLDERS, isAdmin: false })
    assert.deepEqual(await climb(clientOf(fake)), [
      'jellyfin-answers',
      'jellyfin-key',
      'jellyfin-version',
      'jellyfin-rights-some',
    ])
    assert.equal(await player(clientOf(fake)).listRoots(signal), undefined)
    await assert.rejects(player(clientOf(fake, 'wrong')).about(signal), { code: 'remote/key-refused' })
    const legacy = await fetch(new URL('System/Info', fake.url), { headers: { 'x-emby-token': fake.key } })
    assert.equal(legacy.status, 401)
  })

  it('says what is being watched', async () => {
    await using fake = await startFakeJellyfin()
    const jellyfin = player(clientOf(fake))
    assert.deepEqual(await jellyfin.listPlaying(signal), [])
    fake.play('Up')
    assert.deepEqual(await jellyfin.listPlaying(signal), ['Up'])
    assert.deepEqual(await jellyfin.about(signal), { product: 'Jellyfin Server', version: '12.0.0', name: 'den' })
  })
})
