import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { listOpenCards } from '../../attention/store.ts'
import { listJobsOfKind } from '../../jobs/index.ts'
import { listPlans } from '../../plans/store.ts'
import { listItems } from '../items/store.ts'
import { RunArchive, ScanIntake, SortBatches } from '../jobs.ts'
import { changeBatch, listBatches } from './store.ts'

const BOTH = {
  intake: { watch: false, settle_sec: 1, more: [{ folder: 'scans', mode: 'review', settle_sec: 1 }] },
}

const draftsOf = async (w: ArchiveWorld, kind: string): Promise<number[]> =>
  (await listPlans(w.db.read, { kind, states: ['draft'], limit: 10 })).map(({ planId }) => planId)

const apply = (w: ArchiveWorld, planId: number) => w.db.tx((tx) => w.plans.apply(tx, planId, { actor: 'person:1' }))

const statesOf = async (w: ArchiveWorld): Promise<string[]> =>
  (await listBatches(w.db.read, 1, { limit: 10 })).map(({ name, state }) => `${name} ${state}`).toSorted()

it('files what files by itself while a draft waits for a person, and leaves what is in the draft', async () => {
  await using w = await openArchiveWorld(BOTH)
  await w.put('scans/letter.txt', 'a letter', new Date('2021-02-03T10:00:00'))
  await look(w)
  await w.put('inbox/note.txt', 'a note', new Date('2022-05-06T10:00:00'))
  await look(w)
  assert.deepEqual(await w.files('archive'), ['2022/05/06/note.txt'])
  assert.deepEqual(await w.files('scans'), ['letter.txt'])
  assert.deepEqual(await statesOf(w), ['batch_001 CREATING', 'batch_002 SORTED'])
  await look(w)
  assert.deepEqual(await statesOf(w), ['batch_001 CREATING', 'batch_002 SORTED'])
  const runs = await listJobsOfKind(w.db.read, RunArchive.kind, { limit: 10 })
  assert.equal(runs.length, 2)

  const [draft] = await draftsOf(w, 'archive.take')
  await apply(w, Number(draft))
  await untilQuiet(w)
  const [sort] = await draftsOf(w, 'archive.sort')
  await apply(w, Number(sort))
  await untilQuiet(w)
  assert.deepEqual(await w.files('archive'), ['2021/02/03/letter.txt', '2022/05/06/note.txt'])
})

it('makes no second draft while one waits, and takes what came later into the next one', async () => {
  await using w = await openArchiveWorld(BOTH)
  await w.put('scans/a.txt', 'a')
  await look(w)
  await w.put('scans/b.txt', 'b')
  await look(w)
  const [draft, ...more] = await draftsOf(w, 'archive.take')
  assert.deepEqual(more, [])
  await w.db.tx((tx) => w.plans.discard(tx, Number(draft), 'person:1'))
  await untilQuiet(w)
  const [next] = await draftsOf(w, 'archive.take')
  const operations = await w.plans.operationsOf(w.db.read, Number(next))
  assert.deepEqual(
    operations.map(({ before }) => before['path']),
    ['b.txt'],
  )
})

it('refuses to apply a draft while another batch is not sorted, says which, and keeps the draft as it is', async () => {
  await using w = await openArchiveWorld(BOTH)
  await w.put('scans/letter.txt', 'a letter', new Date('2021-02-03T10:00:00'))
  await look(w)
  await w.put('inbox/note.txt', 'a note')
  await look(w)
  const [draft] = await draftsOf(w, 'archive.take')
  const other = (await listBatches(w.db.read, 1, { limit: 1 }))[0]
  assert.ok(other)
  for (const state of ['PENDING', 'SORTING', 'ERROR'] as const) {
    await w.db.tx((tx) => changeBatch(tx, other.batchId, { state }))
    await assert.rejects(apply(w, Number(draft)), {
      code: 'archive/draft-must-wait',
      params: { batch: 'batch_002', state: state.toLowerCase() },
    })
  }
  assert.deepEqual(await draftsOf(w, 'archive.take'), [Number(draft)])
  assert.deepEqual(await w.files('scans'), ['letter.txt'])
  await w.db.tx((tx) => changeBatch(tx, other.batchId, { state: 'SORTED' }))
  await apply(w, Number(draft))
  await untilQuiet(w)
  assert.deepEqual(await w.files('batches'), ['batch_001/letter.txt'])
})

onEachDatabase('the gate', (open) => {
  it('lets only one of two drafts through when both are applied at once', async () => {
    await using w = await openArchiveWorld({ ...BOTH, batch: { allow_parallel: true } }, { db: await open() })
    await w.put('scans/a.txt', 'a')
    await look(w)
    await w.put('scans/b.txt', 'b')
    await look(w)
    const drafts = await draftsOf(w, 'archive.take')
    assert.equal(drafts.length, 2)
    await w.change(BOTH)
    const answers = await Promise.allSettled(drafts.map((planId) => apply(w, planId)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    await untilQuiet(w)
    assert.equal((await w.files('batches')).length, 1)
  })
})

it('takes nothing by itself while a draft that was applied waits to be sorted', async () => {
  await using w = await openArchiveWorld(BOTH)
  await w.put('scans/letter.txt', 'a letter')
  await look(w)
  const [draft] = await draftsOf(w, 'archive.take')
  await apply(w, Number(draft))
  await untilQuiet(w)
  await w.put('inbox/note.txt', 'a note')
  await look(w)
  assert.deepEqual(await w.files('inbox'), ['note.txt'])
  await w.db.tx((tx) => w.jobs.enqueue(tx, SortBatches, { archiveId: 1, apply: 'yes' }, { actor: 'person:1' }))
  const [sort] = await draftsOf(w, 'archive.sort')
  await apply(w, Number(sort))
  await untilQuiet(w)
  assert.deepEqual(await w.files('inbox'), [])
})

it('frees a file that was changed while it was in a draft, when the draft turns out to be stale', async () => {
  await using w = await openArchiveWorld(BOTH)
  await w.put('scans/a.txt', 'a')
  await w.put('scans/b.txt', 'b')
  await look(w)
  const [draft] = await draftsOf(w, 'archive.take')
  await w.put('scans/a.txt', 'changed')
  await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: true }, { actor: 'system' }))
  await untilQuiet(w)
  await apply(w, Number(draft))
  await untilQuiet(w)
  assert.deepEqual(await statesOf(w), ['batch_001 ABANDONED', 'batch_002 CREATING'])
  const items = await listItems(w.db.read, 1, { limit: 10 })
  assert.deepEqual(Object.fromEntries(items.map(({ relPath, batchId }) => [relPath, batchId])), {
    'a.txt': null,
    'b.txt': 2,
  })
})

it('makes a new draft of the others at the next look when a file of a draft has changed or gone', async () => {
  await using w = await openArchiveWorld(BOTH)
  for (const name of ['a', 'b', 'c']) await w.put(`scans/${name}.txt`, name)
  await look(w)
  await rm(join(w.dataFolder, 'scans/a.txt'))
  await w.put('scans/b.txt', 'changed')
  await look(w)
  assert.deepEqual(await statesOf(w), ['batch_001 ABANDONED', 'batch_002 CREATING'])
  const [draft, ...more] = await draftsOf(w, 'archive.take')
  assert.deepEqual(more, [])
  const operations = await w.plans.operationsOf(w.db.read, Number(draft))
  assert.deepEqual(
    operations.map(({ before }) => before['path']),
    ['c.txt'],
  )
  const cards = await listOpenCards(w.db.read, Date.now(), { snoozed: true })
  assert.deepEqual(
    cards.map(({ cause, params }) => [cause, params['count']]),
    [[`plan:${draft}`, 1]],
  )
})
