import assert from 'node:assert/strict'
import { it } from 'node:test'
import { applyDraft, type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { toCardView } from '../../attention/routes.ts'
import { listOpenCards } from '../../attention/store.ts'
import type { RunView } from '../contract.ts'
import { listPlans } from '../../plans/store.ts'
import { RunArchive } from '../jobs.ts'
import { changeBatch, listBatches } from './store.ts'

const AUTO = { intake: { watch: false, settle_sec: 1 } }
const REVIEW = { intake: { watch: false, settle_sec: 1, mode: 'review' } }
const taken = new Date('2022-05-06T10:00:00')

const ask = async <Reply>(w: ArchiveWorld, operationId: string, input: object = {}): Promise<Reply> => {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  const actor = { id: 'person:1', name: 'a', scopes: new Set() }
  const reply = await route?.handle({ body: {}, params: {}, query: { limit: 10 }, actor, ...input } as never)
  await untilQuiet(w)
  return reply as Reply
}

const cardsOf = async (w: ArchiveWorld) =>
  (await listOpenCards(w.db.read, Date.now(), { snoozed: true })).map(toCardView)
const codesOf = async (w: ArchiveWorld) => (await cardsOf(w)).map(({ said }) => said.code)
const statesOf = async (w: ArchiveWorld) =>
  (await listBatches(w.db.read, 1, { limit: 10 })).map(({ name, state }) => `${name} ${state}`)

async function undoSort(w: ArchiveWorld): Promise<void> {
  const [sort] = await listPlans(w.db.read, { kind: 'archive.sort', limit: 1 })
  await w.db.tx((tx) => w.plans.undo(tx, Number(sort?.planId), { actor: 'person:1' }))
  await untilQuiet(w)
}

async function sortedAndUndone(w: ArchiveWorld): Promise<void> {
  await w.put('inbox/a.txt', 'a', taken)
  await look(w)
  assert.deepEqual(await statesOf(w), ['batch_001 SORTED'])
  await undoSort(w)
}

onEachDatabase('a batch that an undo put back', (openDb) => {
  it('is told with what can be done about it, and sorting it lets the next one go', async () => {
    await using w = await openArchiveWorld(AUTO, { db: await openDb() })
    await sortedAndUndone(w)
    const [card] = await cardsOf(w)
    assert.deepEqual(
      [card?.said.text, card?.actions.map(({ code, call }) => [code, call?.operationId, call?.params])],
      [
        'batch_001 was put back by an undo and holds up the next one',
        [
          ['sort-batch', 'archive.sortBatch', { batchId: 1 }],
          ['abandon-batch', 'archive.abandonBatch', { batchId: 1 }],
          ['open-batch', undefined, undefined],
        ],
      ],
    )
    await w.put('inbox/b.txt', 'b', taken)
    await look(w)
    assert.deepEqual(await w.files('inbox'), ['b.txt'])
    assert.deepEqual(await codesOf(w), ['archive.batch-held'])

    await ask(w, 'archive.sortBatch', { params: { batchId: 1 }, body: { dryRun: false } })
    assert.deepEqual(await statesOf(w), ['batch_002 SORTED', 'batch_001 SORTED'])
    assert.deepEqual(await codesOf(w), [])
  })
})

it('puts the files of a batch that an undo put back into the inbox again, and goes on', async () => {
  await using w = await openArchiveWorld(AUTO)
  await sortedAndUndone(w)
  await w.put('inbox/b.txt', 'b', taken)
  await look(w)
  await ask(w, 'archive.abandonBatch', { params: { batchId: 1 } })
  assert.deepEqual(await statesOf(w), ['batch_002 SORTED', 'batch_001 ABANDONED'])
  assert.deepEqual(await w.files('inbox'), ['a.txt'])
  assert.deepEqual(await codesOf(w), [])
})

it('tells of a batch whose plan to sort it was put away', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await w.put('inbox/a.txt', 'a', taken)
  await look(w)
  await applyDraft(w, 'archive.take')
  const [sort] = await listPlans(w.db.read, { kind: 'archive.sort', limit: 1 })
  await w.db.tx((tx) => w.plans.discard(tx, Number(sort?.planId), 'person:1'))
  const [card] = await cardsOf(w)
  assert.equal(card?.said.text, 'The plan to sort batch_001 was put away, and it holds up the next one')
})

it('holds up nothing while batches may run in parallel', async () => {
  await using w = await openArchiveWorld({ ...AUTO, batch: { allow_parallel: true } })
  await sortedAndUndone(w)
  assert.deepEqual(await codesOf(w), [])
  await w.change(AUTO)
  await look(w)
  assert.deepEqual(await codesOf(w), ['archive.batch-held'])
})

it('says of a run what kept it from taking a batch', async () => {
  await using w = await openArchiveWorld(AUTO)
  await sortedAndUndone(w)
  await w.put('inbox/b.txt', 'b', taken)
  await look(w)
  await ask(w, 'archive.startRun')
  const { items } = await ask<{ items: RunView[] }>(w, 'archive.listRuns')
  assert.equal(items[0]?.blockedBy?.text, 'batch_001 is not sorted yet (pending), and batches run one at a time.')
  assert.equal(items.at(-1)?.blockedBy, null)
})

for (const [mode, settings] of Object.entries({ auto: AUTO, review: REVIEW })) {
  it(`goes on by itself once a batch that a person asked for was taken, in ${mode} mode`, async () => {
    await using w = await openArchiveWorld(REVIEW)
    await w.put('inbox/a.txt', 'a', taken)
    await ask(w, 'archive.startRun', { body: { steps: ['dedup'] } })
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await ask(w, 'archive.startRun', { body: { steps: ['dedup'] } })
    await w.change(settings)
    await ask(w, 'archive.createBatch', { body: { dryRun: true } })
    await applyDraft(w, 'archive.take')
    assert.deepEqual(await statesOf(w), [mode === 'auto' ? 'batch_001 SORTED' : 'batch_001 PENDING'])
    assert.deepEqual(await codesOf(w), mode === 'auto' ? [] : ['archive.sort-waits'])
  })
}

it('goes on with a batch whose run ended before it was sorted', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await w.put('inbox/a.txt', 'a', taken)
  await look(w)
  await applyDraft(w, 'archive.take')
  const [sort] = await listPlans(w.db.read, { kind: 'archive.sort', limit: 1 })
  await w.db.tx(async (tx) => {
    await w.plans.discard(tx, Number(sort?.planId), 'person:1')
    await changeBatch(tx, 1, { reason: null })
  })
  await look(w)
  assert.ok((await codesOf(w)).includes('archive.sort-waits'))
  const payload = { archiveId: 1, steps: ['sort' as const] }
  assert.ok(await w.db.tx((tx) => w.jobs.enqueue(tx, RunArchive, payload, { actor: 'system' })))
  await untilQuiet(w)
  assert.equal((await listPlans(w.db.read, { kind: 'archive.sort', states: ['draft'], limit: 9 })).length, 1)
})
