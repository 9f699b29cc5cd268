import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openArchiveWorld } from '../../../test/archive-world.ts'
import { listPlans } from '../../plans/store.ts'
import { listBatches } from '../batches/store.ts'
import { ScanIntake, SortBatches } from '../jobs.ts'

type World = Awaited<ReturnType<typeof openArchiveWorld>>
type Apply = 'yes' | 'no' | 'auto'

const REVIEW = { intake: { watch: false, settle_sec: 1, mode: 'review' } }
const person = { actor: 'person:1' }

async function untilQuiet({ db }: World): Promise<void> {
  while ((await db.read.selectFrom('job_queue').select('id').execute()).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 25))
}

/** A batch of two files that nobody has sorted. */
async function takeBatch(w: World): Promise<void> {
  for (const name of ['a.txt', 'b.txt']) await w.put(`inbox/${name}`, name)
  await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
  await untilQuiet(w)
  const [take] = await listPlans(w.db.read, { kind: 'archive.take', states: ['draft'], limit: 1 })
  await w.db.tx((tx) => w.plans.apply(tx, Number(take?.planId), person))
  await untilQuiet(w)
}

async function sort(w: World, wishes: readonly { apply: Apply; batchId?: number }[]): Promise<void> {
  await w.db.tx(async (tx) => {
    for (const wish of wishes) await w.jobs.enqueue(tx, SortBatches, { archiveId: 1, ...wish }, person)
  })
  await untilQuiet(w)
}

const outcome = async (w: World): Promise<unknown[]> => {
  const plans = await listPlans(w.db.read, { kind: 'archive.sort', limit: 5 })
  return [(await listBatches(w.db.read, 1, { limit: 1 }))[0]?.state, plans.map(({ state }) => state)]
}

it('sorts by the plan that waits when a person wished it while that was drawn up', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await takeBatch(w)
  await sort(w, [{ apply: 'no', batchId: 1 }])
  assert.deepEqual(await outcome(w), ['PENDING', ['draft']])
  await sort(w, [{ apply: 'auto' }])
  assert.deepEqual(await outcome(w), ['PENDING', ['draft']])
  await sort(w, [{ apply: 'yes', batchId: 1 }])
  assert.deepEqual(await outcome(w), ['SORTED', ['applied']])
})

it('sorts what a person wished at the same moment as plans are drawn up, with one plan', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await takeBatch(w)
  await sort(w, [{ apply: 'auto' }, { apply: 'no', batchId: 1 }, { apply: 'yes', batchId: 1 }])
  assert.deepEqual(await outcome(w), ['SORTED', ['applied']])
})
