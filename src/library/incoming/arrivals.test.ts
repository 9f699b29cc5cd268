import assert from 'node:assert/strict'
import { it } from 'node:test'
import { addRadarr, download, movieOf } from '../../../test/radarr-world.ts'
import { type LibraryWorld, startLibrary } from '../../../test/scan-world.ts'
import type { DryRun } from '../../webhooks/contract.ts'

const scansOf = async ({ app }: LibraryWorld): Promise<{ mode: string; folder: string | null }[]> =>
  (await app.get<{ items: { mode: string; folder: string | null }[] }>('api/v1/library/scans')).items.filter(
    ({ mode }) => mode === 'folder',
  )

it('has the folder of an import scanned once however often it is said, and takes its ids', async () => {
  await using world = await startLibrary()
  const radarr = await addRadarr(world)
  world.put('The Salt Road (2019)/film.mkv')
  world.put('Other (2001)/film.mkv')
  for (let n = 0; n < 10; n++) assert.equal(await radarr.say('Download', download('The Salt Road (2019)')), 200)
  await world.app.settled()
  assert.deepEqual(
    (await scansOf(world)).map(({ folder }) => folder),
    ['The Salt Road (2019)'],
  )
  assert.deepEqual(
    (await world.titles()).map(({ title, tmdb_id }) => [title, tmdb_id]),
    [['The Salt Road', '603']],
  )
})

it('takes a title out at once when it is said to be gone and is, and never when it is there', async () => {
  await using world = await startLibrary()
  const radarr = await addRadarr(world)
  for (const name of ['Gone (2001)', 'Still There (2002)', 'Third (2003)']) world.put(`${name}/film.mkv`)
  await world.scan()
  world.remove('Gone (2001)')
  for (const [n, name] of ['Gone (2001)', 'Still There (2002)'].entries())
    assert.equal(await radarr.say('MovieDelete', { movie: movieOf(name, n + 1), deletedFiles: true }), 200)
  await world.app.settled()
  const left = (await world.titles()).filter(({ deleted_at }) => deleted_at === null)
  assert.deepEqual(
    left.map(({ title, missing_since }) => [title, missing_since]),
    [
      ['Still There', null],
      ['Third', null],
    ],
  )
})

it('creates nothing for the test button, and says what a call would lead to', async () => {
  await using world = await startLibrary()
  const radarr = await addRadarr(world)
  const before = (await world.app.jobs()).length
  assert.equal(
    await radarr.say('Test', { movie: { id: 1, title: 'Test', folderPath: 'C:\\testpath', tmdbId: 0 } }),
    200,
  )
  assert.equal((await world.app.jobs()).length, before)
  assert.equal(await radarr.say('Download', download('Nothing There (2019)')), 200)
  const { items } = await world.app.get<{ items: { callId: number; outcome: string }[] }>('api/v1/webhooks/calls')
  assert.deepEqual(
    items.map(({ outcome }) => outcome),
    ['accepted', 'test'],
  )
  const dry = await world.app.cli('POST', `api/v1/webhooks/calls/${items[0]?.callId}/dry-run`, {})
  assert.deepEqual(
    (dry.json as DryRun).jobs.map(({ kind, label }) => [kind, label]),
    [['library.take-arrival', 'Nothing There (2019)']],
  )
  await world.app.settled()
  assert.deepEqual(await world.titles(), [])
})
