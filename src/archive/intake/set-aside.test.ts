import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openArchiveWorld } from '../../../test/archive-world.ts'
import { listPlans } from '../../plans/store.ts'
import { ScanIntake } from '../jobs.ts'

type World = Awaited<ReturnType<typeof openArchiveWorld>>

async function untilQuiet({ db }: World): Promise<void> {
  while ((await db.read.selectFrom('job_queue').select('id').execute()).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 25))
}

async function look(w: World): Promise<void> {
  await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
  await untilQuiet(w)
}

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
