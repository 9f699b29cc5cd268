import assert from 'node:assert/strict'
import { it } from 'node:test'
import { look, openArchiveWorld } from '../../../test/archive-world.ts'
import type { ItemWhy } from '../contract.ts'
import { listItems } from './store.ts'

it('says of a file that stays in the intake what keeps it there', { timeout: 60_000 }, async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/cut.jpg', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'))
  await look(w)
  const [item] = await listItems(w.db.read, 1, { limit: 1 })
  const route = w.archive.routes.find(({ operationId }) => operationId === 'archive.getItem')
  const why = (await route?.handle({ params: { itemId: item?.itemId } } as never)) as ItemWhy
  assert.equal(why.state, 'incomplete')
  assert.deepEqual(why.because.at(-1), why.reason)
})
