import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { startApp } from '../../../test/start-app.ts'
import { type Item, type ItemState } from '../model.ts'
import { insertItems } from './edit-store.ts'
import { countItems, type ItemFilter, listItems } from './store.ts'

function item(n: number, state: ItemState): Omit<Item, 'itemId'> {
  const month = n % 2 === 0 ? '2021-07' : '2022-01'
  return {
    archiveId: 1,
    rootId: 1,
    relPath: `trip/IMG_${n}.JPG`,
    relRaw: null,
    sourceRootId: 1,
    sourceRelPath: `trip/IMG_${n}.JPG`,
    size: n,
    identity: String(n),
    mtimeMs: 0,
    sha256: null,
    state,
    reason: null,
    mediaKind: 'photo',
    mediaType: null,
    firstSeenAt: 0,
    stableSince: 0,
    settledAt: null,
    filedAt: null,
    groupKey: `img_${n}`,
    groupRole: 'primary',
    duplicateOf: null,
    batchId: n % 3 === 0 ? 7 : null,
    date: {
      local: `${month}-02T00:30:00`,
      offsetMinutes: null,
      instant: null,
      precision: 'second',
      source: 'mtime',
      byHand: false,
    },
    refusedDates: [],
  }
}

onEachDatabase('how many items match', (open) => {
  it('counts just what the list would give, over all pages', async () => {
    await using db = await open()
    const items = Array.from({ length: 90 }, (_, n) => item(n, n < 60 ? 'filed' : 'unique'))
    await db.tx((tx) => insertItems(tx, [...items, { ...item(1000, 'filed'), archiveId: 2 }]))
    const filters: [Omit<ItemFilter, 'limit'>, number][] = [
      [{}, 90],
      [{ state: 'filed' }, 60],
      [{ month: '2021-07' }, 30],
      [{ month: '2021-07', state: 'unique' }, 0],
      [{ batchId: 7 }, 30],
      [{ text: 'img_1' }, 11],
      [{ text: '%' }, 0],
      [{ inferredOnly: true, state: 'unique' }, 30],
    ]
    for (const [filter, expected] of filters) {
      assert.equal(await countItems(db.read, 1, filter), expected, JSON.stringify(filter))
      assert.equal((await listItems(db.read, 1, { ...filter, limit: 200 })).length, expected)
    }
  })
})

it('tells with the first page of items and of runs how many there are', async () => {
  await using app = await startApp()
  await app.drop({ 'inbox/a.txt': 'a', 'inbox/b.txt': 'b', 'inbox/c.txt': 'c' })
  await app.settled()
  type Page = { total: number | null; nextCursor: string | null; items: unknown[] }
  for (const path of ['items', 'runs']) {
    const all = await app.get<Page>(`api/v1/archive/${path}?limit=200`)
    assert.equal(all.total, all.items.length)
    const first = await app.get<Page>(`api/v1/archive/${path}?limit=1`)
    assert.equal(first.total, all.total, path)
    if (first.nextCursor === null) continue
    assert.equal((await app.get<Page>(`api/v1/archive/${path}?limit=1&cursor=${first.nextCursor}`)).total, null)
  }
})
