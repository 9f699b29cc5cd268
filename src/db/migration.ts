import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Dialect } from './db.ts'

/** What a migration may use: Kysely's schema builder and the few words in which the dialects differ. */
export interface MigrationTools {
  /** Migrations outlive the table types, so they see none. */
  db: Kysely<unknown>
  dialect: Dialect
  /** Adds `name` as an ascending 64-bit key that is never used again. */
  withId(table: CreateTableBuilder<string>, name?: string): CreateTableBuilder<string, string>
}

export interface Migration {
  number: number
  name: string
  up(tools: MigrationTools): Promise<void>
}

export function migrationTools(db: Kysely<unknown>, dialect: Dialect): MigrationTools {
  return {
    db,
    dialect,
    withId: (table, name = 'id') =>
      dialect === 'sqlite'
        ? table.addColumn(name, 'integer', (column) => column.primaryKey().autoIncrement())
        : table.addColumn(name, 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity()),
  }
}
