import type { Reader } from './db.ts'

/** Migrations that the database has, oldest first. */
export async function listMigrations(reader: Reader): Promise<{ number: number; name: string; appliedAt: number }[]> {
  const rows = await reader.selectFrom('schema_migrations').selectAll().orderBy('number').execute()
  return rows.map((row) => ({ number: row.number, name: row.name, appliedAt: row.applied_at }))
}
