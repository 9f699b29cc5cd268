import assert from 'node:assert/strict'
import { it } from 'node:test'
import sharp from 'sharp'
import { type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { listItems } from '../items/store.ts'
import type { ZonePreviewView } from './contract.ts'

const REVIEW = { intake: { watch: false, settle_sec: 1, mode: 'review' } }
const person = { id: 'person:1', name: 'a', scopes: new Set() }

async function ask<T>(w: ArchiveWorld, operationId: string, request: object = {}): Promise<T> {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  const signal = new AbortController().signal
  return (await route?.handle({ body: {}, params: {}, query: {}, ...request, signal, actor: person } as never)) as T
}

const picture = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .jpeg()
    .toBuffer()

/** A name that says UTC: 22:02 on New Year's Eve. */
const UTC_NAME = 'PXL_20231231_220232177.jpg'

it('counts and lists what would lie elsewhere by another zone, and dates it anew once that is set', async () => {
  await using w = await openArchiveWorld(REVIEW)
  await w.put(`inbox/${UTC_NAME}`, await picture('red'))
  await w.put('inbox/IMG_20230102_030405.jpg', await picture('blue'))
  await look(w)
  const preview = await ask<ZonePreviewView>(w, 'archive.sorting.previewZone', { query: { zone: 'Australia/Sydney' } })
  assert.deepEqual([preview.against, preview.files, preview.differ], ['UTC', 2, 1])
  const [item] = preview.items
  assert.deepEqual([item?.name, item?.here.folder, item?.there.folder], [UTC_NAME, '2024/01/01', '2023/12/31'])
  const localOf = async () =>
    (await listItems(w.db.read, 1, { limit: 5 })).find(({ relPath }) => relPath === UTC_NAME)?.date?.local.slice(0, 10)
  assert.equal(await localOf(), '2023-12-31')
  await w.change({ ...REVIEW, sorter: { timezone: 'Australia/Sydney' } })
  await ask(w, 'archive.sorting.redate')
  await untilQuiet(w)
  assert.equal(await localOf(), '2024-01-01')
})

it('says that there is no such batch instead of counting none of its files', async () => {
  await using w = await openArchiveWorld(REVIEW)
  const query = { zone: 'Europe/Paris', batchId: 7 }
  await assert.rejects(ask(w, 'archive.sorting.previewZone', { query }), { code: 'archive/no-such-batch' })
})
