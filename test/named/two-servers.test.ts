import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { picture } from '../pictures.ts'
import { openTestCluster } from '../databases.ts'
import { createDatabase, findPostgres } from '../postgres.ts'
import { spawnApp, trySpawnApp } from '../spawn-app.ts'

it(
  'refuses a second server on a data folder, names the first, and leaves it unharmed',
  { timeout: 90_000 },
  async () => {
    await using first = await spawnApp()
    const tokenBefore = await readFile(join(first.dataFolder, 'keys/cli.token'), 'utf8')
    const second = await trySpawnApp({ dataFolder: first.dataFolder })
    assert.ok(second.kind === 'ended')
    assert.equal(second.exitCode, 1)
    assert.match(second.output, new RegExp(`\\b${first.child.pid}\\b`))
    assert.ok(second.output.includes(first.address), second.output)
    assert.doesNotMatch(second.output, /^\s+at /m)
    assert.equal(await readFile(join(first.dataFolder, 'keys/cli.token'), 'utf8'), tokenBefore)
    await first.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
    await first.settled()
    assert.deepEqual(await first.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
  },
)

it('D5: starts again after kill -9 and goes on', { timeout: 90_000 }, async () => {
  await using first = await spawnApp()
  await first.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await first.until('the file was seen', async () => (await first.items()).size > 0)
  assert.equal(await first.end('SIGKILL'), null)
  await using again = await spawnApp({ dataFolder: first.dataFolder })
  await again.settled()
  await again.until('filed', async () => (await again.files('archive')).length === 1)
  assert.deepEqual(await again.files('inbox'), [])
})

const found = findPostgres()
const whyNot = 'missing' in found ? found.missing : false
it(
  'holds its database on PostgreSQL again when that connection breaks, and stops where another was faster',
  { timeout: 120_000, skip: whyNot },
  async () => {
    await using stack = new AsyncDisposableStack()
    const cluster = stack.use(await openTestCluster())
    const { url } = await createDatabase(cluster.url)
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    stack.defer(() => other.end())
    const holder = async (): Promise<number | undefined> => {
      const { rows } = await other.query<{ pid: number }>(
        `select l.pid from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
         where l.locktype = 'advisory' and l.classid = 7979 and l.objid = 1 and l.granted`,
      )
      return rows[0]?.pid
    }
    const breakOff = (pid: number | undefined) => other.query('select pg_terminate_backend($1)', [pid])

    await using first = await spawnApp({ env: { PATCHBAY_DATABASE_URL: url } })
    const before = await holder()
    await breakOff(before)
    // No event of the server tells of it.
    while ([undefined, before].includes(await holder())) await wait(100)
    await first.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
    await first.until('filed', async () => (await first.files('archive')).length === 1)

    await breakOff(await holder())
    await other.query('select pg_advisory_lock(7979, 1)')
    assert.equal(await once(first.child, 'close').then(([code]) => code as number | null), 1)
    assert.match(first.output(), /Another Patchbay has taken the database/)
    assert.match(first.output(), /This one has stopped/)
  },
)
