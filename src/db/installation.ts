import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { ConflictError } from '../kernel/errors.ts'
import { listBackups } from './backup.ts'
import type { DataPaths } from './data-paths.ts'
import type { Dialect } from './db.ts'
import { type Marker, writeMarker } from './marker.ts'
import type { Tables } from './tables.ts'

const FACT = 'installation_id'

/** Whether the database has ever been set up. A look-up that fails is an error, never "no". */
export async function hasSchema(db: Kysely<Tables>, dialect: Dialect): Promise<boolean> {
  const found =
    dialect === 'sqlite'
      ? await sql<{ n: number }>`select count(*) as n from sqlite_master where name = 'schema_migrations'`.execute(db)
      : await sql<{ n: number }>`select count(*) as n from pg_class
          where relname = 'schema_migrations' and relnamespace = current_schema()::regnamespace`.execute(db)
  return (found.rows[0]?.n ?? 0) > 0
}

/** @throws ConflictError when the marker says that there was a database, or that it was of another kind */
export function refuseLostDatabase(
  paths: DataPaths,
  marker: Marker | undefined,
  now: { dialect: Dialect; isEmpty: boolean },
): void {
  if (marker === undefined) return
  const { folder } = paths
  if (marker.database !== now.dialect) {
    throw new ConflictError('db/other-engine', { params: { folder, was: marker.database, is: now.dialect } })
  }
  if (!now.isEmpty) return
  const newest = listBackups(paths)[0]
  if (newest === undefined) throw new ConflictError('db/database-gone-no-backup', { params: { folder } })
  throw new ConflictError('db/database-gone', { params: { folder, backup: newest } })
}

/**
 * The id that database and folder share; made at the first start. A folder without marker takes that of its database.
 * @throws ConflictError `db/other-installation` when the two belong to different installations
 */
export async function ensureInstallation(
  db: Kysely<Tables>,
  place: { paths: DataPaths; dialect: Dialect; marker: Marker | undefined; at: number },
): Promise<string> {
  const { paths, dialect, marker, at } = place
  const row = await db.selectFrom('system_facts').select('value').where('name', '=', FACT).executeTakeFirst()
  if (marker !== undefined && row !== undefined && row.value !== marker.installationId) {
    throw new ConflictError('db/other-installation', { params: { folder: paths.folder } })
  }
  const id = row?.value ?? marker?.installationId ?? randomUUID()
  if (row === undefined) await db.insertInto('system_facts').values({ name: FACT, value: id }).execute()
  if (marker === undefined) {
    writeMarker(paths, { installationId: id, database: dialect, createdAt: new Date(at).toISOString() })
  }
  return id
}

export function isSqliteEmpty(file: string): boolean {
  return !existsSync(file) || statSync(file).size === 0
}

/**
 * SQLite's own check, for a start after a crash.
 * @throws ConflictError `db/damaged` with how to restore
 */
export function assertSound(paths: DataPaths): void {
  try {
    const database = new Database(paths.database)
    try {
      const answer = String(database.pragma('quick_check(1)', { simple: true }))
      if (answer !== 'ok') throw damaged(paths, answer)
    } finally {
      database.close()
    }
  } catch (error) {
    throw asDamage(paths, error)
  }
}

/** Turns SQLite's "malformed" and "not a database" into words; other errors stay as they are. */
export function asDamage(paths: DataPaths, error: unknown): unknown {
  const code = (error as { code?: string }).code ?? ''
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code) ? damaged(paths, (error as Error).message, error) : error
}

function damaged(paths: DataPaths, problem: string, cause?: unknown): ConflictError {
  const backup = listBackups(paths)[0] ?? '-'
  return new ConflictError('db/damaged', { params: { file: paths.database, problem, backup }, cause })
}
