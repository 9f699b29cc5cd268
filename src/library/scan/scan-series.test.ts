import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startLibrary } from '../../../test/scan-world.ts'

const episodeNfo = (season: number, episode: number, title: string): string =>
  `<episodedetails><title>${title}</title><season>${season}</season><episode>${episode}</episode></episodedetails>`

it('finds series with seasons and episodes, told by folders, names and NFO files', async () => {
  await using world = await startLibrary('series')
  world.put(
    'Night Ferry (2010)/tvshow.nfo',
    '<tvshow><title>The Night Ferry</title><uniqueid type="tvdb">55</uniqueid></tvshow>',
  )
  world.put('Night Ferry (2010)/season01-poster.jpg')
  world.put('Night Ferry (2010)/Season 1/Night Ferry S01E01 Pier.mkv')
  world.put('Night Ferry (2010)/Season 1/Night Ferry S01E01 Pier.nfo', episodeNfo(1, 1, 'The pier'))
  world.put('Night Ferry (2010)/Season 1/Night Ferry S01E02-E03.mkv')
  world.put(
    'Night Ferry (2010)/Season 1/Night Ferry S01E02-E03.nfo',
    episodeNfo(1, 2, 'Two') + episodeNfo(1, 3, 'Three'),
  )
  world.put('Night Ferry (2010)/Season 1/Night Ferry S01E01 Pier.en.srt')
  world.put('Night Ferry (2010)/Season 1/Night Ferry S01E01 Pier-thumb.jpg')
  world.put('Night Ferry (2010)/Specials/Night Ferry S00E01.mkv')
  world.put('Genre/Slow Trains/Slow Trains - 1x05.avi')
  world.put('Loose.Show.S02E07.mkv')
  const scan = await world.scan()
  assert.equal(scan.outcome, 'done', JSON.stringify(scan.reason))
  const rows = await world.titles()
  const of = (kind: string) => rows.filter((row) => row.kind === kind)
  assert.deepEqual(
    of('series')
      .map(({ title }) => title)
      .toSorted(),
    ['Loose Show', 'Slow Trains', 'The Night Ferry'],
  )
  const ferry = of('series').find(({ title }) => title === 'The Night Ferry')
  const seasons = of('season').filter(({ parent_id }) => parent_id === ferry?.id)
  assert.deepEqual(seasons.map(({ number }) => number).toSorted(), [0, 1])
  const first = seasons.find(({ number }) => number === 1)
  const episodes = of('tv-episode').filter(({ parent_id }) => parent_id === first?.id)
  assert.deepEqual(episodes.map(({ number, title, main }) => [number, title, main?.split('/').at(-1)]).toSorted(), [
    [1, 'The pier', 'Night Ferry S01E01 Pier.mkv'],
    [2, 'Two', 'Night Ferry S01E02-E03.mkv'],
    [3, 'Three', 'Night Ferry S01E02-E03.mkv'],
  ])
  assert.deepEqual(await world.unknown(), [])
  const before = rows.length
  world.put('Night Ferry (2010)/Season 1/Night Ferry S01E04.mkv')
  const again = await world.scan()
  assert.equal(again.counts['folders.read'], 1)
  const now = await world.titles()
  assert.equal(now.length, before + 1)
  assert.equal(now.at(-1)?.parent_id, first?.id)
  world.move('Night Ferry (2010)', 'Drama/Night Ferry (2010)')
  await world.scan()
  const moved = await world.titles()
  assert.equal(moved.length, before + 1)
  assert.equal(moved.find(({ id }) => id === ferry?.id)?.folder, 'Drama/Night Ferry (2010)')
  assert.ok(moved.every(({ missing_since }) => missing_since === null))
})

it('trusts what a person said of a series more than its NFO', async () => {
  await using world = await startLibrary('series')
  world.put('Ferry (2001)/Season 1/Ferry S01E01.mkv')
  world.put('Ferry (2001)/odd.bin')
  const ids = '<uniqueid type="tmdb">11</uniqueid>'
  world.put('Ferry (2001)/tvshow.nfo', `<tvshow><title>Of the NFO</title><year>2005</year>${ids}</tvshow>`)
  await world.scan()
  const [bin] = await world.unknown()
  const word = { title: 'Ferry, really', year: 1999, ids: { tmdb: '77' } }
  const said = await world.app.cli('POST', `api/v1/library/folders/${bin?.folderId}/say`, word)
  assert.equal(said.status, 200, said.text)
  await world.app.settled()
  const series = (await world.titles()).find(({ kind }) => kind === 'series')
  assert.deepEqual([series?.title, series?.year, series?.tmdb_id], ['Ferry, really', 1999, '77'])
})
