import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'
import { transactOn, type TxWatch } from './transact.ts'

export interface PostgresDb extends Db {
  readonly writer: Kysely<Tables>
}

const INT8 = 20
const NUMERIC = 1700

/** int8 and sums come as numbers: our ids and sizes stay below 2^53. */
const numbers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format),
}

export interface PostgresOptions extends TxWatch {
  /** Connections in the pool. */
  connections?: number
  /** Called when an idle connection breaks; the pool opens another. */
  onIdleError?: (error: Error) => void
}

/** @param url `postgres://…`; the account needs rights on its own schema only */
export function openPostgres(url: string, options: PostgresOptions = {}): PostgresDb {
  const pool = new pg.Pool({ connectionString: url, max: options.connections ?? 10, types: numbers })
  pool.on('error', (error) => options.onIdleError?.(error))
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const tx = transactOn(kysely, 'postgres', options)
  return {
    dialect: 'postgres',
    url,
    writer: kysely,
    read: kysely,
    tx,
    txTogether: tx,
    async [Symbol.asyncDispose]() {
      await kysely.destroy()
    },
  }
}
