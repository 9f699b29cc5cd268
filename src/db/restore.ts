import { constants, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { ConflictError, InvalidInputError, NotFoundError } from '../kernel/errors.ts'
import { makeBackup } from './backup.ts'
import type { DataPaths } from './data-paths.ts'
import { syncFile, syncFolder } from './durable-file.ts'
import { lockFolder } from './folder-lock.ts'
import { readMarker } from './marker.ts'
import { migrations } from './migrations.ts'
import { assertIntact } from './sqlite.ts'

export interface Holding {
  schema: number
  installationId: string | null
  events: number
}

/**
 * Reads what a SQLite file holds, after SQLite's own check of every page.
 * @throws InvalidInputError `db/not-a-backup`
 */
export function inspectSqlite(file: string): Holding {
  try {
    assertIntact(file)
    const database = new Database(file, { readonly: true, fileMustExist: true })
    try {
      const one = (query: string): unknown => database.prepare(query).pluck().get()
      return {
        schema: Number(one('select max(number) from schema_migrations')),
        installationId:
          (one(`select value from system_facts where name = 'installation_id'`) as string | undefined) ?? null,
        events: Number(one('select count(*) from live_events')),
      }
    } finally {
      database.close()
    }
  } catch (cause) {
    throw new InvalidInputError('db/not-a-backup', {
      status: 422,
      params: { file, problem: (cause as Error).message },
      cause,
    })
  }
}

/**
 * Like the backup before a migration, by hand; safe beside a running server.
 * @returns the file
 * @throws NotFoundError when the folder holds no database
 */
export async function backUpNow(paths: DataPaths, databaseUrl: string | undefined, at: number): Promise<string> {
  if (databaseUrl === undefined && !existsSync(paths.database))
    throw new NotFoundError('db/no-database', { params: { folder: paths.folder } })
  const schema = databaseUrl === undefined ? inspectSqlite(paths.database).schema : await postgresSchema(databaseUrl)
  return makeBackup({ paths, databaseUrl, schema, at })
}

async function postgresSchema(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ number: number }>('select max(number)::int as number from schema_migrations')
    return rows[0]?.number ?? 0
  } finally {
    await client.end()
  }
}

export interface Restored {
  holds: Holding
  /** Where the database went that stood there before. */
  replaced: string | null
}

/**
 * Puts a backup in the database's place. What stood there is kept beside the backups.
 * @throws ConflictError when a server runs, or the backup is of another installation or of a newer version
 */
export function restoreSqlite(paths: DataPaths, file: string, options: { isDryRun: boolean; at: number }): Restored {
  using _lock = lockFolder(paths, new Date(options.at).toISOString())
  const holds = inspectSqlite(file)
  refuseForeign(paths, holds)
  if (options.isDryRun) return { holds, replaced: null }
  const fresh = `${paths.database}.restoring`
  try {
    copyFileSync(file, fresh, constants.COPYFILE_FICLONE)
    syncFile(fresh)
    const replaced = putAside(paths, options.at)
    renameSync(fresh, paths.database)
    syncFolder(paths.folder)
    return { holds, replaced }
  } finally {
    rmSync(fresh, { force: true })
  }
}

function refuseForeign(paths: DataPaths, holds: Holding): void {
  const known = migrations.at(-1)?.number ?? 0
  if (holds.schema > known) throw new ConflictError('db/newer-schema', { params: { found: holds.schema, known } })
  const marker = readMarker(paths)
  if (marker !== undefined && holds.installationId !== marker.installationId) {
    throw new ConflictError('db/other-installation', { params: { folder: paths.folder } })
  }
}

/** The write-ahead log goes with its database: alone, it would be played into the restored one. */
function putAside(paths: DataPaths, at: number): string | null {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
  const aside = join(paths.backups, `replaced-${stamp}-${basename(paths.database)}`)
  let isAny = false
  for (const ending of ['-wal', '-shm', '']) {
    if (!existsSync(`${paths.database}${ending}`)) continue
    renameSync(`${paths.database}${ending}`, `${aside}${ending}`)
    isAny = true
  }
  return isAny ? aside : null
}
