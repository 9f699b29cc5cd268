import { mkdtemp, rm } from 'node:fs/promises'
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
    let cluster: Promise<Cluster> | undefined
    after(async () => {
      if (cluster !== undefined) await (await cluster)[Symbol.asyncDispose]()
    })
    const clusterUrl = async (): Promise<string> => {
      const shared = process.env['PATCHBAY_TEST_PG_URL']
      if (shared !== undefined) return shared
      cluster ??= startPostgres()
      return (await cluster).url
    }
    suite(async () => openTempPostgres(await clusterUrl()), 'postgres')
  })
}

export async function openTempSqlite(): Promise<Db> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-db-'))
  const db = openSqlite(join(folder, 'patchbay.db'))
  await migrate(db.writer as unknown as Kysely<unknown>, { dialect: 'sqlite', migrations, now: Date.now })
  return disposing(db, () => rm(folder, { recursive: true, force: true }))
}

async function openTempPostgres(clusterUrl: string): Promise<Db> {
  const { url, drop } = await createDatabase(clusterUrl)
  const db = openPostgres(url, { connections: 5 })
  await migrate(db.writer as unknown as Kysely<unknown>, { dialect: 'postgres', migrations, now: Date.now })
  return disposing(db, drop)
}

function disposing(db: Db, cleanUp: () => Promise<void>): Db {
  return {
    dialect: db.dialect,
    ...(db.url === undefined ? {} : { url: db.url }),
    read: db.read,
    tx: db.tx,
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]()
      await cleanUp()
    },
  }
}
