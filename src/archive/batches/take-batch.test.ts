import assert from 'node:assert/strict'
import { it } from 'node:test'
import { look, openArchiveWorld } from '../../../test/archive-world.ts'
import type { JobContext } from '../../jobs/index.ts'
import { archiveSettings } from '../settings.ts'
import { listBatches } from './store.ts'
import { takeBatch } from './take-batch.ts'

it('answers with its own batch when it runs again after that was planned, and takes no second one', async () => {
  const settings = {
    intake: { watch: false, settle_sec: 1, mode: 'review' },
    batch: { allow_parallel: true, max_files: 1, selection_mode: 'files' },
  }
  await using w = await openArchiveWorld(settings)
  await w.put('inbox/a.txt', 'a')
  await w.put('inbox/b.txt', 'b')
  await look(w)
  const [batch] = await listBatches(w.db.read, 1, { limit: 2 })
  assert.ok(batch?.takePlanId)
  const again = takeBatch({
    ...w,
    folders: w.archive.folders,
    settings: () => archiveSettings.parse(settings),
  } as never)
  const job = { runId: batch.runId, actor: 'system', commit: w.db.tx } as never as JobContext
  const { batchId, takePlanId: planId } = batch
  const answer = { created: true, batchId, planId, isApplied: false }
  for (const payload of [{}, { batchId }])
    assert.deepEqual(await again({ archiveId: 1, apply: 'auto', ...payload }, job), answer)
  assert.deepEqual(
    (await listBatches(w.db.read, 1, { limit: 2 })).map(({ name, state }) => [name, state]),
    [[batch.name, 'CREATING']],
  )
})
