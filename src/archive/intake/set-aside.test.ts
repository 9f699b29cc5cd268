import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { applyDraft, type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { toCardView } from '../../attention/routes.ts'
import { listOpenCards } from '../../attention/store.ts'
import { listJobsOfKind } from '../../jobs/index.ts'
import { listPlans } from '../../plans/store.ts'
import { changeBatch, listBatches } from '../batches/store.ts'
import { listItems } from '../items/store.ts'
import { RunArchive } from '../jobs.ts'

const cardsOf = async (w: ArchiveWorld): Promise<string[]> =>
  (await listOpenCards(w.db.read, Date.now(), { snoozed: true })).map((card) => toCardView(card).said.text)

it('sets a copy that an undo brought back not aside again when something else is filed', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/a.txt', 'the same')
  await w.put('inbox/b.txt', 'the same')
  await look(w)
  assert.deepEqual(await w.files('duplicates'), ['b.txt'])
  const [aside] = await listPlans(w.db.read, { kind: 'archive.aside', limit: 1 })
  assert.ok(aside)
  await w.db.tx((tx) => w.plans.undo(tx, aside.planId, { actor: 'person:1' }))
  await untilQuiet(w)
  assert.deepEqual(await w.files('inbox'), ['b.txt'])
  await w.put('inbox/later.txt', 'something else')
  await look(w)
  assert.deepEqual(await w.files('inbox'), ['b.txt'])
  assert.deepEqual(await w.files('duplicates'), [])
})

const BOTH = {
  intake: { watch: false, settle_sec: 1, more: [{ folder: 'scans', mode: 'review', settle_sec: 1 }] },
}

/** Two of the same in a folder that waits for a person: its draft waits. */
async function withDraft(): Promise<ArchiveWorld> {
  const w = await openArchiveWorld(BOTH)
  await w.put('inbox/first.txt', 'the same')
  await look(w)
  await w.put('scans/again.txt', 'the same')
  await look(w)
  return w
}

it('sets copies aside that file by themselves while a draft for others waits, under names that the draft leaves free', async () => {
  await using w = await withDraft()
  const [draft] = await listPlans(w.db.read, { kind: 'archive.aside', states: ['draft'], limit: 2 })
  await w.put('inbox/again.txt', 'the same')
  await look(w)
  assert.deepEqual(await w.files('duplicates'), ['again_1.txt'])
  assert.deepEqual(await w.files('scans'), ['again.txt'])
  await w.db.tx((tx) => w.plans.apply(tx, Number(draft?.planId), { actor: 'person:1' }))
  await untilQuiet(w)
  assert.deepEqual(await w.files('duplicates'), ['again.txt', 'again_1.txt'])
})

it('sets the copies of a draft aside once their folder files by itself, and starts no run for a draft that waits', async () => {
  await using w = await withDraft()
  await look(w)
  const runs = await listJobsOfKind(w.db.read, RunArchive.kind, { limit: 10 })
  assert.equal(runs.length, 2)
  await w.change({ intake: { ...BOTH.intake, more: [{ folder: 'scans', mode: 'auto', settle_sec: 1 }] } })
  await look(w)
  assert.deepEqual([await w.files('scans'), await w.files('duplicates')], [[], ['again.txt']])
  assert.deepEqual(await cardsOf(w), [])
})

it('holds the copies of a draft that was discarded until they are let go', async () => {
  await using w = await withDraft()
  const [draft] = await listPlans(w.db.read, { kind: 'archive.aside', states: ['draft'], limit: 2 })
  await w.db.tx((tx) => w.plans.discard(tx, Number(draft?.planId), 'person:1'))
  await look(w)
  assert.deepEqual(await listPlans(w.db.read, { kind: 'archive.aside', states: ['draft'], limit: 2 }), [])
  const held = (await listItems(w.db.read, 1, { limit: 10 })).find(({ relPath }) => relPath === 'again.txt')
  assert.deepEqual([held?.state, held?.reason?.code], ['held', 'held-by-discard'])
  const release = w.archive.routes.find((route) => route.operationId === 'archive.releaseItems')
  await release?.handle({ body: {}, actor: { id: 'person:1', name: 'a', scopes: new Set() } } as never)
  await untilQuiet(w)
  await look(w)
  assert.equal((await listPlans(w.db.read, { kind: 'archive.aside', states: ['draft'], limit: 2 })).length, 1)
})

it('sets copies aside while a batch stands in the way', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/first.txt', 'the same')
  await look(w)
  const [batch] = await listBatches(w.db.read, 1, { limit: 1 })
  await w.db.tx((tx) => changeBatch(tx, Number(batch?.batchId), { state: 'ERROR' }))
  await w.put('inbox/again.txt', 'the same')
  await w.put('inbox/other.txt', 'another')
  await look(w)
  assert.deepEqual(await w.files('duplicates'), ['again.txt'])
  assert.deepEqual(await w.files('inbox'), ['other.txt'])
})

it('makes a new draft, with its card, as soon as copies have come or gone', async () => {
  await using w = await withDraft()
  await w.put('scans/later.txt', 'the same')
  await look(w)
  assert.deepEqual(await cardsOf(w), ['2 duplicates could make room'])
  const draftsOf = async () => listPlans(w.db.read, { kind: 'archive.aside', states: ['draft'], limit: 2 })
  assert.deepEqual(
    (await draftsOf()).map(({ operationCount }) => operationCount),
    [2],
  )
  await rm(join(w.dataFolder, 'scans/later.txt'))
  await rm(join(w.dataFolder, 'scans/again.txt'))
  await look(w)
  assert.deepEqual([await cardsOf(w), await draftsOf()], [[], []])
})

it('makes a new draft of what is left when one could not be applied, because a copy had changed', async () => {
  await using w = await withDraft()
  await w.put('scans/later.txt', 'the same')
  await look(w)
  await w.put('scans/later.txt', 'not the same')
  await applyDraft(w, 'archive.aside')
  assert.deepEqual(await cardsOf(w), ['One duplicate could make room'])
})
