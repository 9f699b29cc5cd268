import assert from 'node:assert/strict'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { look, openArchiveWorld } from '../../../test/archive-world.ts'
import { changeItem } from '../items/edit-store.ts'
import { listItems } from '../items/store.ts'

it('knows the second orphan of a vanished original for a copy of the first, which is filed by then', async () => {
  await using w = await openArchiveWorld({ intake: { watch: false, settle_sec: 1, mode: 'review' } })
  for (const name of ['a', 'b', 'c']) await w.put(`inbox/${name}.txt`, 'the same')
  await look(w)
  const find = async (name: string) =>
    (await listItems(w.db.read, 1, { limit: 10 })).find(({ sourceRelPath }) => sourceRelPath === `${name}.txt`)
  assert.deepEqual([(await find('b'))?.state, (await find('c'))?.state], ['duplicate', 'duplicate'])

  await rm(join(w.dataFolder, 'inbox/a.txt'))
  await look(w)
  const b = await find('b')
  assert.ok(b)
  assert.equal(b.state, 'unique')
  await rename(join(w.dataFolder, 'inbox/b.txt'), join(w.dataFolder, 'archive/b.txt'))
  const rootId = w.archive.folders.current().archive.id
  await w.db.tx((tx) => changeItem(tx, b.itemId, { state: 'filed', rootId, relPath: 'b.txt' }))
  await look(w)
  await look(w)
  const c = await find('c')
  assert.deepEqual([c?.state, c?.duplicateOf], ['duplicate', b.itemId])
})
