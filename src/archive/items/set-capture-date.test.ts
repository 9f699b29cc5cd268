import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArchiveWorld, look, openArchiveWorld } from '../../../test/archive-world.ts'
import { picture } from '../../../test/pictures.ts'
import { isLocalTime } from '../contract.ts'
import { listItems } from './store.ts'

const inFile = '2021-07-02T00:30:00'

async function say(w: ArchiveWorld, local: string | null): Promise<void> {
  const route = w.archive.routes.find((one) => one.operationId === 'archive.setCaptureDate')
  const actor = { id: 'person:1', name: 'a', scopes: new Set() }
  await route?.handle({ params: { itemId: 1 }, body: { local }, actor } as never)
}

const dateOf = async (w: ArchiveWorld) => (await listItems(w.db.read, 1, { limit: 1 }))[0]?.date

it('goes back to what its file says, also of a picture that is filed', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/a.jpg', picture('2021:07:02 00:30:00'))
  await look(w)
  assert.deepEqual(await w.files('archive'), ['2021/07/02/a.jpg'])
  await say(w, '2001-01-01')
  assert.deepEqual([(await dateOf(w))?.local, (await dateOf(w))?.byHand], ['2001-01-01', true])
  await say(w, null)
  assert.deepEqual([(await dateOf(w))?.local, (await dateOf(w))?.byHand], [inFile, false])
})

it('keeps the date that somebody said when the file can’t be read', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/a.jpg', picture('2021:07:02 00:30:00'))
  await look(w)
  await say(w, '2001-01-01')
  await rm(join(w.dataFolder, 'archive/2021/07/02/a.jpg'))
  await assert.rejects(say(w, null), { code: 'archive/date-unreadable' })
  assert.equal((await dateOf(w))?.local, '2001-01-01')
})

it('takes days that the calendar has', () => {
  for (const text of ['2021-07-02', '2024-02-29', '2021-07-02T23:59', '2021-07-02T10:30:15'])
    assert.ok(isLocalTime(text), text)
  for (const text of ['2021-13-45', '2021-02-29', '2021-07-02T24:00', '2021-07-02 10:30', '02.07.2021', ''])
    assert.ok(!isLocalTime(text), text)
})
