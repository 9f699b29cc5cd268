import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { applyDraft, type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { findJob } from '../../jobs/ledger/read.ts'
import { listPlans } from '../../plans/store.ts'
import type { ResortPreviewView } from './contract.ts'

const QUIET = { integrity: { read_filed: false } }
const person = { id: 'person:1', name: 'a', scopes: new Set() }

async function ask<T>(w: ArchiveWorld, operationId: string, request: object = {}): Promise<T> {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  const reply = (await route?.handle({ body: {}, params: {}, query: {}, ...request, actor: person } as never)) as T
  await untilQuiet(w)
  return reply
}

const plan = (w: ArchiveWorld, pattern: string, includeFound = false) =>
  ask(w, 'archive.sorting.planResort', { body: { pattern, includeFound, dryRun: true } })
const drafts = async (w: ArchiveWorld) =>
  (await listPlans(w.db.read, { kind: 'archive.resort', limit: 5 })).map(({ state, operationCount }) => [
    state,
    operationCount,
  ])

async function filed(w: ArchiveWorld): Promise<void> {
  await w.put('inbox/a.txt', 'a', new Date('2022-05-06T10:00:00Z'))
  await w.put('inbox/b.txt', 'b', new Date('2022-05-07T10:00:00Z'))
  // One asset: a picture and what an editor wrote of it.
  await w.put('inbox/p.jpg', Buffer.from('ffd8ffd9', 'hex'), new Date('2021-01-02T10:00:00Z'))
  await w.put('inbox/p.xmp', '<x/>', new Date('2023-03-03T10:00:00Z'))
  await look(w)
}

onEachDatabase('a re-sort by another pattern', (openDb) => {
  it('shows before and after, moves by the plan, removes what it emptied, and undoes it all', async () => {
    await using w = await openArchiveWorld(QUIET, { db: await openDb() })
    await filed(w)
    const before = await w.files('archive')
    assert.ok(before.length >= 2, before.join())
    const preview = await ask<ResortPreviewView>(w, 'archive.sorting.previewResort', {
      query: { pattern: '{year}', includeFound: false },
    })
    assert.equal(preview.moves, before.length)
    assert.equal(preview.after.find(({ folder }) => folder === '2022')?.count, 2)
    await plan(w, '{year}')
    assert.deepEqual(await w.files('archive'), before)
    await applyDraft(w, 'archive.resort')
    const after = await w.files('archive')
    assert.deepEqual(
      after.filter((path) => path.startsWith('2022/')),
      ['2022/a.txt', '2022/b.txt'],
    )
    assert.ok(
      after.every((path) => path.split('/').length === 2),
      after.join(),
    )
    const items = await w.db.read
      .selectFrom('archive_items')
      .select(['rel_path'])
      .where('state', '=', 'filed')
      .execute()
    assert.deepEqual(items.map((row) => row.rel_path).toSorted(), after)
    const [applied] = await listPlans(w.db.read, { kind: 'archive.resort', limit: 1 })
    await w.db.tx((tx) => w.plans.undo(tx, Number(applied?.planId), { actor: 'person:1' }))
    await untilQuiet(w)
    assert.deepEqual(await w.files('archive'), before)
  })

  it('leaves what a person put there alone unless it is chosen', async () => {
    await using w = await openArchiveWorld(QUIET, { db: await openDb() })
    await w.put('inbox/a.txt', 'a', new Date('2022-05-06T10:00:00Z'))
    await w.put('archive/holiday/IMG_20200102_030405.jpg', Buffer.from('ffd8ffd9', 'hex'))
    await look(w)
    await ask(w, 'archive.integrity.startCheck', { body: { scope: 'all', folder: '' } })
    await plan(w, '{year}')
    assert.deepEqual(await drafts(w), [['draft', 1]])
    await plan(w, '{year}', true)
    assert.deepEqual((await drafts(w))[0], ['draft', 2])
    await applyDraft(w, 'archive.resort')
    assert.deepEqual(await w.files('archive'), ['2020/IMG_20200102_030405.jpg', '2022/a.txt'])
  })
})

it('does not move a file that was changed since it was filed, and refuses a plan that the world has outrun', async () => {
  await using w = await openArchiveWorld(QUIET)
  await w.put('inbox/a.txt', 'a', new Date('2022-05-06T10:00:00Z'))
  await w.put('inbox/b.txt', 'b', new Date('2022-05-07T10:00:00Z'))
  await look(w)
  await appendFile(join(w.dataFolder, 'archive/2022/05/06/a.txt'), ' edited')
  await plan(w, '{year}')
  assert.deepEqual(await drafts(w), [['draft', 1]])
  await appendFile(join(w.dataFolder, 'archive/2022/05/07/b.txt'), ' edited, too')
  await applyDraft(w, 'archive.resort')
  assert.deepEqual((await drafts(w))[0]?.[0], 'stale')
  assert.deepEqual(await w.files('archive'), ['2022/05/06/a.txt', '2022/05/07/b.txt'])
})

it('gives the whole asset the same new name where another file has it', async () => {
  await using w = await openArchiveWorld(QUIET)
  await w.put('inbox/x.txt', 'first', new Date('2022-05-06T10:00:00Z'))
  await look(w)
  await w.put('inbox/x.txt', 'second', new Date('2022-05-07T10:00:00Z'))
  await look(w)
  await plan(w, '{year}')
  await applyDraft(w, 'archive.resort')
  assert.deepEqual(await w.files('archive'), ['2022/x.txt', '2022/x_1.txt'])
})

it('refuses a pattern that can’t be followed', async () => {
  await using w = await openArchiveWorld(QUIET)
  await assert.rejects(plan(w, '{yaer}'), { code: 'archive/pattern-unknown-part' })
})

it('gives no other plan for its own while the archive is being re-sorted', async () => {
  await using w = await openArchiveWorld(QUIET)
  await filed(w)
  await plan(w, '{year}')
  const [open] = await listPlans(w.db.read, { kind: 'archive.resort', limit: 1 })
  await w.db.tx((tx) =>
    tx.updateTable('plans_plans').set({ state: 'applying' }).where('id', '=', Number(open?.planId)).execute(),
  )
  const { runId } = await ask<{ runId: number }>(w, 'archive.sorting.planResort', {
    body: { pattern: '{year}/{month}', includeFound: false, dryRun: true },
  })
  const job = await findJob(w.db.read, runId)
  assert.deepEqual([job?.state, job?.error_code], ['failed', 'archive/resort-under-way'])
})
