import { sql } from 'kysely'
import { dialectOf, type Tx } from './db.ts'

/**
 * Holds a named lock until the transaction ends, so that check-then-write is safe. SQLite has one writer at a time,
 * so there is nothing to take there.
 */
export async function lockInTx(tx: Tx, name: string): Promise<void> {
  if (dialectOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 7979))`.execute(tx)
}
