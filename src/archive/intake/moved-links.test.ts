import assert from 'node:assert/strict'
import { link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { look, openArchiveWorld } from '../../../test/archive-world.ts'
import { picture } from '../../../test/pictures.ts'
import { listOpenCards } from '../../attention/store.ts'

it('files a picture of which another name was set aside in the same run', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/phone/PXL_20221231_235959123.jpg', picture())
  await mkdir(join(w.dataFolder, 'inbox/dups'))
  await link(join(w.dataFolder, 'inbox/phone/PXL_20221231_235959123.jpg'), join(w.dataFolder, 'inbox/dups/a.jpg'))
  await look(w)
  assert.deepEqual(await w.files('archive'), ['2022/12/31/PXL_20221231_235959123.jpg'])
  assert.deepEqual(await w.files('duplicates'), ['dups/a.jpg'])
  assert.deepEqual(await listOpenCards(w.db.read, Date.now(), { snoozed: true }), [])
})
