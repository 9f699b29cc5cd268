import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UnavailableError } from '../kernel/errors.ts'
import type { DataPaths } from './data-paths.ts'
import { syncFile, syncFolder } from './durable-file.ts'
import { exportPostgres } from './postgres-export.ts'
import { backUpSqlite } from './sqlite.ts'

/** The newest ones that stay. */
export const KEPT = 7
const BACKUP = /^patchbay-\d{8}T\d{6}Z-schema-\d{4}(-\d+)?\.(db|ndjson\.gz)$/
/** SQLite may keep a file of its own beside it. */
const PARTIAL = /^patchbay-(\d{8}T\d{6}Z)-.+\.partial(-\w+)?$/
const DAY_MS = 86_400_000

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
 * A checked, durable copy in `backups/`; the newest seven stay, and the newest from before the last upgrade. It gets its name only when it is whole.
 * @returns the file
 * @throws UnavailableError `db/backup-failed`; older backups are then as they were
 */
export async function makeBackup(source: BackupSource): Promise<string> {
  const { paths } = source
  const target = await placeBackup(source)
  // A clock that was ahead for a while leaves older ones with newer names.
  for (const old of outdated(listBackups(paths))) if (old !== target) rmSync(old, { force: true })
  const aDayAgo = stampOf(source.at - DAY_MS)
  for (const left of listPartials(paths, (stamp) => stamp <= aDayAgo)) rmSync(left, { force: true })
  return target
}

/** @param files newest first */
function outdated(files: readonly string[]): string[] {
  const schemaOf = (file: string): number => readBackupName(file).schema
  const beforeUpgrade = files.find((file) => schemaOf(file) < schemaOf(files[0] ?? ''))
  return files.slice(KEPT).filter((file) => file !== beforeUpgrade)
}

async function placeBackup(source: BackupSource): Promise<string> {
  const { paths, databaseUrl } = source
  try {
    mkdirSync(paths.backups, { recursive: true, mode: 0o700 })
    const target = freeName(source)
    const partial = `${target}.partial`
    if (databaseUrl === undefined) backUpSqlite(paths.database, partial)
    else await exportPostgres(databaseUrl, partial)
    syncFile(partial)
    renameSync(partial, target)
    syncFolder(paths.backups)
    return target
  } catch (cause) {
    dropPartial(source)
    throw new UnavailableError('db/backup-failed', {
      params: { folder: paths.backups, problem: messageOf(cause) },
      cause,
    })
  }
}

/** Removes what a backup that was stopped has written so far; what can't be removed goes with a later one. */
export function dropPartial(source: BackupSource): void {
  ifPossible(() => partialsOf(source).forEach((file) => rmSync(file, { force: true })))
}

/** How much a backup that is under way has written; 0 when that can't be told. */
export function bytesSoFar(source: BackupSource): number {
  const size = ifPossible(() => {
    const [partial] = partialsOf(source)
    return partial === undefined ? 0 : statSync(partial).size
  })
  return size ?? 0
}

const partialsOf = ({ paths, at }: BackupSource): string[] => listPartials(paths, (stamp) => stamp === stampOf(at))

/** The backup itself tells why a folder can't be used: what goes on beside it does not end it, nor the server. */
function ifPossible<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return undefined
  }
}

/** Newest first; full paths. */
export function listBackups(paths: DataPaths): string[] {
  return namesIn(paths)
    .filter((name) => BACKUP.test(name))
    .toSorted()
    .toReversed()
    .map((name) => join(paths.backups, name))
}

/** `patchbay-20261121T132845Z-schema-0007.db` */
const NAME = /^patchbay-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-schema-(\d{4})/

/** What the name of a backup says. @returns `madeAt` in epoch ms */
export function readBackupName(file: string): { madeAt: number; schema: number } {
  const [year, month, day, hour, minute, second, schema] = (NAME.exec(basename(file)) ?? []).slice(1).map(Number)
  return { madeAt: Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second), schema: schema ?? 0 }
}

function listPartials(paths: DataPaths, isWanted: (stamp: string) => boolean): string[] {
  return namesIn(paths).flatMap((name) => {
    const stamp = PARTIAL.exec(name)?.[1]
    return stamp !== undefined && isWanted(stamp) ? [join(paths.backups, name)] : []
  })
}

/** Empty when there is no such folder. */
function namesIn({ backups }: DataPaths): string[] {
  try {
    return readdirSync(backups)
  } catch (error) {
    if (/^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}

function freeName({ paths, databaseUrl, schema, at }: BackupSource): string {
  const ending = databaseUrl === undefined ? 'db' : 'ndjson.gz'
  const base = `patchbay-${stampOf(at)}-schema-${String(schema).padStart(4, '0')}`
  const taken = new Set(listBackups(paths))
  for (let n = 0; ; n++) {
    const name = join(paths.backups, `${base}${n === 0 ? '' : `-${n}`}.${ending}`)
    if (!taken.has(name)) return name
  }
}

/** `20261121T132845Z`; sorts as the times do. */
const stampOf = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
