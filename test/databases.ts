import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import type { Kysely } from 'kysely'
import type { Db, Dialect } from '../src/db/db.ts'
import { migrate } from '../src/db/migrate.ts'
import { migrations } from '../src/db/migrations.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { type Cluster, createDatabase, findPostgres, startPostgres } from './postgres.ts'

/** Opens a new, migrated database; the test disposes it (`await using db = await open()`). */
export type OpenDatabase = () => Promise<Db>

/** Runs the suite on SQLite and, where its binaries are installed, on PostgreSQL. */
export function onEachDatabase(name: string, suite: (open: OpenDatabase, dialect: Dialect) => void): void {
  describe(`${name} on sqlite`, () => suite(openTempSqlite, 'sqlite'))
  const found = findPostgres()
  describe(`${name} on postgres`, { skip: 'missing' in found ? found.missing : false }, () => {
    let cluster: Promise<TestCluster> | undefined
    after(async () => {
      if (cluster !== undefined) await (await cluster)[Symbol.asyncDispose]()
    })
    suite(async () => openTempPostgres((await (cluster ??= openTestCluster())).url), 'postgres')
  })
}

export interface TestCluster extends AsyncDisposable {
  url: string
}

/** The cluster that all tests of this run share, or one of one's own. */
export async function openTestCluster(): Promise<TestCluster> {
  const url = process.env['PATCHBAY_TEST_PG_URL']
  return url === undefined ? startTestCluster() : { url, async [Symbol.asyncDispose]() {} }
}

const MIGRATED = 'migrated'

/** A cluster that holds a migrated database to copy: migrating costs more than most tests. */
export async function startTestCluster(): Promise<Cluster> {
  const cluster = await startPostgres()
  const { url } = await createDatabase(cluster.url, { name: MIGRATED })
  await using db = openPostgres(url, { connections: 1 })
  await migrate(db.writer as unknown as Kysely<unknown>, { dialect: 'postgres', migrations, now: Date.now })
  return cluster
}

async function openTempPostgres(clusterUrl: string): Promise<Db> {
  const { url, drop } = await createDatabase(clusterUrl, { template: MIGRATED })
  return disposing(openPostgres(url, { connections: 5 }), drop)
}

let migratedFile: Promise<Buffer> | undefined

/** The content of an empty database with every table: to migrate costs more than to copy. */
export const migratedSqlite = (): Promise<Buffer> => (migratedFile ??= migrateFile())

async function migrateFile(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-db-'))
  const file = join(folder, 'patchbay.db')
  const db = openSqlite(file)
  await migrate(db.writer as unknown as Kysely<unknown>, { dialect: 'sqlite', migrations, now: Date.now })
  await db[Symbol.asyncDispose]()
  const bytes = await readFile(file)
  await rm(folder, { recursive: true })
  return bytes
}

export async function openTempSqlite(): Promise<Db> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-db-'))
  const file = join(folder, 'patchbay.db')
  await writeFile(file, await migratedSqlite())
  return disposing(openSqlite(file), () => rm(folder, { recursive: true, force: true }))
}

function disposing(db: Db, cleanUp: () => Promise<void>): Db {
  return {
    dialect: db.dialect,
    ...(db.url === undefined ? {} : { url: db.url }),
    read: db.read,
    tx: db.tx,
    txTogether: db.txTogether,
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]()
      await cleanUp()
    },
  }
}
