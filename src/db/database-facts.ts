import { stat } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Db } from './db.ts'

export interface DatabaseFacts {
  /** `3.50.2`, `17.2` */
  version: string
  bytes: number
  /** Changes that wait to be carried into the database; null on PostgreSQL. */
  walBytes: number | null
  /** Pages that PostgreSQL found damaged since its statistics began; null on SQLite, and where it keeps no sums. */
  damagedPages: number | null
  /** Numbers of the migrations that it has. */
  migrations: number
  /** Time of the newest event, epoch ms. */
  newestEventAt: number | null
}

/** @param file of SQLite; not looked at on PostgreSQL */
export async function readDatabaseFacts(db: Db, file: string): Promise<DatabaseFacts> {
  const { migrations } = await db.read
    .selectFrom('schema_migrations')
    .select(({ fn }) => fn.countAll<number>().as('migrations'))
    .executeTakeFirstOrThrow()
  const newest = await db.read.selectFrom('live_events').select('at').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  const own = db.dialect === 'sqlite' ? await factsOfSqlite(db, file) : await factsOfPostgres(db)
  return { ...own, migrations: Number(migrations), newestEventAt: newest?.at ?? null }
}

type OwnFacts = Pick<DatabaseFacts, 'version' | 'bytes' | 'walBytes' | 'damagedPages'>

async function factsOfSqlite(db: Db, file: string): Promise<OwnFacts> {
  const { rows } = await sql<{ version: string }>`select sqlite_version() as version`.execute(db.read)
  const sizeOf = async (path: string): Promise<number> => (await stat(path)).size
  // It is not there right after a clean start.
  const walBytes = await sizeOf(`${file}-wal`).catch(() => 0)
  return { version: rows[0]?.version ?? '', bytes: await sizeOf(file), walBytes, damagedPages: null }
}

async function factsOfPostgres(db: Db): Promise<OwnFacts> {
  const { rows } = await sql<{ version: string; bytes: number; damaged: number | null }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      (select checksum_failures from pg_stat_database where datname = current_database()) as damaged`.execute(db.read)
  const [row] = rows
  return { version: row?.version ?? '', bytes: row?.bytes ?? 0, walBytes: null, damagedPages: row?.damaged ?? null }
}
