import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { onEachDatabase } from '../../../test/databases.ts'
import { addLibrary } from '../../../test/library-world.ts'
import type { Db } from '../../db/db.ts'
import { applyFacts, applyFactsToMany, type TellFacts } from './facts.ts'
import { hear, type Standing, type TellingSource } from './merge.ts'
import type { FactSource, TitleFacts } from './model.ts'
import { addTitles, openTitles } from './store.ts'

const AT = 1_000

async function addOne(db: Db): Promise<number> {
  const libraryId = await addLibrary(db)
  const [titleId = 0] = await db.tx((tx) =>
    addTitles(tx, [{ libraryId, kind: 'movie', title: 'the-quiet-harbour.2019' }], AT),
  )
  return titleId
}

type Said = Partial<Record<FactSource, TitleFacts>> & Omit<Partial<TellFacts>, 'source'>

const tell = (titleId: number, { nfo, provider, name, file, person, ...more }: Said): TellFacts => {
  const [[source, told] = ['file', {}]] = Object.entries({ nfo, provider, name, file, person }).filter(
    ([, facts]) => facts !== undefined,
  )
  const by = source === 'person' ? 'person:1' : 'system'
  return { titleId, told: told ?? {}, source: source as FactSource, by, at: AT + 1, ...more }
}

async function readTitle(db: Db, titleId: number) {
  const opened = await db.tx((tx) => openTitles(tx, [titleId]))
  const title = opened.get(titleId)
  assert.ok(title)
  return title
}

const readChanges = (db: Db) => db.read.selectFrom('library_fact_changes').selectAll().orderBy('id').execute()

onEachDatabase('facts of a title', (open) => {
  it('fills what lists show from what a source tells', async () => {
    await using db = await open()
    const titleId = await addOne(db)
    const told: TitleFacts = {
      title: 'The Quiet Harbour',
      premiered: '2019-05-02',
      directors: ['Zoë Marsh'],
      ratings: [{ name: 'imdb', value: 40, max: 100 }],
    }
    const changed = await db.tx((tx) => applyFacts(tx, tell(titleId, { nfo: told, ids: { tmdb: '0012' } })))
    assert.deepEqual(changed.toSorted(), ['directors', 'premiered', 'ratings', 'title', 'tmdb'])
    const { row, standing } = await readTitle(db, titleId)
    assert.equal(row.title, 'The Quiet Harbour')
    assert.equal(row.sort_key, 'quiet harbour')
    assert.equal(row.year, 2019)
    assert.equal(row.rating, 4)
    assert.equal(row.tmdb_id, '0012')
    assert.equal(row.state, 'identified')
    assert.equal(row.identified_by, 'nfo')
    const { words } = await db.read.selectFrom('library_title_words').select('words').executeTakeFirstOrThrow()
    assert.match(words, /zoe marsh/)
    assert.equal(row.version, 2)
    assert.equal(standing.sources.title?.source, 'nfo')
    assert.deepEqual(await readChanges(db), [], 'first values are no changes')
  })

  it('keeps a locked plot whatever NFO and provider tell, again and again', async () => {
    await using db = await open()
    const titleId = await addOne(db)
    await db.tx((tx) => applyFacts(tx, tell(titleId, { person: { plot: 'Mine' } })))
    for (const source of ['nfo', 'provider', 'provider'] as const)
      assert.deepEqual(await db.tx((tx) => applyFacts(tx, tell(titleId, { [source]: { plot: `By ${source}` } }))), [])
    const { standing } = await readTitle(db, titleId)
    assert.equal(standing.facts.plot, 'Mine')
    assert.deepEqual(standing.locks, ['plot'])
    assert.equal(standing.told.provider?.plot, 'By provider', 'what was said is known all the same')
  })

  it('never clears a value because a source has none', async () => {
    await using db = await open()
    const titleId = await addOne(db)
    await db.tx((tx) =>
      applyFacts(tx, tell(titleId, { provider: { plot: 'A plot', genres: ['Drama'], runtimeMin: 90 } })),
    )
    const nothing = { plot: null, genres: [], runtimeMin: Number.NaN, tagline: ' ' } as unknown as TitleFacts
    assert.deepEqual(await db.tx((tx) => applyFacts(tx, tell(titleId, { provider: nothing }))), [])
    const { standing } = await readTitle(db, titleId)
    assert.deepEqual(standing.facts, { plot: 'A plot', genres: ['Drama'], runtimeMin: 90 })
  })

  it('lets a less trusted source say nothing over a more trusted one, and notes each change', async () => {
    await using db = await open()
    const titleId = await addOne(db)
    await db.tx((tx) => applyFacts(tx, tell(titleId, { name: { title: 'quiet harbour' } })))
    await db.tx((tx) => applyFacts(tx, tell(titleId, { nfo: { title: 'The Quiet Harbour' }, runId: 7 })))
    assert.deepEqual(await db.tx((tx) => applyFacts(tx, tell(titleId, { provider: { title: 'Quiet Harbor' } }))), [])
    const [change, ...others] = await readChanges(db)
    assert.deepEqual(others, [])
    assert.equal(change?.before, '"quiet harbour"')
    assert.equal(change?.before_source, 'name')
    assert.equal(change?.source, 'nfo')
    assert.equal(change?.run_id, 7)
  })

  it('writes nothing when nothing is new', async () => {
    await using db = await open()
    const titleId = await addOne(db)
    await db.tx((tx) => applyFacts(tx, tell(titleId, { nfo: { title: 'X', genres: ['A', 'B'] } })))
    const { row } = await readTitle(db, titleId)
    await db.tx((tx) => applyFacts(tx, tell(titleId, { nfo: { title: 'X', genres: ['A', 'B'] }, at: AT + 50 })))
    assert.deepEqual((await readTitle(db, titleId)).row, row)
  })

  it('applies many at once, several of one title too', async () => {
    await using db = await open()
    const libraryId = await addLibrary(db)
    const ids = await db.tx((tx) =>
      addTitles(
        tx,
        Array.from({ length: 250 }, (_, place) => ({ libraryId, kind: 'movie' as const, title: `f${place}` })),
        AT,
      ),
    )
    const tells = ids.flatMap((titleId, place) => [
      tell(titleId, { name: { title: `Film ${place}`, year: 2000 } }),
      tell(titleId, { nfo: { title: `Film No ${place}` }, ids: { tmdb: String(place) } }),
    ])
    const changed = await db.tx((tx) => applyFactsToMany(tx, tells))
    assert.equal(changed.size, 250)
    const last = await readTitle(db, ids.at(-1) ?? 0)
    assert.equal(last.row.title, 'Film No 249')
    assert.equal(last.row.version, 2)
    assert.equal(last.standing.told.name?.title, 'Film 249')
    assert.equal((await readChanges(db)).length, 250)
    assert.deepEqual(await db.tx((tx) => applyFactsToMany(tx, [])), new Map())
    assert.deepEqual(await db.tx((tx) => applyFacts(tx, tell(999_999, { nfo: { title: 'X' } }))), [])
  })
})

const facts = fc.record(
  {
    title: fc.constantFrom('A', 'B', 'C', ''),
    plot: fc.constantFrom('x', 'y', ' ', null as unknown as string),
    genres: fc.array(fc.constantFrom('Drama', 'War'), { maxLength: 2 }),
    year: fc.constantFrom(1999, 2000),
    imdb: fc.constantFrom('tt1', 'tt2'),
  },
  { requiredKeys: [] },
)
const SOURCES_TELLING: readonly TellingSource[] = ['nfo', 'provider', 'name', 'file']

it('ends the same whatever the order in which sources speak', () => {
  const tellings = fc.record({ nfo: facts, provider: facts, name: facts, file: facts })
  const order = fc.shuffledSubarray([...SOURCES_TELLING], { minLength: 4 })
  const locks = fc.subarray(['title', 'plot', '*'])
  fc.assert(
    fc.property(fc.record({ told: tellings, one: order, other: order, locks, isOwn: fc.boolean() }), (given) => {
      const { told, one, other, locks: locked, isOwn } = given
      const start: Standing = {
        facts: isOwn ? { plot: 'own' } : {},
        sources: isOwn ? { plot: { source: 'person', by: 'person:1', at: 0 } } : {},
        locks: locked,
        told: {},
      }
      const end = (sources: readonly TellingSource[]): Standing =>
        sources.reduce<Standing>(
          (standing, source) => hear(standing, { facts: told[source], source, by: 's', at: 1 }).standing,
          start,
        )
      assert.deepEqual(end(one), end(other))
      assert.deepEqual(end([...one, ...other]), end(one), 'and when they speak again')
    }),
    { numRuns: 500 },
  )
})
