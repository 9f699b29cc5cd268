import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { openArchiveWorld } from '../../../test/archive-world.ts'
import { listPlans, movePlan } from '../../plans/store.ts'
import { changeItem } from '../items/edit-store.ts'
import { listItems } from '../items/store.ts'
import { ScanIntake } from '../jobs.ts'

type World = Awaited<ReturnType<typeof openArchiveWorld>>

const enqueueScan = (w: World, isStep: boolean) =>
  w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep }, { actor: 'system' }))

async function untilQuiet({ db }: World): Promise<void> {
  while ((await db.read.selectFrom('job_queue').select('id').execute()).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 25))
}

it('does not take what an undo has put back for new, neither before nor after the undo has said so', async () => {
  await using w = await openArchiveWorld()
  const bytes = 'hello'
  const taken = new Date('2022-05-06T10:00:00')
  await w.put('inbox/a/b.txt', bytes, taken)
  await enqueueScan(w, false)
  await untilQuiet(w)
  const [plan] = await listPlans(w.db.read, { kind: 'archive.take', limit: 1 })
  const [filed] = await listItems(w.db.read, 1, { limit: 10 })
  assert.ok(plan && filed)
  assert.equal(filed.state, 'filed')

  await w.db.tx((tx) => movePlan(tx, plan.planId, { from: ['applied'], to: 'undoing' }))
  await w.put('inbox/a/b.txt', bytes, taken)
  await w.put('inbox/new.txt', 'another')
  await enqueueScan(w, true)
  await untilQuiet(w)
  const names = async () => (await listItems(w.db.read, 1, { limit: 10 })).map(({ sourceRelPath }) => sourceRelPath)
  assert.deepEqual((await names()).toSorted(), ['a/b.txt', 'new.txt'])

  await w.db.tx(async (tx) => {
    await changeItem(tx, filed.itemId, { state: 'held', rootId: filed.sourceRootId, relPath: 'a/b.txt', batchId: null })
    await movePlan(tx, plan.planId, { from: ['undoing'], to: 'undone' })
  })
  await enqueueScan(w, true)
  await untilQuiet(w)
  assert.deepEqual((await names()).toSorted(), ['a/b.txt', 'new.txt'])
})

it('leaves in peace what an undo has brought back from another disk, whose time is a step late by then', async () => {
  process.env['PATCHBAY_TEST_FAULTS'] = JSON.stringify({ otherDisk: '/archive' })
  const portUrl = new URL('../../../test/faults/file-port.ts', import.meta.url)
  await using w = await openArchiveWorld({}, { transfer: { portUrl, threads: 1 } })
  await w.put('inbox/a.txt', 'hello')
  execFileSync('touch', ['-d', '@1651831200.123456789', join(w.dataFolder, 'inbox/a.txt')])
  await enqueueScan(w, false)
  await untilQuiet(w)
  assert.deepEqual(await w.files('archive'), ['2022/05/06/a.txt'])
  for (const plan of await listPlans(w.db.read, { limit: 2 })) {
    await w.db.tx((tx) => w.plans.undo(tx, plan.planId, { actor: 'person:1' }))
    await untilQuiet(w)
  }
  await enqueueScan(w, false)
  await untilQuiet(w)
  assert.deepEqual(await w.files('inbox'), ['a.txt'])
  assert.deepEqual([await w.files('batches'), await w.files('archive')], [[], []])
  assert.deepEqual(
    (await listItems(w.db.read, 1, { limit: 10 })).map(({ state }) => state),
    ['held'],
  )
})

it('concludes nothing from a file that is away while a plan moves files, and notes it as gone afterwards', async () => {
  await using w = await openArchiveWorld({ intake: { watch: false, settle_sec: 1, mode: 'review' } })
  await w.put('inbox/a.txt', 'hello')
  await w.put('inbox/b.txt', 'other')
  await enqueueScan(w, false)
  await untilQuiet(w)
  const planId = await w.db.tx((tx) =>
    w.plans.draft(tx, {
      kind: 'archive.take',
      subject: 's',
      title: { code: 'x', params: {} },
      actor: 'a',
      operations: [],
    }),
  )
  await w.db.tx((tx) => movePlan(tx, planId, { from: ['draft'], to: 'applying' }))
  await rm(join(w.dataFolder, 'inbox/a.txt'))
  await enqueueScan(w, true)
  await untilQuiet(w)
  const stateOf = async () =>
    (await listItems(w.db.read, 1, { limit: 10 })).find(({ relPath }) => relPath === 'a.txt')?.state
  assert.equal(await stateOf(), 'unique')
  await w.db.tx((tx) => movePlan(tx, planId, { from: ['applying'], to: 'partial' }))
  await enqueueScan(w, true)
  await untilQuiet(w)
  assert.equal(await stateOf(), 'gone')
})
