import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it, type TestContext } from 'node:test'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { openTestCluster } from '../../test/databases.ts'
import { createDatabase, findPostgres } from '../../test/postgres.ts'
import { manualClock } from '../kernel/clock.ts'
import { AppError } from '../kernel/errors.ts'
import { sayError } from '../kernel/words.ts'
import { listBackups } from './backup.ts'
import { chooseConfigFile, chooseDataFolder, dataPaths } from './data-paths.ts'
import { isFolderLocked, readRunning } from './folder-lock.ts'
import type { Migration } from './migration.ts'
import { migrations } from './migrations.ts'
import { networkKind } from './network-folder.ts'
import { openDataFolder } from './open-data-folder.ts'
import { importPostgres } from './postgres-import.ts'

const clock = manualClock()
const next: Migration = {
  number: 9000,
  name: 'test',
  up: async ({ db }) => db.schema.createTable('system_test').addColumn('a', 'text').execute(),
}

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-data-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'data')
}

const refusedWith = (code: string) => (error: unknown) => {
  assert.ok(error instanceof AppError, String(error))
  assert.equal(error.code, code)
  assert.ok(sayError(error).todo)
  return true
}

/** A second process that holds the folder until it is killed. */
async function holdElsewhere(t: TestContext, folder: string): Promise<ChildProcess> {
  const code = `
    import { openDataFolder } from ${JSON.stringify(new URL('open-data-folder.ts', import.meta.url).href)}
    import { systemClock } from ${JSON.stringify(new URL('../kernel/clock.ts', import.meta.url).href)}
    const data = await openDataFolder({ folder: ${JSON.stringify(folder)}, clock: systemClock })
    data.setAddress('http://127.0.0.1:7979/')
    await data.db.tx((tx) => tx.insertInto('system_facts').values({ name: 'canary', value: 'kept' }).execute())
    // Once nothing speaks of the folder any more, the lock must not go with what the collector takes.
    setTimeout(() => {
      globalThis.gc()
      setTimeout(() => console.log('held'), 20)
    }, 20)
    setInterval(() => {}, 1000)`
  const args = ['--expose-gc', '--input-type=module', '-e', code]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  t.after(() => child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout })) if (line === 'held') return child
  throw new Error('the second process ended')
}

const ended = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()))

describe('a data folder', () => {
  it('is made at the first start, with private keys, and knows its id again', async (t) => {
    const folder = await folderFor(t)
    let installationId: string
    {
      await using data = await openDataFolder({ folder, clock })
      assert.equal(data.isFirstStart, true)
      assert.equal(data.wasUnclean, false)
      for (const name of ['inbox', 'batches', 'archive', 'trash', 'cache', 'logs', 'backups']) {
        assert.ok((await stat(join(folder, name))).isDirectory(), name)
      }
      assert.equal((await stat(data.paths.keys)).mode & 0o777, 0o700)
      installationId = data.installationId
    }
    assert.equal(existsSync(dataPaths(folder).running), false)
    await rm(join(folder, 'inbox'), { recursive: true })
    await using again = await openDataFolder({ folder, clock })
    assert.equal(again.installationId, installationId)
    assert.equal(again.isFirstStart, false)
    assert.equal(existsSync(join(folder, 'inbox')), false)
  })

  it('refuses a second server and names the first; a killed one leaves no lock but is noticed', async (t) => {
    const folder = await folderFor(t)
    const paths = dataPaths(folder)
    const other = await holdElsewhere(t, folder)
    const refused = await openDataFolder({ folder, clock }).catch((error: unknown) => error)
    assert.ok(refusedWith('db/folder-in-use')(refused))
    assert.match(sayError(refused).text, new RegExp(`process ${other.pid}.*http://127\\.0\\.0\\.1:7979/`))
    assert.equal(isFolderLocked(paths), true)
    assert.equal(readRunning(paths)?.pid, other.pid)
    other.kill('SIGKILL')
    await ended(other)
    assert.equal(isFolderLocked(paths), false)
    await using data = await openDataFolder({ folder, clock })
    assert.equal(data.wasUnclean, true)
    const fact = await data.db.read.selectFrom('system_facts').selectAll().where('name', '=', 'canary').execute()
    assert.equal(fact[0]?.value, 'kept')
  })

  it('lets exactly one of several servers in that start at once', async (t) => {
    const folder = await folderFor(t)
    const starts = await Promise.allSettled([1, 2, 3].map(() => holdElsewhere(t, folder)))
    assert.equal(starts.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  it('never makes an empty database where one is lost, and names the backup', async (t) => {
    const folder = await folderFor(t)
    const paths = dataPaths(folder)
    await (await openDataFolder({ folder, clock }))[Symbol.asyncDispose]()
    for (const lose of [() => rm(paths.database), () => writeFile(paths.database, '')]) {
      await lose()
      await assert.rejects(openDataFolder({ folder, clock }), refusedWith('db/database-gone-no-backup'))
    }
    await writeFile(join(paths.backups, 'patchbay-20260301T120000Z-schema-0001.db'), '')
    const refused = await openDataFolder({ folder, clock }).catch((error: unknown) => error)
    assert.match(sayError(refused).todo ?? '', /patchbay restore .*schema-0001\.db/)
    assert.equal((await stat(paths.database)).size, 0)
  })

  it('notices damage: cut off, overwritten inside after a crash, or no database at all', async (t) => {
    const damages: ((file: string) => Promise<unknown>)[] = [
      (file) => writeFile(file, 'this is no database, but it is long enough to be one'.repeat(100)),
      (file) => truncate(file, 5000),
      async (file) => {
        const handle = await open(file, 'r+')
        for (let page = 1; page < 8; page++) await handle.write(Buffer.alloc(4096, 0x5a), 0, 4096, page * 4096)
        await handle.close()
      },
    ]
    for (const damage of damages) {
      const folder = await folderFor(t)
      const paths = dataPaths(folder)
      await (await openDataFolder({ folder, clock }))[Symbol.asyncDispose]()
      await damage(paths.database)
      await writeFile(paths.running, '{"pid":1,"address":null,"startedAt":""}')
      await assert.rejects(openDataFolder({ folder, clock }), refusedWith('db/damaged'))
    }
  })

  it('backs up and checks before a migration, keeps seven, and changes nothing when it can’t', async (t) => {
    const folder = await folderFor(t)
    const paths = dataPaths(folder)
    await (await openDataFolder({ folder, clock }))[Symbol.asyncDispose]()
    const newer = [...migrations, next]
    await rm(paths.backups, { recursive: true })
    await writeFile(paths.backups, 'in the way')
    await assert.rejects(openDataFolder({ folder, clock, migrations: newer }), refusedWith('db/folder-unusable'))
    await rm(paths.backups)
    await mkdir(paths.backups)
    await writeFile(join(paths.backups, 'mine.db'), '')
    for (let day = 1; day <= 9; day++)
      await writeFile(join(paths.backups, `patchbay-2026010${day}T000000Z-schema-0001.db`), '')
    {
      await using data = await openDataFolder({ folder, clock, migrations: newer })
      assert.ok(data.backup !== undefined)
      const copy = new Database(data.backup, { readonly: true })
      assert.equal(
        copy.prepare('select max(number) as n from schema_migrations').pluck().get(),
        migrations.at(-1)?.number,
      )
      copy.close()
    }
    assert.equal(listBackups(paths).length, 7)
    assert.ok((await readdir(paths.backups)).includes('mine.db'))
    await assert.rejects(openDataFolder({ folder, clock }), refusedWith('db/newer-schema'))
    assert.equal(listBackups(paths).length, 7)
  })

  it('refuses a database of another installation and a marker that says nothing', async (t) => {
    const [one, two] = [await folderFor(t), await folderFor(t)]
    for (const folder of [one, two]) await (await openDataFolder({ folder, clock }))[Symbol.asyncDispose]()
    await writeFile(dataPaths(one).database, await readFile(dataPaths(two).database))
    await assert.rejects(openDataFolder({ folder: one, clock }), refusedWith('db/other-installation'))
    await writeFile(dataPaths(two).marker, '{}')
    await assert.rejects(openDataFolder({ folder: two, clock }), refusedWith('db/marker-damaged'))
    assert.equal(isFolderLocked(dataPaths(two)), false)
  })

  it('says so when a file is in its place or it may not be written', async (t) => {
    const folder = await folderFor(t)
    await writeFile(folder, 'a file')
    await assert.rejects(openDataFolder({ folder, clock }), refusedWith('db/folder-unusable'))
    assert.equal(networkKind(0x6969), 'NFS')
    assert.equal(networkKind(0xfe534d42 | 0), 'SMB 2')
    assert.equal(networkKind(0xef53), undefined)
  })

  it('is chosen by flag over environment over ./data', () => {
    assert.equal(chooseDataFolder('/a', { PATCHBAY_DATA: '/b' }), '/a')
    assert.equal(chooseDataFolder(undefined, { PATCHBAY_DATA: '/b' }), '/b')
    assert.equal(chooseDataFolder(undefined, { PATCHBAY_DATA: '' }), join(process.cwd(), 'data'))
    assert.equal(chooseConfigFile(undefined, {}, dataPaths('/a')), '/a/patchbay.yaml')
  })
})

const found = findPostgres()
describe('a data folder on PostgreSQL', { skip: 'missing' in found ? found.missing : false }, () => {
  it('has one server, notices a lost database, and exports what an empty one takes in again', async (t) => {
    await using cluster = await openTestCluster()
    const folder = await folderFor(t)
    const database = await createDatabase(cluster.url)
    const wish = { folder, databaseUrl: database.url, clock }
    {
      await using data = await openDataFolder(wish)
      assert.equal(data.isFirstStart, true)
      const elsewhere = { ...wish, folder: await folderFor(t) }
      await assert.rejects(openDataFolder(elsewhere), refusedWith('db/database-in-use'))
      await data.db.tx(async (tx) => {
        await tx.insertInto('system_facts').values({ name: 'odd', value: 'é\n"\\ 💾' }).execute()
        const event = { v: 1, at: 9_007_199_254_740_991, kind: 'a', actor: 'b', scope: null, subject: 'c', data: '{}' }
        for (let n = 0; n < 450; n++)
          await tx
            .insertInto('live_events')
            .values({ ...event, run_id: null, job_id: n })
            .execute()
        // The newest is forgotten, and a job has ended.
        await tx.deleteFrom('live_events').where('seq', '=', 450).execute()
        await sql`insert into job_history
          (id, kind, v, payload, queue, state, priority, created_at, actor, max_attempts, finished_at)
          values (7, 'a.b', 1, '{}', 'work', 'completed', 5, 1, 'system', 1, 1)`.execute(tx)
      })
    }
    await assert.rejects(openDataFolder({ folder, clock }), refusedWith('db/other-engine'))
    let backup: string | undefined
    {
      await using data = await openDataFolder({ ...wish, migrations: [...migrations, next] })
      backup = data.backup
    }
    assert.ok(backup !== undefined && backup.endsWith('.ndjson.gz'))
    await database.drop()
    const empty = await createDatabase(cluster.url)
    const lost = openDataFolder({ ...wish, databaseUrl: empty.url })
    await assert.rejects(lost, refusedWith('db/database-gone'))
    const cut = `${backup}.cut.gz`
    await writeFile(cut, (await readFile(backup)).subarray(0, -40))
    await assert.rejects(importPostgres(empty.url, cut), refusedWith('db/not-an-export'))
    const told = await importPostgres(empty.url, backup, { isDryRun: true })
    // Neither of them has made a table, or this would be refused.
    const { rows } = await importPostgres(empty.url, backup)
    assert.ok(rows >= 450)
    assert.equal(told.rows, rows)
    await assert.rejects(importPostgres(empty.url, backup), refusedWith('db/not-empty'))
    await using restored = await openDataFolder({ ...wish, databaseUrl: empty.url })
    const fact = await restored.db.read.selectFrom('system_facts').selectAll().where('name', '=', 'odd').execute()
    assert.equal(fact[0]?.value, 'é\n"\\ 💾')
    const seq = await restored.db.tx((tx) =>
      tx
        .insertInto('live_events')
        .values({
          v: 1,
          at: 1,
          kind: 'a',
          actor: 'b',
          scope: null,
          subject: 'c',
          run_id: null,
          job_id: null,
          data: '{}',
        })
        .returning('seq')
        .executeTakeFirstOrThrow(),
    )
    assert.equal(seq.seq, 451)
    const { rows: jobs } = await sql<{ id: number }>`
      insert into job_queue (kind, v, payload, queue, state, priority, created_at, actor, max_attempts)
      values ('a.b', 1, '{}', 'work', 'ready', 5, 1, 'system', 1) returning id`.execute(restored.db.read)
    assert.deepEqual(jobs, [{ id: 8 }])
  })

  it('says which server can’t be reached, without its password', async (t) => {
    const folder = await folderFor(t)
    const databaseUrl = 'postgres://ann:canary@127.0.0.1:1/patchbay'
    const refused = await openDataFolder({ folder, databaseUrl, clock }).catch((error: unknown) => error)
    assert.ok(refusedWith('db/postgres-unreachable')(refused))
    assert.ok(!JSON.stringify([sayError(refused), (refused as Error).message]).includes('canary'))
  })
})
