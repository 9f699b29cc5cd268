import { type Kysely, sql } from 'kysely'
import { ConflictError } from '../kernel/errors.ts'
import type { Dialect } from './db.ts'
import { type Migration, migrationTools } from './migration.ts'

type Ledger = Record<'schema_migrations', { number: number; name: string; applied_at: number }>

export interface MigrateOptions {
  dialect: Dialect
  migrations: readonly Migration[]
  now: () => number
  /** Called once, before the first change, when the database holds something. */
  beforeChange?: (appliedNumber: number) => Promise<void>
}

/**
 * Brings the schema to the newest number, each migration in one transaction of its own.
 * @returns the numbers that were applied
 * @throws ConflictError when the database was written by a newer Patchbay
 */
export async function migrate(db: Kysely<unknown>, options: MigrateOptions): Promise<number[]> {
  await db.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute()
  const ledger = db.withTables<Ledger>()
  const applied = await ledger.selectFrom('schema_migrations').select('number').orderBy('number').execute()
  const newest = applied.at(-1)?.number ?? 0
  const known = options.migrations.at(-1)?.number ?? 0
  if (newest > known) throw new ConflictError('db/newer-schema', { params: { found: newest, known } })
  const pending = options.migrations.filter((migration) => migration.number > newest)
  if (pending.length > 0 && newest > 0) await options.beforeChange?.(newest)
  for (const migration of pending) await applyOne(db, migration, options)
  return pending.map((migration) => migration.number)
}

async function applyOne(db: Kysely<unknown>, migration: Migration, options: MigrateOptions): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (options.dialect === 'postgres') await sql`select pg_advisory_xact_lock(7979)`.execute(tx)
    await migration.up(migrationTools(tx, options.dialect))
    const row = { number: migration.number, name: migration.name, applied_at: options.now() }
    await tx.withTables<Ledger>().insertInto('schema_migrations').values(row).execute()
  })
}
