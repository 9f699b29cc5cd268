import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { listOpenCards } from '../../attention/store.ts'
import { listPlans } from '../../plans/store.ts'

const taken = new Date('2022-05-06T10:00:00')

async function ask(w: ArchiveWorld, operationId: string, request: object): Promise<void> {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  await route?.handle({ ...request, actor: { id: 'person:1', name: 'a', scopes: new Set() } } as never)
  await untilQuiet(w)
}

const told = async (w: ArchiveWorld): Promise<string[]> =>
  (await listOpenCards(w.db.read, Date.now(), { snoozed: true })).map(({ code }) => code)

/** A run whose sorting failed: a file stands where the folder of the year should be. */
async function withFailedRun(): Promise<ArchiveWorld> {
  const w = await openArchiveWorld()
  await writeFile(join(w.dataFolder, 'archive/2022'), 'in the way')
  await w.put('inbox/a.txt', 'a', taken)
  await look(w)
  assert.deepEqual(await told(w), ['archive.run-failed'])
  return w
}

it('tells no more of a run that failed once its batch was sorted by hand', async () => {
  await using w = await withFailedRun()
  await rm(join(w.dataFolder, 'archive/2022'))
  await ask(w, 'archive.sortBatch', { params: { batchId: 1 }, query: {}, body: { dryRun: false } })
  assert.deepEqual(await w.files('archive'), ['2022/05/06/a.txt'])
  assert.deepEqual(await told(w), [])
})

it('tells no more of a run that failed once its taking was undone', async () => {
  await using w = await withFailedRun()
  const [take] = await listPlans(w.db.read, { kind: 'archive.take', limit: 1 })
  await w.db.tx((tx) => w.plans.undo(tx, Number(take?.planId), { actor: 'person:1' }))
  await untilQuiet(w)
  assert.deepEqual(await w.files('inbox'), ['a.txt'])
  assert.deepEqual(await told(w), [])
})

it('tells no more of a run that failed once it was run again', async () => {
  await using w = await withFailedRun()
  await rm(join(w.dataFolder, 'archive/2022'))
  await ask(w, 'archive.startRun', { body: { steps: ['dedup', 'batch', 'sort'] } })
  assert.deepEqual(await w.files('archive'), ['2022/05/06/a.txt'])
  assert.deepEqual(await told(w), [])
})
