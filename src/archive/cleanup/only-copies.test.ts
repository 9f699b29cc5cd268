import assert from 'node:assert/strict'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { toCardView } from '../../attention/routes.ts'
import { listOpenCards } from '../../attention/store.ts'
import { listItems } from '../items/store.ts'
import { CleanUp } from '../jobs.ts'

const taken = new Date('2022-05-06T10:00:00')

async function clean(w: ArchiveWorld): Promise<string[]> {
  await w.db.tx((tx) => w.jobs.enqueue(tx, CleanUp, { archiveId: 1 }, { actor: 'system' }))
  await untilQuiet(w)
  return (await listOpenCards(w.db.read, Date.now(), { snoozed: true }))
    .filter(({ code }) => code === 'archive.only-copies')
    .map((card) => toCardView(card).said.text)
}

it('tells of a copy that is the only one left, and puts it back into the intake, where it is filed', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/trip/a.txt', 'the same', taken)
  await w.put('inbox/trip/b.txt', 'the same', taken)
  await w.put('inbox/other.txt', 'another', taken)
  await look(w)
  const archive = join(w.dataFolder, 'archive')
  const filed = join(archive, '2022/05/06/a.txt')
  assert.deepEqual(await w.files('duplicates'), ['trip/b.txt'])

  await rename(archive, `${archive}.away`)
  assert.deepEqual(await clean(w), [], 'a folder that is away says nothing of what is in it')
  await rename(`${archive}.away`, archive)
  await rename(filed, join(w.dataFolder, 'kept'))
  assert.deepEqual(await clean(w), ['One copy is the only one left: trip/b.txt'])
  await rename(join(w.dataFolder, 'kept'), filed)
  assert.deepEqual(await clean(w), [], 'the original is back')

  await rm(filed)
  await clean(w)
  const putBack = w.archive.routes.find(({ operationId }) => operationId === 'archive.putBackCopies')
  await putBack?.handle({ body: {}, actor: { id: 'person:1', name: 'a', scopes: new Set() } } as never)
  await untilQuiet(w)
  assert.deepEqual(
    [await w.files('inbox'), await w.files('duplicates'), await w.files('archive')],
    [[], [], ['2022/05/06/b.txt', '2022/05/06/other.txt']],
  )
  const states = (await listItems(w.db.read, 1, { limit: 9 })).map(({ relPath, state }) => `${state} ${relPath}`)
  assert.deepEqual(states.toSorted(), [
    'filed 2022/05/06/b.txt',
    'filed 2022/05/06/other.txt',
    'gone 2022/05/06/a.txt',
    'gone trip/b.txt',
  ])
  assert.deepEqual(await clean(w), [])
})
