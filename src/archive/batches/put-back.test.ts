import assert from 'node:assert/strict'
import { it } from 'node:test'
import { applyDraft, type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { peerFolder } from '../../../test/peer-folder.ts'
import { listPlans } from '../../plans/store.ts'
import { SortBatches } from '../jobs.ts'
import { changeBatch, findBatch } from './store.ts'

const REVIEW = { intake: { watch: false, settle_sec: 1, mode: 'review' } }
const SYNCED = { ...REVIEW, syncing: { connection: 'attic' } }
const taken = new Date('2022-05-06T10:00:00')

const ask = (w: ArchiveWorld, operationId: string, body: object = {}) => {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  const actor = { id: 'person:1', name: 'a', scopes: new Set() }
  const { signal } = new AbortController()
  return route?.handle({ params: { batchId: 1 }, query: {}, body, actor, signal } as never) as Promise<unknown>
}

/** An undo of the plan is under way, and none of its files was moved yet. */
async function beginUndo(w: ArchiveWorld, planId: number | null | undefined): Promise<void> {
  await w.jobs.stop()
  await w.db.tx((tx) => w.plans.undo(tx, Number(planId), { actor: 'person:1' }))
}

const batch = (w: ArchiveWorld) => findBatch(w.db.read, 1)
const refused = { status: 409, code: 'archive/batch-being-put-back' }

async function inBatch(w: ArchiveWorld): Promise<void> {
  await w.put('inbox/a.txt', 'a', taken)
  await w.put('inbox/b.txt', 'b', taken)
  await look(w)
  await applyDraft(w, 'archive.take')
}

onEachDatabase('a batch whose files are being put back', (openDb) => {
  it('is neither tried again, nor put back once more, sorted or synced, and stays as it is until the undo has ended', async () => {
    const synced = (dataFolder: string) => peerFolder(`${dataFolder}/batches`).folder
    await using w = await openArchiveWorld(REVIEW, { db: await openDb(), synced })
    await inBatch(w)
    await w.db.tx((tx) => changeBatch(tx, 1, { state: 'ERROR', reason: { code: 'transfer/not-run', params: {} } }))
    await beginUndo(w, (await batch(w))?.takePlanId)
    const before = await batch(w)
    assert.equal(before?.reason?.code, 'batch.being-put-back')
    await assert.rejects(ask(w, 'archive.retryBatch'), refused)
    await assert.rejects(ask(w, 'archive.abandonBatch'), refused)
    await w.change(SYNCED)
    await assert.rejects(ask(w, 'archive.sync.start'), refused)
    await w.change(REVIEW)
    await w.db.tx((tx) => changeBatch(tx, 1, { state: 'PENDING' }))
    await assert.rejects(ask(w, 'archive.sortBatch', { dryRun: true }), refused)
    await assert.rejects(ask(w, 'archive.sortBatch', { dryRun: false }), refused)
    await assert.rejects(
      w.db.tx((tx) => w.plans.apply(tx, Number(before?.sortPlanId), { actor: 'person:1' })),
      refused,
    )
    assert.deepEqual(await batch(w), { ...before, state: 'PENDING' })
  })

  it('is left in peace by runs and by a sorting that was asked for before', async () => {
    await using w = await openArchiveWorld(REVIEW, { db: await openDb() })
    await inBatch(w)
    const { sortPlanId, takePlanId } = (await batch(w)) ?? {}
    await w.db.tx(async (tx) => {
      await w.plans.discard(tx, Number(sortPlanId), 'person:1')
      await changeBatch(tx, 1, { reason: null, sortPlanId: null })
    })
    await w.db.tx(async (tx) => {
      const by = { actor: 'person:1' }
      const asked = await w.jobs.enqueue(tx, SortBatches, { archiveId: 1, batchId: 1, apply: 'yes' }, by)
      const ofRun = await w.jobs.enqueue(tx, SortBatches, { archiveId: 1, apply: 'yes' }, by)
      await w.plans.undo(tx, Number(takePlanId), { ...by, after: [asked.jobId, ofRun.jobId] })
    })
    await untilQuiet(w)
    const sorts = await listPlans(w.db.read, { kind: 'archive.sort', limit: 5 })
    assert.deepEqual(
      sorts.map(({ state }) => state),
      ['discarded'],
    )
    assert.equal((await batch(w))?.state, 'ABANDONED')
    assert.deepEqual(await w.files('inbox'), ['a.txt', 'b.txt'])
  })
})

it('can’t be tried again while an undo takes out of the archive what was sorted in part', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await inBatch(w)
  await w.put('archive/2022/05/06/a.txt', 'in the way')
  await applyDraft(w, 'archive.sort')
  assert.equal((await batch(w))?.state, 'ERROR')
  await beginUndo(w, (await batch(w))?.sortPlanId)
  await assert.rejects(ask(w, 'archive.retryBatch'), refused)
})
