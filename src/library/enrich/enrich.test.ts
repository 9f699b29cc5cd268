import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { startTitles } from '../../../test/titles-world.ts'
import type { ConnectionView } from '../../connections/contract.ts'
import type { FolderView } from '../scan/contract.ts'

const HARBOUR = {
  id: 603,
  title: 'The Quiet Harbour',
  releaseDate: '2019-05-02',
  overview: 'A harbour falls silent.',
  imdb: 'tt0000603',
  directors: ['Zoë Marsh'],
  cast: [{ name: 'Ann Bell', character: 'Mara' }],
  posters: [{ path: '/p1.jpg', width: 1000, height: 1500, language: 'en' }],
}

describe('titles asked about at a provider', () => {
  it('matches by name and year, keeps what an NFO and a person say, and clears nothing', async () => {
    await using world = await startTitles()
    const { fake } = world
    fake.addMovie(HARBOUR)
    fake.addMovie({ id: 604, title: 'Low Tide', releaseDate: '2003-01-01', overview: 'From the provider.' })
    await world.put('The Quiet Harbour (2019)/The Quiet Harbour (2019).mkv', 'Low Tide (2003)/Low Tide (2003).mkv')
    await world.write('Low Tide (2003)/movie.nfo', '<movie><title>Low Tide</title><plot>From the NFO.</plot></movie>')
    await world.scan()
    const { titleId } = await world.find('ann bell')
    const harbour = await world.get(titleId)
    assert.equal(harbour.state, 'enriched')
    assert.equal(harbour.facts.tmdb, '603')
    assert.equal(harbour.facts.imdb, 'tt0000603')
    assert.equal(harbour.sources.plot?.source, 'provider')
    assert.equal(harbour.facts.title, 'The Quiet Harbour')
    assert.ok(harbour.name?.pieces.some(({ as }) => as === 'year'))
    const tide = await world.get((await world.find('low tide')).titleId)
    assert.equal(tide.facts.plot, 'From the NFO.')
    assert.equal(tide.told.provider?.plot, 'From the provider.')

    const edit = await world.change('PATCH', titleId, { path: '', body: { facts: { plot: 'Mine.', tagline: null } } })
    assert.equal(edit.status, 200)
    fake.addMovie({ ...HARBOUR, overview: 'Another text.', directors: [], cast: [] })
    await world.app.cli('POST', 'api/v1/library/titles/together', { titleIds: [titleId], act: 'refresh' })
    await world.settle()
    const after = await world.get(titleId)
    assert.equal(after.facts.plot, 'Mine.', 'a locked plot survives a refresh')
    assert.equal(after.told.provider?.plot, 'Another text.')
    assert.deepEqual(after.facts.directors, ['Zoë Marsh'], 'nothing that a provider leaves out is cleared')
  })

  it('goes by an id of the NFO before it searches', async () => {
    await using world = await startTitles()
    world.fake.addMovie(HARBOUR)
    await world.put('Something Else/Something Else.mkv')
    const ids = '<uniqueid type="imdb">tt0000603</uniqueid>'
    await world.write('Something Else/movie.nfo', `<movie><title>Something Else</title>${ids}</movie>`)
    await world.scan()
    const title = await world.get((await world.find('something')).titleId)
    assert.equal(title.facts.tmdb, '603')
    assert.equal(title.facts.title, 'Something Else')
    assert.ok(world.fake.requests.every((path) => !path.includes('/search/')))
  })

  it('guesses no tie: a person chooses once, and it is remembered', async () => {
    await using world = await startTitles()
    const { fake } = world
    for (const id of [1, 2]) fake.addMovie({ id, title: 'Fog', releaseDate: '1980-02-01', overview: `Number ${id}` })
    await world.put('Fog (1980)/Fog (1980).mkv')
    await world.scan()
    const { titleId, care, state } = await world.find('fog')
    assert.equal(care?.code, 'library.match-unsure')
    assert.equal(state, 'unidentified')
    assert.deepEqual((await world.matches(titleId)).map(({ providerId }) => providerId).toSorted(), ['1', '2'])
    const waiting = async () =>
      (await world.app.cards()).filter(({ said }) => said.code.includes('library.matches-wait')).length
    assert.equal(await waiting(), 1)
    const chosen = await world.change('PUT', titleId, { path: '/match', body: { providerId: '2' } })
    assert.equal(chosen.status, 200)
    await world.settle()
    const after = await world.get(titleId)
    assert.equal(after.facts.plot, 'Number 2')
    assert.equal(after.care, null)
    assert.ok(after.locks.includes('tmdb'))
    assert.equal(await waiting(), 0)
    assert.deepEqual(await world.matches(titleId), [])
    assert.equal((await world.change('PUT', titleId, { path: '/match', body: { providerId: '1' } })).status, 200)
    await world.settle()
    const other = await world.get(titleId)
    assert.equal(other.facts.plot, 'Number 1')
    const { json } = await world.app.cli('GET', `api/v1/library/titles/${titleId}/match-search?text=fog&year=1980`)
    assert.equal((json as { items: unknown[] }).items.length, 2)
  })

  it('has the facts of the one that was chosen last, also while another one is still asked about', async () => {
    await using world = await startTitles()
    const { fake } = world
    for (const id of [1, 2]) fake.addMovie({ id, title: 'Fog', releaseDate: '1980-02-01', overview: `Number ${id}` })
    await world.put('Fog (1980)/Fog (1980).mkv')
    await world.scan()
    const { titleId } = await world.find('fog')
    fake.faults.set({ kind: 'slow', ms: 1500, path: '/movie/1' })
    fake.requests.length = 0
    const choose = (providerId: string) => world.change('PUT', titleId, { path: '/match', body: { providerId } })
    assert.equal((await choose('1')).status, 200)
    await world.app.until('the first is asked about', () =>
      Promise.resolve(fake.requests.some((path) => path.includes('/movie/1'))),
    )
    assert.equal((await choose('2')).status, 200)
    await world.settle()
    const { facts, told, state } = await world.get(titleId)
    assert.deepEqual([facts.tmdb, facts.plot, told.provider?.plot], ['2', 'Number 2', 'Number 2'])
    assert.equal(state, 'enriched')
  })

  it('remembers what a person chose only for a title that has its folder for itself', async () => {
    await using world = await startTitles()
    const { fake } = world
    for (const id of [1, 2]) fake.addMovie({ id, title: 'Fog', releaseDate: '1980-02-01' })
    for (const id of [3, 4]) fake.addMovie({ id, title: 'Rain', releaseDate: '1985-02-01' })
    for (const id of [5, 6]) fake.addMovie({ id, title: 'Snow', releaseDate: '1990-02-01' })
    await world.put('Fog (1980)/Fog (1980).mkv', 'Two/Rain (1985).mkv', 'Two/Sleet (1986).mkv', 'Snow (1990).mkv')
    await world.scan()
    const choose = async (text: string, providerId: string) => {
      const { titleId } = await world.find(text)
      const chosen = await world.change('PUT', titleId, { path: '/match', body: { providerId } })
      assert.equal(chosen.status, 200)
      await world.settle()
      assert.equal((await world.get(titleId)).facts.tmdb, providerId)
    }
    await choose('fog', '2')
    await choose('rain', '4')
    await choose('snow', '6')
    const said = new Map<string, unknown>()
    for (let folderId = 1; folderId <= 3; folderId += 1) {
      const folder = await world.app.get<FolderView>(`api/v1/library/folders/${folderId}`)
      said.set(folder.relPath, folder.said)
    }
    assert.deepEqual([...said].toSorted(), [
      ['', null],
      ['Fog (1980)', { ids: { tmdb: '2' } }],
      ['Two', null],
    ])
  })

  it('has the poster that the provider named', async () => {
    await using world = await startTitles()
    world.fake.addMovie(HARBOUR)
    const grey = { width: 1000, height: 1500, channels: 3 as const, background: '#456' }
    world.fake.world.images.set('/p1.jpg', await sharp({ create: grey }).jpeg().toBuffer())
    await world.put('The Quiet Harbour (2019)/The Quiet Harbour (2019).mkv')
    await world.scan()
    const { posterSha256, titleId } = await world.find('harbour')
    assert.match(posterSha256 ?? '', /^[0-9a-f]{64}$/)
    const [poster] = (await world.get(titleId)).artwork
    assert.deepEqual([poster?.kind, poster?.source, poster?.sha256], ['poster', 'provider', posterSha256])
  })

  it('hears a person who says that the provider does not have it', async () => {
    await using world = await startTitles()
    await world.put('Home Video (2011)/Home Video (2011).mkv')
    await world.scan()
    const { titleId, care } = await world.find('home video')
    assert.equal(care?.code, 'library.no-match')
    await world.change('PUT', titleId, { path: '/match', body: { providerId: null } })
    world.fake.addMovie({ id: 9, title: 'Home Video', releaseDate: '2011-01-01' })
    await world.app.cli('POST', 'api/v1/library/titles/together', { titleIds: [titleId], act: 'refresh' })
    await world.settle()
    const after = await world.get(titleId)
    assert.deepEqual([after.care, after.facts.tmdb, after.state], [null, undefined, 'unidentified'])
  })

  it('keeps what is known of a title that the provider has no longer, and asks a person', async () => {
    await using world = await startTitles()
    world.fake.addMovie(HARBOUR)
    await world.put('The Quiet Harbour (2019)/The Quiet Harbour (2019).mkv')
    await world.scan()
    const { titleId } = await world.find('harbour')
    world.fake.world.movies.delete(603)
    await world.app.cli('POST', 'api/v1/library/titles/together', { titleIds: [titleId], act: 'refresh' })
    await world.settle()
    const after = await world.get(titleId)
    assert.equal(after.care?.code, 'library.gone-at-provider')
    assert.equal(after.facts.plot, 'A harbour falls silent.')
  })

  it('asks about a series with its seasons and episodes', async () => {
    await using world = await startTitles('series')
    world.fake.addSeries({
      id: 50,
      name: 'North Pier',
      firstAirDate: '2015-01-01',
      seasons: {
        1: [
          { id: 5001, name: 'Fog', overview: 'It comes.', airDate: '2015-01-01', still: '/s1.jpg' },
          { id: 5002, name: 'Tide' },
        ],
      },
    })
    await world.put(
      'North Pier (2015)/Season 01/North Pier S01E01.mkv',
      'North Pier (2015)/Season 01/North Pier S01E02.mkv',
    )
    await world.scan()
    const series = await world.get((await world.find('north pier')).titleId)
    assert.equal(series.facts.tmdb, '50')
    const season = await world.get(series.children[0]?.titleId ?? 0)
    assert.deepEqual(
      season.children.map(({ title, number }) => [number, title]),
      [
        [1, 'Fog'],
        [2, 'Tide'],
      ],
    )
    const [first] = season.children
    assert.equal((await world.get(first?.titleId ?? 0)).facts.plot, 'It comes.')
  })

  it('asks anew about what was changed there, from where it came to', async () => {
    await using world = await startTitles()
    const { fake, app } = world
    fake.addMovie(HARBOUR)
    fake.addMovie({ id: 604, title: 'Low Tide', releaseDate: '2003-01-01', overview: 'Old.' })
    await world.put('The Quiet Harbour (2019)/The Quiet Harbour (2019).mkv', 'Low Tide (2003)/Low Tide (2003).mkv')
    await world.scan()
    const today = new Date().toISOString().slice(0, 10)
    for (const movie of [HARBOUR, { id: 604, title: 'Low Tide', releaseDate: '2003-01-01' }])
      fake.addMovie({ ...movie, overview: 'New.' })
    fake.world.changes.push({ kind: 'movie', id: 604, day: today }, { kind: 'movie', id: 99_999, day: today })
    fake.requests.length = 0
    const update = () => app.cli('POST', 'api/v1/library/libraries/1/tasks/update/run')
    assert.equal((await update()).status, 202)
    await world.settle()
    assert.equal((await world.get((await world.find('low tide')).titleId)).facts.plot, 'New.')
    assert.equal((await world.get((await world.find('harbour')).titleId)).facts.plot, 'A harbour falls silent.')
    assert.ok(fake.requests[0]?.includes(`start_date=${today}`))
    fake.requests.length = 0
    fake.world.changes.length = 0
    await update()
    await world.settle()
    assert.equal(fake.requests.length, 1, 'one question, and nothing to ask about')
  })

  it('waits while the provider is away; what was read is there, and the key is nowhere', async () => {
    await using world = await startTitles()
    const { fake, app } = world
    fake.addMovie(HARBOUR)
    fake.faults.set({ kind: 'html', status: 503 })
    await world.put('The Quiet Harbour (2019)/The Quiet Harbour (2019).mkv')
    assert.equal((await app.cli('POST', 'api/v1/library/libraries/1/scans', {})).status, 202)
    const enriching = async () => (await app.jobs()).filter(({ kind }) => kind === 'library.enrich')
    await app.until('it waits for the provider', async () =>
      (await enriching()).some(({ state, attempt }) => state === 'scheduled' && attempt > 0),
    )
    const title = await world.find('harbour')
    assert.equal(title.state, 'unidentified')
    assert.equal(title.title, 'The Quiet Harbour')
    fake.faults.clear()
    await world.settle()
    assert.equal((await world.find('harbour')).state, 'enriched')
    const { items } = await app.get<{ items: ConnectionView[] }>('api/v1/connections')
    const told = [
      JSON.stringify(items),
      app.logLines.join(),
      (await app.cli('GET', 'api/v1/events')).text,
      JSON.stringify(await app.jobs()),
      (await app.cli('GET', 'api/v1/deliveries')).text,
    ]
    for (const text of told) assert.ok(!text.includes(fake.key))
  })
})
