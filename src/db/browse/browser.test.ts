import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { onEachDatabase } from '../../../test/databases.ts'
import type { Db } from '../db.ts'
import { openTableBrowser, type TableBrowser } from './browser.ts'
import { hiddenColumns } from './hidden-columns.ts'

async function fileOf(db: Db): Promise<string> {
  if (db.dialect === 'postgres') return ''
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(
    db.read,
  )
  return rows[0]?.file ?? ''
}

async function withRows(db: Db, longestMs?: number): Promise<TableBrowser> {
  await db.tx(async (tx) => {
    for (let id = 1; id <= 7; id++) {
      const name = id === 4 ? '100%_sure' : `Person ${id}`
      const row = {
        name,
        name_key: `p${id}`,
        role: 'viewer',
        password: `$argon2id$${id}`,
        is_disabled: 0,
        created_at: id,
      }
      await tx
        .insertInto('access_people')
        .values({ ...row, last_seen_at: id > 5 ? 99 : null } as never)
        .execute()
    }
    const key = { public_id: 'x', key_hash: 'h', name: 'k', scopes: '[]', owner_id: 2, created_at: 1 }
    await tx.insertInto('access_keys').values(key).execute()
  })
  return openTableBrowser(db, { file: await fileOf(db), ...(longestMs === undefined ? {} : { longestMs }) })
}

const people = (more: object) => ({
  table: 'access_people',
  filters: [],
  isDescending: false,
  offset: 0,
  limit: 50,
  ...more,
})
const code = (expected: string) => (error: { code?: string }) => error.code === expected

/** Look like secrets and are none: texts as they are compared, digests of files, names of things. */
const HARMLESS = new RegExp(
  [
    String.raw`\.(name|path|group|sort|title|artist|genre|slot|number)_key$`,
    '^(deliveries_effects|webhooks_sources).key$',
    '^job_targets.tokens$',
    '^radio_voice_takes.(audio|source)_hash$',
    '^transfer_folders.path_hash$',
    '^webhooks_calls.(event_key|secret_number)$',
  ].join('|'),
)
const SUSPICIOUS = /password|passwd|secret|token|hash|sealed|credential|private|cookie|salt|nonce|cipher|(^|_)key$|hint/

onEachDatabase('the look into tables', (open) => {
  it('lists every table with its key, its references and how many rows it has', async () => {
    await using db = await open()
    await using browser = await withRows(db)
    const tables = await browser.tables()
    const named = new Map(tables.map((table) => [table.name, table]))
    assert.ok(tables.length > 90)
    assert.equal(named.get('access_people')?.rowCount, 7)
    assert.deepEqual(named.get('job_edges')?.primaryKey, ['job_id', 'after_id'])
    const owner = named.get('access_keys')?.columns.find(({ name }) => name === 'owner_id')
    assert.deepEqual(owner?.references, { table: 'access_people', column: 'id' })
  })

  it('hides what is secret, and lets nobody filter or sort by it', async () => {
    await using db = await open()
    await using browser = await withRows(db)
    const { rows } = await browser.rows(people({}))
    assert.ok(rows.length === 7 && rows.every((row) => !('password' in row)))
    assert.ok(!JSON.stringify(rows).includes('argon2'))
    const bySecret = [{ column: 'password', test: 'contains', value: '$' }]
    await assert.rejects(browser.rows(people({ filters: bySecret })), code('data/hidden-column'))
    await assert.rejects(browser.rows(people({ sort: 'password' })), code('data/hidden-column'))
    const all = (await browser.tables()).flatMap(({ name, columns }) =>
      columns.map((column) => ({ full: `${name}.${column.name}`, ...column })),
    )
    for (const full of hiddenColumns())
      assert.ok(
        all.some((column) => column.full === full),
        `${full} is a column`,
      )
    const open_ = all.filter(({ full, name, isHidden }) => !isHidden && SUSPICIOUS.test(name) && !HARMLESS.test(full))
    assert.deepEqual(
      open_.map(({ full }) => full),
      [],
    )
  })

  it('filters, sorts and pages, and takes no text for SQL', async () => {
    await using db = await open()
    await using browser = await withRows(db)
    const ids = async (more: object) => (await browser.rows(people(more))).rows.map(({ id }) => id)
    assert.deepEqual(await ids({ sort: 'created_at', isDescending: true, offset: 2, limit: 2 }), [5, 4])
    const by = (column: string, test: string, value = '') => ids({ filters: [{ column, test, value }] })
    assert.deepEqual(await by('id', 'is', '3'), [3])
    assert.deepEqual(await by('id', 'more', '5'), [6, 7])
    assert.deepEqual(await by('last_seen_at', 'filled'), [6, 7])
    assert.deepEqual((await by('last_seen_at', 'empty')).length, 5)
    assert.deepEqual(await by('name', 'contains', '%_SURE'), [4])
    assert.deepEqual(await by('name', 'contains', "' or 1=1 --"), [])
    await assert.rejects(by('id', 'is', 'x'), code('data/not-a-number'))
    await assert.rejects(by('id; drop table access_people', 'is', '1'), code('data/no-such-column'))
    await assert.rejects(browser.rows(people({ table: 'sqlite_master' })), code('data/no-such-table'))
    assert.equal((await browser.rows(people({ limit: 2 }))).total, 7)
  })

  it('has the database cut texts and count bytes, and cuts no key', async () => {
    await using db = await open()
    await db.tx(async (tx) => {
      const bytes = sql.raw(db.dialect === 'sqlite' ? 'blob' : 'bytea')
      await sql`create table samples (name text primary key, note text, entries ${bytes})`.execute(tx)
      const values = ['k'.repeat(30), 'ä'.repeat(100_000), Buffer.alloc(5000)]
      await sql`insert into samples values (${sql.join(values)}), ('none', null, null)`.execute(tx)
    })
    await using browser = openTableBrowser(db, { file: await fileOf(db) })
    const read = async (more: object) => (await browser.rows({ ...people(more), table: 'samples' })).rows
    const [first, second] = await read({ letters: 10 })
    // One letter more tells that the text goes on.
    assert.deepEqual(first, { name: 'k'.repeat(30), note: 'ä'.repeat(11), entries: { bytes: 5000 } })
    assert.deepEqual(second, { name: 'none', note: null, entries: null })
    assert.equal((await read({}))[0]?.['note'], 'ä'.repeat(100_000))
  })

  it('ends a question that takes too long, and answers the next one', async () => {
    await using db = await open()
    await using slow = await withRows(db, 1)
    const asked = await Promise.allSettled([slow.tables()])
    // A machine may be quicker than a millisecond on PostgreSQL; SQLite’s thread never is.
    if (db.dialect === 'sqlite') assert.equal((asked[0] as PromiseRejectedResult).reason.code, 'data/too-slow')
    await using browser = openTableBrowser(db, { file: await fileOf(db) })
    assert.ok((await browser.tables()).length > 90)
  })
})
