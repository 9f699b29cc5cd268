import type { Db } from '../db/db.ts'

/** Asks the database something that it can only answer when it works. @returns how many migrations it has */
export async function askDatabase(db: Db): Promise<number> {
  const { count } = await db.read
    .selectFrom('schema_migrations')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
