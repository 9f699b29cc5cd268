import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { afterCommit, type Db, type Tx } from './db.ts'
import { openSqlite } from './sqlite.ts'

interface Place extends AsyncDisposable {
  db: Db
  /** What another process would read. */
  seen(): number[]
  put(n: number): Promise<number>
}

async function open(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-commits-'))
  const file = join(folder, 'one.db')
  const db = openSqlite(file)
  await db.tx(async (tx) => void (await sql`create table numbers (n integer primary key)`.execute(tx)))
  const other = new Database(file, { readonly: true })
  return {
    db,
    seen: () => other.prepare('select n from numbers order by n').pluck().all() as number[],
    put: (n) => db.txTogether((tx) => insert(tx, n)),
    async [Symbol.asyncDispose]() {
      other.close()
      await db[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function insert(tx: Tx, n: number): Promise<number> {
  await sql`insert into numbers (n) values (${n})`.execute(tx)
  return n
}

describe('transactions that share a commit', () => {
  it('are each committed when their caller hears of it, and run in the order in which they were asked for', async () => {
    await using place = await open()
    const { db, seen, put } = place
    const order: string[] = []
    const asked = [3, 1, 2].map(async (n) => {
      const given = await db.txTogether(async (tx) => {
        order.push(`begun ${n}`)
        afterCommit(tx, () => order.push(`told ${n}: ${seen().join(' ')}`))
        return insert(tx, n)
      })
      assert.ok(seen().includes(n))
      return given
    })
    assert.deepEqual(await Promise.all(asked), [3, 1, 2])
    assert.deepEqual(order, ['begun 3', 'begun 1', 'begun 2', 'told 3: 1 2 3', 'told 1: 1 2 3', 'told 2: 1 2 3'])
    await Promise.all(Array.from({ length: 100 }, (_, n) => put(n + 10)))
    assert.equal(seen().length, 103)
  })

  it('leave alone what asked to be: who comes after it runs when its caller has gone on', async () => {
    await using place = await open()
    const order: string[] = []
    const ask = async (how: 'tx' | 'txTogether', name: string): Promise<void> => {
      await place.db[how](async () => void order.push(`work ${name}`))
      order.push(`end ${name}`)
    }
    await Promise.all([ask('tx', 'a'), ask('tx', 'b'), ask('txTogether', 'c'), ask('txTogether', 'd'), ask('tx', 'e')])
    const apart = ['work a', 'end a', 'work b', 'end b']
    assert.deepEqual(order, [...apart, 'work c', 'work d', 'end c', 'end d', 'work e', 'end e'])
  })

  it('are taken back alone: what fails takes nothing of the others with it, and none of its calls are made', async () => {
    await using place = await open()
    const { db, seen, put } = place
    const calls: string[] = []
    const failing = db.txTogether(async (tx) => {
      await insert(tx, 2)
      afterCommit(tx, () => calls.push('of the one that failed'))
      throw new Error('on purpose')
    })
    const results = await Promise.allSettled([put(1), failing, put(1), put(3)])
    assert.deepEqual(
      results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason).slice(0, 30))),
      [1, 'Error: on purpose', 'SqliteError: UNIQUE constraint', 3],
    )
    assert.deepEqual(seen(), [1, 3])
    assert.deepEqual(calls, [])
    await put(2)
    assert.deepEqual(seen(), [1, 2, 3])
  })

  it('all fail when the database takes all of it back, and nobody is told otherwise', async () => {
    await using place = await open()
    const { db, seen, put } = place
    const losing = db.txTogether(async (tx) => {
      await insert(tx, 2)
      await sql`insert or rollback into numbers (n) values (2)`.execute(tx)
    })
    const results = await Promise.allSettled([put(1), losing, put(3)])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    )
    assert.deepEqual(seen(), [])
    await put(4)
    assert.deepEqual(seen(), [4])
  })

  it('that were asked for are done before the database closes', async () => {
    const place = await open()
    const late = place.put(1)
    await place[Symbol.asyncDispose]()
    assert.equal(await late, 1)
  })
})
