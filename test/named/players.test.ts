import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { type FakeJellyfin, startFakeJellyfin } from '../../src/connectors/jellyfin/fake-server.ts'
import { type FakePlex, startFakePlex } from '../../src/connectors/plex/fake-server.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import type { DeliveryDetail } from '../../src/deliveries/contract.ts'
import type { TellingView } from '../../src/library/players/contract.ts'
import { type CliHost, openCliHost, type Said } from '../cli-host.ts'
import { insertFilm, insertLibraryAt } from '../players-world.ts'
import { BY_HAND, startApp, type TestApp } from '../start-app.ts'

const UP = 'Up (2009)'
const MOVIES = { name: 'Films', type: 'movies', locations: ['/data/movies', '/data/movies2'] } as const
const SECTION = { key: '7', type: 'movie', title: 'Films', locations: ['D:\\Films'] } as const

let jellyfin: FakeJellyfin
let plex: FakePlex
let app: TestApp
let host: CliHost

const run = (...args: string[]): Promise<Said> => host.run(['players', ...args])

before(async () => {
  jellyfin = await startFakeJellyfin({ folders: [MOVIES], actsAfterMs: 10 })
  plex = await startFakePlex({ sections: [SECTION], actsAfterMs: 10, refusesGetWith: 405 })
  app = await startApp({ yaml: BY_HAND })
  host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
  const connect = (kind: string, address: string, api_key: string) =>
    app.cli('POST', 'api/v1/connections', { kind, name: kind, settings: { address }, secrets: { api_key } })
  await connect('jellyfin', jellyfin.url, jellyfin.key)
  await connect('plex', plex.url, plex.token)
  await using db = openSqlite(join(app.dataFolder, 'patchbay.db'))
  const libraryId = await insertLibraryAt(db, '/media/films')
  await insertFilm(db, libraryId, UP)
})
after(async () => {
  await host[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
  await jellyfin[Symbol.asyncDispose]()
  await plex[Symbol.asyncDispose]()
})

it('tells Jellyfin of a folder only when it is in one of its libraries, though it says yes to any', async () => {
  const added = await run('add', 'jellyfin', 'Den', '--players', '1', '--libraries', '1')
  assert.equal(added.code, 0, added.err)
  const tested = await run('test', '1', '1', UP)
  assert.equal(tested.code, 3)
  assert.match(
    tested.out,
    /\/media\/films\/Up \(2009\) is in none of the libraries of jellyfin\. It knows \/data\/movies, /,
  )
  const failed = await run('tell', '1', '1', UP)
  assert.equal(failed.code, 1)
  assert.deepEqual(jellyfin.told, [])
  assert.match((await run('told', '--state', 'failed')).out, /Up \(2009\) +failed/)
  assert.deepEqual(
    (await app.cards()).map(({ said }) => said.code),
    ['library.players-not-mapped'],
  )
})

it('tells it as soon as it is mapped, and reads back that it has the file', async () => {
  jellyfin.disk.add(`/data/movies/${UP}/${UP}.mkv`)
  assert.equal((await run('map', '1', '1', '/data/movies/')).code, 0)
  await app.settled()
  assert.deepEqual(
    jellyfin.told.map(({ Path }) => Path),
    [`/data/movies/${UP}`],
  )
  const told = await app.get<{ items: TellingView[] }>('api/v1/library/player-tellings')
  assert.deepEqual(
    told.items.map(({ state, player }) => [state, player]),
    [['verified', 'jellyfin']],
  )
  const { proof } = await app.get<DeliveryDetail>(`api/v1/deliveries/${told.items[0]?.deliveryId}`)
  assert.deepEqual(proof.map(({ field, verdict }) => [field, verdict]).toSorted(), [
    ['player-files', 'equal'],
    ['player-folder', 'equal'],
    ['player-state', 'equal'],
  ])
  assert.equal((await run('test', '1', '1', UP)).code, 0)
  assert.deepEqual(await app.cards(), [])
  assert.ok(!jellyfin.requests.includes('POST /Library/Refresh'))
})

it('tells Plex in the separators of its own library', async () => {
  plex.disk.add(`D:\\Films\\${UP}\\${UP}.mkv`)
  await run('add', 'plex', 'Attic', '--players', '2', '--libraries', '1')
  await run('map', '2', '1', 'd:/Films')
  const told = await run('tell', '2', '1', UP)
  assert.equal(told.code, 0, told.out + told.err)
  assert.deepEqual(plex.told, [`7 D:\\Films\\${UP}`])
  assert.match((await run('list')).out, /Attic +Plex/)
})

it('shows no key of a player anywhere', async () => {
  const shown = [
    ...app.logLines,
    (await run('list', '--json')).out,
    (await run('told', '--json')).out,
    (await app.cli('GET', 'api/v1/connections')).text,
    (await app.cli('GET', 'api/v1/deliveries')).text,
  ].join('\n')
  for (const key of [jellyfin.key, plex.token]) assert.ok(!shown.includes(key), key)
})
