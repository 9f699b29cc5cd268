import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'
import { shareCommits } from './shared-commits.ts'
import type { TxWatch } from './transact.ts'

export interface SqliteDb extends Db {
  /** The writer, for migrations. */
  readonly writer: Kysely<Tables>
}

/**
 * One writer connection behind Kysely's mutex and one that only reads. WAL with `synchronous=FULL`: with NORMAL a
 * power cut loses rows that were already acknowledged.
 * @param file path of the database; made when it is not there
 */
export function openSqlite(file: string, watch: TxWatch = {}): SqliteDb {
  const writing = new Database(file)
  writing.pragma('journal_mode = WAL')
  writing.pragma('synchronous = FULL')
  writing.pragma('foreign_keys = ON')
  writing.pragma('busy_timeout = 5000')
  writing.pragma('temp_store = MEMORY')
  const reading = new Database(file, { readonly: true })
  reading.pragma('temp_store = MEMORY')
  const writer = new Kysely<Tables>({ dialect: new SqliteDialect({ database: keepStatements(writing) }) })
  const read = new Kysely<Tables>({ dialect: new SqliteDialect({ database: keepStatements(reading) }) })
  const commits = shareCommits(writer, watch)
  return {
    dialect: 'sqlite',
    writer,
    read,
    tx: commits.tx,
    txTogether: commits.txTogether,
    async [Symbol.asyncDispose]() {
      await commits.idle()
      await read.destroy()
      await writer.destroy()
    },
  }
}

const KEPT_STATEMENTS = 300

/** Kysely prepares a statement each time it runs; preparing costs more than most of ours take, so they are kept. */
function keepStatements(database: Database.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  return {
    close: () => void database.close(),
    prepare(text) {
      const known = kept.get(text) ?? database.prepare(text)
      kept.delete(text)
      kept.set(text, known)
      if (kept.size > KEPT_STATEMENTS) kept.delete(kept.keys().next().value ?? '')
      return known
    },
  }
}

/**
 * A consistent copy of a live database, checked before it counts.
 * @throws Error when the copy does not pass SQLite's own check
 */
export function backUpSqlite(file: string, copy: string): void {
  if (!existsSync(file)) throw new Error(`no database at ${file}`)
  const source = new Database(file, { readonly: true })
  try {
    source.prepare('VACUUM INTO ?').run(copy)
  } finally {
    source.close()
  }
  assertIntact(copy)
}

/** @throws Error with SQLite's own words when the file is damaged. */
export function assertIntact(file: string): void {
  const database = new Database(file, { readonly: true })
  try {
    const answer = database.pragma('integrity_check', { simple: true })
    if (answer !== 'ok') throw new Error(`integrity check of ${file}: ${String(answer)}`)
  } finally {
    database.close()
  }
}
