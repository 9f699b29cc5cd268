import assert from 'node:assert/strict'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArchiveWorld, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { SampleStorage } from '../jobs.ts'
import { listSamples } from './sample-store.ts'

const ask = async (w: ArchiveWorld, operationId: string): Promise<unknown> => {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  return route?.handle({ body: {}, params: {}, query: { days: 30 } } as never)
}

it('says that the archive is away, and takes the room of no other disk for its own', async () => {
  await using w = await openArchiveWorld()
  await ask(w, 'archive.figures.getHistory')
  await rename(join(w.dataFolder, 'archive'), join(w.dataFolder, 'unplugged'))
  for (const isMountPoint of [false, true]) {
    if (isMountPoint) await mkdir(join(w.dataFolder, 'archive'))
    for (const operation of ['archive.figures.getHistory', 'archive.getStorage'])
      await assert.rejects(ask(w, operation), { code: 'transfer/root-offline' }, `${operation} ${isMountPoint}`)
    await w.db.tx((tx) => w.jobs.enqueue(tx, SampleStorage, { archiveId: 1 }, { actor: 'system' }))
    await untilQuiet(w)
    assert.deepEqual(await listSamples(w.db.read, 1, '2000-01-01'), [])
  }
})
