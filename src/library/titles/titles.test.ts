import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openCliHost } from '../../../test/cli-host.ts'
import { startTitles, type TitlesWorld } from '../../../test/titles-world.ts'
import type { FactChangeView, TitleFacets, TitleStepView, TitleView } from './contract.ts'

const AT = 'api/v1/library/titles'
type Page = { items: TitleView[]; nextCursor: string | null; total: number | null }

describe('titles by the API', () => {
  let world: TitlesWorld
  const list = (query: string): Promise<Page> => world.app.get<Page>(`${AT}?${query}`)
  const names = async (query: string): Promise<string[]> => (await list(query)).items.map(({ title }) => title)
  before(async () => {
    world = await startTitles()
    for (const [id, year] of [1999, 2001, 2003].entries())
      world.fake.addMovie({
        id: id + 1,
        title: `Tide ${id + 1}`,
        releaseDate: `${year}-01-01`,
        votes: 5,
        average: id + 4,
        cast: [{ name: `Ünal ${['Alder', 'Birch', 'Cedar'][id]}`, character: 'X' }],
      })
    await world.put(
      'Tide 1 (1999)/Tide 1 (1999).mkv',
      'Tide 2 (2001)/Tide 2 (2001).mkv',
      'Tide 3 (2003)/Tide 3 (2003).mkv',
      'Unknown Reef/Unknown Reef.mkv',
    )
    await world.scan()
  })
  after(() => world[Symbol.asyncDispose]())

  it('lists in pages and orders, and counts with the first page', async () => {
    const first = await list('limit=3')
    assert.deepEqual([first.total, first.items.length], [4, 3])
    const second = await list(`limit=3&cursor=${first.nextCursor}`)
    assert.deepEqual(
      second.items.map(({ title }) => title),
      ['Unknown Reef'],
    )
    assert.deepEqual([second.total, second.nextCursor], [null, null])
    assert.deepEqual(await names('sort=year&order=down&limit=2'), ['Tide 3', 'Tide 2'])
    assert.deepEqual((await names('sort=rating&order=down'))[0], 'Tide 3')
    const down = await list('sort=rating&order=down&limit=1')
    assert.deepEqual(await names(`sort=rating&order=down&limit=1&cursor=${down.nextCursor}`), ['Tide 2'])
  })

  it('filters and searches by title, person, file and path', async () => {
    assert.deepEqual(await names('yearFrom=2000&yearTo=2002'), ['Tide 2'])
    assert.deepEqual(await names('care=yes'), ['Unknown Reef'])
    assert.deepEqual(await names('state=enriched&yearTo=1999'), ['Tide 1'])
    assert.deepEqual(await names(`text=${encodeURIComponent('ÜNAL ced')}`), ['Tide 3'])
    assert.deepEqual(await names('text=reef.mkv'), ['Unknown Reef'])
    assert.deepEqual(await names('text=100%25'), [], 'a sign of patterns is a sign')
    assert.equal((await list('noArt=clearlogo')).total, 4)
    assert.deepEqual(await names('addedSince=2999-01-01T00:00:00.000Z'), [])
    assert.equal((await list('notIn=1')).total, 4, 'no player was told')
    assert.equal((await world.app.cli('GET', `${AT}?libraryId=99`)).status, 404)
    const facets = await world.app.get<TitleFacets>('api/v1/library/title-facets?libraryId=1')
    assert.equal(facets.total, 4)
    assert.equal(facets.care, 1)
    assert.deepEqual(
      facets.years.map(({ year, count }) => [year, count]),
      [
        [2003, 1],
        [2001, 1],
        [1999, 1],
        [null, 1],
      ],
    )
  })

  it('is edited by who saw its newest version only; facts are locked, and each change can be taken back', async () => {
    const { titleId } = await world.find('tide 1')
    const edit = (headers: Record<string, string>, facts: object) =>
      world.app.call('PATCH', `${AT}/${titleId}`, { headers, body: { facts } })
    const authorization = await world.app.bearer()
    assert.equal((await edit({ authorization }, { plot: 'X' })).status, 428)
    assert.equal((await edit({ authorization, 'if-match': '"0"' }, { plot: 'X' })).status, 412)
    const bad = await world.change('PATCH', titleId, { path: '', body: { facts: { year: 'soon' } } })
    assert.equal(bad.status, 400)
    assert.equal((await world.change('PATCH', titleId, { path: '', body: { facts: { title: null } } })).status, 400)
    const done = await world.change('PATCH', titleId, { path: '', body: { facts: { plot: 'Mine', genres: ['War'] } } })
    assert.equal(done.status, 200)
    const title = await world.get(titleId)
    assert.deepEqual([title.facts.plot, title.locks.toSorted()], ['Mine', ['genres', 'plot']])
    assert.equal(title.sources.plot?.text, 'a person')
    const { items } = await world.app.get<{ items: FactChangeView[] }>(`${AT}/${titleId}/changes`)
    const ofPlot = items.find(({ fact }) => fact === 'plot')
    assert.equal(ofPlot?.canUndo, true)
    assert.equal((await world.app.cli('POST', `${AT}/${titleId}/changes/${ofPlot?.changeId}/undo`)).status, 200)
    assert.equal((await world.get(titleId)).facts.plot, undefined)
    assert.equal((await world.app.cli('POST', `${AT}/${titleId}/changes/${ofPlot?.changeId}/undo`)).status, 409)
    await world.change('POST', titleId, { path: '/reset', body: {} })
    const reset = await world.get(titleId)
    assert.deepEqual([reset.locks, reset.facts.genres], [[], undefined])
  })

  it('is locked as a whole with others, and says what was left alone', async () => {
    const { titleId } = await world.find('tide 2')
    const { status, json } = await world.app.cli('POST', `${AT}/together`, { titleIds: [titleId, 99_999], act: 'lock' })
    assert.equal(status, 200)
    const { done, left } = json as { done: number; left: { titleId: number; reason: { code: string } }[] }
    assert.deepEqual([done, left[0]?.titleId, left[0]?.reason.code], [1, 99_999, 'library/no-such-title'])
    assert.deepEqual(await names('locked=yes'), ['Tide 2'])
    assert.equal((await world.get(titleId)).isLocked, true)
    await world.app.cli('POST', `${AT}/together`, { titleIds: [titleId], act: 'unlock' })
    assert.deepEqual(await names('locked=yes'), [])
  })

  it('tells what happened to it', async () => {
    const { titleId } = await world.find('tide 3')
    const { items } = await world.app.get<{ items: TitleStepView[] }>(`${AT}/${titleId}/steps`)
    const texts = items.map(({ text }) => text)
    assert.equal(texts[0], 'Found in its folder')
    assert.ok(texts.includes('The provider was asked about it'), texts.join())
    assert.ok(items.some(({ runId }) => runId !== null))
    assert.equal((await world.app.cli('GET', `${AT}/99999/steps`)).status, 404)
  })

  it('is worked on from the command line', async () => {
    const { titleId } = await world.find('tide 3')
    await using cli = openCliHost({ PATCHBAY_DATA: world.app.dataFolder })
    const edited = await cli.run([
      'titles',
      'edit',
      String(titleId),
      'actors=Ann Bell/Mara;Bo Reed',
      'set=Tides',
      'year=2004',
    ])
    assert.equal(edited.code, 0, edited.err)
    const title = await world.get(titleId)
    assert.deepEqual(title.facts.actors, [
      { name: 'Ann Bell', order: 0, role: 'Mara' },
      { name: 'Bo Reed', order: 1 },
    ])
    assert.deepEqual([title.facts.set, title.year], [{ name: 'Tides' }, 2004])
    const listed = await cli.run(['titles', 'list', 'Ours', '--text', 'bell'])
    assert.match(listed.out, /Tide 3/)
    assert.equal((await cli.run(['titles', 'show', String(titleId)])).code, 0)
    assert.equal((await cli.run(['titles', 'reset', String(titleId), 'year'])).code, 0)
    assert.equal((await world.get(titleId)).year, 2003)
  })
})
