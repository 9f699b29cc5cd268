import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UnavailableError } from '../kernel/errors.ts'
import type { DataPaths } from './data-paths.ts'
import { syncFile, syncFolder } from './durable-file.ts'
import { exportPostgres } from './postgres-export.ts'
import { backUpSqlite } from './sqlite.ts'

/** The newest ones that stay. */
export const KEPT = 7
const BACKUP = /^patchbay-\d{8}T\d{6}Z-schema-\d{4}(-\d+)?\.(db|ndjson\.gz)$/

export interface BackupSource {
  paths: DataPaths
  /** Undefined: the SQLite file of the data folder. */
  databaseUrl: string | undefined
  /** The newest migration that it holds. */
  schema: number
  /** Epoch ms. */
  at: number
}

/**
 * A checked, durable copy in `backups/`; the newest seven stay. It gets its name only when it is whole.
 * @returns the file
 * @throws UnavailableError `db/backup-failed`; older backups are then as they were
 */
export async function makeBackup(source: BackupSource): Promise<string> {
  const { paths } = source
  mkdirSync(paths.backups, { recursive: true, mode: 0o700 })
  const target = freeName(source)
  const partial = `${target}.partial`
  try {
    if (source.databaseUrl === undefined) backUpSqlite(paths.database, partial)
    else await exportPostgres(source.databaseUrl, partial)
    syncFile(partial)
    renameSync(partial, target)
    syncFolder(paths.backups)
  } catch (cause) {
    rmSync(partial, { force: true })
    throw new UnavailableError('db/backup-failed', {
      params: { folder: paths.backups, problem: messageOf(cause) },
      cause,
    })
  }
  for (const old of listBackups(paths).slice(KEPT)) rmSync(old, { force: true })
  return target
}

/** Newest first; full paths. */
export function listBackups(paths: DataPaths): string[] {
  try {
    return readdirSync(paths.backups)
      .filter((name) => BACKUP.test(name))
      .toSorted()
      .toReversed()
      .map((name) => join(paths.backups, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function freeName({ paths, databaseUrl, schema, at }: BackupSource): string {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
  const ending = databaseUrl === undefined ? 'db' : 'ndjson.gz'
  const base = `patchbay-${stamp}-schema-${String(schema).padStart(4, '0')}`
  const taken = new Set(listBackups(paths))
  for (let n = 0; ; n++) {
    const name = join(paths.backups, `${base}${n === 0 ? '' : `-${n}`}.${ending}`)
    if (!taken.has(name)) return name
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
