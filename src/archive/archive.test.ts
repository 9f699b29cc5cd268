import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import sharp from 'sharp'
import { openArchiveWorld } from '../../test/archive-world.ts'
import { listPlans } from '../plans/store.ts'
import { listBatches } from './batches/store.ts'
import { ScanIntake } from './jobs.ts'

const world = openArchiveWorld
const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
  .jpeg()
  .toBuffer()
type World = Awaited<ReturnType<typeof world>>

const scanUntilSettled = async ({ db, jobs }: World): Promise<void> => {
  await db.tx((tx) => jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
  await settled(db)
}

/** Resolves when no job is live. */
async function settled(db: World['db']): Promise<void> {
  for (;;) {
    const { count } = await db.read
      .selectFrom('job_queue')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

it('files what is dropped into the inbox by date, without any further act', { timeout: 60_000 }, async () => {
  await using w = await world()
  await w.put('inbox/IMG_20230102_030405.jpg', picture)
  await w.put('inbox/sub/notes.txt', 'hello', new Date('2022-05-06T10:00:00'))
  await w.put('inbox/sub/copy of notes.txt', 'hello', new Date('2022-05-06T10:00:00'))
  await scanUntilSettled(w)
  assert.deepEqual(await w.files('archive'), ['2022/05/06/notes.txt', '2023/01/02/IMG_20230102_030405.jpg'])
  assert.deepEqual(await w.files('duplicates'), ['sub/copy of notes.txt'])
  assert.deepEqual(await w.files('inbox'), [])
  const [batch] = await listBatches(w.db.read, 1, { limit: 10 })
  assert.equal(batch?.state, 'SORTED')
})

it(
  'undoes a run: names, bytes and places are as before, and nothing is filed again by itself',
  { timeout: 60_000 },
  async () => {
    await using w = await world()
    await w.put('inbox/IMG_20230102_030405.jpg', picture)
    await w.put('inbox/a/b.txt', 'hello', new Date('2022-05-06T10:00:00'))
    await scanUntilSettled(w)
    const [newest] = await listPlans(w.db.read, { limit: 1 })
    const undo = w.archive.routes.find((route) => route.operationId === 'archive.undoRun')
    await undo?.handle({
      params: { runId: newest?.runId },
      actor: { id: 'person:1', name: 'a', scopes: new Set() },
    } as never)
    await settled(w.db)
    assert.deepEqual(await w.files('inbox'), ['IMG_20230102_030405.jpg', 'a/b.txt'])
    assert.deepEqual(await w.files('archive'), [])
    const list = w.archive.routes.find((route) => route.operationId === 'archive.listRuns')
    assert.ok(list)
    const { items } = (await list.handle({ query: { limit: 10 } } as never)) as {
      items: { undoneAt: string | null }[]
    }
    assert.ok(items.at(-1)?.undoneAt, 'the history says that it was undone')
    await scanUntilSettled(w)
    assert.deepEqual(await w.files('archive'), [])
  },
)

it('makes a plan for a folder in review mode, and moves nothing until it is applied', { timeout: 60_000 }, async () => {
  await using w = await world({ intake: { watch: false, settle_sec: 1, mode: 'review' } })
  await w.put('inbox/IMG_20230102_030405.jpg', picture)
  await scanUntilSettled(w)
  await scanUntilSettled(w)
  assert.deepEqual(await w.files('inbox'), ['IMG_20230102_030405.jpg'])
  const drafts = await listPlans(w.db.read, { states: ['draft'], limit: 10 })
  assert.equal(drafts.length, 1)
  await w.db.tx((tx) => w.plans.apply(tx, Number(drafts[0]?.planId), { actor: 'person:1' }))
  await settled(w.db)
  assert.deepEqual(await w.files('batches'), ['batch_001/IMG_20230102_030405.jpg'])
  const [sort] = await listPlans(w.db.read, { states: ['draft'], limit: 10 })
  assert.equal(sort?.kind, 'archive.sort')
  await w.db.tx((tx) => w.plans.apply(tx, Number(sort?.planId), { actor: 'person:1' }))
  await settled(w.db)
  assert.deepEqual(await w.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
})

it(
  'takes a picture anew when its archived original was deleted, and keeps it aside while that stands',
  { timeout: 60_000 },
  async () => {
    await using w = await world()
    await w.put('inbox/IMG_20230102_030405.jpg', picture)
    await scanUntilSettled(w)
    await w.put('inbox/again.jpg', picture)
    await scanUntilSettled(w)
    assert.deepEqual(await w.files('duplicates'), ['again.jpg'])
    await rm(join(w.dataFolder, 'archive/2023/01/02/IMG_20230102_030405.jpg'))
    await w.put('inbox/IMG_20230102_030406.jpg', picture)
    await scanUntilSettled(w)
    assert.deepEqual(await w.files('archive'), ['2023/01/02/IMG_20230102_030406.jpg'])
  },
)

it('files equal sidecars of different pictures each with its own', { timeout: 60_000 }, async () => {
  await using w = await world()
  const other = await sharp({ create: { width: 9, height: 8, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer()
  await w.put('inbox/IMG_20230102_030405.jpg', picture)
  await w.put('inbox/IMG_20230102_030405.aae', '<plist/>')
  await w.put('inbox/IMG_20230103_030405.jpg', other)
  await w.put('inbox/IMG_20230103_030405.aae', '<plist/>')
  await scanUntilSettled(w)
  assert.deepEqual(await w.files('archive'), [
    '2023/01/02/IMG_20230102_030405.aae',
    '2023/01/02/IMG_20230102_030405.jpg',
    '2023/01/03/IMG_20230103_030405.aae',
    '2023/01/03/IMG_20230103_030405.jpg',
  ])
})
