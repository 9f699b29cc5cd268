import assert from 'node:assert/strict'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { picture } from '../../../test/pictures.ts'
import { listPlans, movePlan } from '../../plans/store.ts'
import { changeItem } from '../items/edit-store.ts'
import { listItems } from '../items/store.ts'
import { ScanIntake } from '../jobs.ts'

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

it('files a copy that was left in the intake once somebody has deleted its original from the archive', async () => {
  await using w = await openArchiveWorld({ dedup: { duplicates: 'keep' } })
  const taken = new Date('2022-05-06T10:00:00')
  await w.put('inbox/a.txt', 'the same', taken)
  await w.put('inbox/other.txt', 'another', taken)
  await look(w)
  await w.put('inbox/b.txt', 'the same', taken)
  await look(w)
  assert.deepEqual(
    [await w.files('archive'), await w.files('inbox')],
    [['2022/05/06/a.txt', '2022/05/06/other.txt'], ['b.txt']],
  )

  const [plan] = await listPlans(w.db.read, { kind: 'archive.take', limit: 1 })
  assert.ok(plan)
  await w.db.tx((tx) => movePlan(tx, plan.planId, { from: ['applied'], to: 'undoing' }))
  await rm(join(w.dataFolder, 'archive/2022/05/06/a.txt'))
  const itemOf = async (name: string) =>
    (await listItems(w.db.read, 1, { limit: 9 })).find(({ sourceRelPath }) => sourceRelPath === name)
  const copy = await itemOf('b.txt')
  await w.db.tx((tx) => changeItem(tx, Number(copy?.itemId), { state: 'unique', duplicateOf: null }))
  await look(w)
  assert.deepEqual([(await itemOf('a.txt'))?.state, (await itemOf('b.txt'))?.state], ['filed', 'duplicate'])

  await w.db.tx((tx) => movePlan(tx, plan.planId, { from: ['undoing'], to: 'applied' }))
  await look(w)
  assert.deepEqual(
    [await w.files('archive'), await w.files('inbox')],
    [['2022/05/06/b.txt', '2022/05/06/other.txt'], []],
  )
})

it('takes the name that knows a date for the original, and files by it', async () => {
  await using w = await openArchiveWorld()
  const bytes = picture()
  await w.put('inbox/phone/PXL_20221231_235959123.jpg', bytes, new Date('2024-05-03'))
  await w.put('inbox/dups/a.jpg', bytes, new Date('2024-05-03'))
  await look(w)
  assert.deepEqual(await w.files('archive'), ['2022/12/31/PXL_20221231_235959123.jpg'])
  assert.deepEqual(await w.files('duplicates'), ['dups/a.jpg'])
})

it('makes an older file that comes later the original, unless one is filed or planned to be', async () => {
  await using w = await openArchiveWorld({ intake: { watch: false, settle_sec: 1, mode: 'review' } })
  const put = (name: string, madeAt: string) => w.put(`inbox/${name}.txt`, 'the same', new Date(madeAt))
  const list = () => listItems(w.db.read, 1, { limit: 10 })
  const standing = async () => {
    const items = await list()
    const nameOf = (id: number | null) => items.find(({ itemId }) => itemId === id)?.sourceRelPath
    return Object.fromEntries(items.map((item) => [item.sourceRelPath, nameOf(item.duplicateOf) ?? item.state]))
  }
  await put('b', '2024-05-03')
  await put('c', '2024-05-02')
  await look(w)
  assert.deepEqual(await standing(), { 'c.txt': 'unique', 'b.txt': 'c.txt' })
  const planned = (await list()).find(({ sourceRelPath }) => sourceRelPath === 'c.txt')
  assert.ok(planned?.batchId, 'a plan to take it waits for a person')
  await put('a', '2024-05-01')
  await look(w)
  assert.deepEqual(await standing(), { 'a.txt': 'c.txt', 'b.txt': 'c.txt', 'c.txt': 'unique' })

  await w.db.tx((tx) => changeItem(tx, planned.itemId, { batchId: null }))
  await put('0', '2024-04-30')
  for (const waitMs of [0, 1100]) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: true }, { actor: 'system' }))
    await untilQuiet(w)
  }
  assert.deepEqual(await standing(), { '0.txt': 'unique', 'a.txt': '0.txt', 'b.txt': '0.txt', 'c.txt': '0.txt' })
})
