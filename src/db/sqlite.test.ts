import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { openTempSqlite } from '../../test/databases.ts'

const WORK = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select max(i) from n`

it('lets others have their turn while query follows query, inside of a transaction too', async () => {
  await using db = await openTempSqlite()
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  const queries = async (reader: typeof db.read | Parameters<Parameters<typeof db.tx>[0]>[0]): Promise<number> => {
    turns = 0
    const until = performance.now() + 200
    while (performance.now() < until) await WORK.execute(reader)
    return turns
  }
  try {
    assert.ok((await queries(db.read)) >= 3, 'between queries')
    assert.ok((await db.tx(queries)) >= 3, 'in a transaction')
  } finally {
    clearInterval(ticking)
  }
})
