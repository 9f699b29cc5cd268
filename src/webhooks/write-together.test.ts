import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import type { Db, Tx } from '../db/db.ts'
import { writeTogether } from './write-together.ts'

const write = async (tx: Tx, name: string): Promise<string> => {
  if (name.startsWith('bad')) throw new Error(name)
  await tx
    .insertInto('live_events')
    .values({
      v: 1,
      at: 1,
      kind: name,
      actor: 'system',
      scope: null,
      subject: 'x',
      run_id: null,
      job_id: null,
      data: '{}',
    })
    .execute()
  return name
}

const written = async (db: Db): Promise<string[]> =>
  (await db.read.selectFrom('live_events').select('kind').execute()).map(({ kind }) => kind).toSorted()

onEachDatabase('writing together', (open, dialect) => {
  it('answers each with its own, writes all, and lets none fail for another', async () => {
    await using db = await open()
    let transactions = 0
    const counted: Db = { ...db, read: db.read, tx: (work) => ((transactions += 1), db.tx(work)) }
    const put = writeTogether(counted, write)
    const names = Array.from({ length: 60 }, (_one, at) => `n${at}`)
    assert.deepEqual(await Promise.all(names.map(put)), names)
    assert.deepEqual(await written(db), names.toSorted())
    assert.equal(transactions, dialect === 'sqlite' ? 4 : 60)
    const mixed = await Promise.allSettled(['a', 'bad 1', 'b', 'bad 2', 'c'].map(put))
    assert.deepEqual(
      mixed.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
      ['a', 'bad 1', 'b', 'bad 2', 'c'],
    )
    assert.deepEqual(await written(db), [...names, 'a', 'b', 'c'].toSorted())
    assert.equal(await put('later'), 'later')
    await assert.rejects(put('bad 3'), /bad 3/)
    assert.equal(await put('last'), 'last')
  })
})
