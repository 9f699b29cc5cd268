import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

export type Tx = Transaction<Tables>
/** What a store takes: the whole database for reading, or the transaction that its caller opened. */
export type Reader = Kysely<Tables> | Tx

export type Dialect = 'sqlite' | 'postgres'

export interface Db extends AsyncDisposable {
  readonly dialect: Dialect
  /** Where PostgreSQL is, for a thread that needs a connection of its own. */
  readonly url?: string
  /** For lists and look-ups; never waits behind a writer. On SQLite it sees committed rows only. */
  readonly read: Kysely<Tables>
  /**
   * One transaction. Only database calls inside: no file, no network (a watchdog logs what takes longer than 250 ms).
   * On SQLite transactions run one after the other; on PostgreSQL use `lockInTx` where that matters.
   */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * As `tx`, and on SQLite several that are asked for at the same time share one commit, which is what a transaction costs
   * there. Each is taken back alone when it fails, and heard of only after the commit. For work that goes by its rows alone:
   * another may run before what the caller of this one does next.
   */
  txTogether: Db['tx']
}

interface TxHooks {
  dialect: Dialect
  afterCommit: (() => void)[]
}

const hooks = new WeakMap<object, TxHooks>()

function hooksOf(tx: Tx): TxHooks {
  const found = hooks.get(tx)
  if (found === undefined) throw new Error('not a transaction that db.tx opened')
  return found
}

/** Runs after the transaction has committed, in order; never when it rolled back. For wake-ups, not for work. */
export function afterCommit(tx: Tx, call: () => void): void {
  hooksOf(tx).afterCommit.push(call)
}

export function dialectOf(tx: Tx): Dialect {
  return hooksOf(tx).dialect
}

/** Opens the book of after-commit calls for a transaction; for `db.tx` implementations only. */
export function openHooks(tx: Tx, dialect: Dialect): TxHooks {
  const opened: TxHooks = { dialect, afterCommit: [] }
  hooks.set(tx, opened)
  return opened
}
