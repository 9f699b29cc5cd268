import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it } from 'node:test'
import { startFakeJellyfin } from '../connectors/jellyfin/fake-server.ts'
import { startLibrary } from '../../test/scan-world.ts'
import type { WithSecret } from '../webhooks/contract.ts'
import type { TellingView } from './players/contract.ts'

it('tells players what a scan found, what was published later, and what is gone', async () => {
  const locations = ['/data/films'] as const
  await using jellyfin = await startFakeJellyfin({
    folders: [{ name: 'Films', type: 'movies', locations }],
    actsAfterMs: 10,
  })
  await using world = await startLibrary('films', { settings: { steps: { publish: true } } })
  const { app, library } = world
  const post = async (path: string, body: object): Promise<void> => {
    const { status, text } = await app.cli('POST', `api/v1/${path}`, body)
    assert.ok(status < 300, `${path}: ${text}`)
  }
  await post('connections', {
    kind: 'jellyfin',
    name: 'Den',
    settings: { address: jellyfin.url },
    secrets: { api_key: jellyfin.key },
  })
  await post('library/player-groups', {
    kind: 'jellyfin',
    name: 'Den',
    connectionIds: [1],
    libraryIds: [library.libraryId],
  })
  await post('library/player-groups/1/mappings', {
    libraryId: library.libraryId,
    relPath: '',
    playerPath: locations[0],
  })
  const tellings = async () =>
    (await app.get<{ items: TellingView[] }>('api/v1/library/player-tellings')).items.map(
      ({ label, change, state }) => `${label} ${change} ${state}`,
    )
  for (const name of ['Heat (1995)', 'Up (2009)']) {
    world.put(`${name}/${name}.mkv`)
    jellyfin.disk.add(`/data/films/${name}/${name}.mkv`)
  }
  await world.scan()
  await app.settled()
  assert.deepEqual((await tellings()).toSorted(), ['Heat (1995) changed verified', 'Up (2009) changed verified'])
  const toldOnce = jellyfin.told.length
  await world.scan()
  await app.settled()
  assert.equal(jellyfin.told.length, toldOnce, 'nothing changed, nothing is told')
  const radarr = (await app.cli('POST', 'api/v1/webhooks/sources', { kind: 'radarr', name: 'Radarr' }))
    .json as WithSecret
  world.remove('Heat (1995)')
  jellyfin.disk.delete('/data/films/Heat (1995)/Heat (1995).mkv')
  const said = await app.call('PUT', 'webhooks/radarr', {
    body: {
      movie: { id: 1, title: 'Heat', folderPath: join(world.folder, 'Heat (1995)'), tmdbId: 949 },
      deletedFiles: true,
      eventType: 'MovieDelete',
    },
    headers: { 'x-patchbay-token': radarr.secret },
  })
  assert.equal(said.status, 200, said.text)
  await app.settled()
  assert.notEqual((await world.titles())[0]?.deleted_at, null)
  assert.deepEqual((await tellings()).toSorted(), ['Heat (1995) removed verified', 'Up (2009) changed verified'])
})
