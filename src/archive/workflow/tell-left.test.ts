import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { link, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { applyDraft, type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { toCardView } from '../../attention/routes.ts'
import { listOpenCards } from '../../attention/store.ts'
import { listPlans } from '../../plans/store.ts'
import { listBatches } from '../batches/store.ts'
import { listItems } from '../items/store.ts'
import { RunArchive } from '../jobs.ts'

const REVIEW = { intake: { watch: false, settle_sec: 1, mode: 'review' } }
const taken = new Date('2022-05-06T10:00:00')

async function run(w: ArchiveWorld): Promise<void> {
  const payload = { archiveId: 1, steps: ['dedup' as const, 'batch' as const, 'sort' as const] }
  await w.db.tx((tx) => w.jobs.enqueue(tx, RunArchive, payload, { actor: 'person:1' }))
  await untilQuiet(w)
}

const cardOf = async (w: ArchiveWorld, code: string) => {
  const cards = await listOpenCards(w.db.read, Date.now(), { snoozed: true })
  const found = cards.find((card) => card.code === code)
  return found === undefined ? undefined : toCardView(found)
}

onEachDatabase('what stays behind', (openDb) => {
  it('tells what could not be taken and why, leaves it in peace, and takes that back once it is taken', async () => {
    await using w = await openArchiveWorld(REVIEW, { db: await openDb() })
    await w.put('inbox/a.txt', 'a', taken)
    await w.put('inbox/b.txt', 'b', taken)
    await look(w)
    await w.put('batches/batch_001/a.txt', 'in the way')
    await applyDraft(w, 'archive.take')
    const card = await cardOf(w, 'archive.take-incomplete')
    assert.deepEqual(
      [card?.said.text, card?.said.why],
      ['One file could not be taken: a.txt', 'It lies where it was. Another file is already there: batch_001/a.txt.'],
    )
    assert.deepEqual(
      card?.actions.map(({ code, call, open }) => [code, call?.operationId ?? open]),
      [
        ['run-again', 'archive.startRun'],
        ['open-plan', '/archive/plans/1'],
      ],
    )
    assert.deepEqual(await w.files('inbox'), ['a.txt'])

    await applyDraft(w, 'archive.sort')
    // As an attempt to move it does, which links it and can't remove it.
    await link(join(w.dataFolder, 'inbox/a.txt'), join(w.dataFolder, 'linked'))
    await rm(join(w.dataFolder, 'linked'))
    await look(w)
    assert.deepEqual(await listPlans(w.db.read, { states: ['draft'], limit: 5 }), [])
    assert.ok(await cardOf(w, 'archive.take-incomplete'))
    await run(w)
    await applyDraft(w, 'archive.take')
    assert.equal(await cardOf(w, 'archive.take-incomplete'), undefined)
    const [batch] = await listBatches(w.db.read, 1, { limit: 1 })
    assert.deepEqual([batch?.name, batch?.state, batch?.fileCount], ['batch_002', 'PENDING', 1])
  })
})

async function takeInVain(w: ArchiveWorld): Promise<void> {
  await w.put('inbox/a.txt', 'a', taken)
  await look(w)
  await w.put('batches/batch_001/a.txt', 'in the way')
  await applyDraft(w, 'archive.take')
  assert.ok(await cardOf(w, 'archive.take-incomplete'))
}

it('tells of what could not be taken by the card of its new plan alone', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await takeInVain(w)
  await run(w)
  assert.ok(await cardOf(w, 'archive.take-waits'))
  assert.equal(await cardOf(w, 'archive.take-incomplete'), undefined)
})

it('leaves no folder behind that was made for what could not be taken', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await w.put('inbox/a.txt', 'a', taken)
  await w.put('inbox/ro/b.txt', 'b', taken)
  await look(w)
  await w.put('batches/batch_001/ro/b.txt', 'in the way')
  await applyDraft(w, 'archive.take')
  await rm(join(w.dataFolder, 'batches/batch_001/ro/b.txt'))
  const [take] = await listPlans(w.db.read, { kind: 'archive.take', limit: 1 })
  await w.db.tx((tx) => w.plans.undo(tx, Number(take?.planId), { actor: 'person:1' }))
  await untilQuiet(w)
  assert.deepEqual(await w.files('inbox'), ['a.txt', 'ro/b.txt'])
  assert.equal(existsSync(join(w.dataFolder, 'batches/batch_001')), false)
})

it('takes the card back when a person has removed what was left', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await takeInVain(w)
  await rm(join(w.dataFolder, 'inbox/a.txt'))
  await look(w)
  assert.equal(await cardOf(w, 'archive.take-incomplete'), undefined)
})

it('offers to try a batch again, or to put it back, when some of it could not be sorted', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await w.put('inbox/a.txt', 'a', taken)
  await w.put('inbox/b.txt', 'b', taken)
  await look(w)
  await applyDraft(w, 'archive.take')
  await w.put('archive/2022/05/06/a.txt', 'in the way')
  await applyDraft(w, 'archive.sort')
  const card = await cardOf(w, 'archive.sort-incomplete')
  assert.match(String(card?.said.why), /^It is safe in its batch folder. Another file is already there: /)
  assert.deepEqual(
    card?.actions.map(({ code }) => code),
    ['retry-batch', 'abandon-batch', 'open-plan'],
  )
})

it('tells which duplicates could not be moved, and says again of what they are copies once they are', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await w.put('inbox/a.txt', 'the same', taken)
  await w.put('inbox/b.txt', 'the same', taken)
  await look(w)
  const [copy] = await listItems(w.db.read, 1, { state: 'duplicate', limit: 1 })
  assert.ok(copy)
  await w.put(`duplicates/${copy.relPath}`, 'in the way')
  await applyDraft(w, 'archive.aside')
  const card = await cardOf(w, 'archive.aside-incomplete')
  assert.equal(card?.said.text, `One duplicate could not be moved: ${copy.relPath}`)
  await run(w)
  await applyDraft(w, 'archive.aside')
  assert.equal(await cardOf(w, 'archive.aside-incomplete'), undefined)
  const [aside] = await listItems(w.db.read, 1, { state: 'aside', limit: 1 })
  assert.deepEqual(aside?.reason, copy.reason)
})

it('tells what an undo could not put back, and puts it back when it is asked again', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await w.put('inbox/a.txt', 'a', taken)
  await look(w)
  await applyDraft(w, 'archive.take')
  const [take] = await listPlans(w.db.read, { kind: 'archive.take', limit: 1 })
  const undo = async () => {
    await w.db.tx((tx) => w.plans.undo(tx, Number(take?.planId), { actor: 'person:1' }))
    await untilQuiet(w)
  }
  await w.put('inbox/a.txt', 'in the way')
  await undo()
  const card = await cardOf(w, 'archive.undo-incomplete')
  assert.equal(card?.said.text, 'One file could not be put back: batch_001/a.txt')
  assert.equal(card.actions[0]?.call?.operationId, 'plans.undo')
  assert.equal((await listBatches(w.db.read, 1, { limit: 1 }))[0]?.state, 'ERROR')
  await rm(join(w.dataFolder, 'inbox/a.txt'))
  await undo()
  assert.equal(await cardOf(w, 'archive.undo-incomplete'), undefined)
  assert.deepEqual(await w.files('inbox'), ['a.txt'])
  assert.equal((await listBatches(w.db.read, 1, { limit: 1 }))[0]?.state, 'ABANDONED')
})
