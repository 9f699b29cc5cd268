import assert from 'node:assert/strict'
import { it } from 'node:test'
import { addRadarr, download, fileOf, movieOf } from '../../../test/radarr-world.ts'
import { startLibrary } from '../../../test/scan-world.ts'

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

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}
