import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openArchiveWorld } from '../../../test/archive-world.ts'
import { listPlans } from '../../plans/store.ts'
import { listItems } from '../items/store.ts'
import { ScanIntake } from '../jobs.ts'
import { listBatches } from './store.ts'

type World = Awaited<ReturnType<typeof openArchiveWorld>>

async function untilQuiet({ db }: World): Promise<void> {
  while ((await db.read.selectFrom('job_queue').select('id').execute()).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 25))
}

it('leaves a batch and its files as they are when its taking is undone while they are filed', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/a.txt', 'hello')
  await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
  await untilQuiet(w)
  const [take] = await listPlans(w.db.read, { kind: 'archive.take', limit: 1 })
  assert.ok(take)
  await w.db.tx((tx) => w.plans.undo(tx, take.planId, { actor: 'person:1' }))
  await untilQuiet(w)
  const [batch] = await listBatches(w.db.read, 1, { limit: 1 })
  const [item] = await listItems(w.db.read, 1, { limit: 1 })
  assert.deepEqual([batch?.state, batch?.fileCount], ['SORTED', 1])
  assert.deepEqual([item?.state, item?.batchId], ['filed', batch?.batchId])
})

it('leaves files free for the next batch that a stopped job never came to', async () => {
  await using w = await openArchiveWorld({ intake: { watch: false, settle_sec: 1, mode: 'review' } })
  for (const name of ['a.txt', 'b.txt']) await w.put(`inbox/${name}`, name)
  await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
  await untilQuiet(w)
  const [take] = await listPlans(w.db.read, { kind: 'archive.take', states: ['draft'], limit: 1 })
  await w.db.tx(async (tx) => {
    const { jobId } = await w.plans.apply(tx, Number(take?.planId), { actor: 'person:1' })
    await w.jobs.cancel(tx, jobId, { actor: 'person:1' })
  })
  await untilQuiet(w)
  const items = await listItems(w.db.read, 1, { limit: 5 })
  assert.deepEqual(
    items.map(({ state, batchId }) => [state, batchId]),
    [
      ['unique', null],
      ['unique', null],
    ],
  )
  assert.equal((await listBatches(w.db.read, 1, { limit: 1 }))[0]?.state, 'ABANDONED')
})
