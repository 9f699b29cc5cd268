import assert from 'node:assert/strict'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { applyDraft, type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { listOpenCards } from '../../attention/store.ts'
import { listPlans } from '../../plans/store.ts'
import { listBatches } from '../batches/store.ts'
import type { ItemWhy } from '../contract.ts'
import { listItems } from '../items/store.ts'
import { SortBatches } from '../jobs.ts'

const REVIEW = { intake: { watch: false, settle_sec: 1, mode: 'review' } }
const taken = new Date('2022-05-06T10:00:00')

async function ask(w: ArchiveWorld, operationId: string, request: object): Promise<void> {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  await route?.handle({ ...request, actor: { id: 'person:1', name: 'a', scopes: new Set() } } as never)
  await untilQuiet(w)
}

const isTold = async (w: ArchiveWorld): Promise<boolean> =>
  (await listOpenCards(w.db.read, Date.now(), { snoozed: true })).some(({ code }) => code === 'archive.batch-missing')

const stateOf = async (w: ArchiveWorld) => (await listBatches(w.db.read, 1, { limit: 1 }))[0]?.state

/** A batch of two files, of which one, or both, vanish before it is sorted. */
async function withMissing(names: readonly string[]) {
  const w = await openArchiveWorld(REVIEW)
  await w.put('inbox/a.txt', 'a', taken)
  await w.put('inbox/b.txt', 'b', taken)
  await look(w)
  await applyDraft(w, 'archive.take')
  const [sort] = await listPlans(w.db.read, { kind: 'archive.sort', states: ['draft'], limit: 1 })
  await w.db.tx((tx) => w.plans.discard(tx, Number(sort?.planId), 'person:1'))
  for (const name of names)
    await rename(join(w.dataFolder, 'batches/batch_001', name), join(w.dataFolder, `away-${name}`))
  await w.db.tx((tx) => w.jobs.enqueue(tx, SortBatches, { archiveId: 1, batchId: 1, apply: 'yes' }, { actor: 'a' }))
  await untilQuiet(w)
  const bringBack = (name: string) =>
    rename(join(w.dataFolder, `away-${name}`), join(w.dataFolder, 'batches/batch_001', name))
  return { w, bringBack }
}

it('files what had vanished from a batch once it is back and somebody looks again', async () => {
  const { w, bringBack } = await withMissing(['b.txt'])
  await using _ = w
  assert.deepEqual([await stateOf(w), await isTold(w)], ['SORTED', true])
  await ask(w, 'archive.retryBatch', { params: { batchId: 1 } })
  assert.deepEqual([await stateOf(w), await isTold(w)], ['SORTED', true])
  await bringBack('b.txt')
  await ask(w, 'archive.retryBatch', { params: { batchId: 1 } })
  assert.deepEqual([await stateOf(w), await isTold(w)], ['SORTED', false])
  assert.deepEqual(await w.files('archive'), ['2022/05/06/a.txt', '2022/05/06/b.txt'])
})

it('finds a whole batch again that had vanished', async () => {
  const { w, bringBack } = await withMissing(['a.txt', 'b.txt'])
  await using _ = w
  assert.deepEqual([await stateOf(w), await isTold(w)], ['ABANDONED', true])
  await bringBack('a.txt')
  await bringBack('b.txt')
  await ask(w, 'archive.retryBatch', { params: { batchId: 1 } })
  assert.deepEqual([await stateOf(w), await isTold(w)], ['SORTED', false])
  assert.equal((await w.files('archive')).length, 2)
})

it('tells no more of files that were given up', async () => {
  const { w } = await withMissing(['b.txt'])
  await using _ = w
  await ask(w, 'archive.abandonBatch', { params: { batchId: 1 } })
  assert.deepEqual([await stateOf(w), await isTold(w)], ['SORTED', false])
  assert.deepEqual(await w.files('archive'), ['2022/05/06/a.txt'])
})

it('says by which pattern a file was filed, whatever the pattern is by now', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/a.txt', 'a', taken)
  await look(w)
  await w.change({ ...REVIEW, sorter: { folder_pattern: '{year}' } })
  const why = async () => {
    const [item] = await listItems(w.db.read, 1, { limit: 1 })
    assert.ok(item)
    const route = w.archive.routes.find((one) => one.operationId === 'archive.getItem')
    assert.ok(route !== undefined)
    const { because } = (await route.handle({ params: { itemId: item.itemId } } as never)) as ItemWhy
    return because.find(({ code }) => code.startsWith('why.filed'))
  }
  assert.deepEqual((await why())?.params, { pattern: '{year}/{month:02d}/{day:02d}', folder: '2022/05/06' })
  await ask(w, 'archive.setCaptureDate', { params: { itemId: 1 }, body: { local: '2001-01-01' } })
  assert.deepEqual(await why(), {
    code: 'why.filed-in',
    params: { folder: '2022/05/06' },
    text: 'It was filed in the folder 2022/05/06.',
  })
})

it('dates only the picture that is meant when a camera has used its name again', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/a.txt', 'first', taken)
  await look(w)
  await w.put('inbox/a.txt', 'second', taken)
  await look(w)
  await ask(w, 'archive.setCaptureDate', { params: { itemId: 2 }, body: { local: '2001-01-01' } })
  const dates = (await listItems(w.db.read, 1, { limit: 5 })).map(({ date }) => date?.local)
  assert.deepEqual(dates, ['2001-01-01', '2022-05-06T10:00:00'])
})

it('makes a plan of what is there now when a batch has changed since its plan was made', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await w.put('inbox/a.txt', 'a', taken)
  await w.put('inbox/b.txt', 'b', taken)
  await look(w)
  await applyDraft(w, 'archive.take')
  await rm(join(w.dataFolder, 'batches/batch_001/b.txt'))
  await applyDraft(w, 'archive.sort')
  const [sort] = await listPlans(w.db.read, { kind: 'archive.sort', states: ['draft'], limit: 1 })
  assert.deepEqual([await stateOf(w), sort?.operationCount, await isTold(w)], ['PENDING', 1, true])
  await applyDraft(w, 'archive.sort')
  assert.deepEqual([await stateOf(w), await w.files('archive')], ['SORTED', ['2022/05/06/a.txt']])
})
