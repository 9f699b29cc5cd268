import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type LibraryWorld, startLibrary } from '../../../test/scan-world.ts'
import type { DryRun, WithSecret } from '../../webhooks/contract.ts'

interface Radarr {
  /** @returns the status */
  say(eventType: string, members: object): Promise<number>
  source: WithSecret
}

/** A Radarr that sees the library as `/movies`. */
async function addRadarr({ app, library }: LibraryWorld): Promise<Radarr> {
  const added = await app.cli('POST', 'api/v1/webhooks/sources', { kind: 'radarr', name: 'Radarr' })
  const source = added.json as WithSecret
  const said = await app.cli('PUT', 'api/v1/library/sender-folders', {
    sourceId: source.source.sourceId,
    toldFolder: '/movies',
    libraryId: library.libraryId,
  })
  assert.equal(said.status, 200, said.text)
  await app.settled()
  const authorization = `Basic ${Buffer.from(`radarr:${source.secret}`).toString('base64')}`
  return {
    source,
    async say(eventType, members) {
      const body = { ...members, eventType, instanceName: 'Radarr', applicationUrl: '' }
      const answer = await app.call('POST', 'webhooks/radarr', { body, headers: { authorization } })
      return answer.status
    },
  }
}

const movieOf = (folder: string, tmdbId = 603) => ({
  id: tmdbId,
  title: folder,
  year: 2019,
  folderPath: `/movies/${folder}`,
  tmdbId,
})
const fileOf = (folder: string, id: number, name = 'film.mkv') => ({
  id,
  relativePath: name,
  path: `/movies/${folder}/${name}`,
})
const download = (folder: string, { id = 1, tmdbId = 603, isUpgrade = false, name = 'film.mkv' } = {}) => ({
  movie: movieOf(folder, tmdbId),
  movieFile: fileOf(folder, id, name),
  isUpgrade,
})

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

it('comes to one state in each of the 120 orders in which five calls may arrive', async () => {
  await using world = await startLibrary()
  const radarr = await addRadarr(world)
  const orders = permutations([0, 1, 2, 3, 4])
  assert.equal(orders.length, 120)
  // Imported, upgraded, renamed: what lies there now is the end of it.
  for (const [n] of orders.entries()) world.put(`Film ${n} (2019)/Film ${n} (2019) 2160p.mkv`)
  for (const [n, order] of orders.entries()) {
    const [before, after] = [`Film.${n}.2019`, `Film ${n} (2019)`]
    const movie = movieOf(after, 1000 + n)
    const trace: [string, object][] = [
      ['Download', { ...download(before, { id: n * 10 + 1, tmdbId: 1000 + n }) }],
      [
        'MovieFileDelete',
        { movie: movieOf(before, 1000 + n), movieFile: fileOf(before, n * 10 + 1), deleteReason: 'upgrade' },
      ],
      ['Download', download(before, { id: n * 10 + 2, tmdbId: 1000 + n, isUpgrade: true, name: '2160p.mkv' })],
      [
        'Rename',
        {
          movie,
          renamedMovieFiles: [
            {
              ...fileOf(after, n * 10 + 2),
              previousRelativePath: '2160p.mkv',
              previousPath: `/movies/${before}/2160p.mkv`,
            },
          ],
        },
      ],
      ['MovieFileDelete', { movie, movieFile: fileOf(after, n * 10 + 3, 'sample.mkv'), deleteReason: 'manual' }],
    ]
    for (const at of order) {
      const [event, members] = trace[at] as [string, object]
      assert.equal(await radarr.say(event, members), 200)
    }
  }
  await world.app.settled()
  const titles = await world.titles()
  assert.deepEqual(
    titles
      .map(({ title, year, main, tmdb_id, missing_since, deleted_at }) =>
        [title, year, main, tmdb_id, missing_since, deleted_at].join('|'),
      )
      .toSorted(),
    orders.map((_, n) => `Film ${n}|2019|Film ${n} (2019)/Film ${n} (2019) 2160p.mkv|${1000 + n}||`).toSorted(),
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

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}
