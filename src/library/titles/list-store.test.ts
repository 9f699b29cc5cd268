import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { addLibrary } from '../../../test/library-world.ts'
import type { Db } from '../../db/db.ts'
import { applyFactsToMany } from './facts.ts'
import { countTitles, listTitles, type TitleMatch, type TitleOrder } from './list-store.ts'
import { addTitles, rewriteWords } from './store.ts'

const ORDER: TitleOrder = { sort: 'title', isDescending: false, limit: 10 }

async function put(db: Db): Promise<{ libraryId: number; ids: number[] }> {
  const libraryId = await addLibrary(db)
  const ids = await db.tx(async (tx) => {
    const folder = { library_id: libraryId, path_key: '', state: 'read' as const }
    const { id: folderId } = await tx
      .insertInto('library_folders')
      .values({ ...folder, rel_path: 'Old Path' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const films = Array.from({ length: 5 }, (_, at) => ({
      libraryId,
      kind: 'movie' as const,
      title: `f${at}`,
      folderId,
    }))
    const added = await addTitles(tx, [...films, { libraryId, kind: 'season', title: 'a season' }], 100)
    await applyFactsToMany(
      tx,
      films.map((_, at) => ({
        titleId: added[at] ?? 0,
        told: { title: `Same ${at % 2}`, year: 2000 + at, directors: [`Ann ${'abcde'[at]}`] },
        source: 'nfo' as const,
        by: 'system',
        at: 200,
      })),
    )
    return added
  })
  return { libraryId, ids }
}

onEachDatabase('lists of titles', (open) => {
  const idsOf = async (db: Db, match: TitleMatch, order: Partial<TitleOrder> = {}): Promise<number[]> =>
    (await listTitles(db.read, match, { ...ORDER, ...order })).rows.map(({ id }) => id)

  it('goes through all pages of each order, equal keys included', async () => {
    await using db = await open()
    const { libraryId, ids } = await put(db)
    for (const sort of ['title', 'added', 'year', 'rating', 'number'] as const)
      for (const isDescending of [false, true]) {
        const seen: number[] = []
        for (let after: number | undefined; ;) {
          const page = await idsOf(db, { libraryId }, { sort, isDescending, limit: 2, ...(after ? { after } : {}) })
          seen.push(...page)
          after = page.at(-1)
          if (page.length < 2) break
        }
        assert.deepEqual(
          seen.toSorted((a, b) => a - b),
          ids.slice(0, 5),
          `${sort} ${isDescending}`,
        )
      }
  })

  it('filters by what is locked, chosen and told to players, and leaves out what stands below', async () => {
    await using db = await open()
    const { libraryId, ids } = await put(db)
    const [first = 0, second = 0] = ids
    await db.tx(async (tx) => {
      await tx.updateTable('library_titles').set({ locks: '["plot"]' }).where('id', '=', first).execute()
      const art = { library_id: libraryId, title_id: first, kind: 'poster', source: 'local' as const, ref: 'a.jpg' }
      await tx
        .insertInto('library_candidates')
        .values({ ...art, state: 'chosen', added_at: 1, changed_at: 1 })
        .execute()
      const { id: group_id } = await tx
        .insertInto('library_player_groups')
        .values({
          name: 'G',
          name_key: 'g',
          kind: 'kodi',
          while_playing: 'wait',
          is_enabled: 1,
          version: 1,
          created_at: 1,
          changed_at: 1,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const telling = { group_id, library_id: libraryId, change: 'added' as const, label: 'x', actor: 'system' }
      const asked = { asked: 1, told: 1, is_taken: 0, turn: 1, asked_at: 1 }
      await tx
        .insertInto('library_player_tellings')
        .values([
          { ...telling, ...asked, rel_path: 'a', title_id: first, state: 'verified' },
          { ...telling, ...asked, rel_path: 'b', title_id: second, state: 'accepted' },
        ])
        .execute()
    })
    assert.deepEqual(await idsOf(db, { libraryId, isLocked: true }), [first])
    assert.equal((await idsOf(db, { libraryId, isLocked: false })).length, 4)
    assert.equal((await idsOf(db, { libraryId, noArt: 'poster' })).includes(first), false)
    const missing = await idsOf(db, { libraryId, notInGroup: 1 })
    assert.deepEqual([missing.length, missing.includes(first), missing.includes(second)], [4, false, true])
    assert.equal((await listTitles(db.read, {}, ORDER)).total, 5)
    assert.equal((await idsOf(db, { kind: 'season' })).length, 1)
  })

  it('searches by people and by the path, also when that has another name', async () => {
    await using db = await open()
    const { libraryId, ids } = await put(db)
    assert.deepEqual(await idsOf(db, { libraryId, text: 'ANN c' }), [ids[2]])
    assert.equal((await idsOf(db, { libraryId, text: 'old path' })).length, 5)
    await db.tx(async (tx) => {
      await tx.updateTable('library_folders').set({ rel_path: 'New Path' }).execute()
      await rewriteWords(tx, ids)
    })
    assert.equal((await idsOf(db, { libraryId, text: 'old path' })).length, 0)
    const { total, years, states } = await countTitles(db.read, { libraryId, text: 'new path' })
    assert.deepEqual([total, years.length, states], [5, 5, [{ state: 'unidentified', count: 5 }]])
  })
})
