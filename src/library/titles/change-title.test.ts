import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { addLibrary } from '../../../test/library-world.ts'
import type { Audit } from '../../access/index.ts'
import type { Db } from '../../db/db.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { EventLog } from '../../live/event-log.ts'
import { type ChangeDeps, editFacts, resetFacts, setLocks, undoChange } from './change-title.ts'
import { applyFacts } from './facts.ts'
import type { FactSource, TitleFacts, TitleIds } from './model.ts'
import { listChanges } from './page-store.ts'
import { addTitles, openTitles } from './store.ts'

/** What was told to audit and events does not matter here. */
const deaf = { append: async () => undefined } as unknown as Audit & EventLog

function depsOf(db: Db): ChangeDeps & { tick(): void } {
  let now = 10_000
  const clock = { now: () => now } as ChangeDeps['clock']
  return { db, clock, audit: deaf, events: deaf, tick: () => void (now += 1000) }
}

async function addOne(db: Db): Promise<number> {
  const libraryId = await addLibrary(db)
  const [titleId = 0] = await db.tx((tx) => addTitles(tx, [{ libraryId, kind: 'movie', title: 'a folder' }], 1))
  return titleId
}

const say = (db: Db, titleId: number, [source, told, ids]: [FactSource, TitleFacts, TitleIds?]) =>
  db.tx((tx) => applyFacts(tx, { titleId, source, told, ...(ids ? { ids } : {}), by: 'system', at: 5 }))

async function read(db: Db, titleId: number) {
  const title = (await db.tx((tx) => openTitles(tx, [titleId]))).get(titleId)
  assert.ok(title)
  return { ...title.standing, row: title.row }
}

const history = (db: Db, titleId: number) => listChanges(db.read, { titleId, limit: 50 })

onEachDatabase('changes of a title by a person', (open) => {
  it('undo brings back value, source and lock', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const titleId = await addOne(db)
    const asked = { titleId, actor: 'person:1' }
    await say(db, titleId, ['nfo', { plot: 'From the NFO' }])
    await editFacts(deps, asked, { plot: 'Mine' })
    assert.deepEqual((await read(db, titleId)).locks, ['plot'])
    const [edit] = await history(db, titleId)
    await undoChange(deps, asked, edit?.id ?? 0)
    const after = await read(db, titleId)
    assert.equal(after.facts.plot, 'From the NFO')
    assert.equal(after.sources.plot?.source, 'nfo')
    assert.deepEqual(after.locks, [])
    await assert.rejects(undoChange(deps, asked, edit?.id ?? 0), { code: 'library/change-undone' })

    const [undo] = await history(db, titleId)
    await undoChange(deps, asked, undo?.id ?? 0)
    const again = await read(db, titleId)
    assert.equal(again.facts.plot, 'Mine')
    assert.equal(again.sources.plot?.source, 'person')
    assert.deepEqual(again.locks, ['plot'], 'the undo of an undo locks it again')
  })

  it('does not let a source say again what a person took back, but hears what is new', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const titleId = await addOne(db)
    await say(db, titleId, ['provider', { plot: 'Old' }])
    await say(db, titleId, ['provider', { plot: 'New' }])
    const [change] = await history(db, titleId)
    await undoChange(deps, { titleId, actor: 'person:1' }, change?.id ?? 0)
    await say(db, titleId, ['provider', { plot: 'New' }])
    assert.equal((await read(db, titleId)).facts.plot, 'Old')
    await say(db, titleId, ['provider', { plot: 'Newest' }])
    assert.equal((await read(db, titleId)).facts.plot, 'Newest')
  })

  it('refuses to undo what was changed again since', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const titleId = await addOne(db)
    const asked = { titleId, actor: 'person:1' }
    await editFacts(deps, asked, { tagline: 'One' })
    const [first] = await history(db, titleId)
    await editFacts(deps, asked, { tagline: 'Two' })
    await assert.rejects(undoChange(deps, asked, first?.id ?? 0), { code: 'library/changed-since' })
    assert.equal((await read(db, titleId)).facts.tagline, 'Two')
  })

  it('takes a fact away for good when a person says so', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const titleId = await addOne(db)
    await say(db, titleId, ['nfo', { tagline: 'Loud' }])
    await editFacts(deps, { titleId, actor: 'person:1' }, { tagline: null })
    await say(db, titleId, ['nfo', { tagline: 'Louder' }])
    const { facts, locks } = await read(db, titleId)
    assert.equal(facts.tagline, undefined)
    assert.deepEqual(locks, ['tagline'])
  })

  it('an unlocked fact is for the sources again; a reset gives it what they say at once', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const titleId = await addOne(db)
    const asked = { titleId, actor: 'person:1' }
    await say(db, titleId, ['provider', { plot: 'P', title: 'T' }])
    await editFacts(deps, asked, { plot: 'Mine', title: 'Mine', mpaa: 'PG' })
    await setLocks(deps, asked, { lock: [], unlock: ['plot'] })
    assert.equal((await read(db, titleId)).facts.plot, 'Mine', 'unlocking alone changes nothing')
    await say(db, titleId, ['provider', { plot: 'P2' }])
    assert.equal((await read(db, titleId)).facts.plot, 'P2')
    await resetFacts(deps, asked)
    const { facts, locks, row } = await read(db, titleId)
    assert.deepEqual(facts, { title: 'T', plot: 'P2' })
    assert.deepEqual(locks, [])
    assert.equal(row.title, 'T')
  })

  it('a title that is locked as a whole hears nobody, artwork included', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const titleId = await addOne(db)
    const asked = { titleId, actor: 'person:1' }
    await setLocks(deps, asked, { lock: ['*'], unlock: [] })
    await say(db, titleId, ['nfo', { title: 'X', plot: 'Y' }])
    assert.deepEqual((await read(db, titleId)).facts, {})
    await setLocks(deps, asked, { lock: [], unlock: ['*'] })
    await say(db, titleId, ['nfo', { title: 'X' }])
    assert.equal((await read(db, titleId)).facts.title, 'X')
  })

  it('forgets what a provider said of another film', async () => {
    await using db = await open()
    const titleId = await addOne(db)
    await say(db, titleId, ['provider', { tagline: 'Wrong film', plot: 'Wrong' }, { tmdb: '1' }])
    await say(db, titleId, ['nfo', {}, { tmdb: '2' }])
    const between = await read(db, titleId)
    assert.equal(between.row.state, 'identified')
    await say(db, titleId, ['provider', { plot: 'Right' }, { tmdb: '2' }])
    assert.deepEqual((await read(db, titleId)).facts, { plot: 'Right', tmdb: '2' })
  })

  it('asks for the newest version', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const titleId = await addOne(db)
    const asked = { titleId, actor: 'person:1' }
    const edit = (tag: string | undefined) => editFacts(deps, { ...asked, ifMatch: { tag } }, { plot: 'X' })
    await assert.rejects(edit(undefined), (error) => error instanceof ConflictError && error.status === 428)
    await assert.rejects(edit('"9"'), (error) => error instanceof ConflictError && error.status === 412)
    await edit('"1"')
    assert.equal((await read(db, titleId)).row.version, 2)
  })
})
