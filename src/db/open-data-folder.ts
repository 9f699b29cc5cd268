import { chmodSync, mkdirSync } from 'node:fs'
import type { Kysely } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import { type AppError, UnavailableError } from '../kernel/errors.ts'
import { makeBackup } from './backup.ts'
import { type DataPaths, dataPaths } from './data-paths.ts'
import type { Db } from './db.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import {
  asDamage,
  assertSound,
  ensureInstallation,
  hasSchema,
  isSqliteEmpty,
  refuseLostDatabase,
} from './installation.ts'
import { readMarker } from './marker.ts'
import type { Migration } from './migration.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { refuseNetworkFolder } from './network-folder.ts'
import { holdPostgres } from './postgres-hold.ts'
import { openPostgres, type PostgresDb } from './postgres.ts'
import { openSqlite, type SqliteDb } from './sqlite.ts'
import type { TxWatch } from './transact.ts'

export interface DataFolder extends AsyncDisposable {
  db: Db
  paths: DataPaths
  installationId: string
  isFirstStart: boolean
  /** The last server on this folder did not stop cleanly; the database was checked. */
  wasUnclean: boolean
  /** The backup that was made because the schema had to change. */
  backup: string | undefined
  /** Resolves when another server has taken the database, which must not be used any more. Never with SQLite. */
  taken: Promise<AppError>
  setAddress(address: string): void
}

export interface OpenOptions {
  folder: string
  /** `postgres://…`; without it the database is a SQLite file in the folder. */
  databaseUrl?: string | undefined
  clock: Clock
  watch?: TxWatch
  /** Ours unless a test says otherwise. */
  migrations?: readonly Migration[]
}

/**
 * Takes the folder for this process, opens its database and brings it up to date.
 * @throws ConflictError and others of `db/*`: in use, damaged, lost, newer. Nothing is then changed
 */
export async function openDataFolder(options: OpenOptions): Promise<DataFolder> {
  const paths = dataPaths(options.folder)
  await makeFolder(paths)
  const lock = lockFolder(paths, new Date(options.clock.now()).toISOString())
  const stack = new AsyncDisposableStack()
  stack.use(lock)
  try {
    const opened = await openDatabase(options, { paths, lock, stack })
    const held = stack.move()
    return {
      ...opened,
      paths,
      wasUnclean: lock.wasUnclean,
      setAddress: (address) => lock.setAddress(address),
      [Symbol.asyncDispose]: () => held.disposeAsync(),
    }
  } finally {
    await stack.disposeAsync()
  }
}

interface Opening {
  paths: DataPaths
  lock: FolderLock
  stack: AsyncDisposableStack
}

async function openDatabase(options: OpenOptions, opening: Opening) {
  const { paths, stack } = opening
  const marker = readMarker(paths)
  const { db, taken = new Promise<never>(() => {}) } = await openEither(options, opening)
  stack.use(db)
  const isEmpty = !(await hasSchema(db.writer, db.dialect))
  refuseLostDatabase(paths, marker, { dialect: db.dialect, isEmpty })
  let backup: string | undefined
  await migrate(db.writer as unknown as Kysely<unknown>, {
    dialect: db.dialect,
    migrations: options.migrations ?? migrations,
    now: () => options.clock.now(),
    beforeChange: async (schema) => {
      const at = options.clock.now()
      backup = await makeBackup({ paths, databaseUrl: options.databaseUrl, schema, at })
    },
  })
  if (marker === undefined) makeFirstFolders(paths)
  const place = { paths, dialect: db.dialect, marker, at: options.clock.now() }
  const installationId = await ensureInstallation(db.writer, place)
  return { db, installationId, isFirstStart: isEmpty, backup, taken }
}

async function openEither(
  options: OpenOptions,
  { paths, lock, stack }: Opening,
): Promise<{ db: SqliteDb | PostgresDb; taken?: Promise<AppError> }> {
  if (options.databaseUrl !== undefined) {
    const { taken } = stack.use(await holdPostgres(options.databaseUrl))
    return { db: openPostgres(options.databaseUrl, options.watch), taken }
  }
  // Before SQLite makes an empty file where one was lost.
  refuseLostDatabase(paths, readMarker(paths), { dialect: 'sqlite', isEmpty: isSqliteEmpty(paths.database) })
  if (lock.wasUnclean && !isSqliteEmpty(paths.database)) assertSound(paths)
  try {
    const db = openSqlite(paths.database, options.watch)
    chmodSync(paths.database, 0o600)
    return { db }
  } catch (error) {
    throw asDamage(paths, error)
  }
}

async function makeFolder(paths: DataPaths): Promise<void> {
  try {
    mkdirSync(paths.folder, { recursive: true, mode: 0o750 })
    await refuseNetworkFolder(paths.folder)
    for (const folder of [paths.keys, paths.backups]) mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const folder of [paths.cache, paths.logs]) mkdirSync(folder, { recursive: true, mode: 0o750 })
    chmodSync(paths.keys, 0o700)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error
    throw new UnavailableError('db/folder-unusable', { params: { folder: paths.folder, errno: code }, cause: error })
  }
}

/** Until the marker stands only: a media folder that is gone later has vanished, and must not come back empty. */
function makeFirstFolders(paths: DataPaths): void {
  for (const folder of [paths.inbox, paths.batches, paths.archive, paths.trash]) mkdirSync(folder, { recursive: true })
}
