import assert from 'node:assert/strict'
import { link } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArchiveWorld, look, openArchiveWorld } from '../../../test/archive-world.ts'
import { listItems } from '../items/store.ts'
import type { FindEqualFiles } from '../ports.ts'

const REVIEW = { watch: false, settle_sec: 1, mode: 'review' }

const itemsOf = async (w: ArchiveWorld) =>
  new Map((await listItems(w.db.read, 1, { limit: 50 })).map((item) => [item.sourceRelPath, item]))

const unreadableCards = (w: ArchiveWorld) =>
  w.db.read
    .selectFrom('attention_cards')
    .select('params')
    .where('code', '=', 'archive.unreadable-files')
    .where('resolved_at', 'is', null)
    .execute()

it('knows a copy of what lies in the archive though nobody filed it, and leaves that file alone', async () => {
  await using w = await openArchiveWorld({ intake: REVIEW })
  await w.put('archive/2019/card/a.txt', 'the same')
  await w.put('archive/.stversions/b.txt', 'b'.repeat(9))
  await w.put('inbox/a.txt', 'the same')
  await w.put('inbox/b.txt', 'b'.repeat(9))
  await w.put('inbox/c.txt', 'not same')
  const before = await w.files('archive')
  await look(w)
  const items = await itemsOf(w)
  const found = items.get('2019/card/a.txt')
  assert.deepEqual([found?.state, found?.reason?.code], ['filed', 'found-in-archive'])
  assert.deepEqual([items.get('a.txt')?.state, items.get('a.txt')?.duplicateOf], ['duplicate', found?.itemId])
  assert.deepEqual([items.get('b.txt')?.state, items.get('c.txt')?.state], ['unique', 'unique'])
  await look(w)
  assert.equal((await itemsOf(w)).size, items.size, 'a second look finds nothing new')
  assert.deepEqual(await w.files('archive'), before)
})

it('compares with what it filed itself only, when told so', async () => {
  await using w = await openArchiveWorld({ intake: REVIEW, dedup: { compare_archive: false } })
  await w.put('archive/a.txt', 'the same')
  await w.put('inbox/a.txt', 'the same')
  await w.put('inbox/b/a.txt', 'the same')
  await look(w)
  const items = await itemsOf(w)
  assert.deepEqual([items.get('a.txt')?.state, items.get('b/a.txt')?.state], ['unique', 'duplicate'])
  assert.equal(items.size, 2)
})

it('knows two names of one inode for copies', async () => {
  await using w = await openArchiveWorld({ intake: REVIEW })
  await w.put('inbox/a.txt', 'one inode')
  await link(join(w.dataFolder, 'inbox/a.txt'), join(w.dataFolder, 'inbox/b.txt'))
  await look(w)
  const copy = (await itemsOf(w)).get('b.txt')
  assert.deepEqual([copy?.state, copy?.reason?.code], ['duplicate', 'hard-link'])
})

it('tells which file can’t be read, keeps it out of everything, and tries it again', async () => {
  let errno: string | undefined = 'EIO'
  const failing: FindEqualFiles = async () => ({
    groups: [],
    linked: [],
    unreadable: errno === undefined ? [] : [{ folder: 0, relPath: 'a.txt', errno }],
  })
  await using w = await openArchiveWorld({ intake: REVIEW }, { findEqualFiles: failing })
  await w.put('inbox/a.txt', 'on a bad sector')
  await look(w)
  const item = (await itemsOf(w)).get('a.txt')
  assert.deepEqual([item?.state, item?.reason?.params], ['incomplete', { error: 'EIO' }])
  assert.match(String((await unreadableCards(w))[0]?.params), /EIO/)

  errno = undefined
  await look(w)
  assert.equal((await itemsOf(w)).get('a.txt')?.state, 'incomplete', 'not at once')
  await w.db.tx((tx) => tx.updateTable('archive_items').set({ settled_at: 0 }).execute())
  await look(w)
  assert.equal((await itemsOf(w)).get('a.txt')?.state, 'unique')
  assert.deepEqual(await unreadableCards(w), [])
})
